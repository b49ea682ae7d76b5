"""A pack that has not changed is parsed once; whatever happens to the compiled copy, the pack plays."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import PACK
from tests.effort import examples
from zgcquiz.app.context import read_pack, stream_pack
from zgcquiz.core.errors import PackError
from zgcquiz.core.packs.pack import Item, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.store.packs import compiled_pack
from zgcquiz.store.packs.compiled_pack import CachedPack
from zgcquiz.store.packs.pack_cache import PackCache

OTHER = PACK.replace("id: small", "id: other").replace("id: capital", "id: first")


class Counter:
    """The reader, counting."""

    def __init__(self) -> None:
        self.packs: list[str] = []

    def __call__(
        self, files: Sequence[tuple[str, bytes]], keep: Callable[[Item], object]
    ) -> tuple[PackInfo, tuple[Problem, ...]]:
        info, warnings = stream_pack(files, keep)
        self.packs.append(info.id)
        return info, warnings


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def new_cache(tmp_path: Path, counter: Counter) -> Iterator[Callable[[], PackCache]]:
    """A cache as another run of the program opens it."""
    made: list[PackCache] = []

    def make() -> PackCache:
        made.append(PackCache(tmp_path / "cache" / "compiled.db", counter, lambda: 0))
        return made[-1]

    yield make
    for pack_cache in made:
        pack_cache.close()


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "compiled.db"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Turns the clock forward: file systems' times settle after a while."""
    now = time.time_ns

    def turn(seconds: float) -> None:
        monkeypatch.setattr(time, "time_ns", lambda: now() + round(seconds * 1e9))

    return turn


@pytest.fixture
def other_file(tmp_path: Path) -> Path:
    path = tmp_path / "other.yaml"
    path.write_text(OTHER, encoding="utf-8")
    return path


def ids(pack: CachedPack) -> list[str]:
    """The ids of the items, read in both ways that there are."""
    found = [entry.id for entry in pack.entries()]
    assert [item.id for item in pack.items()] == found
    assert [item.id for id in found if (item := pack.item(id))] == found
    return found


SMALL = ["capital", "primes", "earth-round", "fixed"]


def test_what_is_compiled_is_what_was_read(new_cache: Callable[[], PackCache], pack_file: Path) -> None:
    pack, _ = read_pack([(str(pack_file), pack_file.read_bytes())])
    for _ in range(2):
        cached = new_cache().open(pack_file)
        assert Pack(cached.info, cached.items()) == pack
        assert cached.item("nothing") is None


@pytest.mark.parametrize("few", [0, 200], ids=["in the whole pack", "one by one"])
def test_some_questions_are_found(
    few: int, new_cache: Callable[[], PackCache], pack_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_pack, "FEW", few)
    pack = new_cache().open(pack_file)
    some = pack.items()[::2]
    assert {item.id: item for item in pack.find([*(item.id for item in some), "gone"])} == {it.id: it for it in some}
    assert not [*pack.find([])]


@pytest.mark.parametrize("seconds", [0, 10])
def test_an_unchanged_pack_is_parsed_once(
    new_cache: Callable[[], PackCache],
    counter: Counter,
    pack_file: Path,
    later: Callable[[float], None],
    seconds: float,
) -> None:
    """Both before and after its time of change can be trusted."""
    later(seconds)
    for _ in range(4):
        assert ids(new_cache().open(pack_file)) == SMALL
    assert counter.packs == ["small"]


def test_an_unchanged_pack_is_not_even_read(
    new_cache: Callable[[], PackCache], pack_file: Path, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(10)
    new_cache().open(pack_file)

    def refuse(*arguments: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("zgcquiz.store.files.pack_files.PackFiles.read", refuse)
    monkeypatch.setattr("zgcquiz.store.files.pack_files.PackFiles.files", property(refuse))
    assert ids(new_cache().open(pack_file)) == SMALL


def test_a_pack_that_is_touched_or_moved_is_not_parsed_again(
    new_cache: Callable[[], PackCache], counter: Counter, pack_file: Path, tmp_path: Path
) -> None:
    new_cache().open(pack_file)
    os.utime(pack_file, (1, 1))
    new_cache().open(pack_file)
    (tmp_path / "elsewhere").mkdir()
    copy = tmp_path / "elsewhere" / pack_file.name
    shutil.copyfile(pack_file, copy)
    assert ids(new_cache().open(copy)) == SMALL
    assert counter.packs == ["small"]


@pytest.mark.parametrize("seconds", [0, 10])
def test_a_changed_pack_is_read_again(
    new_cache: Callable[[], PackCache],
    counter: Counter,
    pack_file: Path,
    later: Callable[[float], None],
    seconds: float,
) -> None:
    later(seconds)
    new_cache().open(pack_file)
    pack_file.write_text(PACK.replace("id: primes", "id: squares"), encoding="utf-8")
    assert ids(new_cache().open(pack_file)) == ["capital", "squares", "earth-round", "fixed"]
    assert len(counter.packs) == 2


def test_a_change_within_the_same_tick_of_the_clock_and_of_the_same_size_is_noticed(
    new_cache: Callable[[], PackCache], pack_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems tell time to two seconds: the swapped file looks like the one before."""
    stat = pack_file.stat()
    real = Path.stat

    class Coarse:
        def __getattr__(self, name: str) -> Any:
            return getattr(stat, name)

    monkeypatch.setattr(Path, "stat", lambda path, **options: Coarse() if path == pack_file else real(path, **options))
    new_cache().open(pack_file)
    pack_file.write_text(PACK.replace("capital", "seaport"), encoding="utf-8")
    assert ids(new_cache().open(pack_file))[0] == "seaport"


def test_a_new_bank_in_a_folder_is_noticed(
    new_cache: Callable[[], PackCache], tmp_path: Path, later: Callable[[float], None]
) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    later(10)
    assert ids(new_cache().open(folder)) == SMALL
    bank = folder / "more.yaml"
    bank.write_text("questions:\n  - {id: more, question: 'Yes?', answer: true}\n", encoding="utf-8")
    later(20)
    assert ids(new_cache().open(folder)) == [*SMALL, "more"]
    bank.rename(folder / "other.yaml")
    assert ids(new_cache().open(folder)) == [*SMALL, "more"]
    (folder / "other.yaml").unlink()
    assert ids(new_cache().open(folder)) == SMALL


def test_a_broken_pack_is_reported_each_time_and_plays_once_it_is_mended(
    new_cache: Callable[[], PackCache], pack_file: Path
) -> None:
    pack_file.write_text("nonsense: true\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(PackError):
            new_cache().open(pack_file)
    pack_file.write_text(PACK, encoding="utf-8")
    assert ids(new_cache().open(pack_file)) == SMALL


def test_the_text_of_old_does_not_pile_up(
    new_cache: Callable[[], PackCache], pack_file: Path, compiled: Path, later: Callable[[float], None]
) -> None:
    """It is kept for a day, in which a round may still use it."""
    for number in range(5):
        pack_file.write_text(PACK.replace("A small pack", f"Edition {number}"), encoding="utf-8")
        new_cache().open(pack_file)
    later(25 * 60 * 60)
    pack_file.write_text(PACK, encoding="utf-8")
    new_cache().open(pack_file)
    later(50 * 60 * 60)
    pack_file.touch()
    new_cache().open(pack_file)
    db = sqlite3.connect(compiled)
    assert db.execute("SELECT count(*) FROM packs").fetchone() == (1,)
    for table in ("items", "summaries", "ids"):
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    db.close()


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "text":
        path.write_bytes(b"not a database\n" * 500)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "foreign":
        path.unlink()
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE packs (mine)")
        db.execute("CREATE TABLE about (me)")
        db.execute("CREATE VIEW v AS SELECT * FROM packs")
        db.execute("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)")
        db.execute("INSERT INTO counted DEFAULT VALUES")
        db.commit()
        db.close()
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "full folder":
        path.unlink()
        path.mkdir()
        (path / "mine").touch()
    elif how.startswith("pipe"):
        there = path.with_name(path.name + how[4:])
        there.unlink(missing_ok=True)
        os.mkfifo(there)
    elif how == "link":
        path.unlink()
        path.symlink_to(path.name)
    elif how.startswith("cut"):
        path.write_bytes(data[: len(data) * int(how[4:]) // 100])
    elif how.startswith("page"):
        page = int(how[5:])
        assert len(data) > page * 4096
        path.write_bytes(data[: page * 4096] + b"\xee" * 4096 + data[(page + 1) * 4096 :])
    elif how == "old version":
        db = sqlite3.connect(path)
        db.execute("UPDATE about SET version = '0'")
        db.commit()
        db.close()
    else:
        db = sqlite3.connect(path)
        db.execute(how)
        db.commit()
        db.close()


BLOCKS = ("items", "summaries", "ids")
HOWS = [
    "text",
    "empty",
    "foreign",
    "folder",
    "full folder",
    "pipe",
    "pipe-wal",
    "pipe-journal",
    "link",
    "old version",
    *(f"cut {share}" for share in (1, 10, 30, 60, 95)),
    *(f"page {page}" for page in range(6)),
    *(f"UPDATE {table} SET data = x'00'" for table in BLOCKS),
    *(f"UPDATE {table} SET data = x'00000000c0'" for table in BLOCKS),
    *(f"UPDATE {table} SET data = 'text'" for table in BLOCKS),
    *(f"UPDATE {table} SET number = 1" for table in BLOCKS[:2]),
    "UPDATE ids SET first = 'z'",
    "UPDATE ids SET data = (SELECT data FROM summaries)",
    "UPDATE items SET data = (SELECT data FROM summaries)",
    "UPDATE packs SET about = x'00'",
    "UPDATE packs SET about = x'c0'",
    *(f"DELETE FROM {table}" for table in BLOCKS),
    *(f"DROP TABLE {table}" for table in BLOCKS),
    "DROP TABLE mtime_keys",
    "DELETE FROM packs",
    "DELETE FROM about",
]


@pytest.mark.parametrize("how", HOWS)
def test_a_damaged_copy_is_made_again(
    new_cache: Callable[[], PackCache],
    counter: Counter,
    pack_file: Path,
    compiled: Path,
    later: Callable[[float], None],
    how: str,
) -> None:
    later(10)
    pack_cache = new_cache()
    pack_cache.open(pack_file)
    pack_cache.close()
    damaged(compiled, how)
    assert ids(new_cache().open(pack_file)) == SMALL
    if how != "full folder":  # there the place is taken, and the pack is held in memory
        before = len(counter.packs)
        assert ids(new_cache().open(pack_file)) == SMALL
        assert len(counter.packs) == before


@pytest.mark.parametrize("how", HOWS)
def test_a_copy_that_is_damaged_while_it_is_used_is_made_again(
    new_cache: Callable[[], PackCache], pack_file: Path, compiled: Path, how: str
) -> None:
    pack_cache = new_cache()
    pack = pack_cache.open(pack_file)
    pack_cache.close()  # lets go of the file, as a fresh connection would
    damaged(compiled, how)
    assert ids(pack) == SMALL


def flip(path: Path, rng: random.Random, flips: int) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(flips):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


@given(seed=st.integers(0, 2**32), flips=st.integers(1, 40))
@settings(max_examples=examples(50))
def test_flipped_bits_never_change_a_question(seed: int, flips: int) -> None:
    rng = random.Random(seed)
    pack, _ = read_pack([("small.yaml", PACK.encode())])
    with TemporaryDirectory() as folder:
        source, compiled = Path(folder) / "small.yaml", Path(folder) / "compiled.db"
        source.write_text(PACK, encoding="utf-8")
        for _ in range(2):
            pack_cache = PackCache(compiled, stream_pack, lambda: 0)
            cached = pack_cache.open(source)
            pack_cache.close()
            flip(compiled, rng, flips)
            # a pack that is open already reads from the damaged file, and so does the next run
            next_run = PackCache(compiled, stream_pack, lambda: 0)
            for found in (cached, next_run.open(source)):
                assert (found.info, found.items()) == (pack.info, pack.items)
                assert [each.id for each in found.entries()] == SMALL
                assert found.tags() == {item.id: item.tags for item in pack.items}
                assert [found.item(item.id) for item in pack.items] == list(pack.items)
            pack_cache.close()
            next_run.close()


def test_making_one_pack_again_leaves_the_others_whole(
    new_cache: Callable[[], PackCache],
    pack_file: Path,
    other_file: Path,
    compiled: Path,
    later: Callable[[float], None],
) -> None:
    """The first is open already when the copy of the second turns out to be damaged."""
    later(10)
    pack_cache = new_cache()
    pack_cache.open(pack_file)
    content = pack_cache.open(other_file).content_hash
    pack_cache.close()
    damaged(compiled, f"UPDATE packs SET about = x'00' WHERE content_hash = '{content}'")
    pack_cache = new_cache()
    first, second = pack_cache.open(pack_file), pack_cache.open(other_file)
    assert ids(second)[0] == "first"
    assert ids(first) == SMALL


def test_running_out_of_room_for_one_pack_leaves_the_others_whole(
    new_cache: Callable[[], PackCache],
    pack_file: Path,
    other_file: Path,
    compiled: Path,
    later: Callable[[float], None],
) -> None:
    """The first is compiled; for the second there is no room, or no right to write."""
    later(10)
    pack_cache = new_cache()
    pack_cache.open(pack_file)
    pack_cache.close()
    db = sqlite3.connect(compiled)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.close()
    pack_cache = new_cache()
    first = pack_cache.open(pack_file)
    assert pack_cache._db is not None
    pack_cache._db.execute(f"PRAGMA max_page_count = {pages}")
    big = OTHER + "".join(
        f"  - {{id: q{number}, question: 'Is it {number}?{'x' * 200}', answer: true}}\n" for number in range(200)
    )
    other_file.write_text(big, encoding="utf-8")
    second = pack_cache.open(other_file)
    assert len(ids(second)) == 204
    assert ids(first) == SMALL


def test_an_edited_pack_plays_on_in_the_round_that_has_it_open(
    new_cache: Callable[[], PackCache], pack_file: Path, later: Callable[[float], None]
) -> None:
    """Its author mends a typo and starts another round, while this one still asks from the old text."""
    later(10)
    pack = new_cache().open(pack_file)
    pack_file.write_text(PACK.replace("A small pack", "A small pack, mended"), encoding="utf-8")
    assert ids(new_cache().open(pack_file)) == SMALL
    assert ids(pack) == SMALL


def test_a_cache_may_be_made_by_another_at_any_moment_of_making_it(
    new_cache: Callable[[], PackCache], pack_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two first starts at once: neither may lose what it has just compiled."""
    from tests.store.test_two_at_once import hooked

    packs: list[CachedPack] = []

    def meanwhile() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(
                "zgcquiz.store.packs.pack_cache.connect", lambda path: sqlite3.connect(path, isolation_level=None)
            )
            packs.append(new_cache().open(pack_file))

    monkeypatch.setattr("zgcquiz.store.packs.pack_cache.connect", hooked("SELECT version FROM about", meanwhile))
    packs.append(new_cache().open(pack_file))
    assert [ids(pack) for pack in packs] == [SMALL, SMALL]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, counter: Counter, pack_file: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    pack_cache = PackCache(tmp_path / "file" / "cache" / "compiled.db", counter, lambda: 0)
    assert ids(pack_cache.open(pack_file)) == SMALL
    pack_cache.close()


def test_warnings_name_the_file_that_was_asked_for(new_cache: Callable[[], PackCache], tmp_path: Path) -> None:
    """The same text lies in two places, and is compiled once."""
    text = PACK + "  - {id: later, kind: hologram, question: 'How?', answer: so}\n"
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "small.yaml").write_text(text, encoding="utf-8")
        (warning,) = new_cache().open(tmp_path / name / "small.yaml").warnings
        assert warning.file == str(tmp_path / name / "small.yaml")


def test_a_file_whose_name_is_no_text_is_no_accident(new_cache: Callable[[], PackCache], tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xff.yaml"))
    path.write_text(PACK, encoding="utf-8")
    for _ in range(2):
        assert ids(new_cache().open(path)) == SMALL

"""Many packs are opened at once as each is opened alone, and with as many queries as a few."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ids import uuid7
from tests.conftest import PACK, Clock
from tests.effort import examples
from tests.store.making import make_review
from zgcquiz.app.context import AppContext, read_pack, stream_pack
from zgcquiz.app.round.overview import overview
from zgcquiz.app.round.plan import plan_today, summarize_today
from zgcquiz.app.selection import survey, sync_cards
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.packs.pack import Pack
from zgcquiz.store.database import CarefulConnection
from zgcquiz.store.files.pack_files import MAIN, SUFFIXES, find_files
from zgcquiz.store.packs.library import Installed, Library
from zgcquiz.store.packs.pack_cache import PackCache
from zgcquiz.store.paths import Paths

BANK = "questions:\n  - {id: more, question: 'Yes?', answer: true}\n"
DRAFTS = PACK.replace("- id: capital", "- draft: true\n    id: capital").replace("answer: true", "answer: false")
EXPIRED = PACK.replace("- id: fixed", "- valid_until: '1970-01-03'\n    id: fixed")
TEXTS = (PACK, PACK.replace("Paris", "Perth"), DRAFTS, EXPIRED, "nonsense: true\n", "")
NAMES = ("a.yaml", "b.yml", "c", ".d.old", "e.removed", "a", "f.YAML", "g.txt", "é.yaml", ".yaml")
ACTIONS = ("write", "folder", "bank", "touch", "delete", "rename", "inside", "outside", "loop", "pipe", "odd bank")

steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), *[st.sampled_from(NAMES)] * 2, st.sampled_from(TEXTS), st.booleans()),
    max_size=12,
)


def delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def change(folder: Path, action: str, name: str, other: str, text: str) -> None:
    """Change a library as a user may do by hand."""
    path = folder / name
    if action == "touch":
        if path.exists():
            os.utime(path / "pack.yaml" if (path / "pack.yaml").exists() else path, (1, 1))
    elif action == "rename":
        if os.path.lexists(path) and name != other:
            delete(folder / other)
            path.rename(folder / other)
    elif action in ("bank", "odd bank") and path.is_dir():
        bank = path / f"{other.replace('.', '')}.yaml"
        if not os.path.lexists(bank):
            bank.mkdir() if action == "odd bank" else bank.write_text(BANK, encoding="utf-8")
    else:
        delete(path)
        if action == "write":
            path.write_text(text, encoding="utf-8")
        elif action == "pipe":
            os.mkfifo(path)
        elif action == "loop":
            path.symlink_to(path.name)
        elif action != "delete":
            path.mkdir()
            (path / "pack.yaml").write_text(text, encoding="utf-8")
            if action == "inside":
                (path / "sub").mkdir()
                (path / "sub" / "bank").write_text(BANK, encoding="utf-8")
                (path / "bank.yaml").symlink_to("sub/bank")
            elif action == "outside":
                (path / "bank.yaml").symlink_to(folder / other)


def plain_installed(folder: Path) -> list[Installed]:
    """The packs in a library without shipped ones, by asking the file system about each path."""
    found: dict[str, Installed] = {}
    for root in sorted(folder.iterdir()):
        if not root.name.startswith(".") and (root.is_dir() or root.suffix in SUFFIXES):
            id = root.name if root.is_dir() else root.stem
            found[id] = Installed(id, root, False)
    for root in sorted(folder.iterdir()):
        if root.name.startswith(".") and root.suffix == ".old":
            found.setdefault(root.name[1:-4], Installed(root.name[1:-4], root, False))
    return [found[id] for id in sorted(found)]


def plain_files(root: Path) -> tuple[Path, ...] | None:
    """The files of a pack, every path resolved; None if they are not one."""
    try:
        if not root.is_dir():
            return (root,) if root.is_file() else None
    except OSError:
        return None
    names = sorted(path.name for path in root.iterdir() if path.suffix in SUFFIXES and path.name[0] != ".")
    mains = [name for name in names if name in MAIN]
    paths = [root / name for name in (*mains, *(name for name in names if name not in mains))]
    try:
        is_good = all(path.is_file() and path.resolve().is_relative_to(root.resolve()) for path in paths)
    except (OSError, RuntimeError):
        return None
    return tuple(paths) if len(mains) == 1 and is_good else None


@given(steps)
@settings(max_examples=examples(60))
def test_whatever_becomes_of_packs_they_are_opened_as_they_are(changes: list[tuple[str, str, str, str, bool]]) -> None:
    """Each is what a fresh reading of its files gives, whether the times of its files can be trusted or not."""
    day, now = 5, time.time_ns
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        folder = Path(place) / "packs"
        folder.mkdir()
        library = Library(folder, Path(place) / "shipped")
        for *what, settled in changes:
            change(folder, *what)
            patch.setattr(time, "time_ns", lambda ahead=settled: now() + ahead * 10**10)
            installed = library.installed()
            assert installed == plain_installed(folder)
            cache = PackCache(Path(place) / "cache" / "compiled.db", stream_pack, lambda: day)
            found = list(cache.open_all(pack.root for pack in installed))
            for pack, opened in zip(installed, found, strict=True):
                files = plain_files(pack.root)
                if isinstance(opened, ZgcError):
                    with pytest.raises(type(opened), match=re.escape(opened.message)):
                        read_pack(find_files(pack.root).read())
                    continue
                there = find_files(pack.root)
                assert there.files == files
                text, warnings = read_pack(there.read())
                assert (Pack(opened.info, opened.items()), opened.warnings) == (text, warnings)
                entries = [item.id for item in text.items if item.asked_until >= day]
                assert [entry.id for entry in opened.entries()] == entries
                assert opened.asked == len(entries)
                alone = cache.open(pack.root)
                assert (alone.edition_key, alone.info) == (opened.edition_key, opened.info)
            cache.close()


def test_the_start_takes_as_many_queries_with_many_packs(
    make_context: Callable[[], AppContext], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries: list[str] = []
    real = CarefulConnection.execute

    def count(db: CarefulConnection, sql: str, *values: object) -> sqlite3.Cursor:
        queries.append(sql)
        return real(db, sql, *values)

    def queries_with(packs: int) -> int:
        for number in range(packs):
            path = home / "packs" / f"p{number}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PACK.replace("small", f"p{number}"), encoding="utf-8")
        monkeypatch.setattr(time, "time_ns", lambda: 10**10 + path.stat().st_ctime_ns)
        with make_context() as context:
            overview(context)
        with make_context() as context:
            queries.clear()
            found, _ = overview(context)
        assert (found.packs, found.new) == (packs, packs * 4)
        return len(queries)

    monkeypatch.setattr(CarefulConnection, "execute", count)
    assert queries_with(3) == queries_with(30)


def test_a_bank_may_be_a_link_only_within_its_folder(tmp_path: Path) -> None:
    for name in ("in", "out", "loop"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "pack.yaml").write_text(PACK, encoding="utf-8")
        (tmp_path / name / "sub" / "bank").write_text(BANK, encoding="utf-8")
    for name, target in (("in", "sub/bank"), ("out", "../in/sub/bank"), ("loop", "bank.yaml")):
        (tmp_path / name / "bank.yaml").symlink_to(target)
    assert [path.name for path in find_files(tmp_path / "in").files] == ["pack.yaml", "bank.yaml"]
    for name, code in (("out", "outside"), ("loop", "unreadable")):
        with pytest.raises(ZgcError) as caught:
            find_files(tmp_path / name)
        assert caught.value.code == code


@given(
    st.lists(st.lists(st.sampled_from(("", "", "", "f", "g")), min_size=1, max_size=5), min_size=1, max_size=4),
    st.lists(st.tuples(*[st.integers(0, 3)] * 2, st.booleans(), st.sampled_from((0, 0, 1, 9, 7, 7))), max_size=8),
    st.integers(0, 4),
)
@settings(max_examples=examples(40))
def test_a_summary_of_today_is_that_of_its_queue(
    packs: list[list[str]], answers: list[tuple[int, int, bool, int]], limit: int
) -> None:
    clock = Clock()
    with TemporaryDirectory() as place:
        home = Path(place)
        (home / "packs").mkdir()
        (home / "config.toml").write_text(f"new_per_day = {limit}\nreviews_per_day = {limit + 1}\n", encoding="utf-8")
        for at, facts in enumerate(packs):
            questions = "".join(
                f"  - {{id: q{number}, question: 'Is it {number}?', answer: true{fact and f', fact: {fact}'}}}\n"
                for number, fact in enumerate(facts)
            )
            text = f"zgcquiz: 1\nid: p{at}\ntitle: P\nquestions:\n{questions}"
            (home / "packs" / f"p{at}.yaml").write_text(text, encoding="utf-8")
        rng = Random(1)
        with AppContext(Paths(home, home / "cache", home / "shipped", home), clock, rng=rng) as context:
            selection = survey(context, None)
            sync_cards(context, selection)
            for at, number, right, days in answers:
                ref = Ref(f"p{at % len(packs)}", f"q{number}")
                context.log.append(make_review(rng, ref, clock.now, Rating.GOOD if right else Rating.AGAIN))
                if days == 7:
                    id = uuid7(clock.now.ms, rng)
                    context.log.restart(ref.pack, [Restart(id, context.log.device, clock.now, ref)])
                    continue  # on the same day, on which it is not asked again
                clock.forward(days=days)
            assert summarize_today(context, selection) == plan_today(context, selection)[1]

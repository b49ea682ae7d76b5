"""A file that is not a log of this version is refused in words, and left as it is to the byte."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.store.making import make_review, opened, query
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.deriving.cards import ItemKey
from zgcquiz.store.log.tables.schema import VERSION


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def refused(path: Path) -> ZgcError:
    """The error of opening a file, which must not change."""
    before = digests(path.parent)
    with pytest.raises(ZgcError) as caught, opened(path):
        pass
    assert digests(path.parent) == before
    error = caught.value
    assert str(path) in error.message
    assert error.hint
    return error


def used(path: Path) -> ZgcError | None:
    """What comes of doing everything that can be done with a log."""
    try:
        with opened(path) as log:
            list(log.reviews())
            log.cards(["p"])
            log.sync_cards("p", "1", lambda: [ItemKey("item-1")])
            log.append(make_review(Random(3), Ref("p", "more")))
            log.rebuild()
    except ZgcError as error:
        return error
    return None


def log_with_answers(path: Path, count: int = 200) -> None:
    rng = Random(1)
    with opened(path) as log:
        for number in range(count):
            log.append(make_review(rng, Ref("p", f"item-{number}")))


def test_a_log_that_has_lost_its_device_gets_another(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log_with_answers(path, 3)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("DELETE FROM settings")
    db.close()
    with opened(path) as log:
        device = log.device
        assert len(list(log.reviews())) == 3
    with opened(path) as log:
        assert log.device == device


def test_a_newer_log_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log_with_answers(path, 3)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    assert refused(path).code == "newer-database"


def test_a_newer_log_after_a_crash_is_refused_untouched(tmp_path: Path) -> None:
    """What the newer version had written last still stands in its write-ahead log."""
    made = tmp_path / "made.db"
    log_with_answers(made, 3)
    db = sqlite3.connect(made, isolation_level=None)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(tmp_path / f"made.db{suffix}", crashed / f"log.db{suffix}")
    db.close()
    assert (crashed / "log.db-wal").stat().st_size > 0
    before = digests(crashed)
    with pytest.raises(ZgcError) as caught, opened(crashed / "log.db"):
        pass
    assert caught.value.code == "newer-database"
    after = digests(crashed)
    after.pop("log.db-shm", None)
    assert after == before


@pytest.mark.parametrize("version", [0, VERSION, VERSION + 1])
def test_another_programs_database_is_refused_whatever_its_version(tmp_path: Path, version: int) -> None:
    """Many programs count their schemas in user_version too."""
    path = tmp_path / "log.db"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE notes (text)")
    db.execute("INSERT INTO notes VALUES ('mine')")
    db.execute(f"PRAGMA user_version = {version}")
    db.close()
    error = refused(path)
    assert error.code == "corrupt"
    assert "newer" not in error.message
    assert query(path, "SELECT * FROM notes") == [("mine",)]


@pytest.mark.parametrize(
    "content", [b"my diary\n" * 500, b"two\n", bytes(range(256)) * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(content)
    assert refused(path).code == "corrupt"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.9])
def test_a_truncated_log_is_refused_or_read_but_never_an_accident(tmp_path: Path, share: float) -> None:
    path = tmp_path / "log.db"
    log_with_answers(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    error = used(path)
    assert error is not None
    assert error.code == "corrupt"


@pytest.mark.parametrize("page", range(1, 15))
def test_a_log_with_a_damaged_page_never_ends_in_an_accident(tmp_path: Path, page: int) -> None:
    """What can still be read is read; else there is a message."""
    path = tmp_path / "log.db"
    log_with_answers(path, 60)
    data = bytearray(path.read_bytes())
    assert len(data) > page * 4096
    data[page * 4096 : (page + 1) * 4096] = b"\xee" * 4096
    path.write_bytes(data)
    error = used(path)
    assert error is None or (error.code == "corrupt" and error.hint)


def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.touch()
    log_with_answers(path, 1)
    assert query(path, "SELECT count(*) FROM reviews") == [(1,)]


def folder(path: Path) -> None:
    path.mkdir()


def dangling(path: Path) -> None:
    path.symlink_to(path.parent / "missing" / "log.db")


@pytest.mark.parametrize("make", [folder, dangling])
def test_what_cannot_be_opened_is_said(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "log.db"
    make(path)
    with pytest.raises(ZgcError) as caught, opened(path):
        pass
    assert str(path) in caught.value.message


def test_a_home_below_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ZgcError) as caught, opened(tmp_path / "file" / "log.db"):
        pass
    assert caught.value.hint


def test_a_failed_first_start_leaves_a_file_that_the_next_one_can_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.db"
    with monkeypatch.context() as patch:
        patch.setattr(
            "zgcquiz.store.log.tables.migration.STEPS",
            ("CREATE TABLE reviews (id TEXT) STRICT;\nCREATE TABEL oops;\n",),
        )
        with pytest.raises(ZgcError), opened(path):
            pass
    log_with_answers(path, 1)
    assert query(path, "SELECT count(*) FROM reviews") == [(1,)]

"""What a damaged write-ahead log tells: a transaction that was only being written, or saved ones that can't be read."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from zgcquiz.store.log.files.wal import Wal, read_wal, wal_of

_HEADER, _FRAME = 32, 24


@pytest.fixture
def log(tmp_path: Path) -> tuple[Path, list[range]]:
    """A write-ahead log of three transactions with several frames each, and where these frames lie."""
    path, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA page_size = 512")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (x)")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        ends = [_HEADER]
        for _ in range(3):
            db.execute("INSERT INTO t VALUES (randomblob(3000))")
            ends.append(wal_of(path).stat().st_size)
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
    size = _FRAME + 512
    return wal_of(copy), [range(start, end, size) for start, end in pairwise(ends)]


def damaged(path: Path, place: int, data: bytes) -> Wal:
    content = bytearray(path.read_bytes())
    content[place : place + len(data)] = data
    path.write_bytes(content)
    return read_wal(path)


def test_a_log_without_damage_is_read_to_its_end(log: tuple[Path, list[range]]) -> None:
    path, transactions = log
    found = read_wal(path)
    assert not found.is_broken
    assert max(found.pages.values()) == transactions[-1][-1] + _FRAME
    assert all(len(frames) > 3 for frames in transactions)


@pytest.mark.parametrize("frame", [0, 1, -2, -1])
def test_a_transaction_that_was_being_written_is_no_damage(log: tuple[Path, list[range]], frame: int) -> None:
    """Its last frame too has a header before it has a page, and frames may reach the disk in any order."""
    path, transactions = log
    found = damaged(path, transactions[-1][frame] + _FRAME, bytes(512))
    assert not found.is_broken
    assert found.size
    assert max(found.pages.values()) == transactions[1][-1] + _FRAME, "what was saved before it is read"


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("frame", [0, 1, -2, -1])
@pytest.mark.parametrize("data", [bytes(512), b"\xff"])
def test_a_saved_transaction_that_can_not_be_read_is_damage(
    log: tuple[Path, list[range]], number: int, frame: int, data: bytes
) -> None:
    path, transactions = log
    assert damaged(path, transactions[number][frame] + _FRAME, data).is_broken


def attempts(folder: Path, *sizes: int) -> tuple[Path, list[bytes]]:
    """A database with a saved transaction in its write-ahead log, and that log with each of some others behind it."""
    path = folder / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA page_size = 512")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (x)")
        db.execute("INSERT INTO t VALUES (randomblob(3000))")
        state = [wal_of(path).read_bytes(), path.read_bytes()]
    logs = []
    for number, size in enumerate(sizes):
        other = folder / f"{number}.db"
        other.write_bytes(state[1])
        wal_of(other).write_bytes(state[0])
        with closing(sqlite3.connect(other, isolation_level=None)) as db:
            db.execute("INSERT INTO t VALUES (randomblob(?))", (size,))
            logs.append(wal_of(other).read_bytes())
            assert logs[-1].startswith(state[0])
    wal_of(path).write_bytes(state[0])
    return wal_of(path), logs


@pytest.mark.parametrize("sizes", [(4000, 10), (4000, 2000, 10), (4000, 1000), (10, 4000), (3000, 2000, 1000)])
def test_transactions_that_fail_one_after_the_other_are_no_damage(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    """All but the last were written to their ends, but not flushed; the last failed in its first frame, or succeeded.

    One that fails in a later frame is taken for damage if only the beginning of the frame's header was written.
    """
    path, logs = attempts(tmp_path, *sizes)
    saved = path.stat().st_size
    file = b""
    for log in logs[:-1]:
        file = log + file[len(log) :]
    for end in (*range(saved, saved + _FRAME + 512), len(logs[-1])):
        path.write_bytes(logs[-1][:end] + file[end:])
        found = read_wal(path)
        assert not found.is_broken, end
        assert found.size

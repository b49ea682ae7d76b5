"""Logs as a crash, a copy by hand or a failing disk leaves them. As a program, it says what opening some gives."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.store.making import make_review
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.store.log.review_log import ReviewLog

ANSWERS = 23
NAME = "zgcquiz.db"


def write_killed(folder: Path, seed: int, checkpointed: int) -> None:
    """Write the log of a process that was killed after 23 answers, with its write-ahead log and its index.

    checkpointed: how many answers stand in the database already; with 0, all of it is in the write-ahead log.
    """
    made = folder / "made"
    made.mkdir(parents=True)
    rng = Random(seed)
    log = ReviewLog(made / NAME, rng)
    for number in range(ANSWERS):
        if number and number == checkpointed:
            with closing(sqlite3.connect(made / NAME, isolation_level=None)) as db:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        at = Moment(NOON.ms + number * 60_000)
        log.append(make_review(rng, Ref(f"p{seed}", f"item-{number}"), at))
    for suffix in ("", "-wal", "-shm"):
        shutil.copyfile(made / f"{NAME}{suffix}", folder / f"{NAME}{suffix}")
    log.close()
    shutil.rmtree(made)


def write_sources(folder: Path) -> None:
    """Write logs of two homes that were killed, each with and without a part of it in the database."""
    for checkpointed in (0, 9):
        write_killed(folder / f"own-{checkpointed}", 1, checkpointed)
        write_killed(folder / f"foreign-{checkpointed}", 2, checkpointed)


def ids_by_sqlite(path: Path, folder: Path) -> set[str]:
    """What SQLite reads of a copy; nothing if it can't."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copyfile(path.with_name(path.name + suffix), folder / f"copy.db{suffix}")
    db = sqlite3.connect(folder / "copy.db")
    try:
        return {id for (id,) in db.execute("SELECT id FROM reviews NOT INDEXED")}
    except sqlite3.DatabaseError:
        return set()
    finally:
        db.close()


def digests(folder: Path) -> dict[str, str]:
    """The content of a folder's files but the index of the write-ahead log, which holds no data."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.endswith("-shm")
    }


def outcome(path: Path) -> dict[str, Any]:
    """What comes of opening a log: the ids it holds, or the error."""
    try:
        log = ReviewLog(path, Random(1))
        try:
            return {"ids": [review.id for review in log.reviews()]}
        finally:
            log.close()
    except ZgcError as error:
        return {"code": error.code, "message": error.message, "hint": error.hint}


def uuid(number: int) -> str:
    return uuid7(NOON.ms + number, Random(number))


if __name__ == "__main__":
    print(json.dumps({name: outcome(Path(name)) for name in sys.argv[1:]}))

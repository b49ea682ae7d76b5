"""Replacing a damaged log by a new one that is made of what can still be read of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import connect, explained
from zgcquiz.store.files import lock, temporaries
from zgcquiz.store.files.private import make_database
from zgcquiz.store.log.damage.detection import is_damage, scan
from zgcquiz.store.log.damage.salvage import Salvaged, salvage

_SIDES = ("-wal", "-shm")
"""The suffixes of the files that SQLite keeps beside a database in use."""


def repair(path: Path, day: str, device: str, derive: Callable[[Path], None]) -> tuple[Salvaged, Path]:
    """Replace a log by one made of its sound rows; return what was found, and the copy of the old file.

    day: today's date, for the copy's name; device: a name for this one if its own is lost; derive: derives the cards of
    the log at a path. Another process can't write meanwhile, and one that has the old file open is refused afterwards
    (`ReviewLog` checks that). Raises ZgcError; the log is then as it was.
    """
    fresh = temporaries.temporary_beside(path)
    with (
        explained(path, "repair the review log"),
        lock.held(path.with_name(f"{path.name}.lock")),
        closing(connect(path)) as db,
        temporaries.undone_on_signal(lambda: _delete(fresh)),
    ):
        copy = _keep_aside(path, day)
        try:
            before = _lock(db)
            if before is not None:
                db.execute("ROLLBACK")  # reading the file would release the lock anyway (POSIX)
            make_database(fresh)
            found = salvage((path, copy), fresh, device)
            derive(fresh)
            if not scan(fresh).is_sound:
                raise ZgcError("corrupt", f"The repaired log at {fresh} is damaged too.", "Check the disk.")
            shutil.copymode(path, fresh)
            if _lock(db) != before:
                raise ZgcError("busy", "Answers were given meanwhile.", "Repair the log when no other zgcquiz runs.")
            _replace(db, fresh, path, is_locked=before is not None)
        except BaseException:
            _delete(copy)
            raise
        finally:
            _delete(fresh)
    return found, copy


def _keep_aside(path: Path, day: str) -> Path:
    """Copy a log, with what is not in its main file yet, to a new name beside it. Raises OSError."""
    name, number = f"{path.stem}-damaged-{day}", 1
    while (copy := path.with_name(f"{name}{f'-{number}' if number > 1 else ''}{path.suffix}")).exists():
        number += 1
    make_database(copy)
    shutil.copy2(path, copy)
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        shutil.copy2(wal, copy.with_name(f"{copy.name}-wal"))
    return copy


def _lock(db: sqlite3.Connection) -> int | None:
    """Keep other processes from using a log; return SQLite's count of their writes.

    None if SQLite can't lock the file, since it is damaged: then no process can write to it. Raises
    sqlite3.OperationalError if another process has it open.
    """
    try:
        # Without a write-ahead log nothing is left beside the file that would be taken for the new one's.
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        ((version,),) = db.execute("PRAGMA data_version")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return None
    return int(version)


def _replace(db: sqlite3.Connection, fresh: Path, path: Path, is_locked: bool) -> None:
    if not is_locked:
        db.close()
        for side in _SIDES:
            path.with_name(path.name + side).unlink(missing_ok=True)
    fresh.replace(path)


def _delete(fresh: Path) -> None:
    for suffix in ("", *_SIDES):
        temporaries.delete(fresh.with_name(fresh.name + suffix))

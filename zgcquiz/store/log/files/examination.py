"""Examining what is at the path of a log before it is opened: a new log is never begun over what may be data.

SQLite deletes a write-ahead log whose database is missing or empty, and adds any that is beside a database to it, even
if it is another's.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from zgcquiz.core.command_lines import command
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import connect
from zgcquiz.store.files import temporaries
from zgcquiz.store.files.regular_files import check_regular
from zgcquiz.store.log.files.copies import (
    NOT_WRITABLE,
    check_header,
    copy_database,
    damaged,
    loses_answers,
    open_to_read,
    unfitting,
    uri_to_read,
)
from zgcquiz.store.log.files.integrity import is_whole
from zgcquiz.store.log.files.wal import has_content, read_wal, wal_of

Check = Callable[[sqlite3.Connection], object]
"""Raises ZgcError for a database that is another program's or a newer version's."""

_ATTEMPTS = 50
_PAUSE = 0.02
"""Seconds between attempts to find the files of a log at rest."""
_SUFFIXES = ("", "-wal", "-shm", "-journal")


def examine(path: Path, check: Check) -> bool:
    """Return whether a log is to be recovered from its write-ahead log before it is opened. Nothing is changed.

    Raises ZgcError, saying what is there and what to do, if opening it would lose or alter data; OSError or
    sqlite3.Error if it can't be read.
    """
    for attempt in range(_ATTEMPTS):
        before = _stamps(path)
        try:
            return _examine_once(path, check)
        except (ZgcError, OSError, sqlite3.Error):
            if attempt + 1 == _ATTEMPTS or _stamps(path) == before:
                raise
        time.sleep(_PAUSE)  # another process has just opened or closed it
    raise AssertionError("unreachable")


def _examine_once(path: Path, check: Check) -> bool:
    for suffix in _SUFFIXES:
        check_regular(path.with_name(path.name + suffix))
    if not has_content(path):
        return False
    if path.exists() and check_header(path):
        _examine_beside(path, check)
        return False
    if in_use(path):
        raise ZgcError(
            "busy",
            f"{path} is {_state(path)} while another zgcquiz still uses it.",
            "Nothing was changed. End the other one, then try again.",
        )
    if not _is_recoverable(path, check):
        raise damaged(
            path,
            f"{path} is {_state(path)}, and {wal_of(path).name} beside it holds some of its latest answers, which"
            " can't be read without it.",
        )
    return True


def recover(path: Path) -> None:
    """Make a database again that is missing or no database, from its write-ahead log.

    What is in its place is kept beside it. Raises OSError or sqlite3.Error.
    """
    temporary = temporaries.temporary_beside(path)
    try:
        copy_database(path, temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        if path.exists() and path.stat().st_size:
            aside = path.with_name(f"{path.name}.damaged")
            number = 1
            while aside.exists():
                number += 1
                aside = path.with_name(f"{path.name}.damaged-{number}")
            _keep(path, aside)
        temporary.replace(path)  # SQLite finds the same pages in the write-ahead log, and adds them again
    finally:
        temporary.unlink(missing_ok=True)
    temporaries.delete_stale(path)


def _keep(path: Path, aside: Path) -> None:
    """Give a file a second name, or a copy where the file system has no links."""
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)


def refuse_missing(path: Path, newest: datetime) -> ZgcError:
    """Return the error for a log that is missing although there are backups of it, the newest of a time."""
    return ZgcError(
        "missing-log",
        f"{path} is {_state(path)}, but there are backups of it; the newest is of {newest:%Y-%m-%d %H:%M}.",
        "Nothing was changed. To begin a new log, move the folder of the backups away. To go back to one: "
        + command("restore"),
    )


def _examine_beside(path: Path, check: Check) -> None:
    """Examine a database and the write-ahead log beside it, which SQLite would add to it."""
    is_used = in_use(path)
    try:
        with closing(open_to_read(path)) as db:
            check(db)
            if is_used:
                return
            if read_wal(wal_of(path)).is_broken:
                raise damaged(path, f"{wal_of(path)} is damaged, and further answers lie behind the damage.")
            if not is_whole(db) or loses_answers(path, uri_to_read(path)):
                raise damaged(path, unfitting(path))
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(NOT_WRITABLE):
            raise
        if read_wal(wal_of(path)).is_broken:  # a read-only place, whose log is copied before it is read
            raise damaged(path, f"{wal_of(path)} is damaged, and further answers lie behind the damage.") from error


def _is_recoverable(path: Path, check: Check) -> bool:
    from tempfile import TemporaryDirectory

    wal = read_wal(wal_of(path))
    if wal.is_broken or not wal.size:
        return False
    with TemporaryDirectory(prefix="zgcquiz-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / path.name
        try:
            copy_database(path, copy)
            with closing(connect(copy)) as db:
                if not is_whole(db):
                    return False
                check(db)
                return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        except sqlite3.DatabaseError:
            return False


def _state(path: Path) -> str:
    if not path.exists():
        return "missing"
    return "damaged" if path.stat().st_size else "empty"


def _stamps(path: Path) -> tuple[object, ...]:
    """Return what changes whenever a process opens, writes or closes a database."""
    found: list[object] = [in_use(path)]
    for suffix in ("", "-wal"):  # the examination itself may write the index of the write-ahead log
        with suppress(OSError):
            state = path.with_name(path.name + suffix).stat()
            found += (suffix, state.st_ino, state.st_size, state.st_mtime_ns)
    return tuple(found)


def in_use(path: Path) -> bool:
    """Return whether a process has a database open; False where the system doesn't say."""
    with suppress(OSError):
        inode = path.with_name(f"{path.name}-shm").stat().st_ino
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            if any(word.rpartition(":")[2] == str(inode) for word in line.split() if word.count(":") == 2):
                return True
    return False

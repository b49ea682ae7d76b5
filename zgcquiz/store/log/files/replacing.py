"""Replacing the log by another one, so that a crash at any moment leaves one of both whole, and the other kept.

The new log is complete before anything is moved. It is then given a name that every start looks for: until that moment
the present log is as it was, and from then on the next start finishes what was begun.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import connect
from zgcquiz.store.files.lock import held
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.log.files.copies import check_header
from zgcquiz.store.log.files.examination import examine

KEPT = "replaced-"
"""How the names of logs start that were replaced and kept."""

_RESTORED = ".restored"
"""The suffix of a complete log, a backup or a repaired one, that is about to take the place of the present one."""


def real_path(path: Path) -> Path:
    """Return the path of a log itself, if a link to it is given."""
    return path.resolve() if path.is_symlink() and path.is_file() else path


def lock_of(log: Path) -> Path:
    """Return the file whose lock is held while a log is replaced."""
    return log.with_name(f"{log.name}.lock")


def replace_log(log: Path, complete: Path) -> Path:
    """Put a complete log in the place of the present one; return where that is kept, if there is any.

    complete: a file in the same folder, whose lock is held. Raises OSError.
    """
    second = int(datetime.now(UTC).timestamp()) // 2 * 2  # the times of some file systems are even
    while any(os.path.lexists(f"{_kept(log, second)}{suffix}") for suffix in ("", "-wal", "-journal")):
        second += 2
    kept = _kept(log, second)
    make_folder(kept.parent)
    os.utime(complete, (second, second))  # names the kept log, also for a start that finishes this
    restored = log.with_name(log.name + _RESTORED)
    complete.replace(restored)
    try:
        _finish(log)
    except OSError:
        if not os.path.lexists(kept):  # the present log can't be moved, and is where it was
            restored.unlink(missing_ok=True)
        raise
    return kept


def finish_replacing(log: Path) -> None:
    """Finish a replacement of a log that was interrupted, if there was one. Raises OSError."""
    if log.with_name(log.name + _RESTORED).exists():
        with held(lock_of(log)):
            _finish(log)


def _is_usable(log: Path) -> bool:
    """Return whether a process can be writing to the present log. Opening one that is damaged would change it."""
    try:
        return not examine(log, lambda _: None) and log.exists() and check_header(log)
    except (ZgcError, OSError, sqlite3.Error):
        return False


@contextmanager
def unwritten(log: Path) -> Iterator[None]:
    """Keep others from writing to the present log, if it can be opened. Later writes find that it was replaced.

    Raises ZgcError if a process doesn't end its transaction.
    """
    db: sqlite3.Connection | None = None
    if os.name == "posix" and _is_usable(log):  # elsewhere a file in use can't be moved, which keeps it safe as well
        db = connect(log)
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            db.close()
            raise
        except sqlite3.DatabaseError:  # damaged: nobody can write to it
            db.close()
            db = None
    try:
        yield
    finally:
        if db is not None:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            db.close()


def _kept(log: Path, second: int) -> Path:
    return log.parent / "backups" / f"{KEPT}{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H%M%S}Z.db"


def _move(old: Path, new: Path) -> None:
    """Move a file, to another disk as well. Raises OSError; then the old one is as it was."""
    try:
        old.rename(new)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(old, new)
        with new.open("rb") as file:
            os.fsync(file.fileno())
        old.unlink()


def _finish(log: Path) -> None:
    """Move the files of the present log away, and the complete one to its place. Each may have been moved already."""
    restored = log.with_name(log.name + _RESTORED)
    if not restored.exists():
        return
    kept = _kept(log, int(restored.stat().st_mtime))
    make_folder(kept.parent)
    for suffix in ("", "-wal", "-journal"):
        old, new = log.with_name(log.name + suffix), kept.with_name(kept.name + suffix)
        if suffix and old.is_file() and not old.stat().st_size:
            old.unlink()
        number = 1
        while os.path.lexists(old) and os.path.lexists(new):
            number += 1
            new = kept.with_name(f"{kept.stem}-{number}{kept.suffix}{suffix}")
        if os.path.lexists(old):
            _move(old, new)
    with suppress(IsADirectoryError, PermissionError):
        log.with_name(f"{log.name}-shm").unlink(missing_ok=True)  # an index of the write-ahead log; it holds no data
    restored.rename(log)

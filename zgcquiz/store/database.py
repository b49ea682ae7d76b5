"""Opening SQLite databases, and turning their errors into messages."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from zgcquiz.core.errors import ZgcError

BUSY_SECONDS = 10
"""How long to wait for another process to finish its commit."""


def connect(path: Path | str) -> sqlite3.Connection:
    """Return a connection in autocommit mode, for use with `transaction`."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


class transaction:  # noqa: N801  # used like a function; a generator would cost more on each answer
    """A transaction that commits, or rolls back on an error.

    It takes the write lock at the start, so that it can't fail to get it half-way; with read_first, only when it
    writes, so that nobody waits for what it reads before that.
    """

    def __init__(self, connection: sqlite3.Connection, *, read_first: bool = False) -> None:
        self._db = connection
        self._begin = "BEGIN" if read_first else "BEGIN IMMEDIATE"

    def __enter__(self) -> None:
        self._db.execute(self._begin)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


class explained:  # noqa: N801
    """Convert SQLite's errors and OSError to a ZgcError that a user can act on.

    doing: the action that failed, for the message ("open the review log").
    """

    def __init__(self, path: Path | str, doing: str) -> None:
        self._path = path
        self._doing = doing

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            raise _explain(error, self._path, self._doing) from error
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            raise ZgcError("storage", f"Can't {self._doing} at {self._path}: {reason}.", _HOME) from error


_HOME = "Set ZGCQUIZ_HOME to a folder that can be written to, or check the permissions of this one."


_NO_ROOM = {f"SQLITE_{what}" for what in ("FULL", "IOERR_WRITE", "IOERR_SHMSIZE", "IOERR_TRUNCATE", "IOERR_FSYNC")}


def _explain(error: sqlite3.DatabaseError, path: Path | str, doing: str) -> ZgcError:
    name = getattr(error, "sqlite_errorname", "") or ""
    start = f"Can't {doing} at {path}:"
    if name in _NO_ROOM:
        return ZgcError("disk-full", f"{start} the disk is full.", "Make room on the disk, then start again.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ZgcError("read-only", f"{start} it is read-only.", _HOME)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ZgcError("busy", f"{start} another program is using it.", "Wait until it has finished, then try again.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return ZgcError(
            "corrupt",
            f"{start} it is damaged, or not a database of zgcquiz.",
            "Nothing was changed. Restore a backup, or move the file away to start with an empty one.",
        )
    return ZgcError("storage", f"{start} {error}.", _HOME)

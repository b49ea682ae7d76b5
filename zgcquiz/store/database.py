"""Opening SQLite databases, and turning their errors into messages."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

from zgcquiz.core.errors import ZgcError

BUSY_SECONDS = 10
"""How long to wait for another process to finish its commit."""


class CarefulConnection(sqlite3.Connection):
    """A connection that reports every damage as sqlite3.DatabaseError.

    SQLite's message on a damaged schema quotes it. If the quote is not UTF-8, Python raises UnicodeDecodeError instead.
    """

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().execute(*arguments)
        except UnicodeDecodeError as error:
            raise _bad_schema() from error

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().executemany(*arguments)
        except UnicodeDecodeError as error:
            raise _bad_schema() from error

    def executescript(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().executescript(*arguments)
        except UnicodeDecodeError as error:
            raise _bad_schema() from error


def _damage(name: str, message: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(message)
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
    return error


def _bad_schema() -> sqlite3.DatabaseError:
    return _damage("SQLITE_CORRUPT", "malformed database schema, which is not UTF-8")


def connect(path: Path | str) -> sqlite3.Connection:
    """Return a connection in autocommit mode, for use with `transaction`."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=CarefulConnection)


def connect_to_read(path: Path, options: str = "mode=ro") -> CarefulConnection:
    """Return a connection in autocommit mode to a file that is not to be changed. options: of SQLite's address.

    Raises sqlite3.DatabaseError for an empty file with a write-ahead log, which SQLite would delete; SQLite's errors.
    """
    if options == "mode=ro" and Path(f"{path}-wal").exists() and path.exists() and not path.stat().st_size:
        raise _damage("SQLITE_NOTADB", "the file is empty")
    uri = f"{path.absolute().as_uri()}?{options}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, factory=CarefulConnection)


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
            raise _explain_os(error, self._path, self._doing) from error


_HOME = "Set ZGCQUIZ_HOME to a folder that can be written to, or check the permissions of this one."
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS})
_MAYBE_FULL = {f"SQLITE_IOERR_{what}" for what in ("WRITE", "SHMSIZE", "TRUNCATE", "FSYNC")}
"""What SQLite reports both for a disk that fails and for some ways of being full: quotas, and limits on files."""
_LOCKING = {f"SQLITE_IOERR_{what}" for what in ("LOCK", "UNLOCK", "RDLOCK", "CHECKRESERVEDLOCK", "SHMLOCK", "BLOCKED")}
_PROBE = 1 << 20
"""Bytes that a disk takes if it is not full."""


def _explain_os(error: OSError, path: Path | str, doing: str) -> ZgcError:
    start = f"Can't {doing} at {path}:"
    if error.errno in _FULL:
        return _disk_full(start)
    if error.errno in _READ_ONLY:
        return ZgcError("read-only", f"{start} it is read-only.", _HOME)
    if error.errno == errno.EIO:
        return _disk_error(start, path, error.strerror or str(error))
    return ZgcError("storage", f"{start} {error.strerror or error}.", _HOME)


def _disk_full(start: str) -> ZgcError:
    return ZgcError("disk-full", f"{start} the disk is full.", "Make room on the disk, then start again.")


def _disk_error(start: str, path: Path | str, reason: str) -> ZgcError:
    return ZgcError(
        "disk-error",
        f"{start} the disk reported an error ({reason}).",
        f"Make a copy of the folder {Path(path).parent} on another disk now, then check this disk.",
    )


def is_full(path: Path | str) -> bool:
    """Return whether no more can be written beside a file, or to one of its size."""
    from tempfile import TemporaryFile

    folder = Path(path).parent
    sizes = [each.stat().st_size for name in ("", "-wal") if (each := Path(f"{path}{name}")).is_file()]
    try:
        with TemporaryFile(dir=folder) as file:
            file.seek(max(sizes, default=0))
            file.write(bytes(_PROBE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno in _FULL
    return False


def _explain(error: sqlite3.DatabaseError, path: Path | str, doing: str) -> ZgcError:
    name = getattr(error, "sqlite_errorname", "") or ""
    start = f"Can't {doing} at {path}:"
    if name == "SQLITE_FULL" or (name in _MAYBE_FULL and is_full(path)):
        return _disk_full(start)
    if name.startswith("SQLITE_IOERR") and name not in _LOCKING:
        return _disk_error(start, path, name)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return ZgcError("read-only", f"{start} it is read-only.", _HOME)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ZgcError("busy", f"{start} another program is using it.", "Wait until it has finished, then try again.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return ZgcError(
            "corrupt",
            f"{start} it is damaged, or not a database of zgcquiz.",
            "Nothing was changed. If it is your log, go back to a backup: zgcquiz restore",
        )
    return ZgcError("storage", f"{start} {error}.", _HOME)

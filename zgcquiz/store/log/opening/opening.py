"""Opening the database of the review log: creating it, migrating it, or refusing it untouched."""

from __future__ import annotations

import errno
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import BUSY_SECONDS, connect, transaction
from zgcquiz.store.files.private import make_database, make_folder
from zgcquiz.store.files.regular_files import check_regular
from zgcquiz.store.log.files.copies import (
    MAGIC,
    NOT_WRITABLE,
    forget_private_copy,
    open_private_copy,
    path_to_read,
    refuse_events,
)
from zgcquiz.store.log.files.examination import examine, recover, refuse_missing
from zgcquiz.store.log.files.replacing import finish_replacing, real_path
from zgcquiz.store.log.files.wal import has_content
from zgcquiz.store.log.tables.migration import check_version, migrate
from zgcquiz.store.log.tables.schema import MARK, VERSION

if TYPE_CHECKING:
    from zgcquiz.store.backups.rules import BackupRules

OLDEST_SQLITE = (3, 37, 0)
"""The first version with STRICT tables."""

_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


def open_database(path: Path, device: str, backups: BackupRules | None = None) -> sqlite3.Connection:
    """Return a connection to the log at a path, creating or migrating the file as needed.

    device: a name for this device, used if the log is created; backups: where they are, None for a log without
    any. The connection to a log that can't be written is to a private copy, for deriving cards and reading. Raises
    ZgcError for a file of another program or a newer version, or that may be data which would be lost, none of which is
    changed; otherwise OSError or sqlite3.Error.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ZgcError(
            "old-sqlite",
            f"This Python has SQLite {sqlite3.sqlite_version}; zgcquiz needs 3.37 or later.",
            "Use a Python that was built with a newer SQLite.",
        )
    finish_replacing(real_path(path))
    is_recoverable = examine(path, lambda db: version_of(db, path))
    if path.exists():
        _check_untouched(path)
    if backups is not None and not is_recoverable:
        _check_not_missing(path, backups)
    try:
        if is_recoverable:
            recover(path)
        return _open_to_write(path, device, backups)
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(NOT_WRITABLE):
            raise
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise
    return _open_copy(path, device)


def check_place(path: Path, backups: BackupRules) -> bool:
    """Return whether there is a log at a path, or one to be recovered, without changing anything.

    Raises ZgcError, as `open_database` does, for something else than a file, a log that is missing although there are
    backups of it, and a write-ahead log without its database; OSError.
    """
    if check_regular(path) and path.stat().st_size:
        return True
    if examine(path, lambda db: version_of(db, path)):
        return True
    _check_not_missing(path, backups)
    return False


def _check_not_missing(path: Path, backups: BackupRules) -> None:
    """Raise ZgcError if a log is missing that there are backups of: it must have been there."""
    if path.exists() and path.stat().st_size:
        return
    from zgcquiz.store.backups.making import list_backups

    found = list_backups(backups.folder)
    if found:
        raise refuse_missing(path, max(found).astimezone())


def _open_to_write(path: Path, device: str, backups: BackupRules | None) -> sqlite3.Connection:
    make_folder(path.parent)
    make_database(path)
    db = connect(path)
    try:
        _prepare(db, path, device, backups)
    except BaseException:
        db.close()
        raise
    forget_private_copy(path)
    return db


def _open_copy(path: Path, device: str) -> sqlite3.Connection:
    """Return a connection to a private copy of a log that can't be written, which refuses to append events."""
    db = open_private_copy(path)
    try:
        _prepare(db, path, device)
    except BaseException:
        db.close()
        raise
    refuse_events(db)
    return db


def _prepare(db: sqlite3.Connection, path: Path, device: str, backups: BackupRules | None = None) -> None:
    version = version_of(db, path)
    _use_wal(db)
    db.execute("PRAGMA synchronous = FULL")
    if version < VERSION:
        with transaction(db):
            version = version_of(db, path)
            if version and backups is not None and backups.last:
                _back_up(path, backups)
            migrate(db, version)
            db.execute("INSERT OR IGNORE INTO settings VALUES ('device', ?)", (device,))


def _back_up(path: Path, backups: BackupRules) -> None:
    """Make a backup of a log that is about to be migrated."""
    from zgcquiz.store.backups.making import has_news, make_backup

    now = datetime.now(UTC)
    if has_news(path, backups.folder, now):
        make_backup(path, backups, now)


def open_reader(path: Path) -> sqlite3.Connection:
    """Return a second connection to a log that `open_database` has opened.

    If that could not write the file, the connection is to its private copy.
    """
    return _current(connect(path_to_read(path)), path)


def _current(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return the connection itself, or if its schema is older, one to a migrated copy in memory."""
    try:
        version = version_of(db, path)
    except BaseException:
        db.close()
        raise
    if version in (0, VERSION):
        return db
    copy = connect(":memory:")
    with closing(db):
        db.backup(copy)
    with transaction(copy):
        migrate(copy, version)
    return copy


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. SQLite's busy timeout does not apply to this, so wait here."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _check_untouched(path: Path) -> None:
    """Check a file without a write-ahead log without changing it: a connection that can write might."""
    if has_content(path):
        return  # `examine` has done so
    with path.open("rb") as file:
        header = file.read(100)
    if header.startswith(MAGIC):
        # https://www.sqlite.org/fileformat.html#the_database_header
        mark, version = int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")
        if mark:  # 0: another process may just be creating the log
            _refuse(path, mark, version)


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """Return the log's version; 0 if it has no tables yet. Raises ZgcError if this program can't use it."""
    # Tables, application id and version are written in one transaction: what is read later is no older.
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if not tables:
        return 0
    _refuse(path, mark, version)
    return int(version)


def _refuse(path: Path, mark: int, version: int) -> None:
    """Raise ZgcError for a database of another program or a newer version."""
    if mark != MARK:
        raise ZgcError(
            "corrupt",
            f"{path} is another program's database.",
            "Nothing was changed. Move the file away, or set ZGCQUIZ_HOME to another folder.",
        )
    check_version(path, version, "Update zgcquiz, or set ZGCQUIZ_HOME to another folder.")

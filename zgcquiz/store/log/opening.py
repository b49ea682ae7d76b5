"""Opening the database of the review log: creating it, migrating it, or refusing it untouched."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import BUSY_SECONDS, connect, transaction
from zgcquiz.store.log.rows import add_functions
from zgcquiz.store.log.schema import STEPS, VERSION
from zgcquiz.store.private import make_database, make_folder

APPLICATION_ID = 0x7A676371
"""The mark of zgcquiz's databases ("zgcq"), in SQLite's header."""
OLDEST_SQLITE = (3, 37, 0)
"""The first version with STRICT tables."""

_MAGIC = b"SQLite format 3\0"
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def open_database(path: Path, device: str) -> sqlite3.Connection:
    """Return a connection to the log at a path, creating or migrating the file as needed.

    device: a name for this device, used if the log is created. A read-only file is opened for reading. Raises ZgcError
    for a file of another program or a newer version, which is not changed; otherwise OSError or sqlite3.Error.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ZgcError(
            "old-sqlite",
            f"This Python has SQLite {sqlite3.sqlite_version}; zgcquiz needs 3.37 or later.",
            "Use a Python that was built with a newer SQLite.",
        )
    make_folder(path.parent)
    if path.exists():
        _check_untouched(path)
    make_database(path)
    db = connect(path)
    try:
        _prepare(db, path, device)
    except sqlite3.OperationalError as error:
        db.close()
        if not error.sqlite_errorname.startswith(_NOT_WRITABLE) or not path.exists():
            raise
        return _open_to_read(path)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, device: str) -> None:
    version = _version_of(db, path)
    _use_wal(db)
    db.execute("PRAGMA synchronous = FULL")
    if version < VERSION:
        with transaction(db):
            _migrate(db, _version_of(db, path))
            db.execute("INSERT OR IGNORE INTO settings VALUES ('device', ?)", (device,))


def _migrate(db: sqlite3.Connection, version: int) -> None:
    """Run the steps from a version of the schema to the current one, in the caller's transaction."""
    add_functions(db)
    for step in STEPS[version:]:
        for statement in _statements(step):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def open_reader(path: Path) -> sqlite3.Connection:
    """Return a second connection to a log that `open_database` has opened.

    If that could not migrate the file because it is read-only, the connection is to a migrated copy in memory.
    """
    return _current(connect(path), path)


def _current(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return the connection itself, or if its schema is older, one to a migrated copy in memory."""
    try:
        version = _version_of(db, path)
    except BaseException:
        db.close()
        raise
    if version in (0, VERSION):
        return db
    copy = connect(":memory:")
    with closing(db):
        db.backup(copy)
    with transaction(copy):
        _migrate(copy, version)
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


def _open_to_read(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    return _current(db, path)


def _check_untouched(path: Path) -> None:
    """Check a file without changing it: a connection that can write would recover it after a crash."""
    with path.open("rb") as file:
        header = file.read(100)
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:  # the latest version may be there
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        try:
            _version_of(db, path)
        except sqlite3.OperationalError:
            return  # the folder is read-only, which the next connection reports
        finally:
            db.close()
    elif header.startswith(_MAGIC):
        # https://www.sqlite.org/fileformat.html#the_database_header
        mark, version = int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")
        if mark:  # 0: another process may just be creating the log
            _refuse(path, mark, version)


def _version_of(db: sqlite3.Connection, path: Path) -> int:
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
    if mark != APPLICATION_ID:
        raise ZgcError(
            "corrupt",
            f"{path} is another program's database.",
            "Nothing was changed. Move the file away, or set ZGCQUIZ_HOME to another folder.",
        )
    if version > VERSION:
        raise ZgcError(
            "newer-database",
            f"{path} was written by a newer zgcquiz (version {version} of the log; this one knows {VERSION}).",
            "Nothing was changed. Update zgcquiz, or set ZGCQUIZ_HOME to another folder.",
        )


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script (`executescript` would commit in between)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

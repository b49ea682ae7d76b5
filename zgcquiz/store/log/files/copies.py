"""Copies of a log: whole ones in a single file, and private ones to work on where the log can't be written."""

from __future__ import annotations

import atexit
import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import CarefulConnection, connect, connect_to_read
from zgcquiz.store.files.private import make_database, opener
from zgcquiz.store.log.files.integrity import is_whole
from zgcquiz.store.log.files.wal import has_content, read_wal, rebuild, wal_of
from zgcquiz.store.log.tables.reviews import missing

MAGIC = b"SQLite format 3\0"
NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
"""How the names of SQLite's errors start where a database or its folder is read-only."""

_LOST = f"""
    EXISTS (SELECT 1 FROM {missing("main", "merged")})
    OR (SELECT value FROM main.settings WHERE key = 'device')
        IS NOT (SELECT value FROM merged.settings WHERE key = 'device')"""
_EVENTS = ("reviews", "voids", "holds", "restarts")
_CHANGES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
_copies: dict[Path, Path] = {}
"""The private copies that this process works on, by the path of the log that can't be written."""


class PrivateCopy(CarefulConnection):
    """A connection to a private copy of a log that can't be written: cards may be derived, and no events appended."""


def check_header(path: Path) -> bool:
    """Return whether the file at a path begins like an SQLite database. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _uri(path: Path, options: str) -> str:
    return f"{path.absolute().as_uri()}?{options}"


def uri_to_read(path: Path) -> str:
    """Return SQLite's address of a database that is not to be changed, with what its write-ahead log holds."""
    return _uri(path, "mode=ro" if has_content(path) else "immutable=1")


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a database without changing it. The latest writes may be in its write-ahead log."""
    return connect_to_read(path, "mode=ro" if has_content(path) else "immutable=1")


def damaged(path: Path, what: str) -> ZgcError:
    """Return the error for a log of which something can't be read."""
    return ZgcError(
        "corrupt",
        what,
        "Nothing was changed. Without an argument, restore lists the backups. To go on with what can be read: "
        + command("restore", path_word(path)),
    )


def unfitting(path: Path) -> str:
    """Return what is wrong with a database whose write-ahead log can't be added to it."""
    return f"{path} and {wal_of(path).name} beside it are damaged, or don't belong together."


def loses_answers(path: Path, merged: str) -> bool:
    """Return whether a database has answers that are gone when its write-ahead log is added: that is another's.

    merged: the URI of the database with its write-ahead log.
    """
    with closing(connect_to_read(path, "immutable=1")) as alone:
        if not is_whole(alone):  # the process that moved pages from the write-ahead log to it was killed
            return False
        try:
            alone.execute("ATTACH ? AS merged", (merged,))
            return bool(alone.execute(f"SELECT {_LOST}").fetchone()[0])
        except sqlite3.OperationalError as error:
            if not str(error).startswith("no such table"):  # the database alone has none yet
                raise
            return False


def copy_database(source: Path, target: Path) -> None:
    """Write a database to a new file of its owner's, with all that its write-ahead log holds.

    The source is not changed, and may be in use. If it is missing or no database, the copy is made of its write-ahead
    log; whether that is whole is for the caller to check. Raises OSError or sqlite3.Error.
    """
    make_database(target)
    if source.exists() and check_header(source):
        try:
            copy_open_database(source, target)
        except sqlite3.OperationalError as error:
            if not (error.sqlite_errorname.startswith(NOT_WRITABLE) and has_content(source)):
                raise
            _copy_files(source, target)  # a read-only place: SQLite could not make an index of the write-ahead log
    elif has_content(source):
        with open(target, "wb", opener=opener) as file:
            rebuild(source, read_wal(wal_of(source)), file)
    _make_single(target)


def copy_open_database(source: Path, target: Path) -> None:
    """Write a database that SQLite can read to a new file of its owner's, also while it is in use by this process.

    Raises OSError or sqlite3.Error.
    """
    with closing(open_to_read(source)) as db:
        copy_to(db, target)


def copy_alone(source: Path, target: Path) -> None:
    """Write a database without its write-ahead log to a new file of its owner's. Raises OSError or sqlite3.Error."""
    with closing(connect_to_read(source, "immutable=1")) as db:
        copy_to(db, target)


def copy_to(db: sqlite3.Connection, target: Path) -> None:
    """Write what a connection reads to a new file of its owner's. Raises OSError or sqlite3.Error."""
    make_database(target)
    with closing(connect(target)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # whoever keeps the copy makes it durable once it is complete
        db.backup(copy)
    _make_single(target)


def _make_single(path: Path) -> None:
    """Let a database have no files beside it."""
    with closing(connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = DELETE")


def _copy_files(source: Path, target: Path) -> None:
    """Copy a database and its write-ahead log at a moment when neither changes."""
    for _ in range(3):
        before = state_of(source)
        for old, new in ((source, target), (wal_of(source), wal_of(target))):
            make_database(new)
            shutil.copyfile(old, new)
        if state_of(source) == before:
            return
    raise OSError(errno.EBUSY, "another program keeps writing to it")


def state_of(path: Path) -> list[tuple[int, int]]:
    """Return what changes whenever a process writes to a database: the sizes and times of its files."""
    files = (path, wal_of(path)) if has_content(path) else (path,)
    return [(state.st_size, state.st_mtime_ns) for state in map(os.stat, files)]


# Private copies


def open_private_copy(path: Path) -> PrivateCopy:
    """Return a connection to a copy of a log that can't be written, or of an empty one if there is none.

    The copy is deleted when the process ends. `path_to_read` returns it for further connections.
    """
    from tempfile import mkdtemp

    folder = Path(mkdtemp(prefix="zgcquiz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = folder / path.name
    copy_database(path, copy)
    db = sqlite3.connect(copy, isolation_level=None, factory=PrivateCopy)
    try:
        is_merged = path.exists() and has_content(path)
        if is_merged and not (is_whole(db) and not loses_answers(path, _uri(copy, "mode=ro"))):
            raise damaged(path, unfitting(path))
    except BaseException:
        db.close()
        raise
    _copies[path] = copy
    return db


def forget_private_copy(path: Path) -> None:
    """Read a log itself again."""
    _copies.pop(path, None)


def path_to_read(path: Path) -> Path:
    """Return the path of the private copy of a log if this process works on one, otherwise the log's own."""
    return _copies.get(path, path)


def refuse_events(db: PrivateCopy) -> None:
    """Make a private copy refuse to append events: they would be lost with it."""

    def allow(action: int, table: str | None, *_: str | None) -> int:
        return sqlite3.SQLITE_DENY if action in _CHANGES and table in _EVENTS else sqlite3.SQLITE_OK

    db.set_authorizer(allow)


def check_lasting(db: sqlite3.Connection) -> None:
    """Raise OSError if what is written would be lost, since the log can't be written and this is a copy of it."""
    if isinstance(db, PrivateCopy):
        raise OSError(errno.EROFS, "the log can't be written")

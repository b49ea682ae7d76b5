"""What a database holds that may be a log: what is shown of a backup, and whether it passes its check."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value, replace
from zgcquiz.store.log.damage.detection import damaged_rows
from zgcquiz.store.log.files.copies import open_to_read
from zgcquiz.store.log.files.integrity import is_whole
from zgcquiz.store.log.tables.migration import check_version
from zgcquiz.store.log.tables.projection import is_void_id
from zgcquiz.store.log.tables.schema import MARK, VERSION

_TABLES = ("voids", "holds", "restarts")
_COUNTS = f"SELECT count(*), count(DISTINCT pack), min(at), max(at) FROM reviews r WHERE NOT {is_void_id('r.id')}"


class Holdings(Value, frozen=True):
    """What a log holds.

    reviews: the undone ones included; answers: but these; packs: that they are of; first, last: times of the oldest
    and the newest answer in milliseconds since 1970, None without answers; others: the numbers of its other events;
    version: of its schema; size: of its file, in bytes; damaged: rows that are not what was written, 0 where that was
    not checked.
    """

    reviews: int
    answers: int
    packs: int
    first: int | None
    last: int | None
    others: tuple[int, ...]
    version: int
    size: int
    damaged: int = 0

    @property
    def content(self) -> tuple[object, ...]:
        """What is equal for two states of a log if nothing was appended in between."""
        return self.reviews, self.others, self.version, self.first, self.last


def read_holdings(db: sqlite3.Connection, path: Path) -> Holdings:
    """Return what an open log holds. path: for messages.

    Raises ZgcError for a database that is not a log, or of a newer version; sqlite3.Error for a damaged one.
    """
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if mark != MARK or "reviews" not in tables:
        what = "a database of another program" if tables else "an empty database"
        raise ZgcError("not-a-log", f"{path} is {what}, not a log of zgcquiz.", "To list the backups: zgcquiz restore")
    check_version(path, version, "Update zgcquiz first.")
    reviews = db.execute("SELECT count(*) FROM reviews").fetchone()[0]
    answers, packs, first, last = db.execute(_COUNTS).fetchone()
    others = tuple(
        db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] if table in tables else 0 for table in _TABLES
    )
    pages, page_size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return Holdings(reviews, answers, packs, first, last, others, version, pages * page_size)


def check_log(db: sqlite3.Connection, path: Path) -> Holdings:
    """Return what an open log holds if it passes its check: SQLite's of the pages and indexes. Damaged rows are
    counted.

    Every check of a copy of the log is made here. Raises ZgcError if it doesn't pass; sqlite3.OperationalError if the
    disk fails.
    """
    try:
        if is_whole(db):
            found = read_holdings(db, path)
            return found if found.version < VERSION else replace(found, damaged=len(damaged_rows(db)))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        pass
    raise ZgcError("corrupt", f"{path} is damaged.", "Nothing was changed. To list the backups: zgcquiz restore")


def check_file(path: Path) -> Holdings:
    """Return what the log in a file holds if it passes its check; `check_log` says what is raised otherwise."""
    with closing(open_to_read(path)) as db:
        return check_log(db, path)

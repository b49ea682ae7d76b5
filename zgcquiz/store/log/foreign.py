"""A log from elsewhere, such as a backup or another device's, which is read without changing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.limits import beyond_limits
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.problem import Problem
from zgcquiz.store.database import connect, explained
from zgcquiz.store.log.damage.detection import readable
from zgcquiz.store.log.files.copies import MAGIC, copy_database
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables.migration import check_version
from zgcquiz.store.log.tables.schema import MARK

_ZIP = b"PK\x03\x04"


def is_database(path: Path) -> bool:
    """Return whether a file is a SQLite database.

    Raises ZgcError for a zip archive, and OSError if the file can't be read.
    """
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    if start.startswith(_ZIP):
        raise ZgcError(
            "not-a-log",
            f"{path} is a zip archive, not a history of zgcquiz.",
            f"If it holds questions: {command('pack', 'import', path_word(path))}",
        )
    return start == MAGIC


@contextmanager
def copied_log(path: Path, rng: Random, clock: Callable[[], Moment]) -> Iterator[ReviewLog]:
    """Open a copy of the log in a database file, migrated to the current schema; the file itself is not changed.

    Raises ZgcError for a database of another program, of a newer version, or a damaged one.
    """
    with TemporaryDirectory(prefix="zgcquiz-") as folder:
        copy = Path(folder) / "log.db"
        with explained(path, "read the history"):
            copy_database(path, copy)
            with closing(connect(copy)) as db:
                _check(db, path)
        try:
            log = ReviewLog(copy, rng, clock=clock)
        except ZgcError as error:
            raise ZgcError(
                "corrupt",
                f"{path} can't be migrated to the current schema: it is damaged.",
                "Nothing was changed. Name another copy, or a file that `history export` wrote.",
            ) from error
        try:
            log.leave_out_damaged()
            yield log
        finally:
            log.close()


def events_of(log: ReviewLog, name: str) -> Iterator[Review | Hold | Restart | Problem]:
    """Yield the events of a log from elsewhere, or why one can't be taken; at the end the rows that are damaged.

    name: the file's name in problems.
    """
    events: Iterator[Review | Hold | Restart] = chain(log.reviews(oldest_first=True), log.holds(), log.restarts())
    for event in events:
        reason = beyond_limits(event)
        yield Problem("bad-review", f"{event.id}: {reason}", name) if reason else event
    for row in log.damaged():
        yield Problem("bad-review", f"{readable(row.id)}: {row.reason}", name)


def _check(db: sqlite3.Connection, path: Path) -> None:
    """Raise ZgcError, saying what the database is, unless it is a log that this program can read."""
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if {"notes", "cards", "revlog"} <= tables:
        raise ZgcError(
            "not-a-log",
            f"{path} is the database of an Anki collection.",
            f"Import its decks with their reviews: {command('pack', 'import', path_word(path))}",
        )
    if mark != MARK or "reviews" not in tables:
        what = "an empty database" if not tables else "a database of another program"
        holds = f" (with {', '.join(sorted(tables)[:3])})" if tables else ""
        raise ZgcError(
            "not-a-log",
            f"{path} is {what}{holds}, not a history of zgcquiz.",
            "Name a file that `history export` wrote, or the zgcquiz.db of another device.",
        )
    check_version(path, version, "Update zgcquiz, or export the history there: zgcquiz history export -o history.jsonl")

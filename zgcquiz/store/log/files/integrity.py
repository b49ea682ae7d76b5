"""SQLite's own check of a database: its pages, its trees and its indexes. A value in a row is not looked at here."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

_MESSAGES = 100
"""The most messages of SQLite's check that are kept."""
_OF_ROWS = r"^(CHECK constraint failed|NULL value|non-\w+ value|\w+ value) in |malformed JSON"
"""What SQLite's check says of a value in a row, which `scan` finds by itself, and which harms no other row."""
_OF_INDEXES = r"^(row \d+ missing from|wrong # of entries in|non-unique entry in) index |^rowid not at end"
"""What SQLite's check says of an index that differs from its table."""
_LARGE = 64 << 20
"""Bytes above which the indexes are not compared to their tables, which takes more than a second."""


def check(db: sqlite3.Connection, full: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what SQLite's own check says of broken pages and trees, and if full, of indexes.

    Raises sqlite3.DatabaseError if the file is locked or out of reach.
    """
    found: list[str] = []
    try:
        for message in _messages(db, f"PRAGMA {'integrity' if full else 'quick'}_check({_MESSAGES})"):
            found += message.splitlines() if message != "ok" else []
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        found.append(str(error))
    found = [message for message in found if not re.search(_OF_ROWS, message) and message != "*** in database main ***"]
    indexes = [message for message in found if re.search(_OF_INDEXES, message)]
    return tuple(message for message in found if message not in indexes), tuple(indexes)


def _messages(db: sqlite3.Connection, sql: str) -> Iterator[str]:
    """Yield the messages of a check. One that ends at a column that it can't compute is made again table by table."""
    try:
        yield from (message for (message,) in db.execute(sql))
    except sqlite3.OperationalError as error:
        if "malformed JSON" not in str(error):
            raise
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table == "reviews":  # the table with such a column, which is only read
                columns = "count(id), sum(length(shown)), sum(length(response)), sum(ms)"
                db.execute(f"SELECT {columns} FROM reviews NOT INDEXED").fetchone()
            else:
                yield from (message for (message,) in db.execute(f'PRAGMA quick_check("{table}")'))


def is_whole(db: sqlite3.Connection) -> bool:
    """Return whether SQLite finds a database intact: its pages and, unless it is large, each of its indexes.

    Raises sqlite3.DatabaseError if the file is locked or out of reach.
    """
    try:
        pages, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False
    return not any(check(db, full=pages * size <= _LARGE))


def is_damage(error: BaseException | None) -> bool:
    """Return whether an error of SQLite shows that a file is damaged, rather than locked, full or out of reach."""
    # An error without a name is a text that Python can't decode; SQLITE_ERROR is JSON that a column can't be computed
    # from, or a table that is missing from a damaged schema.
    name = getattr(error, "sqlite_errorname", None)
    return isinstance(error, sqlite3.DatabaseError) and (
        name is None or name == "SQLITE_ERROR" or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    )

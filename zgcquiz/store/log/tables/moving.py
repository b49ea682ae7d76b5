"""Moving the reviews of a log of version 7 of the schema into the tables of version 8."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from zgcquiz.store.log.tables.reviews.dictionary import ReviewWriter, Row
from zgcquiz.store.log.tables.rows import COLUMNS


def move_reviews(db: sqlite3.Connection) -> None:
    """Move all reviews and drop the table that they were in, in the caller's transaction.

    What a damaged row says is moved as it is, so that it stays one.
    """
    # Of rows with one id, which only damage can bring about, the first is kept.
    ReviewWriter(db, "IGNORE").add(_rows(db))
    db.execute("DROP TABLE reviews")


def _rows(db: sqlite3.Connection) -> Iterator[Row]:
    names = (*COLUMNS["reviews"], "checksum")
    values = ", ".join(f"iif(typeof({name}) = 'text', CAST({name} AS BLOB), {name})" for name in names)
    for row in db.execute(f"SELECT {values} FROM reviews NOT INDEXED"):
        yield tuple(map(_decoded, row))


def _decoded(value: Any) -> Any:
    """Return a value with bytes as a text, if they are UTF-8."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value

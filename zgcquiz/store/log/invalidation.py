"""Telling the sums that are kept for statistics (store/pasts.py) that they are behind.

That an item was answered once more shows in its card's repetitions. Whatever else changes what
counts of its reviews is said here. Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3

from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.schema import ADDED_UP

CHANGED = -1
"""In the place of the repetitions that were seen."""


def mark(db: sqlite3.Connection, ref: Ref) -> None:
    """Have an item added up again. ref: its present name."""
    db.execute(
        f"INSERT INTO sums SELECT ?, ?, {CHANGED}, 0, 0 WHERE EXISTS (SELECT 1 FROM sums)"  # else all are added up
        f" ON CONFLICT DO UPDATE SET seen = {CHANGED}",
        (ref.pack, ref.item),
    )


def clear(db: sqlite3.Connection) -> None:
    """Have everything added up again."""
    for table in ADDED_UP:
        db.execute(f"DELETE FROM {table}")

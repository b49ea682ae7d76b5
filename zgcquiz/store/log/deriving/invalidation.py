"""Invalidation of the aggregates that store/review_stats.py maintains.

A new review shows in its id, which is later than all that were there. Any other change to the reviews that count for an
item is marked here. Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.tables.schema import STATS_TABLES

CHANGED = -1
"""Stored in `item_totals.seen`."""


def invalidate(db: sqlite3.Connection, ref: Ref) -> None:
    """Mark the aggregates of an item as stale. ref: its current name."""
    invalidate_items(db, [ref])


def invalidate_items(db: sqlite3.Connection, refs: Iterable[Ref]) -> None:
    """Mark the aggregates of items as stale. refs: their current names."""
    if db.execute("SELECT 1 FROM item_totals LIMIT 1").fetchone() is None:
        return  # every item is aggregated next time anyway
    db.executemany(
        f"INSERT INTO item_totals VALUES (?, ?, {CHANGED}, 0, 0) ON CONFLICT DO UPDATE SET seen = {CHANGED}",
        [(ref.pack, ref.item) for ref in refs],
    )


def invalidate_all(db: sqlite3.Connection) -> None:
    """Drop all aggregates, so that they are computed again from the whole log."""
    for table in STATS_TABLES:
        db.execute(f"DELETE FROM {table}")

"""What is asked of all stored reviews."""

from __future__ import annotations

import sqlite3

from zgcquiz.store.log.tables.sql import packs_in


def is_newest(db: sqlite3.Connection, review: str) -> bool:
    """Return whether no review has a later id. review: its id."""
    return db.execute("SELECT 1 FROM reviews WHERE id > ? LIMIT 1", (review,)).fetchone() is None


def has_from(db: sqlite3.Connection, id: str) -> bool:
    """Return whether any review has an id, or a later one."""
    return db.execute("SELECT 1 FROM reviews WHERE id >= ? LIMIT 1", (id,)).fetchone() is not None


def reviewed_packs(db: sqlite3.Connection) -> list[str]:
    """Return the packs that have reviews."""
    return packs_in(db, "reviews")


def missing(here: str, there: str) -> str:
    """Return a table expression of the ids of the reviews that are in one attached database and not in another.

    Both may be of any version of the schema.
    """
    return f"(SELECT r.id FROM {here}.reviews r WHERE NOT EXISTS (SELECT 1 FROM {there}.reviews o WHERE o.id = r.id))"

"""The stored reviews: how they are found and ordered by their ids, and what is asked of all of them.

Only the modules of this folder know what a stored review looks like in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from zgcquiz.store.log.tables.sql import packs_in, placeholders


def id_is(operator: str, parameter: str = "id", row: str = "") -> str:
    """Return the condition that a review's id compares so to a parameter, whose values `id_values` returns.

    row: the name of the table expression and a dot, where there are several.
    """
    return f"{row}id {operator} :{parameter}"


def id_values(**ids: str) -> dict[str, object]:
    """Return the values of the parameters of `id_is`, by the names of the parameters."""
    return dict(ids)


def id_in(ids: Sequence[str], row: str = "") -> tuple[str, Sequence[object]]:
    """Return the condition that a review has one of some ids, and the values of its parameters."""
    return f"{row}id IN ({placeholders(ids)})", ids


def by_id(direction: str = "", row: str = "") -> str:
    """Return the terms of ORDER BY for the order of ids, which is nearly that of time. direction: DESC for its
    reverse."""
    return f"{row}id {direction}"


def is_newest(db: sqlite3.Connection, review: str) -> bool:
    """Return whether no review has a later id. review: its id."""
    sql = f"SELECT 1 FROM reviews WHERE {id_is('>')} LIMIT 1"
    return db.execute(sql, id_values(id=review)).fetchone() is None


def reviewed_packs(db: sqlite3.Connection) -> list[str]:
    """Return the packs that have reviews."""
    return packs_in(db, "reviews")


def missing(here: str, there: str) -> str:
    """Return a table expression of the ids of the reviews that are in one attached database and not in another.

    Both may be of any version of the schema.
    """
    return f"(SELECT r.id FROM {here}.reviews r WHERE NOT EXISTS (SELECT 1 FROM {there}.reviews o WHERE o.id = r.id))"

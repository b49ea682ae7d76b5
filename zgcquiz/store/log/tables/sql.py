"""Helpers for writing SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

_PARAMETERS = 500
"""How many values are looked up at once: any SQLite allows so many parameters."""


def as_json(value: object) -> str:
    """Return a value as JSON, for SQLite's JSON functions or for a column."""
    return msgspec.json.encode(value).decode()


def packs_in(db: sqlite3.Connection, table: str) -> list[str]:
    """Return the packs in a table, by a look-up in its index for each, not by reading all of it."""
    sql = f"""WITH RECURSIVE found (pack) AS (SELECT min(pack) FROM {table} UNION ALL
        SELECT (SELECT min(pack) FROM {table} WHERE pack > found.pack) FROM found WHERE found.pack IS NOT NULL)
        SELECT pack FROM found WHERE pack IS NOT NULL"""
    return [pack for (pack,) in db.execute(sql)]


def placeholders(values: Sequence[object]) -> str:
    """Return a question mark for each value, separated by commas."""
    return ",".join("?" * len(values))


def in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield values in parts that are small enough to be the parameters of one statement."""
    for start in range(0, len(values), _PARAMETERS):
        yield values[start : start + _PARAMETERS]

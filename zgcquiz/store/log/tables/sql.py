"""Helpers for writing SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

_PARAMETERS = 500
"""How many values are looked up at once: any SQLite allows so many parameters."""


def as_json(value: object) -> str:
    """Return a value as JSON, for SQLite's JSON functions or for a column."""
    return msgspec.json.encode(value).decode()


def placeholders(values: Sequence[object]) -> str:
    """Return a question mark for each value, separated by commas."""
    return ",".join("?" * len(values))


def in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield values in parts that are small enough to be the parameters of one statement."""
    for start in range(0, len(values), _PARAMETERS):
        yield values[start : start + _PARAMETERS]

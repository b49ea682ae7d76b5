"""Helpers for writing SQL."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


def as_json(value: object) -> str:
    """Return a value as JSON, for SQLite's JSON functions or for a column."""
    return msgspec.json.encode(value).decode()


def placeholders(values: Sequence[object]) -> str:
    """Return a question mark for each value, separated by commas."""
    return ",".join("?" * len(values))

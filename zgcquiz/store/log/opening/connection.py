"""Connections to the review log."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from zgcquiz.store.database import explained
from zgcquiz.store.log.opening.opening import open_reader


class LogConnection:
    """A connection to a log. Close it, or use it in a `with` block."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def read(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """Return the rows of a query that changes nothing. Raises ZgcError if the log can't be read."""
        with explained(self.path, "read the review log"):
            return self._db.execute(sql, values).fetchall()


class LogReader(LogConnection):
    """A second connection to a log, for reading only."""

    def __init__(self, path: Path) -> None:
        """Open the log at a path. Raises ZgcError if it can't be read."""
        with explained(path, "read the review log"):
            super().__init__(path, open_reader(path))
            self._db.execute("PRAGMA query_only = 1")

"""Creating the log's tables, and migrating those of an older version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.log.tables.rows import add_functions
from zgcquiz.store.log.tables.schema import MARK, STEPS, VERSION


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Run the steps from a version of the schema to the current one, in the caller's transaction."""
    add_functions(db)
    for step in STEPS[version:]:
        for statement in _statements(step):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {MARK}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def create_tables(db: sqlite3.Connection) -> None:
    """Create the tables of the current schema in an empty database, in the caller's transaction."""
    migrate(db, 0)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script (`executescript` would commit in between)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def check_version(path: Path, version: int, advice: str) -> None:
    """Raise ZgcError for a log that a newer version of this program has written. advice: what to do about it."""
    if version > VERSION:
        raise ZgcError(
            "newer-database",
            f"{path} was written by a newer zgcquiz (version {version} of the log; this one knows {VERSION}).",
            f"Nothing was changed. {advice}",
        )

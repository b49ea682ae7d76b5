"""What a home holds, as programs see it that know nothing of zgcquiz: the rows of the log, and the other files."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.place import DB

_WHEN = re.compile(rb'"at": "[^"]*"')
"""When a pack was installed, which no second run can repeat."""

KEYS = {"reviews": "id", "voids": "review", "holds": "id", "restarts": "id"}
"""The tables of the log, whose rows are only ever added, with their keys."""
Row = dict[str, Any]

_HIDDEN = re.compile(r"(^|/)\.(?!.*\.origin\.json$)")
_TEMPORARY = re.compile(r"\.\S+\.\d+(\.old)?|\..*\.(adding|removing|old)|.*\.(tmp|temp|part|new)|.*-(journal|mj.*)")
_DERIVED = re.compile(rf"{re.escape(DB)}(-wal|-shm)?|cache(/.*)?|backups(/.*)?|.*\.lock|.*-(wal|shm)")


@dataclass
class Rows:
    """The rows of a log by table and key. unsound: what SQLite says of a damaged file; "" for none."""

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in KEYS})
    unsound: str = ""

    @property
    def reviews(self) -> dict[str, Row]:
        return self.tables["reviews"]

    def __len__(self) -> int:
        return len(self.reviews)


def read_rows(db: Path) -> Rows:
    """Read a log from a copy, so that the program itself meets the files as they were left."""
    found = Rows()
    if not db.exists() or not db.stat().st_size:
        return found
    with copied(db) as connection:
        connection.row_factory = sqlite3.Row
        try:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            found.unsound = "" if said == "ok" else str(said)
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            for name, key in KEYS.items():
                if name in tables:
                    rows = connection.execute(f"SELECT * FROM {name} ORDER BY {key}")
                    found.tables[name] = {row[key]: dict(row) for row in rows}
        except sqlite3.DatabaseError as error:
            found.unsound = str(error)
    return found


@contextmanager
def copied(db: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of a database with its write-ahead log."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DB
        for suffix in ("", "-wal"):
            path = db.with_name(db.name + suffix)
            if path.exists():
                shutil.copyfile(path, copy.with_name(copy.name + suffix))
        with closing(sqlite3.connect(copy)) as connection:
            yield connection


def cards(db: Path) -> list[tuple[Any, ...]]:
    """Read the schedule: what is derived of each item, without its place in the pack."""
    with copied(db) as connection:
        return connection.execute(
            "SELECT pack, item, held_until, stability, difficulty, last_day, interval, due_day, due_at,"
            " repetitions, lapses, last_at FROM cards WHERE repetitions > 0 OR held_until > 0 ORDER BY pack, item"
        ).fetchall()


def touched(before: Rows, after: Rows) -> list[str]:
    """Say which earlier rows are gone or were changed. Columns that a later version of the schema adds don't count."""
    found = [f"the database is damaged: {after.unsound}"] if after.unsound else []
    for name, rows in before.tables.items():
        for key, row in rows.items():
            now = after.tables[name].get(key)
            if now is None:
                found.append(f"{name}: {key} is gone")
            elif any(now[column] != value for column, value in row.items() if column in now):
                found.append(f"{name}: {key} was changed")
    return found


def files(home: Path) -> dict[str, str]:
    """Return the digests of the learner's own files (packs, origins, settings), not of the log and what is derived."""
    return {
        name: hashlib.sha256(_WHEN.sub(b"", path.read_bytes())).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and not _DERIVED.fullmatch(name := path.relative_to(home).as_posix())
        and not _HIDDEN.search(name)
    }


def leftovers(folder: Path) -> list[str]:
    """Return the temporary files below a folder."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if _TEMPORARY.fullmatch(path.name) and not path.name.endswith(".origin.json")
    ]

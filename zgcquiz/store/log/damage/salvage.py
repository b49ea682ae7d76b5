"""A new log from what can still be read of a damaged one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from zgcquiz.core.value import Value
from zgcquiz.store.database import connect, connect_to_read, transaction
from zgcquiz.store.log.damage.carving import Record, carve
from zgcquiz.store.log.damage.detection import DamagedRow, text_of
from zgcquiz.store.log.tables.migration import create_tables
from zgcquiz.store.log.tables.projection import count_answers
from zgcquiz.store.log.tables.rows import COLUMNS, decoded, fault_of, insert
from zgcquiz.store.log.tables.schema import SYNC_FOLDER, SYNC_REFILL

_EVENT_ID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INDEX_ENTRY: tuple[type, ...] = (bytes, bytes, int, bytes, int, int, bytes, int, bytes, int)
"""The types of an entry of the index `reviews_by_item`, whose fourth value is the review's id."""
_SETTINGS = (b"device", b"rounds", b"day_starts", SYNC_FOLDER.encode())
_KINDS = (b"review", b"hold", b"restart")
_HASH = re.compile(rb"[0-9a-f]{32}")
_TABLES = {len(columns): table for table, columns in COLUMNS.items()}
"""The tables of events, by the number of their columns but `checksum`."""


class LostReview(Value, frozen=True):
    """A review of which only its entry in an index is left. at: milliseconds since 1970, UTC."""

    id: str
    pack: str
    item: str
    at: int


class Salvaged(Value, frozen=True):
    """What a log was made of.

    rows: their number, by table; answers: reviews that were not undone; damaged: rows that were found but are not what
    was written; lost: reviews that were not found.
    """

    rows: dict[str, int]
    answers: int
    damaged: tuple[DamagedRow, ...]
    lost: tuple[LostReview, ...]


def salvage(source: Path, target: Path, device: str) -> Salvaged:
    """Create a log with all sound rows that the pages of another still have. Its cards are not derived yet.

    source: a log of any version, which is only read; target: a file that doesn't exist; device: a new name for this
    device, in case that its own is lost. Raises OSError or sqlite3.Error if the source can't be read or the target
    can't be written.
    """
    with closing(connect(target)) as db:
        db.execute("PRAGMA synchronous = OFF")  # it is made again if the machine stops
        with transaction(db):
            create_tables(db)
            found = _Salvage(db)
            for record in carve(source):
                found.add(record)
            _copy_what_is_kept(source, db)
            db.executemany("INSERT OR IGNORE INTO settings VALUES (?, ?)", {"device": device, **found.settings}.items())
            db.execute(f"INSERT INTO settings SELECT '{SYNC_REFILL}', '1' FROM settings WHERE key = '{SYNC_FOLDER}'")
        rows = {table: len(ids) for table, ids in found.ids.items()}
        return Salvaged(rows, count_answers(db), tuple(found.damaged()), tuple(found.lost(source)))


class _Salvage:
    """Sorts records into the tables of a new log."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.ids: dict[str, set[bytes]] = {table: set() for table in COLUMNS}
        self.settings: dict[str, str] = {}
        self._faults: dict[tuple[str, bytes], str] = {}
        self._indexed: set[bytes] = set()
        self._variants: set[bytes] = set()

    def add(self, record: Record) -> None:
        """Keep a record if it is a row of the log that was written, or tells of one."""
        table = _TABLES.get(len(record)) or _TABLES.get(len(record) - 1)
        if _is_variant(record):
            self._add_variant(*record)
        elif table:
            self._add_event(table, record)
        elif isinstance(id := record[3] if len(record) > 3 else None, bytes) and _is_index_entry(record):
            self._indexed.add(id)
        elif len(record) == 2 and record[0] in _SETTINGS:
            self._add_setting(*record)

    def _add_event(self, table: str, record: Record) -> None:
        id = record[0]
        if not isinstance(id, bytes) or id in self.ids[table]:
            return
        size = len(COLUMNS[table])
        row = record if len(record) > size else (*record, None)  # older versions have no checksums
        fault = fault_of(table, row)
        if not fault:
            insert(self._db, table, decoded(row)[:size])
            self.ids[table].add(id)
        elif len(record) > size and _EVENT_ID.fullmatch(id):
            self._faults[table, id] = fault

    def _add_variant(self, *values: Any) -> None:
        if values[0] not in self._variants:
            self._db.execute("INSERT INTO variants VALUES (?, ?, ?, ?)", decoded(values))
            self._variants.add(values[0])

    def _add_setting(self, key: Any, value: Any) -> None:
        if isinstance(value, bytes) and value.isascii():
            self.settings[key.decode()] = value.decode()

    def damaged(self) -> Iterator[DamagedRow]:
        """Yield the rows that were found damaged, and nowhere else sound."""
        for (table, id), fault in self._faults.items():
            if id not in self.ids[table]:
                yield DamagedRow(table, text_of(id), fault)

    def lost(self, source: Path) -> Iterator[LostReview]:
        """Yield the reviews that only an index names."""
        damaged = {id for table, id in self._faults if table == "reviews"}
        missing = self._indexed - self.ids["reviews"] - damaged
        if not missing:
            return
        for record in carve(source):
            if _is_index_entry(record) and record[3] in missing:
                pack, item, at, id, *_ = cast("tuple[Any, ...]", record)
                missing.discard(id)
                if not self._knows(pack, item, at):  # otherwise the index is what is damaged
                    yield LostReview(text_of(id), text_of(pack), text_of(item), at)

    def _knows(self, pack: object, item: object, at: object) -> bool:
        sql = "SELECT 1 FROM reviews WHERE pack = CAST(? AS TEXT) AND item = CAST(? AS TEXT) AND at = ?"
        return self._db.execute(sql, (pack, item, at)).fetchone() is not None


def _is_variant(record: tuple[Any, ...]) -> bool:
    """Return whether a record is a row of `variants`, which has no checksum: of two ids, a kind and a hash."""
    return (
        len(record) == 4
        and all(isinstance(value, bytes) and value.isascii() for value in record)
        and record[1] in _KINDS
        and all(_EVENT_ID.fullmatch(id) for id in (record[0], record[2]))
        and _HASH.fullmatch(record[3]) is not None
    )


def _is_index_entry(record: tuple[Any, ...]) -> bool:
    return (
        len(record) == len(_INDEX_ENTRY)
        and all(isinstance(value, kind) for value, kind in zip(record, _INDEX_ENTRY, strict=True))
        and _EVENT_ID.fullmatch(record[3]) is not None
    )


def _copy_what_is_kept(source: Path, db: sqlite3.Connection) -> None:
    """Copy the former names of items and the settings, as far as SQLite can read them.

    A pack that is not installed can't tell its former names. What was read of the shared folder is not copied: all of
    it is read again.
    """
    for sql, insert_one in (
        ("SELECT pack, old, new FROM renames", "INSERT OR IGNORE INTO renames VALUES (?, ?, ?)"),
        (
            "SELECT key, value FROM settings WHERE key NOT IN ('checked', 'merging', 'sync_state', 'sync_refill')",
            "INSERT OR IGNORE INTO settings VALUES (?, ?)",
        ),
    ):
        try:
            with closing(connect_to_read(source)) as old:
                for row in old.execute(sql):
                    db.execute(insert_one, row)
        except sqlite3.DatabaseError:
            continue  # installed packs tell theirs again, and the settings were carved

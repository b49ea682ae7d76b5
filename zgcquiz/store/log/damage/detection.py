"""Finding damage in the log: pages that SQLite can't use, and rows that are not what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import MsgspecError

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.store.database import connect_to_read
from zgcquiz.store.log.files.integrity import check, is_damage
from zgcquiz.store.log.tables.rows import CHECKED, COLUMNS, fault_of

_INDEX_ONLY = (
    "SELECT id FROM reviews INDEXED BY reviews_by_item"
    " EXCEPT SELECT id FROM reviews WHERE length(device) >= 0"  # no index has `device`, so the table is read
)


class DamagedRow(Value, frozen=True):
    """A row that is not what was written. table: `reviews`, `voids`, `holds` or `restarts`; reason: a phrase.

    id: its key as it is now, bytes that are not UTF-8 as surrogate escapes.
    """

    table: str
    id: str
    reason: str


class Findings(Value, frozen=True):
    """What a scan of a log found.

    pages: what SQLite's own check says of broken pages and trees; indexes: of indexes that differ from their tables;
    rows: damaged rows, if they can be read at all.
    """

    pages: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    rows: tuple[DamagedRow, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the scan found nothing."""
        return not (self.pages or self.indexes or self.rows)


def broken(path: Path | str) -> ZgcError:
    """Return the error for a log that SQLite's own check rejects."""
    return ZgcError(
        "corrupt",
        f"The review log at {path} is damaged, so nothing is written to it.",
        "To see what can be recovered: zgcquiz doctor",
    )


def scan(log: Path | sqlite3.Connection) -> Findings:
    """Check every page, index and row of a log of the current schema, without changing it.

    log: an open connection, or the path of a file, which is opened for reading. Nothing that is wrong with the content
    of the file is an error. Raises sqlite3.OperationalError if it can't be opened or another program keeps it locked.
    """
    if isinstance(log, Path):
        with closing(connect_to_read(log)) as db:
            return scan(db)
    pages, indexes = check(log, full=True)
    try:
        return Findings(pages, indexes, damaged_rows(log))
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return Findings(pages or (str(error),), indexes)


def may_be_damage(error: BaseException | None) -> bool:
    """Return whether reading a damaged log may have raised an error: a value that can't be, or a page.

    Other faults raise the same, so a scan has to tell.
    """
    if isinstance(error, ZgcError):
        return error.code == "corrupt" or is_damage(error.__cause__)
    values = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, MsgspecError)
    return isinstance(error, values) or is_damage(error)


def damaged_rows(db: sqlite3.Connection) -> tuple[DamagedRow, ...]:
    """Return the rows that are not what was written. Raises sqlite3.DatabaseError if a page can't be read."""
    found = [row for table in COLUMNS if not _is_sound(db, table) for row in _damaged(db, table)]
    if any(row.table == "reviews" for row in found):
        # Whoever reads an index alone meets a row there under the id that it had.
        ids = _rows_of_bytes(db, _INDEX_ONLY)
        found += [DamagedRow("reviews", text_of(id), "only an index has it") for (id,) in ids]
    return tuple(found)


def _select(table: str) -> str:
    return f"SELECT {', '.join(COLUMNS[table])}, checksum FROM {table}"


def _is_sound(db: sqlite3.Connection, table: str) -> bool:
    """Return whether all rows of a table have checksums that match: `_damaged` in a sixth of the time."""
    try:
        with closing(_rows_of_bytes(db, f"SELECT {CHECKED[table]}, checksum FROM {table}")) as rows:
            return all(stored == crc32(text) for text, stored in rows)
    except sqlite3.OperationalError as error:
        if not is_damage(error):
            raise
        return False  # a text has become a blob, which SQLite writes in no JSON


def _damaged(db: sqlite3.Connection, table: str) -> list[DamagedRow]:
    found = ((row[0], fault_of(table, row)) for row in _rows_of_bytes(db, _select(table)))
    return [DamagedRow(table, text_of(id), fault) for id, fault in found if fault]


def _rows_of_bytes(db: sqlite3.Connection, sql: str) -> Generator[tuple[Any, ...], None, None]:
    """Yield the rows of a query with texts as bytes; the connection must not be used meanwhile."""
    before = db.text_factory
    db.text_factory = bytes
    try:
        yield from db.execute(sql)
    finally:
        db.text_factory = before


def text_of(value: object) -> str:
    """Return a stored value as a text, bytes that are not UTF-8 as surrogate escapes."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def readable(text: str) -> str:
    """Return a text that `text_of` returned with bytes that are not UTF-8 as escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def known(db: sqlite3.Connection) -> tuple[DamagedRow, ...]:
    """Return the rows that are recorded as damaged. Raises sqlite3.DatabaseError."""
    rows = db.execute("SELECT source, CAST(id AS BLOB), reason FROM damaged ORDER BY source, id")
    return tuple(DamagedRow(table, text_of(id), reason) for table, id, reason in rows)


def record(db: sqlite3.Connection, rows: Iterable[DamagedRow]) -> None:
    """Replace the record of the damaged rows, inside the caller's transaction, which derives all cards again."""
    db.execute("DELETE FROM damaged")
    db.executemany(
        "INSERT OR IGNORE INTO damaged VALUES (?, CAST(? AS TEXT), ?)",
        [(row.table, row.id.encode("utf-8", "surrogateescape"), row.reason) for row in rows],
    )

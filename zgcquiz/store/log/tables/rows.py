"""The rows of the log's events: their columns, their checksums, and what makes a row a damaged one.

Every row carries a CRC-32 of its other stored values, so that a row that a disk or a memory has altered is told from
one that was written. A row without one was appended by another program; then only impossible values are found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zlib import crc32

import msgspec

from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Outcome, Rating
from zgcquiz.core.packs.pack import Kind

COLUMNS: dict[str, tuple[str, ...]] = {
    "reviews": (
        *("id", "device", "session", "at", "utc_offset", "pack", "item", "fingerprint", "mode", "kind", "shown"),
        *("response", "outcome", "certainty", "level", "rating", "ms"),
    ),
    "voids": ("review", "device", "at"),
    "holds": ("id", "device", "at", "utc_offset", "pack", "item", "held", "until"),
    "restarts": ("id", "device", "at", "utc_offset", "pack", "item"),
}
"""The stored columns of the tables of events but `checksum`, in the order that the checksum takes them."""

CHECKED = {table: f"json_array({', '.join(columns)})" for table, columns in COLUMNS.items()}
"""By table, the SQL of the text that the checksum of a row is taken of. It fails for a row with a blob."""

_NUMBERS = frozenset(("at", "utc_offset", "level", "rating", "ms", "until"))
_OPTIONAL = frozenset(("response", "certainty", "level"))
_encode = msgspec.json.encode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode


class DamagedRowError(ValueError):
    """A row of the log that is not one that was written. The argument: why."""


def checksum(values: Sequence[Any]) -> int:
    """Return the checksum of a row: the CRC-32 of its other values, as a JSON list without blanks, in UTF-8."""
    return crc32(_encode(values))


def insert(db: sqlite3.Connection, table: str, values: Sequence[Any]) -> None:
    """Append a row with its checksum. values: those of `COLUMNS`, in their order."""
    db.execute(_INSERT[table], (*values, checksum(values)))


def insert_many(db: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows with their checksums, each as for `insert`."""
    db.executemany(_INSERT[table], ((*values, checksum(values)) for values in rows))


_INSERT = {
    table: f"INSERT INTO {table} ({', '.join(columns)}, checksum) VALUES ({','.join('?' * (len(columns) + 1))})"
    for table, columns in COLUMNS.items()
}


def sound_values(table: str, row: Sequence[Any]) -> Sequence[Any]:
    """Return the values of `COLUMNS` of a row of them and the checksum. Raises DamagedRowError, saying why."""
    values = row[:-1]
    if row[-1] != checksum(values):
        fault = fault_of(table, row)
        if fault:
            raise DamagedRowError(fault)
    return values


def fault_of(table: str, row: Sequence[Any]) -> str:
    """Return what shows that a row was damaged; "" if it is sound.

    row: the values of `COLUMNS` and the checksum. Texts may be bytes, as they are if they can't be decoded.
    """
    try:
        *values, stored = decoded(row)
        impossible = impossible_value(table, values)
    except UnicodeDecodeError:
        return "a text is not UTF-8"
    if impossible:
        return impossible
    return "" if stored is None or stored == checksum(values) else "its checksum does not match"


def decoded(row: Sequence[Any]) -> list[Any]:
    """Return a row's values with bytes as texts. Raises UnicodeDecodeError."""
    return [value.decode() if isinstance(value, bytes) else value for value in row]


def impossible_value(table: str, values: Sequence[Any]) -> str:
    """Return which value of a row can't have been written; "" if there is none. values: those of `COLUMNS`."""
    for name, value in zip(COLUMNS[table], values, strict=True):
        if value is None and name in _OPTIONAL:
            continue
        if not isinstance(value, int if name in _NUMBERS else str):
            return f"'{name}' is {_shown(value)}"
        check = _POSSIBLE.get(name)
        if check and not check(value):
            return f"'{name}' is {_shown(value)}"
    return ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:36]}…{text[-1]}"


def _is_list(value: str) -> bool:
    try:
        _texts(value)
    except (msgspec.DecodeError, UnicodeError):
        return False
    return True


_POSSIBLE: dict[str, Callable[[Any], bool]] = {
    "utc_offset": lambda value: abs(value) < 24 * 60,  # what a time zone can be
    "kind": frozenset(Kind).__contains__,
    "shown": _is_list,
    "response": _is_list,
    "outcome": frozenset(Outcome).__contains__,
    "certainty": frozenset(Certainty).__contains__,
    "level": frozenset((1, 2, 3)).__contains__,
    "rating": frozenset(Rating).__contains__,
    "held": frozenset(Held).__contains__,
}

_TABLES_BY_LENGTH = {len(columns): table for table, columns in COLUMNS.items()}


def add_functions(db: sqlite3.Connection) -> None:
    """Define the SQL function `row_checksum`, which the schema's migrations call.

    Its arguments are the values of a row, texts as blobs, since a text that is not UTF-8 can't be passed. It is NULL
    for a row that is damaged already, so that it stays one.
    """

    def row_checksum(*row: object) -> int | None:
        try:
            values = decoded(row)
        except UnicodeDecodeError:
            return None
        return None if impossible_value(_TABLES_BY_LENGTH[len(values)], values) else checksum(values)

    db.create_function("row_checksum", -1, row_checksum, deterministic=True)

"""The checksums of a whole table, which SQLite writes the texts of, are those of its rows one by one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.store.log.damage import detection
from zgcquiz.store.log.tables.rows import COLUMNS, checksum, insert_many

_EVERY_CHARACTER = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
_WRITTEN = st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(1 << 63), (1 << 63) - 1) | st.none()
_ALTERED = _WRITTEN | st.floats(allow_nan=False) | st.binary() | st.sampled_from(["null", "0", "[]", '"', b"\xff"])


def make_table(rows: list[tuple[Any, ...]]) -> sqlite3.Connection:
    """A table of restarts without types, so that it takes what an accident makes of a row."""
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE TABLE restarts ({', '.join(COLUMNS['restarts'])}, checksum)")
    insert_many(db, "restarts", rows)
    return db


def plainly_sound(db: sqlite3.Connection) -> bool:
    """The plain way: every row is read, and the checksum of its values computed."""
    try:
        rows = db.execute(f"SELECT {', '.join(COLUMNS['restarts'])}, checksum FROM restarts").fetchall()
    except sqlite3.OperationalError:  # a text is not UTF-8
        return False
    return all(row[-1] == checksum(row[:-1]) for row in rows)


@settings(max_examples=examples(100), deadline=None)
@given(
    rows=st.lists(st.tuples(*[_WRITTEN] * len(COLUMNS["restarts"])), max_size=3),
    column=st.sampled_from((*COLUMNS["restarts"], "checksum")),
    value=_ALTERED,
    is_text=st.booleans(),
)
@example(
    rows=[(_EVERY_CHARACTER, "\0", '"\\\r\n\u2028', -(1 << 63), (1 << 63) - 1, "")],
    column="at",
    value=5.0,
    is_text=False,
)
@example(rows=[("a", "b", 5, 0, "", "")], column="device", value=b"b", is_text=False)
@example(rows=[("a", "b", 5, 0, "", "")], column="device", value=b"\xff", is_text=True)
def test_a_table_is_sound_if_each_of_its_rows_is(
    rows: list[tuple[Any, ...]], column: str, value: object, is_text: bool
) -> None:
    """is_text: bytes become a text, whether they are UTF-8 or not."""
    with closing(make_table(rows)) as db:
        assert detection._is_sound(db, "restarts")
        put = "CAST(? AS TEXT)" if is_text else "?"
        db.execute(f"UPDATE restarts SET {column} = {put}", (value,))
        is_sound, is_blob = detection._is_sound(db, "restarts"), isinstance(value, bytes) and not is_text
        assert is_sound == (plainly_sound(db) and not (is_blob and rows))
        assert db.text_factory is str


def test_an_error_that_is_no_damage_is_told() -> None:
    with closing(make_table([("a",) * 6])) as db:
        db.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
        with pytest.raises(sqlite3.DatabaseError):
            detection._is_sound(db, "restarts")

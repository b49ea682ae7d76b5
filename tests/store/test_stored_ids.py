"""The two values that an id is stored as sort and compare as its text does."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.store.log.tables.reviews.stored_ids import id_sql, named_in, original_id, stored_id

hexadecimal = st.text("0123456789abcdef", min_size=32, max_size=32)
uuids = hexadecimal.map(lambda text: "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])))


@st.composite
def nearly_uuids(draw: st.DrawFn) -> str:
    """A UUID that was cut off, has more after it, or one other character."""
    text = draw(uuids)
    place = draw(st.integers(0, 36))
    return text[:place] + draw(st.sampled_from(["", "-", "g", "G", "/", ":", "\x7f", "é", "0", "f", "\0"]))


edges = st.sampled_from(["", "-", "0", "f" * 36, "g", "00000000-", "00000000-0000-0000-0000-000000000000", "中", " "])
ids = uuids | nearly_uuids() | edges | st.text(max_size=40)
plain = ids.filter(lambda text: "\0" not in text)


@settings(max_examples=examples(300), deadline=None)
@given(ids, ids)
@example("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000")
@example("0190-", "01900000-0000-7000-8000-000000000000")
def test_stored_ids_sort_as_the_ids_do(one: str, other: str) -> None:
    order = (one.encode() > other.encode()) - (one.encode() < other.encode())
    left, right = stored_id(one), stored_id(other)
    assert (left > right) - (left < right) == order


@settings(max_examples=examples(300), deadline=None)
@given(ids | st.binary(max_size=40).map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_an_id_is_what_was_stored(id: str) -> None:
    time, rest = stored_id(id)
    assert original_id(time, rest) == id
    assert -1 <= time < 1 << 48


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(plain, min_size=1, max_size=8, unique=True), st.data())
def test_sqlite_reads_the_same_ids(made: list[str], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(made) | plain, max_size=4))
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE r (time INTEGER, rest BLOB, PRIMARY KEY (time, rest)) WITHOUT ROWID")
        db.execute("CREATE TABLE named (id TEXT)")
        db.executemany("INSERT INTO r VALUES (?, ?)", map(stored_id, made))
        db.executemany("INSERT INTO named VALUES (?)", [(id,) for id in some])
        in_order = [id for (id,) in db.execute(f"SELECT {id_sql('r.')} FROM r ORDER BY time, rest")]
        assert in_order == sorted(made, key=str.encode)
        found = {id for (id,) in db.execute(f"SELECT {id_sql('r.')} FROM r WHERE {named_in('FROM named', 'id')}")}
        assert found == set(made) & set(some)

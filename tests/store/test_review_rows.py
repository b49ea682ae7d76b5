"""Reviews that share what they have in common are the reviews that were stored, whatever is in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.store.making import query
from tests.store.test_stored_ids import ids
from tests.strategies import broken
from zgcquiz.core.log.review_ids import first_uuid7
from zgcquiz.store.log.tables.migration import create_tables, migrate
from zgcquiz.store.log.tables.reviews.dictionary import ReviewReader, ReviewWriter
from zgcquiz.store.log.tables.rows import COLUMNS, add_functions, checksum, insert_many
from zgcquiz.store.log.tables.schema import STEPS
from zgcquiz.store.log.tables.sql import as_json

NAMES = (*COLUMNS["reviews"], "checksum")
Row = tuple[Any, ...]

texts = st.sampled_from(["a", "b", "", "Paris", "é"]) | broken
lists = st.lists(texts, max_size=4) | st.just([f"option {number}" for number in range(120)])
odd_lists = st.sampled_from(['["a" ,"b"]', "[]", " []", "[1]", "{", "", "abc", "null", '["\\u0061"]', '["\\ud800"]'])
compact = lists.map(lambda found: json.dumps(found, ensure_ascii=False, separators=(",", ":")))
json_lists = compact | lists.map(json.dumps) | odd_lists
numbers = st.integers(-2, 9) | st.integers(-(1 << 62), 1 << 62) | st.integers(1 << 40, 1 << 41)
times = numbers | st.sampled_from([(1 << 48) - 1, 1 << 48, 1_790_000_000_000])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A review with a right checksum, a wrong one or none."""
    values = (
        draw(ids),
        *(draw(texts), draw(texts), draw(times), draw(numbers), draw(texts), draw(texts), draw(texts)),
        *(draw(texts), draw(st.sampled_from(["single", "multiple", "typed", "numeric", "odd"]))),
        *(draw(json_lists), draw(st.none() | json_lists), draw(st.sampled_from(["correct", "partial", "wrong"]))),
        *(draw(st.sampled_from(["sure", "guess", None])), draw(st.sampled_from([1, 2, 3, None]))),
        *(draw(st.integers(1, 4)), draw(numbers)),
    )
    return *values, draw(st.just(checksum(values)) | st.none() | st.sampled_from([0, 1 << 31, (1 << 32) - 1]))


many = st.lists(rows(), max_size=8, unique_by=lambda row: row[0])


@cache
def empty() -> bytes:
    """A log of version 7, whose table of reviews takes what only damage brings about, too."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        add_functions(db)
        for step in STEPS[:7]:
            db.executescript(step)
        db.execute("DROP TABLE reviews")
        db.execute(f"CREATE TABLE reviews ({', '.join(NAMES)}, PRIMARY KEY (id)) WITHOUT ROWID")
        return db.serialize()


@contextmanager
def older(found: list[Row]) -> Iterator[sqlite3.Connection]:
    """A log of version 7 with reviews, each in a row of its own: the plain version of how they are stored."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.deserialize(empty())
        db.executemany(f"INSERT INTO reviews VALUES ({', '.join('?' * len(NAMES))})", found)
        yield db


def content(db: sqlite3.Connection, names: tuple[str, ...] = NAMES, order: str = "id") -> list[Row]:
    """All reviews, texts as bytes, so that those that are not UTF-8 can be compared."""
    values = ", ".join(f"iif(typeof({name}) = 'text', CAST({name} AS BLOB), {name})" for name in names)
    return db.execute(f"SELECT {values} FROM reviews ORDER BY {order}").fetchall()


@settings(max_examples=examples(40), deadline=None)
@given(many)
def test_a_migration_changes_no_value(found: list[Row]) -> None:
    with older(found) as db:
        before = content(db)
        migrate(db, 7)
        assert content(db) == before
        by_rows = db.execute("SELECT id FROM reviews").fetchall()
        assert by_rows == sorted(by_rows, key=lambda row: row[0].encode())
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def choices(row: Row) -> int:
    """How many answers a review's question allowed. Raises ValueError if its list is none."""
    kind, found = row[9], json.loads(row[10])
    number = len(found) if isinstance(found, list) else 0
    if kind in ("typed", "numeric") or not number:
        return 0
    return (1 << number) - 1 if kind == "multiple" else number


@settings(max_examples=examples(40), deadline=None)
@given(many)
def test_the_number_of_choices_is_that_of_the_list(found: list[Row]) -> None:
    found = [row for row in found if row[9] != "multiple" or row[10].count(",") < 62]
    try:
        expected = [choices(row) for row in sorted(found, key=lambda row: row[0].encode())]
    except ValueError:
        return
    with older(found) as db:
        migrate(db, 7)
        assert [number for (number,) in db.execute("SELECT choices FROM reviews")] == expected


@settings(max_examples=examples(40), deadline=None)
@given(many, many)
def test_what_is_read_is_what_was_written(first: list[Row], second: list[Row]) -> None:
    known = {row[0] for row in first}
    second = [row for row in second if row[0] not in known]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        create_tables(db)
        for some in (first, second, []):
            ReviewWriter(db).add(some)
        expected = sorted((*first, *second), key=lambda row: row[0].encode())
        assert list(ReviewReader(db).rows("time, rest")) == expected
        assert db.execute(f"SELECT {', '.join(NAMES)} FROM reviews").fetchall() == expected
        late = {id for (id,) in db.execute("SELECT id FROM later_than_id")}
        assert late >= {row[0] for row in expected if not 0 <= row[3] < 1 << 48 or row[0] < first_uuid7(row[3])[:13]}
        assert ReviewReader(db).are_sound() == all(row[-1] == checksum(row[:-1]) for row in expected)


@settings(max_examples=examples(40), deadline=None)
@given(many, st.integers(0, 7), st.sampled_from(NAMES[1:]), st.binary(max_size=4) | st.none() | st.integers(-9, 9))
def test_a_damaged_row_is_moved_as_it_is(found: list[Row], place: int, name: str, value: object) -> None:
    """A disk or a memory may leave any value in any column."""
    if not found or (name in ("shown", "response") and not isinstance(value, bytes)):
        return
    with older(found) as db:
        id = found[place % len(found)][0]
        new = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
        db.execute(f"UPDATE reviews SET {name} = {new} WHERE id = ?", (value, id))
        before = content(db)
        migrate(db, 7)
        after = content(db)
        # A time that is gone is taken from the id; a negative checksum stands for what it is without a sign.
        if name == "checksum" and isinstance(value, int) and value < 0:
            value += 1 << 32
            before = [(*row[:-1], value) if row[0] == id.encode() else row for row in before]
        expected = [after[at] if name == "at" and value is None else row for at, row in enumerate(before)]
        assert after == expected


def test_what_reviews_have_in_common_is_stored_once(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path)) as db, db:
        create_tables(db)
        for start in (0, 50):
            made = (
                (
                    *(f"01900000-0000-7000-8000-{number:012x}", "d", "s", number, 60, "p", "i", "f", "play", "single"),
                    *(as_json([f"option {number % 6 - place}" for place in range(3)]), None),
                    *("wrong", None, None, 1, 9),
                )
                for number in range(start, start + 50)
            )
            insert_many(db, "reviews", made)
    assert query(path, "SELECT count(*) FROM sessions") == query(path, "SELECT count(*) FROM verdicts") == [(1,)]
    ((options,),) = query(path, "SELECT options FROM questions")
    assert len(json.loads(options)) == 8
    assert query(path, "SELECT count(*) FROM review_rows WHERE typeof(shown) = 'text'") == [(100,)]

"""Reviews and logs to test with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.ids import uuid7
from tests.conftest import NOON
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.store.log.deriving.cards import ItemKey
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables.rows import add_functions
from zgcquiz.store.log.tables.schema import MARK, STEPS

Items = Callable[[], list[ItemKey]]


@contextmanager
def opened(path: Path) -> Iterator[ReviewLog]:
    """A log, closed afterwards."""
    log = ReviewLog(path, Random(1))
    try:
        yield log
    finally:
        log.close()


def make_review(rng: Random, ref: Ref, at: Moment = NOON, rating: Rating = Rating.GOOD) -> Review:
    """A review with all its fields filled."""
    right = rating is not Rating.AGAIN
    return Review(
        id=uuid7(at.ms, rng),
        device="0badcafe",
        session="00000000-0000-7000-8000-000000000000",
        at=at,
        ref=ref,
        fingerprint="0123456789abcdef",
        mode="play",
        kind=Kind.SINGLE,
        shown=("Paris", "中关村", 'a "quoted" one', "x\x1b[31m"),
        response=("Paris",) if right else None,
        outcome=Outcome.CORRECT if right else Outcome.WRONG,
        certainty=Certainty.SURE if right else None,
        rating=rating,
        ms=1234,
    )


def items(**former: list[str]) -> Items:
    """A pack's items in order, each with its former ids: `items(a=[], c=["b"])`."""
    return lambda: [ItemKey(id, tuple(names)) for id, names in former.items()]


def query(path: Path, sql: str) -> list[Any]:
    """What a program that knows only SQLite reads."""
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def write_old_database(new: Path, old: Path, version: int) -> None:
    """Write the content of a log of the current schema as a database of an older version."""
    db = sqlite3.connect(old)
    try:
        add_functions(db)
        for step in STEPS[:version]:
            db.executescript(step)
        db.execute("ATTACH ? AS new", (str(new),))
        tables = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        for table in tables:
            renamed = RENAMED_TABLES.get(table, table)
            old_columns, new_columns = (
                [row[1] for row in db.execute(f"PRAGMA {place}.table_info({name})")]
                for place, name in (("main", table), ("new", renamed))
            )
            shared = ", ".join(new_columns[: len(old_columns)])  # later versions append columns
            db.execute(f"INSERT INTO main.{table} ({', '.join(old_columns)}) SELECT {shared} FROM new.{renamed}")
        db.execute(f"PRAGMA application_id = {MARK}")
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()
        db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()


RENAMED_TABLES = {"lineups": "card_sync", "pasts": "item_histories", "sums": "item_totals"}
"""Tables of versions 1 and 2, and what version 3 calls them."""
STATE = "stability, difficulty, last_day, interval, due_day, due_at, repetitions, lapses, last_at"


def card_rows(path: Path) -> list[Any]:
    """The cards as they are kept; the position counts only where the pack has the item now."""
    return query(
        path,
        f"SELECT pack, item, active, CASE active WHEN 1 THEN position END, {STATE} FROM cards ORDER BY pack, item",
    )

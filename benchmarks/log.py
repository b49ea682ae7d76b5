"""The cost of saving an answer durably."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from random import Random

from benchmarks.homes import INSERT, PACK, ReviewRow, insert, review_row
from benchmarks.ids import uuid7
from benchmarks.measure import Row, Sample, clocked
from benchmarks.setting import Setting
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.store.log.deriving.cards import ItemKey
from zgcquiz.store.log.review_log import ReviewLog

ANSWERS = 2000
_HISTORY = 5
"""Number of reviews of each item before the measured one."""

BARE_TABLE = """
CREATE TABLE reviews (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, device TEXT NOT NULL, session TEXT NOT NULL,
    at INTEGER NOT NULL, utc_offset INTEGER NOT NULL, pack TEXT NOT NULL, item TEXT NOT NULL,
    fingerprint TEXT NOT NULL, mode TEXT NOT NULL, kind TEXT NOT NULL, shown TEXT NOT NULL, response TEXT,
    outcome TEXT NOT NULL, certainty TEXT, rating INTEGER NOT NULL, ms INTEGER NOT NULL
) STRICT
"""


def durable_answer(setting: Setting) -> list[Row]:
    """Measure saving an answer and its card against a bare insert of the same row, alternating."""
    folder = setting.place("answer")
    for old in folder.glob("*.db*"):
        old.unlink()
    now = 1_790_000_000_000
    rng = Random(4)
    before = [
        review_row("bench", now - (_HISTORY - round) * 20 * DAY, f"item-{at:06}", 3, rng)
        for round in range(_HISTORY)
        for at in range(ANSWERS)
    ]
    log = ReviewLog(folder / "zgcquiz.db", rng)
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute(BARE_TABLE)
    with closing(log), closing(bare):
        for path in (folder / "zgcquiz.db", folder / "bare.db"):
            with closing(sqlite3.connect(path)) as db, db:
                insert(db, before) if path.name == "zgcquiz.db" else db.executemany(INSERT, before)
        log.rebuild()
        log.sync_cards(PACK, "made", lambda: (ItemKey(f"item-{at:06}") for at in range(ANSWERS)))
        rows = [review_row("bench", now + at * 1000, f"item-{at:06}", 3, rng) for at in range(ANSWERS)]
        ours, theirs = [], []
        for row in rows:
            ours.append(clocked(_append(log, row, uuid7(row[3], rng))))
            theirs.append(clocked(_insert(bare, row)))
    return [
        Row(Sample("a durable answer", tuple(ours)), Sample("bare WAL + FULL insert", tuple(theirs)), 1.15),
    ]


def answer(row: ReviewRow, id: str) -> Review:
    """Return a right answer with four options, with the item and the time of a row."""
    return Review(
        id=id,
        device=row[1],
        session=row[2],
        at=Moment(row[3]),
        ref=Ref(PACK, row[6]),
        fingerprint=row[7],
        mode="review",
        kind=Kind.SINGLE,
        shown=("In 1900, as the first of its kind",) * 4,
        response=("In 1900, as the first of its kind",),
        outcome=Outcome.CORRECT,
        certainty=Certainty.SURE,
        rating=Rating.GOOD,
        ms=row[15],
    )


def _append(log: ReviewLog, row: ReviewRow, id: str) -> Callable[[], object]:
    review = answer(row, id)
    return lambda: log.append(review)


def _insert(db: sqlite3.Connection, row: ReviewRow) -> Callable[[], object]:
    return lambda: db.execute(INSERT, row)

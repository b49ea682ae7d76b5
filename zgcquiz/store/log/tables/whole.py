"""Reading all reviews of a log in one pass.

The rows are read alone, in an order that SQLite needs no look-ups for, and what they have in common is in memory: a
join in the order of time finds each question on another page, which takes several times as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.moment import DAY
from zgcquiz.store.log.tables.projection import (
    ALL_REVIEWS,
    LEARNERS_DAY,
    LIVE,
    NO_CUTOFF,
    RESTARTS,
    all_renames,
    damaged_ids,
    void_ids,
)
from zgcquiz.store.log.tables.reviews.dictionary import ReviewReader, Row, texts_json
from zgcquiz.store.log.tables.reviews.queries import by_id, id_in
from zgcquiz.store.log.tables.reviews.schema import AT, NUMBER
from zgcquiz.store.log.tables.rows import COLUMNS
from zgcquiz.store.log.tables.sql import in_parts

_AT = COLUMNS["reviews"].index("at")
_VARIANTS = f"SELECT {', '.join(COLUMNS['reviews'])}, checksum, void, superseded, original, hash FROM {ALL_REVIEWS} e"


def recorded_rows(db: sqlite3.Connection, *, newest_first: bool) -> Iterator[Row]:
    """Yield the sound reviews by time, and at one time by the ids that they came with, and of one id by their hashes.

    Each is the values of `COLUMNS`, the checksum, `void`, `superseded` and `original`.
    """
    direction = "DESC" if newest_first else ""
    voids, left_out = void_ids(db), damaged_ids(db)
    pairs = db.execute("SELECT variant, original FROM variants WHERE kind = 'review'").fetchall()
    left_out.update(id for pair in pairs for id in pair)
    plain = (
        (*row, row[0] in voids, 0, row[0])
        for row in ReviewReader(db).rows(f"coalesce(at, time) {direction}, {by_id(direction)}")
        if row[0] not in left_out
    )
    if not pairs:
        return plain
    variants: list[Row] = []
    for ids in in_parts([variant for variant, _ in pairs]):
        chosen, values = id_in(ids, "e.")
        variants += db.execute(f"{_VARIANTS} WHERE {chosen} AND hash IS NOT NULL", values)

    def place(row: Row) -> tuple[Any, ...]:
        return row[_AT], row[len(COLUMNS["reviews"]) + 3], row[len(COLUMNS["reviews"]) + 4 :]

    variants.sort(key=place, reverse=newest_first)
    merged = merge(plain, variants, key=place, reverse=newest_first)
    return (row[: len(COLUMNS["reviews"]) + 4] for row in merged)


def whole_days(moment: int) -> int:
    """Return the whole days in a number of milliseconds, rounded as in SQLite: towards zero."""
    return moment // DAY if moment >= 0 else -(-moment // DAY)


class Answered(NamedTuple):
    """A part of a review that many share. utc_offset: in minutes."""

    utc_offset: int
    mode: str
    kind: str
    rating: int
    outcome: str
    certainty: str | None


def shared_parts(db: sqlite3.Connection) -> dict[int, Answered]:
    """Return the parts that many reviews share, by their numbers."""
    rows = db.execute("SELECT n, utc_offset, mode, kind, rating, outcome, certainty FROM verdicts")
    return {n: Answered(*rest) for n, *rest in rows}


LiveRow = tuple[str, str, int, Answered, int, int, int]
"""Pack, item as it was called, `at`, what many share, how many answers the question allowed, `ms`, and 1 if nothing was
answered."""


def live_rows(
    db: sqlite3.Connection, *, for_cards: bool = False, until: int = NO_CUTOFF, pack: str | None = None
) -> Iterator[LiveRow]:
    """Yield the sound reviews that were not taken back, in the order of their ids.

    for_cards, until: as for `projection.live_reviews`; pack: only those of a pack.
    """
    names = {
        n: (of_pack, item, -1)
        for n, of_pack, item in db.execute("SELECT n, pack, item FROM questions WHERE ?1 IS NULL OR pack = ?1", (pack,))
    }
    if for_cards:
        since = {(of_pack, item): at for of_pack, item, at in db.execute(f"SELECT * FROM {RESTARTS}", {"until": until})}
        if since:
            renames = all_renames(db)
            for n, (of_pack, item, _) in names.items():
                ref = Ref(of_pack, item)
                names[n] = of_pack, item, since.get((of_pack, renames.get(ref, ref).item), -1)
    verdicts = shared_parts(db)
    left_out = {n for n, shared in verdicts.items() if for_cards and shared.mode == CRAM}
    chosen = ""
    if pack is not None:
        ((total,),) = db.execute("SELECT count(*) FROM questions")
        way = "" if len(names) * 4 < total else "+"  # of most of the log, the index would read each page many times
        chosen = f" AND {way}question IN (SELECT n FROM questions WHERE pack = :pack)"
    for question, verdict, at, number, ms, is_silent in db.execute(
        f"SELECT question, verdict, {AT}, {NUMBER}, ms, response IS NULL FROM review_rows r WHERE {LIVE}{chosen}"
        f" ORDER BY {by_id()}",
        {"pack": pack},
    ):
        if verdict in left_out:
            continue
        of_pack, item, since_at = names[question]
        if for_cards and not since_at < at <= until:
            continue
        shared = verdicts[verdict]
        choices = number
        if shared.kind != "single":
            choices = 0 if shared.kind in _TYPED else (1 << number) - 1 if shared.kind == "multiple" else number
        yield of_pack, item, at, shared, choices, ms, is_silent


_TYPED = frozenset(("typed", "numeric"))

_TIMES = (
    f"SELECT question, verdict, {AT} AS moment, ms FROM review_rows r WHERE {LIVE}"
    f" ORDER BY +question, moment, {by_id()}"
)
_DETAILS = (
    f"SELECT question, at, day, kind, shown, response, outcome, certainty, level, rating FROM (SELECT r.question,"
    f" {LEARNERS_DAY} AS day, * FROM (SELECT r.time, r.rest, r.question, {AT} AS at, v.utc_offset, v.kind, r.shown,"
    " r.response, v.outcome, v.certainty, v.level, v.rating"
    f" FROM review_rows r LEFT JOIN verdicts v ON v.n = r.verdict WHERE {LIVE}) r)"
    " ORDER BY question, at, time, rest"
)


Name = tuple[str, str]
"""A pack and an item, as it was called."""


def timed_items(db: sqlite3.Connection, apart: Collection[Name]) -> Iterator[tuple[Name, Iterable[Row]]]:
    """Yield the items with their sound reviews that were not taken back, the oldest first.

    Of a review: its number of what `shared_parts` returns, at, ms. apart: items to leave out, as all must be that have
    several questions or names.
    """
    for name, _, rows in _by_question(db, _TIMES, {}, apart):
        yield name, (row[1:] for row in rows)


def answered_items(
    db: sqlite3.Connection, starts: int, apart: Collection[Name]
) -> Iterator[tuple[Name, Iterable[Row]]]:
    """Yield the items as `timed_items` does, with what was answered.

    Of a review: at, the learner's day, kind, shown, response, outcome, certainty, level, rating. starts: the hour at
    which the learner's day starts.
    """
    for name, options, rows in _by_question(db, _DETAILS, {"starts": starts}, apart):
        yield name, _with_texts(rows, options)


def _by_question(
    db: sqlite3.Connection, sql: str, values: Mapping[str, object], apart: Collection[Name]
) -> Iterator[tuple[Name, str, Iterable[Row]]]:
    """Yield the item, the options and the rows of each question. sql: returns rows in the order of their first value,
    the question's number."""
    questions = db.execute("SELECT n, pack, item, options FROM questions ORDER BY n")
    for number, rows in groupby(db.execute(sql, values), key=itemgetter(0)):
        n = -1
        while n < number:
            n, pack, item, options = next(questions, (number + 1, "", "", ""))
        if n != number:
            raise LookupError(f"question {number}")
        if (pack, item) not in apart:
            yield (pack, item), options, rows


def _with_texts(rows: Iterable[Row], options: str) -> Iterator[Row]:
    known: dict[object, str | None] = {}
    for _, at, day, kind, shown, response, *rest in rows:
        for places in (shown, response):
            if places not in known:
                known[places] = texts_json(places, options)
        yield at, day, kind, known[shown], known[response], *rest


def items_with_several_questions(db: sqlite3.Connection) -> list[Name]:
    """Return the items, by pack and the name that they had, whose text has changed while they were learnt."""
    return db.execute("SELECT pack, item FROM questions GROUP BY 1, 2 HAVING count(*) > 1").fetchall()

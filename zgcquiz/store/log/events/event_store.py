"""The events of the log: reviews, holds and restarts, which are only ever appended.

Functions that take a connection run inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Any, NamedTuple

import msgspec

from zgcquiz.core.log.hold import Held, Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.log.review_ids import first_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import replace
from zgcquiz.store.database import explained
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.projection import (
    ALL_REVIEWS,
    NO_CUTOFF,
    STORED_REVIEWS,
    Cutoff,
    all_renames,
    current_events,
    current_ref,
    is_void_id,
    live_reviews,
    original_events,
    sound_events,
)
from zgcquiz.store.log.tables.reviews import has_from
from zgcquiz.store.log.tables.rows import COLUMNS, insert, insert_many, sound_values
from zgcquiz.store.log.tables.sql import as_json, in_parts, placeholders

_REVIEW = f"{', '.join(COLUMNS['reviews'])}, checksum"
_RECORDED = f"{_REVIEW}, void, superseded, original"
_BY_ID = f"SELECT e.id, e.hash, {_RECORDED} FROM {ALL_REVIEWS} e"
_AT = COLUMNS["reviews"].index("at")
_ID_TIME = 13
"""How many characters of a UUIDv7 are its time."""
_FIND = f"SELECT {_REVIEW}, void, 0, id FROM {STORED_REVIEWS} WHERE id = :id"
_HOLD = f"{', '.join(COLUMNS['holds'])}, checksum"
_RESTART = f"{', '.join(COLUMNS['restarts'])}, checksum"
_HOLDS = f"SELECT {_HOLD}, original FROM {original_events('holds', 'hold')} ORDER BY at, original, hash"
_RESTARTS = f"SELECT {_RESTART}, original FROM {original_events('restarts', 'restart')} ORDER BY at, original, hash"
_KINDS = {
    "review": ("reviews", _RECORDED),
    "hold": ("holds", f"{_HOLD}, original"),
    "restart": ("restarts", f"{_RESTART}, original"),
}
# Faster than the enums' own look-ups.
_KIND = {kind.value: kind for kind in Kind}
_OUTCOME = {outcome.value: outcome for outcome in Outcome}
_CERTAINTY = {None: None} | {certainty.value: certainty for certainty in Certainty}
_RATING = {int(rating): rating for rating in Rating}
_texts = msgspec.json.Decoder(tuple[str, ...]).decode


def insert_review(db: sqlite3.Connection, review: Review) -> None:
    """Append a review. Raises sqlite3.IntegrityError if the log has one of its id."""
    insert(db, "reviews", row_of(review))


def insert_reviews(db: sqlite3.Connection, reviews: Iterable[Review]) -> None:
    """Append reviews, each as for `insert_review`."""
    insert_many(db, "reviews", map(row_of, reviews))


def newest_rows(db: sqlite3.Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return the last rows of `_RECORDED` by time, the newest first, without reading more of the log than needed.

    Ids are in the order of time but for those in `later_than_id`, which are read first.
    """
    best: list[
        tuple[tuple[int, str, str], str]
    ] = []  # a heap of the newest ones' (time, id that it came with, hash), id
    rows: dict[str, tuple[Any, ...]] = {}

    def is_full(at: int) -> bool:
        """Return whether no review of that time or before is one of the newest ones."""
        return len(best) >= limit and at < best[0][0][0]

    def add(row: tuple[Any, ...]) -> None:
        id, hash = row[:2]
        if id in rows:
            return
        heappush(best, ((row[2 + _AT], row[-1], hash or ""), id))
        rows[id] = row[2:]
        if len(best) > limit:
            del rows[heappop(best)[1]]

    for at, id in db.execute("SELECT at, id FROM later_than_id ORDER BY at DESC"):
        if is_full(at):
            break
        for row in db.execute(f"{_BY_ID} WHERE e.id = :id", {"id": id}):
            add(row)
    for row in db.execute(f"{_BY_ID} ORDER BY e.id DESC"):
        add(row)
        if len(best) >= limit and row[0] <= first_uuid7(best[0][0][0])[:_ID_TIME]:
            break
    return [rows[id] for _, id in sorted(best, reverse=True)]


class KnownReview(NamedTuple):
    """What tells whether a review of another log brings anything new.

    checksum: of the row, None if it has none; void: taken back; several: its id came with several contents.
    """

    checksum: int | None
    void: bool
    several: bool


def known_reviews(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, KnownReview]:
    """Return the reviews with these ids that the log has."""
    if not ids or not has_from(db, min(ids)):
        return {}  # so it is all the time while a log is merged that is later than this one, or into a new one
    several = "EXISTS (SELECT 1 FROM variants v WHERE v.kind = 'review' AND v.original = r.id)"
    found: dict[str, KnownReview] = {}
    for some in in_parts(ids):
        sql = f"SELECT id, checksum, void, {several} FROM {STORED_REVIEWS} r WHERE id IN ({placeholders(some)})"
        rows = db.execute(sql, some)
        found |= {id: KnownReview(stored, bool(void), bool(several)) for id, stored, void, several in rows}
    return found


def row_of(event: Review | Hold | Restart) -> tuple[str | int | None, ...]:
    """Return what the log keeps of an event, in the order of `COLUMNS`."""
    at, ref = event.at, event.ref
    if isinstance(event, Review):
        certainty, response = event.certainty, event.response
        return (
            event.id,
            event.device,
            event.session,
            at.ms,
            at.offset,
            ref.pack,
            ref.item,
            event.fingerprint,
            event.mode,
            event.kind._value_,  # `value` is a property, which takes longer than all of this row
            as_json(event.shown),
            None if response is None else as_json(response),
            event.outcome._value_,
            None if certainty is None else certainty._value_,
            event.level,
            int(event.rating),
            event.ms,
        )
    head = (event.id, event.device, at.ms, at.offset, ref.pack, ref.item)
    return (*head, event.held.value, event.until) if isinstance(event, Hold) else head


def find_review(db: sqlite3.Connection, id: str, day_starts: int) -> Review | None:
    """Return the review with an id, or None. day_starts: the hour at which the learner's day starts."""
    row = db.execute(_FIND, {"id": id}).fetchone()
    return None if row is None else _review(row, day_starts)


def _review(row: Sequence[Any], day_starts: int) -> Review:
    """Return a row of `_RECORDED` as a review. Raises DamagedRowError."""
    values = sound_values("reviews", row[:-3])
    void, superseded, original = row[-3:]
    _, device, session, at, offset, pack, item, fingerprint, mode, kind, shown, response, *rest = values
    outcome, certainty, level, rating, ms = rest
    return Review(
        id=original,
        device=device,
        session=session,
        at=Moment(at, offset, day_starts),
        ref=Ref(pack, item),
        fingerprint=fingerprint,
        mode=mode,
        kind=_KIND[kind],
        shown=_texts(shown),
        response=None if response is None else _texts(response),
        outcome=_OUTCOME[outcome],
        certainty=_CERTAINTY[certainty],
        rating=_RATING[rating],
        ms=ms,
        level=level,
        void=bool(void),
        superseded=bool(superseded),
    )


def original_rows(kind: str, ids: Sequence[str]) -> str:
    """Return a query of rows for `event_of`, each followed by the id that its event is kept under.

    kind: review, hold or restart; ids: those that the events are kept under, which are the query's values.
    """
    table, columns = _KINDS[kind]
    return f"SELECT {columns}, e.id FROM {original_events(table, kind)} e WHERE e.id IN ({placeholders(ids)})"


def event_of(kind: str, row: Sequence[Any], day_starts: int) -> Review | Hold | Restart:
    """Return the event of a row. Raises DamagedRowError."""
    return _review(row, day_starts) if kind == "review" else _hold(row) if kind == "hold" else _restart(row)


def append_hold(db: sqlite3.Connection, hold: Hold) -> None:
    """Append a hold, dated after all others of its item even if the clock went back."""
    last = _last_event(db, "holds", hold.ref)
    if last is not None and last >= hold.at.ms:
        hold = replace(hold, at=Moment(last + 1, hold.at.offset))
    insert_hold(db, hold)


def insert_hold(db: sqlite3.Connection, hold: Hold) -> bool:
    """Append a hold as it is; False if the log has one of its id already."""
    return _insert(db, "holds", hold)


def append_restart(db: sqlite3.Connection, restart: Restart, until: int) -> None:
    """Append a restart, dated after all of its item's reviews that count even if the clock went back.

    until: the moment, in milliseconds UTC, up to which reviews count.
    """
    last = _last_event(db, "reviews", restart.ref, until)
    if last is not None and last > restart.at.ms:
        restart = replace(restart, at=Moment(last, restart.at.offset))
    insert_restart(db, restart)


def insert_restart(db: sqlite3.Connection, restart: Restart) -> bool:
    """Append a restart as it is; False if the log has one of its id already."""
    return _insert(db, "restarts", restart)


def find_hold(db: sqlite3.Connection, id: str) -> Hold | None:
    """Return the hold with an id, or None. Raises DamagedRowError."""
    row = db.execute(f"SELECT {_HOLD}, id FROM {sound_events('holds')} WHERE id = ?", (id,)).fetchone()
    return None if row is None else _hold(row)


def find_restart(db: sqlite3.Connection, id: str) -> Restart | None:
    """Return the restart with an id, or None. Raises DamagedRowError."""
    row = db.execute(f"SELECT {_RESTART}, id FROM {sound_events('restarts')} WHERE id = ?", (id,)).fetchone()
    return None if row is None else _restart(row)


def _hold(row: Sequence[Any]) -> Hold:
    """Return a row of `_HOLD` and the id that the hold came with. Raises DamagedRowError."""
    _, device, at, offset, pack, item, held, until = sound_values("holds", row[:-1])
    return Hold(row[-1], device, Moment(at, offset), Ref(pack, item), Held(held), until)


def _restart(row: Sequence[Any]) -> Restart:
    """Return a row of `_RESTART` and the id that the restart came with. Raises DamagedRowError."""
    _, device, at, offset, pack, item = sound_values("restarts", row[:-1])
    return Restart(row[-1], device, Moment(at, offset), Ref(pack, item))


def _last_event(db: sqlite3.Connection, table: str, ref: Ref, until: int = NO_CUTOFF) -> int | None:
    """Return the time of an item's last event up to a moment, under any of its names. Times are milliseconds UTC."""
    item = current_ref(db, ref).item
    row = db.execute(
        f"SELECT max(at) FROM {current_events(table)} WHERE pack = :pack AND current = :item AND at <= :until",
        {"pack": ref.pack, "item": item, "until": until},
    ).fetchone()
    return None if row[0] is None else int(row[0])


def _insert(db: sqlite3.Connection, table: str, event: Hold | Restart) -> bool:
    if db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (event.id,)).fetchone():
        return False
    insert(db, table, row_of(event))
    return True


class EventQueries(LogConnection):
    """Queries of the stored events. They raise ZgcError if the log can't be read."""

    _cutoff: Cutoff
    _day_starts: int

    def reviews(self, limit: int | None = None, *, oldest_first: bool = False) -> Iterator[Review]:
        """Yield reviews, void ones included, as they are read. limit: how many at most; None: all."""
        order = "at, original, hash" if oldest_first else "at DESC, original DESC, hash DESC"
        with explained(self.path, "read the review log"):
            rows: Iterable[Any]
            if limit is None or oldest_first:
                rows = self._db.execute(
                    f"SELECT {_RECORDED} FROM {ALL_REVIEWS} ORDER BY {order} LIMIT ?",
                    (-1 if limit is None else limit,),
                )
            else:
                rows = newest_rows(self._db, limit)
            for row in rows:
                yield _review(row, self._day_starts)

    def reviews_of(self, ref: Ref) -> list[Review]:
        """Return an item's reviews that were not taken back, under any of its names, the oldest first."""
        rows = self.read(
            f"SELECT {_REVIEW}, 0, 0, id FROM {live_reviews(of_items=True)} ORDER BY at, id",
            {"items": as_json([self._current(ref)])},
        )
        return [_review(row, self._day_starts) for row in rows]

    def restarts_of(self, ref: Ref) -> list[Restart]:
        """Return an item's restarts, under any of its names, the oldest first."""
        rows = self.read(
            f"SELECT {_RESTART}, id FROM {current_events('restarts')} WHERE pack = ? AND current = ? ORDER BY at",
            self._current(ref),
        )
        return [_restart(row) for row in rows]

    def _current(self, ref: Ref) -> tuple[str, str]:
        with explained(self.path, "read the review log"):
            current = current_ref(self._db, ref)
        return current.pack, current.item

    def to_come(self) -> tuple[int, Moment] | None:
        """Return how many reviews are dated too far ahead to count yet, and the time of the last; None if there are
        none."""
        rows = self.read(
            f"SELECT count(*), max(at), utc_offset FROM {sound_events('reviews')} WHERE id >= :id AND at > :until",
            {"id": self._cutoff.id(), "until": self._cutoff.ms()},
        )
        count, at, offset = rows[0]
        return (count, Moment(at, offset, self._day_starts)) if count else None

    def last(self) -> Review | None:
        """Return the newest review that counts and was not taken back."""
        rows = self.read(
            f"SELECT {_REVIEW}, 0, 0, id FROM {live_reviews()} WHERE id < :id ORDER BY id DESC LIMIT 1",
            {"id": self._cutoff.id()},
        )
        return _review(rows[0], self._day_starts) if rows else None

    def round_reviews(self, session: str) -> list[Review]:
        """Return the reviews of a round that count, in the order of time. session: the id of the round."""
        rows = self.read(
            f"SELECT {_REVIEW}, 0, 0, id FROM {live_reviews()} WHERE id >= :id AND session = :session ORDER BY at, id",
            {"id": session, "session": session},  # a UUIDv7 that is older than all reviews of the round
        )
        return [_review(row, self._day_starts) for row in rows]

    def taken_back(self, ids: Iterable[str]) -> set[str]:
        """Return which of these reviews were taken back. ids: theirs."""
        rows = self.read(
            f"SELECT i.value FROM json_each(:ids) i WHERE {is_void_id('i.value')}", {"ids": as_json(tuple(ids))}
        )
        return {id for (id,) in rows}

    def holds(self) -> list[Hold]:
        """Return all holds, the oldest first."""
        with explained(self.path, "read what is suspended"):
            return [_hold(row) for row in self._db.execute(_HOLDS)]

    def restarts(self) -> list[Restart]:
        """Return all restarts, the oldest first."""
        return [_restart(row) for row in self.read(_RESTARTS)]

    def renames(self) -> dict[Ref, Ref]:
        """Return the current names of items, by each of their former names."""
        with explained(self.path, "read the review log"):
            return all_renames(self._db)

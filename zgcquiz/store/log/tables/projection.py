"""The projection of the event log: which reviews are live, what their items are called now, and what counts yet.

Every reader of the log selects from the table expressions of this module. Nothing else resolves renames, voids,
restarts, damaged rows or clocks that ran ahead, or names the tables `voids`, `renames` and `damaged` (a test holds
that; scans and repairs of the log's rows apart).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from zgcquiz.core.log.hold import HELD_INDEFINITELY
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.log.review_ids import LAST_MS, first_uuid7
from zgcquiz.core.moment import DAY, HOUR, MINUTE, Moment
from zgcquiz.store.log.tables.rows import insert

NO_CUTOFF = 1 << 62
"""A moment, in milliseconds UTC, or a day after all others: every event counts."""
_CLOCK_TOLERANCE = DAY
"""Milliseconds by which the clocks of two devices may differ: with a wrong time zone, most of a day."""

LEARNERS_DAY = f"((at + utc_offset * {MINUTE} - :starts * {HOUR} + {DAY}) / {DAY} - 1)"
"""The learner's day of a review; :starts is the hour at which it starts. SQLite rounds towards zero, not down."""


def _sound(table: str) -> str:
    """Return the condition that an event `r` of a table is not known to be damaged.

    There is none for voids: a damaged one names its review, or no review at all.
    """
    # The first half, which is computed once, saves a look-up for each row of a log without damage.
    return (
        f"(NOT EXISTS (SELECT 1 FROM damaged) OR r.id NOT IN (SELECT d.id FROM damaged d WHERE d.source = '{table}'))"
    )


def sound_events(table: str) -> str:
    """Return a table expression of the events of a table but those known to be damaged."""
    return f"(SELECT r.* FROM {table} r WHERE {_sound(table)})"


def is_void_id(id: str) -> str:
    """Return the condition that the review of an id was taken back or is superseded. id: an SQL expression."""
    return f"EXISTS (SELECT 1 FROM voids v WHERE v.review = {id})"


STORED_REVIEWS = f"(SELECT r.*, {is_void_id('r.id')} AS void FROM reviews r WHERE {_sound('reviews')})"
"""A table expression of the reviews as they are kept, but those known to be damaged; `void`: 1 if the review was taken
back."""


def original_events(table: str, kind: str) -> str:
    """Return a table expression of sound events by the ids that they came with, the same in every log with these
    events.

    Where an id came with several contents (events/variants.py), each content is a row. Further columns: `original`,
    the id; `hash`, of the content, NULL for the only one; `superseded`: 1 if another content of the id counts instead.
    table: reviews, which also get a column `void`, holds or restarts; kind: review, hold or restart.
    """
    events = STORED_REVIEWS if table == "reviews" else sound_events(table)
    first = f"(SELECT min(w.hash) FROM variants w WHERE w.kind = '{kind}' AND w.original = v.original)"
    return f"""(SELECT e.*, coalesce(v.original, e.id) AS original, v.hash AS hash,
        coalesce(v.hash > {first}, 0) AS superseded
        FROM {events} e LEFT JOIN variants v ON v.variant = e.id AND v.kind = '{kind}'
        WHERE e.id NOT IN (SELECT original FROM variants WHERE kind = '{kind}'))"""


ALL_REVIEWS = original_events("reviews", "review")
"""A table expression of all sound reviews; `void`: 1 if the review was taken back or is superseded."""


# A subquery, because for a join SQLite reads the whole log in the order of an index, which takes four times as long.
_CURRENT = "coalesce((SELECT n.new FROM renames n WHERE n.pack = r.pack AND n.old = r.item), r.item)"


def with_current_name(events: str) -> str:
    """Return a table expression of events with a further column `current`: the name that the item has now.

    events: a table, or a query in parentheses, with the columns `pack` and `item`.
    """
    return f"(SELECT r.*, {_CURRENT} AS current FROM {events} r)"


def current_events(table: str) -> str:
    """Return `with_current_name` of the events of a table but those known to be damaged."""
    return with_current_name(sound_events(table))


RESTARTS = f"""(SELECT pack, current, max(at) AS since FROM {current_events("restarts")}
    WHERE at <= :until GROUP BY 1, 2)"""
"""A table expression of the restarted items, by current name, with the last restart up to :until (ms UTC)."""
_NAMES = """WITH names (pack, name, current) AS (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[1]')
            FROM json_each(:items)
        UNION ALL SELECT n.pack, n.old, n.new FROM renames n WHERE (n.pack, n.new) IN (
            SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:items)))"""
_RESTARTS_OF_ITEMS = f"""(SELECT k.pack, k.current, max(e.at) AS since
    FROM names k CROSS JOIN {sound_events("restarts")} e ON e.pack = k.pack AND e.item = k.name
    WHERE e.at <= :until GROUP BY 1, 2)"""


def live_reviews(*, of_items: bool = False, for_cards: bool = False) -> str:
    """Return a table expression of the sound reviews that were not taken back, with a further column `current`: the
    name that the item has now.

    of_items: only the reviews of :items, a JSON list of [pack, current name], under any of their names. for_cards:
    only those that cards are derived from: they are not crammed, not dated after :until (milliseconds UTC), and later
    than the last restart of their item up to then.
    """
    if of_items:
        names, current = _NAMES, "n.current"
        tables = "names n CROSS JOIN reviews r ON r.pack = n.pack AND r.item = n.name"
    else:
        names, current, tables = "", _CURRENT, "reviews r"
    where = f"r.id NOT IN (SELECT review FROM voids) AND {_sound('reviews')}"
    if for_cards:
        restarts = _RESTARTS_OF_ITEMS if of_items else RESTARTS
        tables += f" LEFT JOIN {restarts} s ON s.pack = r.pack AND s.current = {current}"
        where += f" AND r.mode <> '{CRAM}' AND r.at <= :until AND r.at > coalesce(s.since, -1)"
    return f"({names} SELECT r.*, {current} AS current FROM {tables} WHERE {where})"


def current_ref(db: sqlite3.Connection, ref: Ref) -> Ref:
    """Return an item by the name that it has now."""
    row = db.execute("SELECT new FROM renames WHERE pack = ? AND old = ?", (ref.pack, ref.item)).fetchone()
    return Ref(ref.pack, row[0]) if row else ref


def all_renames(db: sqlite3.Connection) -> dict[Ref, Ref]:
    """Return the current names of items, by each of their former names."""
    return {Ref(pack, old): Ref(pack, new) for pack, old, new in db.execute("SELECT pack, old, new FROM renames")}


def set_renames(db: sqlite3.Connection, pack: str, renames: Iterable[tuple[str, str]]) -> list[str]:
    """Replace the (former, current) names of a pack's items; return the names whose meaning this changes, sorted."""
    before = set(db.execute("SELECT old, new FROM renames WHERE pack = ?", (pack,)))
    after = set(renames)
    db.execute("DELETE FROM renames WHERE pack = ?", (pack,))
    db.executemany("INSERT INTO renames VALUES (?, ?, ?)", [(pack, *pair) for pair in after])
    return sorted({name for pair in before ^ after for name in pair})


def count_answers(db: sqlite3.Connection) -> int:
    """Return how many sound reviews were not taken back."""
    count: int = db.execute(f"SELECT count(*) FROM {STORED_REVIEWS} WHERE NOT void").fetchone()[0]
    return count


def add_void(db: sqlite3.Connection, review: str, device: str, ms: int) -> bool:
    """Append that a review was taken back; False if it was already. review: its id; ms: UTC."""
    if is_void(db, review):
        return False
    insert(db, "voids", (review, device, ms))
    return True


def is_void(db: sqlite3.Connection, review: str) -> bool:
    """Return whether a review was taken back or is superseded. review: its id."""
    return db.execute("SELECT 1 FROM voids WHERE review = ?", (review,)).fetchone() is not None


def occupied_ids(db: sqlite3.Connection) -> set[str]:
    """Return the ids under which no review can be added, though there may be no sound one of them."""
    rows = db.execute(
        "SELECT CAST(id AS BLOB) FROM damaged WHERE source = 'reviews'"
        " UNION ALL SELECT CAST(original AS BLOB) FROM variants WHERE kind = 'review'"
    )
    return {id.decode("utf-8", "surrogateescape") for (id,) in rows}  # that of a damaged row may be no text


class Cutoff:
    """The time up to which events count: a day from now. Later ones were recorded by a clock that ran ahead."""

    def __init__(self, clock: Callable[[], Moment] | None) -> None:
        """clock: returns the time now; None: every event counts."""
        self._clock = clock

    def ms(self) -> int:
        """Return the last moment that counts, in milliseconds UTC."""
        return NO_CUTOFF if self._clock is None else self._clock().ms + _CLOCK_TOLERANCE

    def id(self) -> str:
        """Return the first id after those of all reviews and holds that count: UUIDv7 sort by time."""
        return first_uuid7(min(self.ms() + 1, LAST_MS))

    def buried_until(self) -> int:
        """Return the last learner's day that an item can be buried until by a correct clock in any time zone."""
        return HELD_INDEFINITELY - 1 if self._clock is None else self._clock().day + 3

    def events_ahead(self, db: sqlite3.Connection) -> int:
        """Return how many reviews, holds and restarts don't count yet."""
        row = db.execute(
            f"SELECT (SELECT count(*) FROM {sound_events('reviews')} WHERE id >= :id)"
            f" + (SELECT count(*) FROM {sound_events('holds')} WHERE id >= :id)"
            f" + (SELECT count(*) FROM {sound_events('restarts')} WHERE at > :until)",
            {"id": self.id(), "until": self.ms()},
        ).fetchone()
        return int(row[0])

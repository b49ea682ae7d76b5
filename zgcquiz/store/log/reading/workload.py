"""What was done today, and how long answers take."""

from __future__ import annotations

from collections import Counter

from zgcquiz.core.learning.queue import fact_of
from zgcquiz.core.learning.workload import DoneToday
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.log.review_ids import first_uuid7
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.projection import live_reviews
from zgcquiz.store.log.tables.sql import as_json

LONGEST_ANSWER = 60_000
"""Milliseconds that an answer counts for at most: a learner who takes longer has left the room (as in Anki)."""

RECENT = 500
"""How many of the newest reviews the time a question takes is averaged over."""


class Agenda:
    """What a review log says about a day's work."""

    def __init__(self, log: LogConnection) -> None:
        self._log = log

    def done(self, now: Moment) -> DoneToday:
        """Return what was answered on the current learner's day, by the local time of each answer.

        Answers that were taken back are left out.
        """
        # Ids tell the time, so the primary key finds the reviews; no local time is a day off from UTC.
        rows = self._log.read(
            f"SELECT pack, current, at, utc_offset FROM {live_reviews()}"
            f" WHERE id >= :first AND id < :end AND mode <> '{CRAM}'",
            {"first": first_uuid7((now.day - 1) * DAY), "end": first_uuid7((now.day + 4) * DAY)},
        )
        first: dict[Ref, int] = {}
        for pack, item, at, offset in rows:
            if Moment(at, offset, now.starts).day == now.day:
                ref = Ref(pack, item)
                first[ref] = min(at, first.get(ref, at))
        items = {"items": as_json([(ref.pack, ref.item) for ref in first])}
        rows = self._log.read(
            f"SELECT pack, current, min(at) FROM {live_reviews(of_items=True)} WHERE mode <> '{CRAM}'"
            " GROUP BY pack, current",
            items,
        )
        known_since = {Ref(pack, item): at for pack, item, at in rows}
        rows = self._log.read(
            "SELECT c.pack, c.item, c.fact FROM json_each(:items) i CROSS JOIN cards c"
            " ON c.pack = json_extract(i.value, '$[0]') AND c.item = json_extract(i.value, '$[1]')",
            items,
        )
        fact = {Ref(pack, item): fact for pack, item, fact in rows}
        new: Counter[str] = Counter()
        known: Counter[str] = Counter()
        for ref, at in first.items():
            (known if known_since[ref] < at else new)[ref.pack] += 1
        facts = frozenset(fact_of(ref, fact.get(ref, "")) for ref in first)
        return DoneToday(frozenset(first), facts, new, known)

    def pace(self) -> float | None:
        """Return the seconds that a question took lately, with all its answers until it was right.

        None if no answer was timed: imported reviews without a time have 0 ms.
        """
        rows = self._log.read(
            f"SELECT sum(min(ms, {LONGEST_ANSWER})) / 1000.0 / count(DISTINCT session || pack || item) FROM"
            f" (SELECT ms, session, pack, item FROM {live_reviews()} ORDER BY id DESC LIMIT {RECENT})"
            " WHERE ms > 0"
        )
        return None if rows[0][0] is None else float(rows[0][0])

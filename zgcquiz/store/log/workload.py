"""What the log and the cards say about a day's work: what was done, and how long it takes."""

from __future__ import annotations

from collections import Counter

from zgcquiz.core.learning.queue import fact_of
from zgcquiz.core.learning.workload import DoneToday
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.log.review_ids import first_uuid7
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.store.log.histories import LONGEST_ANSWER
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.sql import VOIDED

RECENT = 500
"""Reviews, the newest, that tell how long a question takes."""

_BEFORE = f"""
    SELECT coalesce((SELECT fact FROM cards WHERE pack = :pack AND item = :item), ''), EXISTS (
        SELECT 1 FROM reviews r WHERE r.pack = :pack AND r.at < :at AND r.mode <> '{CRAM}'
            AND r.item IN (SELECT :item UNION ALL SELECT old FROM renames WHERE pack = :pack AND new = :item)
            AND NOT {VOIDED})"""
"""An item's fact, and if it was answered before a time."""


class Agenda:
    """Reads a review log."""

    def __init__(self, log: ReviewLog) -> None:
        self._log = log

    def done(self, now: Moment) -> DoneToday:
        """What was answered on the learner's day that is now, by the clock on the wall of each answer.

        What was taken back is not among it.
        """
        # Reviews are found by their names, which tell the time; no wall is a day off from UTC.
        rows = self._log.read(
            "SELECT r.pack, coalesce(n.new, r.item), r.at, r.utc_offset FROM reviews r"
            " LEFT JOIN renames n ON n.pack = r.pack AND n.old = r.item"
            f" WHERE r.id >= ? AND r.id < ? AND r.mode <> '{CRAM}'"
            f" AND NOT {VOIDED}",
            (first_uuid7((now.day - 1) * DAY), first_uuid7((now.day + 4) * DAY)),
        )
        first: dict[Ref, int] = {}
        for pack, item, at, offset in rows:
            if Moment(at, offset, now.starts).day == now.day:
                ref = Ref(pack, item)
                first[ref] = min(at, first.get(ref, at))
        new: Counter[str] = Counter()
        known: Counter[str] = Counter()
        facts = set()
        for ref, at in first.items():
            ((fact, answered_before),) = self._log.read(_BEFORE, {"pack": ref.pack, "item": ref.item, "at": at})
            (known if answered_before else new)[ref.pack] += 1
            facts.add(fact_of(ref, fact))
        return DoneToday(frozenset(first), frozenset(facts), new, known)

    def pace(self) -> float | None:
        """Seconds that a question took lately, with all its answers until it was right."""
        rows = self._log.read(
            f"SELECT sum(min(ms, {LONGEST_ANSWER})) / 1000.0 / count(DISTINCT session || pack || item) FROM"
            " (SELECT ms, session, pack, item FROM reviews r"
            f" WHERE NOT {VOIDED} ORDER BY id DESC LIMIT ?)",
            (RECENT,),
        )
        return None if rows[0][0] is None else float(rows[0][0])

"""What the log and the cards say about a day's work: what was done, what comes, how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zgcquiz.core.deal import fact_of
from zgcquiz.core.identity import first_uuid7
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.review import CRAM, Ref
from zgcquiz.core.workload import HORIZON, Done
from zgcquiz.store.histories import LONGEST_ANSWER
from zgcquiz.store.log import ReviewLog

RECENT = 500
"""Reviews, the newest, that tell how long a question takes."""


class Agenda:
    """Reads a review log."""

    def __init__(self, log: ReviewLog) -> None:
        self._log = log

    def done(self, now: Moment) -> Done:
        """What was answered on the learner's day that is now, by the clock on the wall of each answer.

        What was taken back is not among it.
        """
        # Reviews are found by their names, which tell the time; no wall is a day off from UTC.
        rows = self._log._read(
            "SELECT r.pack, coalesce(n.new, r.item), r.at, r.utc_offset FROM reviews r"
            " LEFT JOIN renames n ON n.pack = r.pack AND n.old = r.item"
            f" WHERE r.id >= ? AND r.id < ? AND r.mode <> '{CRAM}'"
            " AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id)",
            (first_uuid7((now.day - 1) * DAY), first_uuid7((now.day + 4) * DAY)),
        )
        answers = Counter(
            Ref(pack, item) for pack, item, at, offset in rows if Moment(at, offset, now.starts).day == now.day
        )
        new: Counter[str] = Counter()
        known: Counter[str] = Counter()
        facts = set()
        for ref, count in answers.items():
            card = self._log._read(
                "SELECT fact, repetitions FROM cards WHERE pack = ? AND item = ?", (ref.pack, ref.item)
            )
            fact, repetitions = card[0] if card else ("", None)
            (new if repetitions == count else known)[ref.pack] += 1
            facts.add(fact_of(ref, fact))
        return Done(new, known, frozenset(facts))

    def coming(self, packs: Sequence[str], now: Moment) -> dict[str, dict[int, int]]:
        """By pack, how many cards fall due on each of the learner's days to come."""
        found: dict[str, dict[int, int]] = {pack: {} for pack in packs}
        for pack in packs:
            rows = self._log._read(
                "SELECT max(due_day, held_until) AS day, count(*) FROM cards"
                " WHERE pack = ? AND active = 1 AND day > ? AND day <= ? GROUP BY day",
                (pack, now.day, now.day + HORIZON),
            )
            found[pack] = dict(rows)
        return found

    def pace(self) -> float | None:
        """Seconds that a question took lately, with all its answers until it was right."""
        rows = self._log._read(
            f"SELECT sum(min(ms, {LONGEST_ANSWER})) / 1000.0 / count(DISTINCT session || pack || item) FROM"
            " (SELECT ms, session, pack, item FROM reviews r"
            " WHERE NOT EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id) ORDER BY id DESC LIMIT ?)",
            (RECENT,),
        )
        return None if rows[0][0] is None else float(rows[0][0])

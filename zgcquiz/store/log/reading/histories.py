"""Reviews item by item, for fitting and for forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zgcquiz.core.learning.guessing import GuessHabits
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.moment import DAY_STARTS, Moment
from zgcquiz.store.database import explained
from zgcquiz.store.log.deriving.habits import read_habits
from zgcquiz.store.log.opening.connection import LogReader
from zgcquiz.store.log.tables.projection import NO_CUTOFF, live_reviews, sound_events, with_current_name
from zgcquiz.store.log.tables.reviews import by_id
from zgcquiz.store.log.tables.sql import as_json

RECENT = 20_000
"""How many of the newest reviews answer times are averaged over."""
LONGEST_ANSWER = 60_000
"""Milliseconds that an answer counts for at most: a learner who takes longer has left the room (as in Anki)."""


class Histories(LogReader):
    """The reviews of each item that its schedule is derived from."""

    def __init__(self, path: Path, day_starts: int = DAY_STARTS) -> None:
        """day_starts: the hour at which the learner's day starts."""
        super().__init__(path)
        self._day_starts = day_starts

    def sizes(self) -> dict[Ref, int]:
        """Return how many scheduling reviews each item has, by its current name. Void ones are counted too: the index
        alone answers this."""
        reviews = f"{sound_events('reviews')} WHERE mode <> '{CRAM}'"
        counts = f"(SELECT pack, item, count(*) AS count FROM {reviews} GROUP BY pack, item)"
        sizes: dict[Ref, int] = {}
        for pack, item, count in self.read(f"SELECT pack, current, count FROM {with_current_name(counts)}"):
            sizes[Ref(pack, item)] = sizes.get(Ref(pack, item), 0) + count
        return sizes

    def read_histories(self, refs: Sequence[Ref]) -> list[list[tuple[int, int]]]:
        """Return each item's reviews since its last restart, the oldest first, as (learner's day, rating).

        refs: items by their current names, whose order the result has. Reviews that were taken back or crammed are
        left out; those under former names are included.
        """
        return [[(day, rating) for day, rating, _ in history] for history in self.answers(refs)]

    def answers(self, refs: Sequence[Ref]) -> list[list[tuple[int, int, int]]]:
        """Return the same as `read_histories`, with how many answers each question allowed (0: typed, or not known)."""
        rows = self.read(
            "SELECT pack, current, at, id, utc_offset, rating, choices"
            f" FROM {live_reviews(of_items=True, for_cards=True)}",
            {"items": as_json([(ref.pack, ref.item) for ref in refs]), "until": NO_CUTOFF},
        )
        found: dict[tuple[str, str], list[tuple[int, str, int, int, int]]] = {}
        for pack, item, *review in rows:
            found.setdefault((pack, item), []).append(tuple(review))
        return [
            [
                (Moment(at, offset, self._day_starts).day, rating, choices)
                for at, _, offset, rating, choices in sorted(found.get((ref.pack, ref.item), ()))
            ]
            for ref in refs
        ]

    def habits(self) -> GuessHabits:
        """Return how often the learner declares a guess, over time."""
        with explained(self.path, "read the review log"):
            return read_habits(self._db)

    def seconds(self) -> tuple[float | None, float | None]:
        """Return how long a right and a wrong answer took lately, on average; None if none was timed.

        Imported reviews without a time have 0 ms.
        """
        rows = self.read(
            f"SELECT outcome = 'correct', avg(min(ms, {LONGEST_ANSWER})) / 1000 FROM"
            f" (SELECT outcome, ms FROM {live_reviews()} ORDER BY {by_id('DESC')} LIMIT {RECENT})"
            " WHERE ms > 0 GROUP BY 1"
        )
        found = dict(rows)
        return found.get(1), found.get(0)

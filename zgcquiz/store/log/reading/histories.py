"""Reviews item by item, for fitting and for forecasts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from pathlib import Path

from zgcquiz.core.learning.guessing import GuessHabits
from zgcquiz.core.learning.luck.estimate import LoggedAnswer, Told
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Ref
from zgcquiz.core.moment import DAY_STARTS, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.store.database import explained
from zgcquiz.store.log.deriving.habits import read_habits
from zgcquiz.store.log.opening.connection import LogReader
from zgcquiz.store.log.reading.workload import LONGEST_ANSWER
from zgcquiz.store.log.tables.projection import NO_CUTOFF, live_reviews, sound_events, with_current_name
from zgcquiz.store.log.tables.sql import as_json

RECENT = 20_000
"""How many of the newest reviews answer times are averaged over."""
_COUNTS = (
    "(SELECT pack, item, count(*) AS count, min(at) AS first"
    f" FROM {sound_events('reviews')} WHERE mode <> '{CRAM}' GROUP BY pack, item)"
)
_TOLD = f"""CASE WHEN choices = 0 THEN iif(kind IN ({", ".join(f"'{kind}'" for kind in Kind if kind.is_choice)}),
        {Told.UNCLEAR:d}, {Told.NOTHING:d})
    WHEN response IS NULL THEN {Told.NOT_KNOWN:d}
    WHEN certainty = '{Certainty.GUESS}'
        THEN iif(outcome = '{Outcome.CORRECT}', {Told.GUESS_HIT:d}, {Told.GUESS_MISSED:d})
    ELSE {Told.NOTHING:d} END"""


ItemStart = tuple[int, str, str]
"""When an item was first asked, in milliseconds UTC, its pack, and the name that it had then."""


class Histories(LogReader):
    """The reviews of each item that its schedule is derived from."""

    def __init__(self, path: Path, day_starts: int = DAY_STARTS) -> None:
        """day_starts: the hour at which the learner's day starts."""
        super().__init__(path)
        self._day_starts = day_starts

    def sizes(self) -> dict[Ref, int]:
        """Return how many scheduling reviews each item has, by its current name. Void ones are counted too: the index
        alone answers this."""
        return self.sizes_and_first(0)[0]

    def sizes_and_first(self, most: int) -> tuple[dict[Ref, int], list[ItemStart]]:
        """Return the sizes, and the first answers to the items that the learner began with. most: of how many items."""
        sizes: dict[Ref, int] = {}

        def starts() -> Iterator[ItemStart]:
            rows = self.read(f"SELECT pack, item, current, count, first FROM {with_current_name(_COUNTS)}")
            for pack, item, current, count, first in rows:
                ref = Ref(pack, current)
                sizes[ref] = sizes.get(ref, 0) + count
                yield first, pack, item

        each = starts()
        earliest = nsmallest(most, each)
        deque(each, 0)  # what is left of it: all, if none is wanted
        return sizes, earliest

    def has_choices(self) -> bool:
        """Return whether any answer was one of several that were allowed."""
        return bool(self.read(f"SELECT 1 FROM {sound_events('reviews')} WHERE choices > 1 LIMIT 1"))

    def without_options(self, starts: Sequence[ItemStart]) -> list[Ref]:
        """Return those of the items, by their current names, that were first asked without their options."""
        typed = (
            f"(SELECT r.pack, r.item FROM json_each(:starts) f CROSS JOIN {sound_events('reviews')} r"
            " ON r.at = json_extract(f.value, '$[0]') AND r.pack = json_extract(f.value, '$[1]')"
            " AND r.item = json_extract(f.value, '$[2]') WHERE r.choices = 0)"
        )
        found = self.read(
            f"SELECT DISTINCT pack, current FROM {with_current_name(typed)} ORDER BY 1, 2", {"starts": as_json(starts)}
        )
        return [Ref(*row) for row in found]

    def read_histories(self, refs: Sequence[Ref]) -> list[list[tuple[int, int]]]:
        """Return each item's reviews since its last restart, the oldest first, as (learner's day, rating).

        refs: items by their current names, whose order the result has. Reviews that were taken back or crammed are
        left out; those under former names are included.
        """
        return [[(day, rating) for day, rating, *_ in history] for history in self.answers(refs)]

    def answers(self, refs: Sequence[Ref]) -> list[list[LoggedAnswer]]:
        """Return the same as `read_histories`, with how many answers each question allowed (0: typed, or not known),
        and what the answer told of guessing."""
        rows = self.read(
            f"SELECT pack, current, at, id, utc_offset, rating, choices, {_TOLD}"
            f" FROM {live_reviews(of_items=True, for_cards=True)}",
            {"items": as_json([(ref.pack, ref.item) for ref in refs]), "until": NO_CUTOFF},
        )
        found: dict[tuple[str, str], list[tuple[int, str, int, int, int, int]]] = {}
        for pack, item, *review in rows:
            found.setdefault((pack, item), []).append(tuple(review))
        return [
            [
                LoggedAnswer(Moment(at, offset, self._day_starts).day, rating, choices, told)
                for at, _, offset, rating, choices, told in sorted(found.get((ref.pack, ref.item), ()))
            ]
            for ref in refs
        ]

    def habits(self, edge: float = 0.0) -> GuessHabits:
        """Return how often the learner declares a guess, over time. edge: as in `guessing.lucky_pick`."""
        with explained(self.path, "read the review log"):
            return read_habits(self._db, edge)

    def seconds(self) -> tuple[float | None, float | None]:
        """Return how long a right and a wrong answer took lately, on average; None if none was timed.

        Imported reviews without a time have 0 ms.
        """
        rows = self.read(
            f"SELECT outcome = 'correct', avg(min(ms, {LONGEST_ANSWER})) / 1000 FROM"
            f" (SELECT outcome, ms FROM {live_reviews()} ORDER BY id DESC LIMIT {RECENT})"
            " WHERE ms > 0 GROUP BY 1"
        )
        found = dict(rows)
        return found.get(1), found.get(0)

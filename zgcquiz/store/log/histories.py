"""Reading the log item by item, for fitting and for forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from zgcquiz.core.learning.guessing import GuessHabits, Tally
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.moment import DAY_STARTS, Moment
from zgcquiz.store.database import explained
from zgcquiz.store.log.opening import open_reader
from zgcquiz.store.log.restarts import latest
from zgcquiz.store.log.sql import VOIDED, as_json

RECENT = 20_000
"""Reviews, the newest, that tell how long answers take."""
_NEVER = 1 << 62
"""A moment that doesn't come."""
LONGEST_ANSWER = 60_000
"""Milliseconds that an answer counts for at most: whoever takes longer has left the room (as Anki has it)."""


class Histories:
    """The log on a connection of its own, for reading. Close it, or use it in a `with` block."""

    def __init__(self, path: Path, day_starts: int = DAY_STARTS) -> None:
        """day_starts: the hour at which the learner's day starts."""
        self.path = path
        self._day_starts = day_starts
        with explained(path, "read the review log"):
            self._db = open_reader(path)
            self._db.execute("PRAGMA query_only = 1")

    def __enter__(self) -> Histories:
        return self

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def sizes(self) -> dict[Ref, int]:
        """How many reviews that schedule it each item has, by its present name; those taken back too.

        The index alone answers this.
        """
        with explained(self.path, "read the review log"):
            counts = self._db.execute(
                f"SELECT pack, item, count(*) FROM reviews WHERE mode <> '{CRAM}' GROUP BY pack, item"
            )
            found = {Ref(pack, item): count for pack, item, count in counts}
            for (pack, old), new in self._renames().items():
                count = found.pop(Ref(pack, old), 0)
                if count:
                    found[Ref(pack, new)] = found.get(Ref(pack, new), 0) + count
            return found

    def read(self, refs: Sequence[Ref]) -> list[list[tuple[int, int]]]:
        """Each item's reviews that stand, oldest first, as (the learner's day, rating), in the order asked.

        Those under an item's former names are among them; those that leave the schedule alone are not, nor those
        from before it was last started anew.
        """
        return [[(day, rating) for day, rating, _ in history] for history in self.answers(refs)]

    def answers(self, refs: Sequence[Ref]) -> list[list[tuple[int, int, int]]]:
        """As `read`, with how many answers each question allowed, 0 where it was typed or isn't known."""
        with explained(self.path, "read the review log"):
            former: dict[Ref, list[str]] = {}
            for (pack, old), new in self._renames().items():
                former.setdefault(Ref(pack, new), []).append(old)
            names = [
                (place, ref.pack, name) for place, ref in enumerate(refs) for name in (ref.item, *former.get(ref, ()))
            ]
            anew = latest(self._db, _NEVER)
            histories: list[list[tuple[int, int, int]]] = [[] for _ in refs]
            rows = self._db.execute(
                "SELECT json_extract(c.value, '$[0]'), r.at, r.id, r.utc_offset, r.rating, r.choices"
                " FROM json_each(?) c CROSS JOIN reviews r"
                " ON r.pack = json_extract(c.value, '$[1]') AND r.item = json_extract(c.value, '$[2]')"
                f" WHERE r.mode <> '{CRAM}' AND NOT {VOIDED}",
                (as_json(names),),
            )
            for place, group in groupby(rows, key=itemgetter(0)):
                since = anew.get((refs[place].pack, refs[place].item), -1)
                histories[place] = [
                    (Moment(at, offset, self._day_starts).day, rating, choices)
                    for _, at, _, offset, rating, choices in sorted(group)
                    if at > since
                ]
            return histories

    def habits(self) -> GuessHabits:
        """How often the learner says of a guess that it is one, over time."""
        with explained(self.path, "read the review log"):
            return GuessHabits(Tally(*row) for row in self._db.execute("SELECT * FROM tallies"))

    def seconds(self) -> tuple[float | None, float | None]:
        """How long a right and a wrong answer took lately, on average; None where there was none."""
        with explained(self.path, "read the review log"):
            rows = self._db.execute(
                f"SELECT outcome = 'correct', avg(min(ms, {LONGEST_ANSWER})) / 1000 FROM"
                f" (SELECT outcome, ms FROM reviews r WHERE NOT {VOIDED} ORDER BY id DESC LIMIT {RECENT}) GROUP BY 1"
            )
            found = dict(rows.fetchall())
            return found.get(1), found.get(0)

    def _renames(self) -> dict[tuple[str, str], str]:
        return {(pack, old): new for pack, old, new in self._db.execute("SELECT pack, old, new FROM renames")}

"""Tallies of the learner's guesses, by day and number of choices; the luck in answers follows from them.

How likely a right pick was luck depends on the learner's habit on the days before (core/learning/guessing.py). So if
the tally of a past day changes, every card may change.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

from zgcquiz.core.learning.guessing import GuessHabits, Tally, choices
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Review
from zgcquiz.core.moment import Moment
from zgcquiz.store.log.tables.projection import LEARNERS_DAY, NO_CUTOFF, live_reviews
from zgcquiz.store.log.tables.reviews import has_from


def read_habits(db: sqlite3.Connection, edge: float) -> GuessHabits:
    """Return the learner's habits as of the tallies. edge: as in `guessing.lucky_pick`."""
    return GuessHabits((Tally(*row) for row in db.execute("SELECT * FROM tallies")), edge)


class HabitTallies:
    """The tallies of a log, and what this process remembers of them.

    Every method but `forget` runs inside the caller's transaction, or only reads.
    """

    def __init__(self, db: sqlite3.Connection, day_starts: int) -> None:
        """day_starts: the hour at which the learner's day starts."""
        self._db = db
        self._day_starts = day_starts
        self._version = 0  # SQLite's count of other processes' writes when the rest was read
        self._habits: GuessHabits | None = None
        self._habits_until = 0  # `_habits` lacks what this process has tallied on this day and later
        self._tallied: tuple[int, int] | None = None  # a day and choices that have a row

    def forget(self) -> None:
        """Forget what was read: a transaction that failed may have undone it."""
        self._habits = self._tallied = None

    def notice_other_writers(self) -> None:
        """Forget what was read if another process has written since."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self.forget()
            self._version = version

    def until(self, day: int, edge: float) -> GuessHabits:
        """Return the habits that the luck in answers up to a learner's day follows from. edge: as for `read_habits`."""
        if self._habits is None or self._habits_until < day or self._habits.edge != edge:
            self._habits = read_habits(self._db, edge)
            self._habits_until = NO_CUTOFF
        return self._habits

    def add(self, review: Review, sign: int = 1) -> bool:
        """Count what a review shows of the learner's habit, or with sign -1 remove it.

        Return whether this changes the luck in answers of later days, and so their cards.
        """
        possible = _choices(review)
        if not possible:
            return False
        day = self._day_of(review)
        if self._tallied != (day, possible):
            self._db.execute("INSERT OR IGNORE INTO tallies VALUES (?, ?, 0, 0)", (day, possible))
            self._tallied = day, possible
        column = _column(review)
        if not column:
            return False
        self._db.execute(
            f"UPDATE tallies SET {column} = {column} + ? WHERE day = ? AND choices = ?", (sign, day, possible)
        )
        self._habits_until = min(self._habits_until, day)
        return self._db.execute("SELECT 1 FROM tallies WHERE day > ? LIMIT 1", (day,)).fetchone() is not None

    def add_all(self, signed: Iterable[tuple[Review, int]]) -> int:
        """Count what many reviews show, each with a sign as for `add`.

        Return the first of the learner's days whose tallies change; NO_CUTOFF if none does.
        """
        counts: Counter[tuple[int, int, str]] = Counter()
        for review, sign in signed:
            if possible := _choices(review):
                counts[self._day_of(review), possible, _column(review)] += sign
        self._db.executemany("INSERT OR IGNORE INTO tallies VALUES (?, ?, 0, 0)", {place[:2] for place in counts})
        changed = [(count, *place) for place, count in counts.items() if place[2] and count]
        for count, day, possible, column in changed:
            add = f"UPDATE tallies SET {column} = {column} + ? WHERE day = ? AND choices = ?"
            self._db.execute(add, (count, day, possible))
        self.forget()
        return min((day for _, day, _, _ in changed), default=NO_CUTOFF)

    def last_day(self) -> int:
        """Return the last of the learner's days that has a tally; -NO_CUTOFF if none has."""
        (day,) = self._db.execute("SELECT max(day) FROM tallies").fetchone()
        return -NO_CUTOFF if day is None else int(day)

    def _day_of(self, review: Review) -> int:
        at = review.at
        return at.day if at.starts == self._day_starts else Moment(at.ms, at.offset, self._day_starts).day

    def day_starts_changed(self) -> bool:
        """Return whether the tallies were made with days that start at another hour."""
        row = self._db.execute("SELECT value FROM settings WHERE key = 'day_starts'").fetchone()
        return row is None or row[0] != str(self._day_starts)

    def keep_day_starts(self) -> None:
        """Note the hour at which days start now for a log that is empty, and so has tallied none by another."""
        if not has_from(self._db, ""):
            self._set_day_starts()

    def _set_day_starts(self) -> None:
        self._db.execute("INSERT OR REPLACE INTO settings VALUES ('day_starts', ?)", (str(self._day_starts),))

    def rebuild(self) -> None:
        """Tally the whole log again, with days as they start now."""
        self.forget()
        rows = self._db.execute(
            "SELECT day, choices, sum(declared), sum(NOT declared AND outcome <> 'correct') FROM"
            f" (SELECT {LEARNERS_DAY} AS day, choices, outcome,"
            f" (response IS NULL OR certainty IS 'guess') AS declared FROM {live_reviews()}"
            f" WHERE choices > 0 AND mode <> '{CRAM}') GROUP BY day, choices",
            {"starts": self._day_starts},
        ).fetchall()
        self._set_day_starts()
        self._db.execute("DELETE FROM tallies")
        self._db.executemany("INSERT INTO tallies VALUES (?, ?, ?, ?)", rows)


def _choices(review: Review) -> int:
    """Return how many answers a review's question allowed; 0 if it shows nothing of the learner's habit."""
    return 0 if review.mode == CRAM else choices(review.kind, len(review.shown))


def _column(review: Review) -> str:
    """Return the tally that a review counts in; "" if in none."""
    if review.response is None or review.certainty is Certainty.GUESS:
        return "declared"
    return "" if review.outcome is Outcome.CORRECT else "undeclared"

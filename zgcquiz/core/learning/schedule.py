"""Scheduling with FSRS-6: from a card's history to its next due day.

The model and its parameters: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
The engine, fsrs-rs, does not check its input, so all of it is checked here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from zgcquiz.core.learning.guessing import KNOWN_BEFORE, Evidence, Memory, Model, Step
from zgcquiz.core.learning.replaying import Answer, Replayer
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import MINUTE, Moment
from zgcquiz.core.value import Value

DESIRED_RETENTION = 0.9
RETENTION_BOUNDS = (0.7, 0.99)
MAX_INTERVAL = 36_500
"""Days."""
STEP = 10 * MINUTE
"""The milliseconds after a miss until the item is due again."""
MATURE = 21
"""The interval in days from which a card is mature, as in Anki."""

EVEN_WEEK = (100,) * 7
"""The same load on all weekdays."""
_THURSDAY = 3
"""The weekday, with Monday as 0, of the learner's day 0, 1 January 1970."""

_FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
"""(first day, last day, fraction of the days in between by which an interval may move), with Anki's values."""


class Attempt(Value, frozen=True):
    """The part of a review that scheduling needs.

    ref: the item's id at the time; luck: P(correct and not declared a guess, given that the answer is not
    known), as in `guessing`.
    """

    ref: Ref
    at: Moment
    rating: Rating
    luck: float = 0.0


class New(Value, frozen=True):
    """An item that has never been answered."""


class Reviewed(Value, frozen=True):
    """The state after at least one attempt.

    stability: days until retrievability falls to 0.9; difficulty: 1 to 10; last_day: the learner's day of
    the last attempt; interval: days to the next one, 0 for a step within the day; due_day: the learner's
    day on which it falls due; due_at: for a step the time in milliseconds since 1970 in UTC, else 0.
    """

    stability: float
    difficulty: float
    last_day: int
    interval: int
    due_day: int
    due_at: int
    repetitions: int
    lapses: int
    last_at: int = 0

    def is_due(self, now: Moment) -> bool:
        return self.due_day <= now.day and self.due_at <= now.ms


Card = New | Reviewed


class Scheduler:
    """Computes card states from attempts. Equal arguments give equal schedules."""

    def __init__(
        self,
        parameters: Sequence[float] | None = None,
        desired_retention: float = DESIRED_RETENTION,
        weekday_load: Sequence[int] = EVEN_WEEK,
        known_before: float = KNOWN_BEFORE,
    ) -> None:
        """parameters: the 21 of FSRS-6, or None for the engine's defaults; weekday_load: the relative
        work of each weekday, Monday first, in any unit; known_before: the chance, 0 to 1, that an item is known
        before it was ever asked.

        Raises ValueError unless there are 21 finite parameters, a desired retention of 0.7 to 0.99, and
        seven loads of 0 or more.
        """
        from fsrs_rs_python import DEFAULT_PARAMETERS

        weights = list(DEFAULT_PARAMETERS if parameters is None else parameters)
        if len(weights) != 21 or not all(math.isfinite(weight) for weight in weights):
            raise ValueError("FSRS-6 takes 21 finite parameters")
        low, high = RETENTION_BOUNDS
        if not low <= desired_retention <= high:
            raise ValueError(f"desired retention must be between {low} and {high}")
        if len(weekday_load) != 7 or min(weekday_load) < 0:
            raise ValueError("weekday loads must be seven numbers of 0 or more")
        self.model = Model(weights, desired_retention, known_before)
        self.replayer = Replayer(self.model)
        self._loads = () if len(set(weekday_load)) == 1 else tuple(weekday_load)

    def advance(self, card: Card, attempt: Attempt) -> Reviewed:
        """Return the card's state after one more attempt.

        Elapsed time is counted in whole learner's days; a clock that went back counts as no time elapsed.
        """
        if isinstance(card, New):
            return self._advanced(self._step(None, 0, attempt), attempt, attempt.at.day, 1, 0, attempt.at.ms)
        day = max(card.last_day, attempt.at.day)
        step = self._step(Memory(card.stability, card.difficulty), day - card.last_day, attempt)
        lapsed = attempt.rating is Rating.AGAIN and card.interval > 0
        last_at = max(card.last_at, attempt.at.ms)
        return self._advanced(step, attempt, day, card.repetitions + 1, card.lapses + lapsed, last_at)

    def replay(self, attempts: Sequence[Attempt]) -> Card:
        """Return the state after a whole history, oldest attempt first.

        The result is that of calling `advance` for each attempt, but only the last one is scheduled, as the
        earlier due days no longer matter.
        """
        if not attempts:
            return New()
        answers = [(attempt.at.day, int(attempt.rating), attempt.luck) for attempt in attempts]
        last = attempts[-1]
        return self.card_after(answers, last.ref, last.at.ms, max(attempt.at.ms for attempt in attempts))

    def card_after(self, answers: Sequence[Answer], ref: Ref, at: int, last_at: int) -> Reviewed:
        """Return the state after a whole history, as `replay` does, from what it needs of each attempt.

        answers: the oldest first, at least one; ref, at: of the last one, the item's id at the time and the moment in
        milliseconds UTC; last_at: the latest moment of all.
        """
        after = self.replayer.replay(answers)
        memory, rating = Memory(after.stability, after.difficulty), answers[-1][1]
        return self._scheduled(memory, after.interval, ref, rating, at, after.day, len(answers), after.lapses, last_at)

    def _step(self, memory: Memory | None, elapsed: int, attempt: Attempt) -> Step:
        return self.model.after(memory, Evidence(elapsed, attempt.rating, attempt.luck))

    def _advanced(self, step: Step, last: Attempt, day: int, repetitions: int, lapses: int, last_at: int) -> Reviewed:
        return self._scheduled(
            step.memory, step.interval, last.ref, last.rating, last.at.ms, day, repetitions, lapses, last_at
        )

    def _scheduled(
        self,
        memory: Memory,
        interval: float,
        ref: Ref,
        rating: int,
        at: int,
        day: int,
        repetitions: int,
        lapses: int,
        last_at: int,
    ) -> Reviewed:
        """Return the state after an answer. ref, rating, at: of the answer; interval: from the engine."""
        if rating == Rating.AGAIN:
            days, due_day, due_at = 0, day, at + STEP
        else:
            rng = _random(ref, repetitions)
            days = fuzz(interval, rng, self._loads and _week_from(self._loads, day))
            due_day, due_at = day + days, 0
        return Reviewed(memory.stability, memory.difficulty, day, days, due_day, due_at, repetitions, lapses, last_at)

    def retrievability(self, card: Reviewed, day: int) -> float:
        """Return the chance, 0 to 1, that the answer is still known on a learner's day."""
        return self.model.recall(Memory(card.stability, card.difficulty), max(0, day - card.last_day))


def fuzz(interval: float, rng: float, loads: Sequence[int] = ()) -> int:
    """Return an interval in whole days, moved a little so that items learnt together drift apart.

    interval: days, from the engine; rng: a random number from 0 up to (not including) 1; loads: the
    relative work of seven days from that of the review, if they differ. The result is within the bands
    around the rounded interval and at least 1. The chance of a day is proportional to its load.
    """
    days = min(MAX_INTERVAL, max(1, round(interval)))
    if days < _FUZZ_BANDS[0][0]:
        return days
    reach = 1.0
    for start, end, share in _FUZZ_BANDS:
        if days > start:
            reach += share * (min(days, end) - start)
    low = max(2, round(days - reach))
    high = min(MAX_INTERVAL, round(days + reach))
    shares = [loads[day % 7] for day in range(low, high + 1)] if loads else []
    if not any(shares):
        return low + int(rng * (high - low + 1))
    left = rng * sum(shares)
    for day, share in enumerate(shares, low):
        left -= share
        if left < 0:
            return day
    return high  # after a rounding error


def _week_from(loads: Sequence[int], day: int) -> Sequence[int]:
    """Rotate a week's loads, Monday first, so that a learner's day comes first."""
    weekday = (day + _THURSDAY) % 7
    return (*loads[weekday:], *loads[:weekday])


@cache
def _blake2b() -> Callable[..., Any]:
    """Import once and only when needed, as it loads OpenSSL."""
    from hashlib import blake2b

    return blake2b


def _random(ref: Ref, repetition: int) -> float:
    """Return a pseudo-random number from 0 up to 1 that depends only on the item and the repetition."""
    seed = f"{ref.pack}\x1f{ref.item}\x1f{repetition}".encode("utf-8", "surrogatepass")
    return int.from_bytes(_blake2b()(seed, digest_size=6).digest(), "big") / (1 << 48)

"""FSRS-6: what a card's history says about when to ask again.

The model and its parameters: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
The engine is fsrs-rs; it trusts its caller, so everything that goes in is checked here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from typing import Any

from zgcquiz.core.learning.guessing import Evidence, Memory, Model, Step
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import MINUTE, Moment
from zgcquiz.core.value import Value

DESIRED_RETENTION = 0.9
RETENTION_BOUNDS = (0.7, 0.99)
MAX_INTERVAL = 36_500
"""Days."""
STEP = 10 * MINUTE
"""How long after a miss the item is due again, in milliseconds."""
MATURE = 21
"""An interval of so many days or more makes a card mature, as in Anki."""

EVEN_WEEK = (100,) * 7
"""All weekdays take as much."""
_THURSDAY = 3
"""The weekday of 1 January 1970, where the learner's days begin, Monday being 0."""

_FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
"""From day, to day, share of the days between by which the interval may move (Anki's figures)."""


class Attempt(Value, frozen=True):
    """What scheduling needs of a review.

    ref: the name that the item had at the time; luck: the chance, 0 to 1, that who doesn't know
    is right and keeps silent (core/guessing.py).
    """

    ref: Ref
    at: Moment
    rating: Rating
    luck: float = 0.0


class New(Value, frozen=True):
    """An item that has never been answered."""


class Reviewed(Value, frozen=True):
    """The state after at least one attempt.

    stability: days until retrievability falls to 0.9; difficulty: 1 to 10; last_day: the
    learner's day of the last attempt; interval: days to the next one, 0 for a step within the
    day; due_day: the learner's day it falls due; due_at: for a step the moment (UTC ms), else 0.
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
    """Turns attempts into card states. Equal arguments give equal schedules."""

    def __init__(
        self,
        parameters: Sequence[float] | None = None,
        desired_retention: float = DESIRED_RETENTION,
        weekday_load: Sequence[int] = EVEN_WEEK,
    ) -> None:
        """parameters: FSRS-6's 21, or None for the engine's defaults; weekday_load: how much of a
        day's usual work each weekday takes, Monday first, in any unit.

        Raises ValueError where they are not 21 finite numbers, where the desired retention lies
        outside 0.7 to 0.99, or where the loads are not seven from 0.
        """
        from fsrs_rs_python import DEFAULT_PARAMETERS

        weights = list(DEFAULT_PARAMETERS if parameters is None else parameters)
        if len(weights) != 21 or not all(math.isfinite(weight) for weight in weights):
            raise ValueError("FSRS-6 takes 21 finite parameters")
        low, high = RETENTION_BOUNDS
        if not low <= desired_retention <= high:
            raise ValueError(f"desired retention must lie between {low} and {high}")
        if len(weekday_load) != 7 or min(weekday_load) < 0:
            raise ValueError("a week has seven days, and no day takes less than nothing")
        self.model = Model(weights, desired_retention)
        self._loads = () if len(set(weekday_load)) == 1 else tuple(weekday_load)

    def advance(self, card: Card, attempt: Attempt) -> Reviewed:
        """The card's state after one more attempt.

        Elapsed time counts in whole days of the learner's; a clock that went back counts as
        no time at all.
        """
        if isinstance(card, New):
            step = self._step(None, 0, attempt)
            return self._scheduled(step, attempt, attempt.at.day, 1, 0, attempt.at.ms)
        day = max(card.last_day, attempt.at.day)
        step = self._step(Memory(card.stability, card.difficulty), day - card.last_day, attempt)
        lapsed = attempt.rating is Rating.AGAIN and card.interval > 0
        last_at = max(card.last_at, attempt.at.ms)
        return self._scheduled(step, attempt, day, card.repetitions + 1, card.lapses + lapsed, last_at)

    def replay(self, attempts: Sequence[Attempt]) -> Card:
        """The state that a whole history leads to, oldest attempt first.

        The same as to `advance` through it, but only the last attempt is scheduled: when the
        others were due makes no difference any more.
        """
        if not attempts:
            return New()
        first = attempts[0]
        step, rating, day, lapses = self._step(None, 0, first), first.rating, first.at.day, 0
        for attempt in islice(attempts, 1, None):
            today = max(day, attempt.at.day)
            lapses += attempt.rating is Rating.AGAIN and rating is not Rating.AGAIN
            rating = attempt.rating
            step = self._step(step.memory, today - day, attempt)
            day = today
        last_at = max(attempt.at.ms for attempt in attempts)
        return self._scheduled(step, attempts[-1], day, len(attempts), lapses, last_at)

    def _step(self, memory: Memory | None, elapsed: int, attempt: Attempt) -> Step:
        return self.model.after(memory, Evidence(elapsed, attempt.rating, attempt.luck))

    def _scheduled(self, step: Step, last: Attempt, day: int, repetitions: int, lapses: int, last_at: int) -> Reviewed:
        if last.rating is Rating.AGAIN:
            interval, due_day, due_at = 0, day, last.at.ms + STEP
        else:
            interval = fuzz(step.interval, _dice(last.ref, repetitions), self._loads and _from(self._loads, day))
            due_day, due_at = day + interval, 0
        memory = step.memory
        return Reviewed(
            memory.stability, memory.difficulty, day, interval, due_day, due_at, repetitions, lapses, last_at
        )

    def retrievability(self, card: Reviewed, day: int) -> float:
        """The chance, 0 to 1, that the answer is still known on a day of the learner's."""
        return self.model.recall(Memory(card.stability, card.difficulty), max(0, day - card.last_day))


def fuzz(interval: float, rng: float, loads: Sequence[int] = ()) -> int:
    """An interval in whole days, moved a little so that items learnt together drift apart.

    interval: days, as the engine gives them; dice: 0 up to (not including) 1; loads: how much
    the days of a week take, that of the review first, where they differ. The result lies within
    the bands around the rounded interval and is at least 1. A day is as likely as it takes much.
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
    return high  # what rounding left over


def _from(loads: Sequence[int], day: int) -> Sequence[int]:
    """The week's loads, Monday first, turned so that a learner's day stands first."""
    weekday = (day + _THURSDAY) % 7
    return (*loads[weekday:], *loads[:weekday])


@cache
def _blake2b() -> Callable[..., Any]:
    """Looked up once, and not before it is needed: it takes OpenSSL to load it."""
    from hashlib import blake2b

    return blake2b


def _dice(ref: Ref, repetition: int) -> float:
    """A number from 0 up to 1 that hangs on the item and the repetition alone."""
    seed = f"{ref.pack}\x1f{ref.item}\x1f{repetition}".encode("utf-8", "surrogatepass")
    return int.from_bytes(_blake2b()(seed, digest_size=6).digest(), "big") / (1 << 48)

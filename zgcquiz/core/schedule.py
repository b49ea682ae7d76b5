"""FSRS-6: what a card's history says about when to ask again.

The model and its parameters: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
The engine is fsrs-rs; it trusts its caller, so everything that goes in is checked here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from zgcquiz.core.marking import Rating
from zgcquiz.core.moment import MINUTE, Moment
from zgcquiz.core.review import Ref
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fsrs_rs_python import FSRS, ItemState, MemoryState

DESIRED_RETENTION = 0.9
RETENTION_BOUNDS = (0.7, 0.99)
MAX_INTERVAL = 36_500
"""Days."""
STEP = 10 * MINUTE
"""How long after a miss the item is due again, in milliseconds."""
MATURE = 21
"""An interval of so many days or more makes a card mature, as in Anki."""

_FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
"""From day, to day, share of the days between by which the interval may move (Anki's figures)."""


class Attempt(Value, frozen=True):
    """What scheduling needs of a review. `ref` is the name that the item had at the time."""

    ref: Ref
    at: Moment
    rating: Rating


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
    ) -> None:
        """parameters: FSRS-6's 21, or None for the engine's defaults.

        Raises ValueError where they are not 21 finite numbers, or where the desired retention
        lies outside 0.7 to 0.99.
        """
        from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState

        weights = list(DEFAULT_PARAMETERS if parameters is None else parameters)
        if len(weights) != 21 or not all(math.isfinite(weight) for weight in weights):
            raise ValueError("FSRS-6 takes 21 finite parameters")
        low, high = RETENTION_BOUNDS
        if not low <= desired_retention <= high:
            raise ValueError(f"desired retention must lie between {low} and {high}")
        self._engine: FSRS = FSRS(weights)
        self._memory = MemoryState
        self._decay = weights[20]
        self._desired_retention = desired_retention

    def advance(self, card: Card, attempt: Attempt) -> Reviewed:
        """The card's state after one more attempt.

        Elapsed time counts in whole days of the learner's; a clock that went back counts as
        no time at all.
        """
        if isinstance(card, New):
            state = self._next(None, 0, attempt.rating)
            return self._scheduled(state, attempt, attempt.at.day, 1, 0, attempt.at.ms)
        day = max(card.last_day, attempt.at.day)
        state = self._next(self._memory(card.stability, card.difficulty), day - card.last_day, attempt.rating)
        lapsed = attempt.rating is Rating.AGAIN and card.interval > 0
        last_at = max(card.last_at, attempt.at.ms)
        return self._scheduled(state, attempt, day, card.repetitions + 1, card.lapses + lapsed, last_at)

    def replay(self, attempts: Sequence[Attempt]) -> Card:
        """The state that a whole history leads to, oldest attempt first.

        The same as to `advance` through it, but only the last attempt is scheduled: when the
        others were due makes no difference any more.
        """
        if not attempts:
            return New()
        first = attempts[0]
        state, rating, day, lapses = self._next(None, 0, first.rating), first.rating, first.at.day, 0
        for attempt in islice(attempts, 1, None):
            today = max(day, attempt.at.day)
            lapses += attempt.rating is Rating.AGAIN and rating is not Rating.AGAIN
            rating = attempt.rating
            state = self._next(state.memory, today - day, rating)
            day = today
        last_at = max(attempt.at.ms for attempt in attempts)
        return self._scheduled(state, attempts[-1], day, len(attempts), lapses, last_at)

    def _next(self, memory: MemoryState | None, elapsed: int, rating: Rating) -> ItemState:
        states = self._engine.next_states(memory, self._desired_retention, elapsed)
        if rating is Rating.GOOD:
            return states.good
        if rating is Rating.AGAIN:
            return states.again
        return states.hard if rating is Rating.HARD else states.easy

    def _scheduled(
        self, state: ItemState, last: Attempt, day: int, repetitions: int, lapses: int, last_at: int
    ) -> Reviewed:
        if last.rating is Rating.AGAIN:
            interval, due_day, due_at = 0, day, last.at.ms + STEP
        else:
            interval = fuzz(state.interval, _dice(last.ref, repetitions))
            due_day, due_at = day + interval, 0
        memory = state.memory
        return Reviewed(
            memory.stability, memory.difficulty, day, interval, due_day, due_at, repetitions, lapses, last_at
        )

    def retrievability(self, card: Reviewed, day: int) -> float:
        """The chance, 0 to 1, that the answer is still known on a day of the learner's."""
        elapsed = max(0, day - card.last_day)
        factor: float = 0.9 ** (-1 / self._decay) - 1
        recall: float = (1 + factor * elapsed / card.stability) ** -self._decay
        return recall


def fuzz(interval: float, dice: float) -> int:
    """An interval in whole days, moved a little so that items learnt together drift apart.

    interval: days, as the engine gives them; dice: 0 up to (not including) 1. The result lies
    within the bands around the rounded interval and is at least 1.
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
    return low + int(dice * (high - low + 1))


def _dice(ref: Ref, repetition: int) -> float:
    """A number from 0 up to 1 that hangs on the item and the repetition alone."""
    from hashlib import blake2b

    seed = f"{ref.pack}\x1f{ref.item}\x1f{repetition}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(seed, digest_size=6).digest(), "big") / (1 << 48)

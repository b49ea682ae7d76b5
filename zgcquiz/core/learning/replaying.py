"""Replaying many histories: the states that `Model.after` gives step by step, in less than half of its time.

The engine is asked for the one or two states that a step needs, not for all four with their intervals, and what it
returns goes back to it as it is. The mixtures that open many histories alike are remembered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from zgcquiz.core.learning.guessing import Evidence, Model
from zgcquiz.core.log.review import Rating

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem, MemoryState

Answer = tuple[int, int, float]
"""One answer in a history: the learner's day, the rating 1 to 4, and the luck as in `guessing`."""

_AGAIN = int(Rating.AGAIN)
_OPENING = 2
"""After how many mixtures histories are too different to be worth remembering: learners begin with whole batches."""
_REMEMBERED = 1 << 15
"""How many mixtures are remembered: some 10 MB."""


class Replayed(NamedTuple):
    """The state after a history.

    stability, difficulty: of the memory; interval: days until recall falls to the desired retention, unrounded, and of
    no meaning after a miss; day: the learner's day of the last answer, or of a later one if the clock went back;
    lapses: misses but those that follow another one or open the history.
    """

    stability: float
    difficulty: float
    interval: float
    day: int
    lapses: int


class Replayer:
    """Replays histories under one model."""

    def __init__(self, model: Model) -> None:
        from fsrs_rs_python import FSRSItem, FSRSReview, MemoryState

        self._model = model
        self._state = MemoryState
        self._item, self._review = FSRSItem, FSRSReview
        self._inputs: dict[tuple[int, int], FSRSItem] = {}
        self._firsts: dict[tuple[int, float], tuple[float, float, float]] = {}
        self._mixtures: dict[tuple[float, float, int, int, float], tuple[float, float]] = {}

    def replay(self, answers: Sequence[Answer]) -> Replayed:
        """Return the state after a history, which is not empty, the oldest answer first.

        Elapsed time is counted in whole days; a clock that went back counts as no time elapsed. Raises ValueError for
        luck outside 0 to 1.
        """
        model, new_state, inputs, mix = self._model, self._state, self._inputs, self._mixture
        after, factor, falling = model.engine.memory_state, model.factor, -model.decay
        day, last, luck = answers[0]
        stability, difficulty, interval = self._first(last, luck)
        state: MemoryState | None = None  # while it is None, the two floats are the memory
        lapses = opening = 0
        for today, rating, luck in islice(answers, 1, None):
            elapsed = max(0, today - day)
            day += elapsed
            if rating == _AGAIN:
                lapses += last != _AGAIN
            elif luck and elapsed:  # within a day, recall is 1
                if state is not None:
                    stability = state.stability
                recall = math.pow(1 + factor * elapsed / stability, falling)  # as in Model.recall
                known = recall / (recall + (1 - recall) * luck)
                if known != 1:
                    if not 0 <= luck <= 1:
                        raise ValueError("luck must be between 0 and 1")
                    if state is not None or opening == _OPENING:
                        mixture = mix(state or new_state(stability, difficulty), elapsed, rating, known)
                    else:
                        opening += 1
                        mixture = self._remembered(stability, difficulty, elapsed, rating, known)
                    stability, difficulty = mixture
                    state, last = None, rating
                    continue
            given = inputs.get((rating, elapsed)) or self._input(rating, elapsed)
            state, last = after(given, state or new_state(stability, difficulty)), rating
        if state is not None:
            stability, difficulty = state.stability, state.difficulty
            interval = model.interval(stability, last)
        elif len(answers) > 1:
            interval = stability * model.reach
        return Replayed(stability, difficulty, interval, day, lapses)

    def _first(self, rating: int, luck: float) -> tuple[float, float, float]:
        """Return the stability, the difficulty and the interval after the first answer."""
        found = self._firsts.get((rating, luck))
        if found is None:
            step = self._model.after(None, Evidence(0, Rating(rating), luck))
            found = step.memory.stability, step.memory.difficulty, step.interval
            self._firsts[rating, luck] = found
        return found

    def _input(self, rating: int, elapsed: int) -> FSRSItem:
        if len(self._inputs) >= _REMEMBERED:
            self._inputs.clear()
        self._inputs[rating, elapsed] = found = self._item([self._review(rating, elapsed)])
        return found

    def _remembered(
        self, stability: float, difficulty: float, elapsed: int, rating: int, known: float
    ) -> tuple[float, float]:
        """Return the mixture after one of the first answers, from memory if it is there."""
        key = stability, difficulty, elapsed, rating, known
        found = self._mixtures.get(key)
        if found is None:
            if len(self._mixtures) >= _REMEMBERED:
                self._mixtures.clear()
            found = self._mixture(self._state(stability, difficulty), elapsed, rating, known)
            self._mixtures[key] = found
        return found

    def _mixture(self, state: MemoryState, elapsed: int, rating: int, known: float) -> tuple[float, float]:
        """Return the stability and the difficulty after a right answer. known: the chance that it was known."""
        model, inputs = self._model, self._inputs
        after = model.engine.memory_state
        right = after(inputs.get((rating, elapsed)) or self._input(rating, elapsed), state)
        missed = after(inputs.get((_AGAIN, elapsed)) or self._input(_AGAIN, elapsed), state)
        return (
            model.crossing(known, right.stability, missed.stability) / model.reach,
            known * right.difficulty + (1 - known) * missed.difficulty,
        )

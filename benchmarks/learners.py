"""Simulated learners, whose memory follows parameters that are known."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from fsrs_rs_python import FSRS, MemoryState

from zgcquiz.core.learning.fitting import default_parameters

Histories = list[list[tuple[int, int]]]
"""Of each item: (day, rating), oldest first."""


def another_memory() -> tuple[float, ...]:
    """A learner who begins better than most, and then learns more slowly and forgets more evenly."""
    weights = list(default_parameters())
    weights[:4] = 1.0, 4.0, 8.0, 20.0
    weights[8] -= 0.6
    weights[11] *= 1.5
    weights[20] = 0.35
    return tuple(weights)


def simulate(
    parameters: Sequence[float], reviews: int, seed: int, days: int = 1095, retention: float = 0.9, luck: float = 0.0
) -> Histories:
    """A log of so many reviews, about, within so many days.

    Items are begun on any day, and reviewed when they are due by these parameters, or a little
    off; one that was missed comes back within the day. What is known then is left to memory.
    luck: the chance of a right answer that is not known; what is logged then is Good, and so it is
    scheduled, but memory goes on as after Again.
    """
    rng = Random(seed)
    engine = FSRS(list(parameters))
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    histories: Histories = []
    while reviews > 0:
        day, elapsed = rng.randrange(days), 0
        memory: MemoryState | None = None
        history: list[tuple[int, int]] = []
        while day < days:
            if memory is None:
                rating = rng.choices((1, 2, 3, 4), (0.3, 0.05, 0.6, 0.05))[0]
            else:
                known = (1 + factor * elapsed / memory.stability) ** decay if elapsed else 0.8
                rating = rng.choices((2, 3, 4), (0.05, 0.9, 0.05))[0] if rng.random() < known else 1
            states = engine.next_states(memory, retention, elapsed)
            state = (states.again, states.hard, states.good, states.easy)[rating - 1]
            interval = state.interval
            if rating == 1 and luck and rng.random() < luck:
                rating, interval = 3, states.good.interval
            history.append((day, rating))
            memory = state.memory
            elapsed = 0 if rating == 1 else max(1, round(interval * rng.uniform(0.8, 1.3)))
            day += elapsed
        histories.append(history)
        reviews -= len(history)
    return histories

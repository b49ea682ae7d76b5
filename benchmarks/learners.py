"""Simulated learners whose memory follows known parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from random import Random

from fsrs_rs_python import FSRS, MemoryState

from zgcquiz.core.learning.fit_metrics import Loss, judge
from zgcquiz.core.learning.fitting import History, Lucks, check_parameters, default_parameters, observations

Histories = list[list[tuple[int, int]]]
"""The (day, rating) pairs of each item, oldest first."""


def evaluate(parameters: Sequence[float], histories: Iterable[History], lucks: Lucks | None = None) -> Loss:
    """Return the loss of parameters on all of these reviews.

    Takes about 2 s for a million reviews, 10 s with luck. Raises ValueError for invalid parameters and
    for ratings other than 1 to 4; TooFewReviewsError if no item was answered on two different days.
    """
    return judge(check_parameters(parameters), map(observations, histories, repeat(()) if lucks is None else lucks))[0]


def another_memory() -> tuple[float, ...]:
    """Return the parameters of a learner who starts better than most, then learns and forgets more slowly."""
    weights = list(default_parameters())
    weights[:4] = 1.0, 4.0, 8.0, 20.0
    weights[8] -= 0.6
    weights[11] *= 1.5
    weights[20] = 0.35
    return tuple(weights)


def simulate(
    parameters: Sequence[float], reviews: int, seed: int, days: int = 1095, retention: float = 0.9, luck: float = 0.0
) -> Histories:
    """Simulate a log of about this many reviews within this many days.

    Items are started on any day and reviewed when due by these parameters, or close to it; a missed item is repeated
    within the day. Memory decides whether an answer is known. luck: the chance of a right answer that is not known:
    it is logged and scheduled as Good, but memory changes as after Again.
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

"""Predicted recall against what came true."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from zgcquiz.core.learning.guessing import probability_right
from zgcquiz.core.learning.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.log.review import Rating
from zgcquiz.core.value import Value

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Of the bins, by the chance predicted."""


class Bin(Value, frozen=True):
    """Answers whose prediction lay between two edges. predicted: their mean; right: how many of them were."""

    low: float
    high: float
    predicted: float
    right: int
    of: int


class Calibration(Value, frozen=True):
    """bins: those with answers; rmse: of predicted less true share over the bins, weighed by their answers."""

    bins: tuple[Bin, ...]
    of: int
    rmse: float


def predictions(attempts: Sequence[Attempt], scheduler: Scheduler) -> Iterable[tuple[float, bool]]:
    """For the first answer of each later day: the chance just before that it would be right, and if it was.

    Right means right and not said to be a guess, so of a pick among options it is recall and luck
    together (core/guessing.py).
    """
    card: Card = New()
    for attempt in attempts:
        if isinstance(card, Reviewed) and attempt.at.day > card.last_day:
            recall = scheduler.retrievability(card, attempt.at.day)
            yield probability_right(recall, attempt.luck), attempt.rating is not Rating.AGAIN
        card = scheduler.advance(card, attempt)


def calibrate(found: Iterable[tuple[float, bool]]) -> Calibration:
    """Put (predicted, right) into bins."""
    sums = [[0.0, 0, 0] for _ in EDGES[1:]]
    for predicted, right in found:
        place = next(place for place, edge in enumerate(EDGES[1:]) if predicted <= edge)
        sums[place][0] += predicted
        sums[place][1] += right
        sums[place][2] += 1
    bins = tuple(
        Bin(low, high, total / of, int(right), int(of))
        for low, high, (total, right, of) in zip(EDGES, EDGES[1:], sums, strict=False)
        if of
    )
    of = sum(bin.of for bin in bins)
    square = sum(bin.of * (bin.predicted - bin.right / bin.of) ** 2 for bin in bins)
    return Calibration(bins, of, math.sqrt(square / of) if of else 0.0)


class Predicted(Value, frozen=True):
    """items: how many were looked at, of how many that were answered."""

    calibration: Calibration
    items: int
    items_in_all: int

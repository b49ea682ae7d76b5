"""Calibration: predicted recall compared with the outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from zgcquiz.core.learning.guessing import probability_right
from zgcquiz.core.learning.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.log.review import Rating
from zgcquiz.core.value import Value

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""The edges of the bins of predicted chances."""


class Bin(Value, frozen=True):
    """Answers with a prediction between two edges. predicted: the mean; right: of how many answers (of)."""

    low: float
    high: float
    predicted: float
    right: int
    of: int


class Calibration(Value, frozen=True):
    """Predictions by bin. bins: those with answers; of: all answers; rmse: the root mean square of the
    difference between the predicted and the actual fraction of right answers, weighted by answers.
    """

    bins: tuple[Bin, ...]
    of: int
    rmse: float


def predictions(attempts: Sequence[Attempt], scheduler: Scheduler) -> Iterable[tuple[float, bool]]:
    """Yield the predicted chance of a right answer, and whether it was right, for the first answer of each later day.

    Right means correct and not declared a guess, so the chance includes luck (`guessing.probability_right`).
    """
    card: Card = New()
    for attempt in attempts:
        if isinstance(card, Reviewed) and attempt.at.day > card.last_day:
            recall = scheduler.retrievability(card, attempt.at.day)
            yield probability_right(recall, attempt.luck), attempt.rating is not Rating.AGAIN
        card = scheduler.advance(card, attempt)


def calibrate(found: Iterable[tuple[float, bool]]) -> Calibration:
    """Group (predicted, right) pairs into bins."""
    sums = [[0.0, 0, 0] for _ in EDGES[1:]]
    for predicted, right in found:
        index = next(index for index, edge in enumerate(EDGES[1:]) if predicted <= edge)
        sums[index][0] += predicted
        sums[index][1] += right
        sums[index][2] += 1
    bins = tuple(
        Bin(low, high, total / of, int(right), int(of))
        for low, high, (total, right, of) in zip(EDGES, EDGES[1:], sums, strict=False)
        if of
    )
    of = sum(bin.of for bin in bins)
    square = sum(bin.of * (bin.predicted - bin.right / bin.of) ** 2 for bin in bins)
    return Calibration(bins, of, math.sqrt(square / of) if of else 0.0)


class Predicted(Value, frozen=True):
    """The calibration of a log. items: how many were sampled, of items_in_all that have answers."""

    calibration: Calibration
    items: int
    items_in_all: int

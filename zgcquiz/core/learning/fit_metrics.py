"""How well parameters foresee reviews.

A review is *predicted* where it comes at least a day after the one before it: the model says
how likely the answer is still known, the rating says whether it was (Again: no). Parameters
are judged by the log loss of those predictions, -mean(y ln R + (1 - y) ln(1 - R)), and by
RMSE(bins), both as the FSRS benchmark defines them:
https://github.com/open-spaced-repetition/srs-benchmark#evaluation-metrics

Where a right answer may have been luck, what is seen is more often right than what is known: R
then is that of the mixed memory which the scheduler keeps, and R + (1 - R) luck is predicted.

The engine's own `evaluate` is not used: it gives early reviews down to a quarter of the weight
of late ones, so that its figures hang on the order and can't be held against other programs'.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from zgcquiz.core.learning.guessing import Evidence, Memory, Model, probability_right
from zgcquiz.core.learning.schedule import DESIRED_RETENTION
from zgcquiz.core.log.review import Rating
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSReview

Observation = tuple[int, int, int, float]
"""A review as the model sees it: the learner's day, the rating, days since the review before,
and the luck that may be in it if it is right."""

_BATCH = 1000
"""Histories whose states are kept at one time."""


class TooFewReviewsError(ValueError):
    """There is not enough to learn from yet."""


class Loss(Value, frozen=True):
    """How well parameters foresee: the lower, the better.

    log_loss: in nats a review; rmse_bins: root of the mean squared gap between predicted and
    true recall in bins of alike reviews, 0 to 1; reviews: how many were predicted.
    """

    log_loss: float
    rmse_bins: float
    reviews: int


@cache
def review(rating: int, elapsed: int) -> FSRSReview:
    """The engine's review. They are few and alike, and making one takes longer than finding it."""
    from fsrs_rs_python import FSRSReview

    return FSRSReview(rating, elapsed)


def judge(
    parameters: Sequence[float], histories: Iterable[Sequence[Observation]], since: int | None = None
) -> tuple[Loss, array[float]]:
    """The loss over the reviews that are predicted, those from the day `since` on where it is
    given, and the log loss of each of them."""
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    losses = array("d")
    bins: dict[tuple[int, int, int], list[float]] = {}
    for history, stabilities in _followed(parameters, histories):
        long_term = lapses = 0
        for place, (day, rating, elapsed, luck) in enumerate(history):
            if not elapsed:
                continue
            long_term += 1
            if since is None or day >= since:
                recall = (1 + factor * elapsed / stabilities[place - 1]) ** decay
                right = probability_right(recall, luck) if luck else recall
                known = rating > 1
                losses.append(-math.log(right if known else 1 - right))
                own = bins.setdefault((_gap_bin(elapsed), _length_bin(long_term), _lapse_bin(lapses)), [0, 0])
                own[0] += 1
                own[1] += right - known
            lapses += rating == 1
    if not losses:
        raise TooFewReviewsError("No question was answered on two different days yet")
    squares = sum(gap * gap / size for size, gap in bins.values())
    count = len(losses)
    return Loss(math.fsum(losses) / count, math.sqrt(squares / count), count), losses


def _followed(
    parameters: Sequence[float], histories: Iterable[Sequence[Observation]]
) -> Iterator[tuple[Sequence[Observation], Sequence[float]]]:
    """Each history with the stability after each of its reviews; those of a single review are left out."""
    from fsrs_rs_python import FSRS, FSRSItem

    engine = FSRS(list(parameters))
    model = Model(parameters, DESIRED_RETENTION)
    each = iter(histories)
    while batch := list(islice(each, _BATCH)):
        told = [history for history in batch if len(history) > 1]
        plain = [history for history in told if not may_be_luck(history)]
        states = engine.historical_memory_state_batch(
            [FSRSItem([review(rating, elapsed) for _, rating, elapsed, _ in history]) for history in plain]
        )
        for history, memories in zip(plain, states, strict=True):
            yield history, [memory.stability for memory in memories]
        for history in told:
            if may_be_luck(history):
                yield history, list(_mixed(model, history))


def may_be_luck(history: Sequence[Observation]) -> bool:
    """There is a right answer in it that may not have been known."""
    return any(luck and rating > 1 for _, rating, _, luck in history)


def evidence(history: Sequence[Observation]) -> list[Evidence]:
    return [Evidence(elapsed, Rating(rating), luck) for _, rating, elapsed, luck in history]


def _mixed(model: Model, history: Sequence[Observation]) -> Iterator[float]:
    memory: Memory | None = None
    for each in evidence(history):
        memory = model.after(memory, each).memory
        yield memory.stability


def standard_error(differences: Sequence[float]) -> float:
    """Of their mean."""
    count = len(differences)
    mean = math.fsum(differences) / count
    return math.sqrt(math.fsum((each - mean) ** 2 for each in differences)) / count


# The bins of RMSE(bins) and their constants are the FSRS benchmark's (`r_matrix_index` in fsrs-rs).


@cache
def _gap_bin(days: int) -> int:
    return round(248 * 3.62 ** math.floor(math.log(days, 3.62)))


@cache
def _length_bin(reviews: int) -> int:
    """reviews: predicted ones so far, this one with them."""
    return round(1.99 * 1.89 ** math.floor(math.log(reviews + 1, 1.89)))


@cache
def _lapse_bin(lapses: int) -> int:
    """lapses: predicted reviews before this one that were missed."""
    return round(1.65 * 1.73 ** math.floor(math.log(lapses, 1.73))) if lapses else 0

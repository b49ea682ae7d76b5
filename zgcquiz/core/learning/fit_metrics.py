"""Metrics of how well parameters predict reviews.

A review is predicted if it comes at least a day after the item's previous one: the model predicts
recall R, and the rating says whether the answer was known (Again: no). Parameters are judged by the log
loss of these predictions, -mean(y ln R + (1 - y) ln(1 - R)), and by RMSE(bins), both as defined by the
FSRS benchmark: https://github.com/open-spaced-repetition/srs-benchmark#evaluation-metrics

If right answers may be luck, they are more frequent than known ones: then R is that of the scheduler's
mixed memory, and R + (1 - R) luck is predicted.

The engine's own `evaluate` is not used: it weights early reviews down to a quarter of late ones, so its
figures depend on the order and can't be compared with those of other programs.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from zgcquiz.core.learning.guessing import KNOWN_BEFORE, Evidence, Memory, Model, probability_right
from zgcquiz.core.learning.schedule import DESIRED_RETENTION
from zgcquiz.core.log.review import Rating
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSReview

Observation = tuple[int, int, int, float]
"""A review as the model sees it: the learner's day, the rating, days since the previous review, and its luck.

Luck: P(correct and not declared a guess, given that the answer is not known).
"""

_BATCH = 1000
"""How many histories the engine replays at a time, to limit memory."""


class TooFewReviewsError(ValueError):
    """There are too few reviews to fit or judge parameters."""


class Loss(Value, frozen=True):
    """The loss of parameters; lower is better.

    log_loss: in nats per review; rmse_bins: the root mean square of the difference between predicted
    and actual recall in bins of similar reviews, 0 to 1; reviews: how many were predicted.
    """

    log_loss: float
    rmse_bins: float
    reviews: int


@cache
def review(rating: int, elapsed: int) -> FSRSReview:
    """Return the engine's review object, cached: few differ, and making one is slower than the lookup."""
    from fsrs_rs_python import FSRSReview

    return FSRSReview(rating, elapsed)


def judge(
    parameters: Sequence[float],
    histories: Iterable[Sequence[Observation]],
    since: int | None = None,
    known_before: float = KNOWN_BEFORE,
) -> tuple[Loss, array[float]]:
    """Return the loss over the predicted reviews, and the log loss of each of them.

    since: the learner's day from which reviews count; None for all; known_before: as in `Model`.
    """
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    losses = array("d")
    bins: dict[tuple[int, int, int], list[float]] = {}
    for history, stabilities in _followed(parameters, histories, known_before):
        long_term = lapses = 0
        for index, (day, rating, elapsed, luck) in enumerate(history):
            if not elapsed:
                continue
            long_term += 1
            if since is None or day >= since:
                recall = (1 + factor * elapsed / stabilities[index - 1]) ** decay
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
    parameters: Sequence[float], histories: Iterable[Sequence[Observation]], known_before: float
) -> Iterator[tuple[Sequence[Observation], Sequence[float]]]:
    """Yield each history of two reviews or more with the stability after each of its reviews."""
    from fsrs_rs_python import FSRS, FSRSItem

    engine = FSRS(list(parameters))
    model = Model(parameters, DESIRED_RETENTION, known_before)
    each = iter(histories)
    while batch := list(islice(each, _BATCH)):
        longer = [history for history in batch if len(history) > 1]
        plain = [history for history in longer if not may_be_luck(history)]
        states = engine.historical_memory_state_batch(
            [FSRSItem([review(rating, elapsed) for _, rating, elapsed, _ in history]) for history in plain]
        )
        for history, memories in zip(plain, states, strict=True):
            yield history, [memory.stability for memory in memories]
        for history in longer:
            if may_be_luck(history):
                yield history, list(_mixed(model, history))


def may_be_luck(history: Sequence[Observation]) -> bool:
    """Return whether a history holds a right answer that may have been luck."""
    return any(luck and rating > 1 for _, rating, _, luck in history)


def evidence(history: Sequence[Observation]) -> list[Evidence]:
    return [Evidence(elapsed, Rating(rating), luck) for _, rating, elapsed, luck in history]


def _mixed(model: Model, history: Sequence[Observation]) -> Iterator[float]:
    memory: Memory | None = None
    for each in evidence(history):
        memory = model.after(memory, each).memory
        yield memory.stability


def standard_error(differences: Sequence[float]) -> float:
    """Return the standard error of the mean of differences."""
    count = len(differences)
    mean = math.fsum(differences) / count
    return math.sqrt(math.fsum((each - mean) ** 2 for each in differences)) / count


# The bins of RMSE(bins) and their constants are the FSRS benchmark's (`r_matrix_index` in fsrs-rs).


@cache
def _gap_bin(days: int) -> int:
    return round(248 * 3.62 ** math.floor(math.log(days, 3.62)))


@cache
def _length_bin(reviews: int) -> int:
    """reviews: predicted ones so far, including this one."""
    return round(1.99 * 1.89 ** math.floor(math.log(reviews + 1, 1.89)))


@cache
def _lapse_bin(lapses: int) -> int:
    """lapses: predicted reviews before this one that were missed."""
    return round(1.65 * 1.73 ** math.floor(math.log(lapses, 1.73))) if lapses else 0

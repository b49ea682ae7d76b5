"""FSRS-6's parameters from a learner's own reviews, kept only where they foresee better.

How parameters are judged: fit_metrics.

How `fit` decides: parameters fitted to the first four fifths of the predicted reviews, by
time, are compared with those in use on the last fifth, which neither has seen. Only where they
do better there, by more than the standard error of the difference, is the fit made again with
everything. That margin is for luck: of simulated learners whose memory is the usual one, with
900 predicted reviews, one in three would get worse parameters without it, one in twenty with it.

A large log is fitted by a fair sample of its items. Fitting k parameters to n reviews costs
k / 2n of log loss beyond the best parameters there are (Akaike 1974), for 21 and 75,000 less
than 0.0002; but to fit, the engine replays each prediction from the item's first review, so that
time and memory go with the square of the length of a history.

Where right answers may have been luck, parameters are fitted to a draw of what may truly have
happened (`guessing.Model.impute`), and judged by what was seen. The fit that is compared draws
from what came before the held-out reviews alone: a later miss would tell of earlier luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import repeat
from random import Random
from typing import TYPE_CHECKING

from zgcquiz.core.learning.fit_metrics import (
    Loss,
    Observation,
    TooFewReviewsError,
    evidence,
    judge,
    may_be_luck,
    review,
    standard_error,
)
from zgcquiz.core.learning.guessing import Model
from zgcquiz.core.learning.schedule import DESIRED_RETENTION, MAX_INTERVAL
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem, FSRSReview

History = Sequence[tuple[int, int]]
"""One item's reviews, oldest first: (the learner's day, rating 1 to 4)."""

Lucks = Sequence[Sequence[float]]
"""For each history the luck, 0 to 1, in each of its reviews: the chance that who doesn't know would
have been right and not said that it was a guess. It counts where the review was right."""

MINIMUM = 1000
"""Predicted reviews without which nothing is fitted: with fewer, fits do more harm than good."""
HELD_OUT = 1 / 5
"""The share of the predicted reviews, the latest, that parameters are judged by."""
LONGEST = 256
"""Reviews of one item that count: the engine trains on no longer histories."""
SAMPLE_REVIEWS = 75_000
"""How many reviews a sample holds; more of them would better the log loss by less than 0.0002."""
SAMPLE_LUCKY = 30_000
"""As many where right answers may have been luck: to tell what was takes longer."""
SAMPLE_STEPS = 2_000_000
"""How many steps from review to review the engine takes at most to predict all of a sample once."""

LOWEST = (
    *(0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001),
    *(0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1),
)
HIGHEST = (
    *(100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5),
    *(5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8),
)
"""Between these the engine (`parameter_clipper`) and py-fsrs keep the 21 parameters."""

PARTICLES = 8
"""How many stories are followed to draw one: a draw for each of thousands of items averages out."""
_SINGLE = 1e-6
"""The engine counts in single precision: a bound may be missed by so much, relatively."""
_RELEARNING_STEPS = 1
"""A missed item comes back once within the day (`schedule.STEP`)."""


class Stage(StrEnum):
    """What tuning is at; all but the last are told by `fit`: there the cards follow what was kept."""

    FIT = "fit"
    COMPARE = "compare"
    FIT_ALL = "fit-all"
    CARDS = "cards"


Progress = Callable[[Stage, float], None]
"""Told what begins, and which share of the whole work is done, 0 to 1. The engine can't be
asked while it fits, nor stopped."""


class Fit(Value, frozen=True):
    """What a fit came to.

    in_use, fitted: 21 parameters each; before, after: the loss on the held-out reviews of the
    parameters in use, and of those fitted without these reviews; trained: predicted reviews
    before the held-out ones; items, reviews: all that were looked at, predicted or not;
    error: the standard error of the difference between the two log losses, review by review;
    better: the fitted ones are to be kept.
    """

    in_use: tuple[float, ...]
    fitted: tuple[float, ...]
    before: Loss
    after: Loss
    error: float
    better: bool
    trained: int
    items: int
    reviews: int

    @property
    def parameters(self) -> tuple[float, ...]:
        """Those to use from now on."""
        return self.fitted if self.better else self.in_use


def default_parameters() -> tuple[float, ...]:
    """The engine's: FSRS-6 as fitted to several hundred million reviews of some ten thousand learners."""
    from fsrs_rs_python import DEFAULT_PARAMETERS

    return tuple(DEFAULT_PARAMETERS)


def check_parameters(parameters: Iterable[float]) -> tuple[float, ...]:
    """The parameters as they came. Raises ValueError unless they are 21 finite numbers in bounds."""
    weights = tuple(float(weight) for weight in parameters)
    if len(weights) != len(LOWEST):
        raise ValueError(f"FSRS-6 takes 21 parameters, not {len(weights)}")
    for place, (weight, low, high) in enumerate(zip(weights, LOWEST, HIGHEST, strict=True)):
        slack = _SINGLE * max(abs(low), abs(high))
        if not low - slack <= weight <= high + slack:  # NaN is not either
            raise ValueError(f"FSRS-6 parameter {place} (from 0) must lie between {low:g} and {high:g}, not {weight}")
    return weights


def sample(sizes: Sequence[int], seed: int = 0, reviews: int = SAMPLE_REVIEWS, steps: int = SAMPLE_STEPS) -> list[int]:
    """Which histories to look at, as places in `sizes`, in rising order: all, or a fair sample.

    sizes: how many reviews each history has; seed: equal seeds draw equally; reviews, steps:
    what the sample may come to (see SAMPLE_REVIEWS and SAMPLE_STEPS).
    """
    counted = [min(size, LONGEST) for size in sizes]
    if sum(counted) <= reviews and sum(map(_cost, counted)) <= steps:
        return list(range(len(counted)))
    order = list(range(len(counted)))
    Random(seed).shuffle(order)
    chosen: list[int] = []
    for place in order:
        reviews -= counted[place]
        steps -= _cost(counted[place])
        if chosen and (reviews < 0 or steps < 0):
            break
        chosen.append(place)
    return sorted(chosen)


def _cost(size: int) -> int:
    """What it takes to predict every review of a history, each from the first on."""
    return size * (size + 1) // 2


def evaluate(parameters: Sequence[float], histories: Iterable[History], lucks: Lucks | None = None) -> Loss:
    """How well parameters foresee these reviews, all of them.

    Takes about 2 s for a million, with luck in them 10. Raises ValueError for wrong parameters and
    for ratings other than 1 to 4; TooFewReviewsError where no item was answered on two different days.
    """
    return judge(check_parameters(parameters), map(_steps_of, histories, repeat(()) if lucks is None else lucks))[0]


def fit(
    histories: Sequence[History],
    in_use: Sequence[float] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    reviews: int = SAMPLE_REVIEWS,
    steps: int = SAMPLE_STEPS,
    lucks: Lucks | None = None,
) -> Fit:
    """Fit the parameters to these reviews, or to a fair sample of them where they are many.

    in_use: what to do better than; None for the engine's defaults. reviews, steps: what the
    sample may come to; memory goes with the steps, 50 bytes each. lucks: None where nothing is
    luck. Equal arguments give equal results. Raises TooFewReviewsError below MINIMUM predicted
    reviews, or where all of them came on one day; ValueError for wrong parameters and for ratings
    other than 1 to 4.
    """
    weights = default_parameters() if in_use is None else check_parameters(in_use)
    chosen: list[list[Observation]] = [
        _steps_of(histories[place], () if lucks is None else lucks[place])
        for place in sample([len(history) for history in histories], seed, reviews, steps)
    ]
    days, items = _by_time(chosen)
    if len(items) < MINIMUM:
        raise TooFewReviewsError(
            f"There are {len(items)} reviews at least a day after the one before; fitting takes {MINIMUM} of them"
        )
    cut = _cut(days)
    since = days[cut]
    lucky = any(map(may_be_luck, chosen))
    model = Model(weights, DESIRED_RETENTION)
    _tell(progress, Stage.FIT, 0.1)
    if lucky:
        del items
        early = [[step for step in history if step[0] < since] for history in chosen]
        tried = _train(_by_time(_imputed(model, early, Random(seed)))[1])
    else:
        tried = _train(items[:cut])
    _tell(progress, Stage.COMPARE, 0.45)
    before, losses = judge(weights, chosen, since)
    after, others = judge(tried, chosen, since) if _is_sound(tried) else (before, losses)
    error = standard_error([one - other for one, other in zip(losses, others, strict=True)])
    better = before.log_loss - after.log_loss > error
    fitted = tried
    if better:
        _tell(progress, Stage.FIT_ALL, 0.5)
        everything = _train(_by_time(_imputed(model, chosen, Random(seed)))[1] if lucky else items)
        if _is_sound(everything) and judge(everything, chosen, since)[0].log_loss < before.log_loss:
            fitted = everything
    return Fit(
        in_use=weights,
        fitted=fitted,
        before=before,
        after=after,
        error=error,
        better=better,
        trained=cut,
        items=len(chosen),
        reviews=sum(map(len, chosen)),
    )


def _imputed(model: Model, histories: Iterable[Sequence[Observation]], rng: Random) -> Iterator[list[Observation]]:
    """One draw for each history of what its answers truly were."""
    for history in histories:
        ratings = model.impute(evidence(history), rng, PARTICLES)
        yield [(day, int(rating), elapsed, 0.0) for (day, _, elapsed, _), rating in zip(history, ratings, strict=True)]


def _tell(progress: Progress | None, stage: Stage, share: float) -> None:
    if progress is not None:
        progress(stage, share)


def _steps_of(history: History, lucks: Sequence[float] = ()) -> list[Observation]:
    """Check a history, and count the days between.

    A day before the last one counts as the same day, as when cards are scheduled; a century, as
    no longer; reviews beyond LONGEST are left out.
    """
    steps = []
    last = history[0][0] if history else 0
    for (day, rating), luck in zip(history[:LONGEST], lucks or repeat(0.0), strict=False):
        if rating not in (1, 2, 3, 4):
            raise ValueError(f"a rating is 1 to 4, not {rating}")
        elapsed = min(max(0, day - last), MAX_INTERVAL)
        last = max(last, day)
        steps.append((last, rating, elapsed, luck))
    return steps


def _by_time(histories: Iterable[Sequence[Observation]]) -> tuple[list[int], list[FSRSItem]]:
    """What the engine is to learn from, oldest first (it gives later reviews more weight), and
    the days. An item of the engine's is a history up to the review that is predicted."""
    from fsrs_rs_python import FSRSItem

    found: list[tuple[int, FSRSItem]] = []
    for history in histories:
        reviews: list[FSRSReview] = []
        for day, rating, elapsed, _ in history:
            reviews.append(review(rating, elapsed))
            if elapsed:
                found.append((day, FSRSItem(reviews)))
    found.sort(key=lambda each: each[0])
    return [day for day, _ in found], [item for _, item in found]


def _cut(days: Sequence[int]) -> int:
    """Where the held-out reviews begin: at the start of the day that comes nearest to the share.

    days: of each predicted review, rising. Raises TooFewReviewsError where there is but one.
    """
    aim = len(days) * (1 - HELD_OUT)
    starts = [place for place in range(1, len(days)) if days[place] > days[place - 1]]
    if not starts:
        raise TooFewReviewsError("All reviews that could be predicted were made on one day")
    return min(starts, key=lambda place: abs(place - aim))


def _train(items: list[FSRSItem]) -> tuple[float, ...]:
    from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS

    found = FSRS(DEFAULT_PARAMETERS).compute_parameters(items, num_relearning_steps=_RELEARNING_STEPS)
    return tuple(found)


def _is_sound(parameters: Sequence[float]) -> bool:
    try:
        check_parameters(parameters)
    except ValueError:
        return False
    return True

"""Fitting of the FSRS-6 parameters to a learner's reviews, kept only if they predict better.

`fit_metrics` defines how parameters are judged.

Parameters fitted to the first four fifths of the predicted reviews, by time, are compared with those in use on the
last fifth, which neither has seen. Only if they are better there are parameters fitted to all reviews. A margin for
chance would cost more than it saves: of simulated learners with the usual memory and 1,500 reviews half get worse
parameters without it, by 0.001 of log loss on average, but on beginnings of a real log it gave away 0.003 on average.
Where right answers may be luck there is one, as the draws add errors of their own.

A large log is fitted by a random sample of its items. Fitting k parameters to n reviews costs k / 2n of log loss
beyond the best possible parameters (Akaike 1974), for 21 and 75,000 less than 0.0002; the engine needs memory for each
prediction from the item's first review on, so that it grows with the square of the length of a history. More rounds
through a sample gain more than more reviews: the engine's usual number of them, and Anki's, stop short of the best.

If right answers may be luck, parameters are fitted to imputed ratings (`guessing.Model.impute`) and judged by the
logged ones. The fit that is compared imputes from reviews before the held-out ones alone: a later miss would reveal
earlier luck.
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
from zgcquiz.core.learning.guessing import KNOWN_BEFORE, Model
from zgcquiz.core.learning.schedule import DESIRED_RETENTION, MAX_INTERVAL
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSReview

History = Sequence[tuple[int, int]]
"""The reviews of one item, oldest first, as (the learner's day, rating 1 to 4)."""

Lucks = Sequence[Sequence[float]]
"""For each history the luck, 0 to 1, of each review if it is right:
P(correct and not declared a guess, given that the answer is not known)."""

MINIMUM = 1000
"""The fewest predicted reviews for a fit: with fewer, fits do more harm than good."""
HELD_OUT = 1 / 5
"""The fraction of the predicted reviews, the latest, that parameters are judged by."""
MARGIN = 0.5
"""By how many standard errors a fit has to be better if right answers may be luck."""
LONGEST = 256
"""How many reviews of an item count, from the first: the engine trains on no longer histories."""
SAMPLE_REVIEWS = 75_000
"""The most reviews in a sample; more would improve the log loss by less than 0.0002."""
SAMPLE_LUCKY = 30_000
"""The most reviews in a sample if right answers may be luck, as imputing takes longer."""
SAMPLE_STEPS = 2_000_000
"""The most steps from review to review that the engine takes to predict a whole sample once."""

LOWEST = (
    *(0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001),
    *(0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1),
)
HIGHEST = (
    *(100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5),
    *(5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8),
)
"""The bounds within which the engine (`parameter_clipper`) and py-fsrs keep the 21 parameters."""

PARTICLES = 8
"""The particles for imputing a history: few are enough, as thousands of items average out the noise."""
_SINGLE = 1e-6
"""The relative error of a bound in the engine's single precision."""
_EPOCHS = 64
"""How often the engine goes through the reviews (its default is 5, Anki's 8)."""
_RESTRAINT = 2.0
"""How strongly the engine holds the parameters close to its defaults, as a multiple of what it does by default."""
_RELEARNING_STEPS = 1
"""A missed item is repeated once within the day (`schedule.STEP`)."""


class Stage(StrEnum):
    """The stages of tuning. `fit` reports all but the last, in which the cards are rebuilt."""

    FIT = "fit"
    COMPARE = "compare"
    FIT_ALL = "fit-all"
    CARDS = "cards"


Progress = Callable[[Stage, float], None]
"""Called with the stage that begins and the fraction of the whole work done, 0 to 1.

The engine can't be interrupted or asked for its progress while it fits.
"""


class Fit(Value, frozen=True):
    """The result of a fit.

    in_use, fitted: 21 parameters each; before, after: the loss on the held-out reviews of the parameters in use, and
    of those fitted without these reviews; error: the standard error of the difference between the two log losses,
    review by review; better: whether to keep the fitted ones; trained: predicted reviews before the held-out ones;
    items, reviews: all in the sample, predicted or not.
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
        """The parameters to use from now on."""
        return self.fitted if self.better else self.in_use


def default_parameters() -> tuple[float, ...]:
    """Return the engine's defaults: FSRS-6 fitted to several hundred million reviews of some ten thousand learners."""
    from fsrs_rs_python import DEFAULT_PARAMETERS

    return tuple(DEFAULT_PARAMETERS)


def check_parameters(parameters: Iterable[float]) -> tuple[float, ...]:
    """Return the parameters unchanged. Raises ValueError unless they are 21 finite numbers in bounds."""
    weights = tuple(float(weight) for weight in parameters)
    if len(weights) != len(LOWEST):
        raise ValueError(f"FSRS-6 takes 21 parameters, not {len(weights)}")
    for index, (weight, low, high) in enumerate(zip(weights, LOWEST, HIGHEST, strict=True)):
        slack = _SINGLE * max(abs(low), abs(high))
        if not low - slack <= weight <= high + slack:  # also true for NaN
            raise ValueError(f"FSRS-6 parameter {index} (from 0) must be between {low:g} and {high:g}, not {weight}")
    return weights


def sample(sizes: Sequence[int], seed: int = 0, reviews: int = SAMPLE_REVIEWS, steps: int = SAMPLE_STEPS) -> list[int]:
    """Return the indices of the histories to use, ascending: all, or a random sample.

    sizes: how many reviews each history has; seed: equal seeds give equal samples; reviews, steps: the
    most in the sample (see SAMPLE_REVIEWS and SAMPLE_STEPS).
    """
    counted = [min(size, LONGEST) for size in sizes]
    if sum(counted) <= reviews and sum(map(_cost, counted)) <= steps:
        return list(range(len(counted)))
    order = list(range(len(counted)))
    Random(seed).shuffle(order)
    chosen: list[int] = []
    for index in order:
        reviews -= counted[index]
        steps -= _cost(counted[index])
        if chosen and (reviews < 0 or steps < 0):
            break
        chosen.append(index)
    return sorted(chosen)


def _cost(size: int) -> int:
    """Return the steps for predicting every review of a history, each from the first one."""
    return size * (size + 1) // 2


def fit(
    histories: Sequence[History],
    in_use: Sequence[float] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    reviews: int = SAMPLE_REVIEWS,
    steps: int = SAMPLE_STEPS,
    lucks: Lucks | None = None,
) -> Fit:
    """Fit the parameters to these reviews, or to a random sample of them if there are many.

    in_use: the parameters to improve on; None for the engine's defaults. reviews, steps: the most in
    the sample; memory grows with the steps, 50 bytes each. lucks: None if nothing is luck. Equal
    arguments give equal results. Raises TooFewReviewsError below MINIMUM predicted reviews, or if all
    of them are on one day; ValueError for invalid parameters and for ratings other than 1 to 4.
    """
    weights = default_parameters() if in_use is None else check_parameters(in_use)
    chosen: list[list[Observation]] = [
        observations(histories[index], () if lucks is None else lucks[index])
        for index in sample([len(history) for history in histories], seed, reviews, steps)
    ]
    return fit_observations(weights, chosen, held_out(chosen), seed, progress)


class HeldOut(Value, frozen=True):
    """The predicted reviews that parameters are judged by: those since a learner's day. trained: how many are older."""

    since: int
    trained: int


def held_out(chosen: Iterable[Sequence[Observation]]) -> HeldOut:
    """Return which reviews to hold out. Raises TooFewReviewsError as `fit` does."""
    days = sorted(day for history in chosen for day, _, elapsed, _ in history if elapsed)
    if len(days) < MINIMUM:
        raise TooFewReviewsError(
            f"There are {len(days)} reviews at least a day after the one before; fitting takes {MINIMUM} of them"
        )
    cut = _cut(days)
    return HeldOut(days[cut], cut)


def fit_observations(
    weights: tuple[float, ...],
    chosen: Sequence[Sequence[Observation]],
    held: HeldOut,
    seed: int = 0,
    progress: Progress | None = None,
    known_before: float = KNOWN_BEFORE,
    judged: tuple[Loss, Sequence[float]] | None = None,
) -> Fit:
    """Fit the parameters to all of these observations, as `fit` does.

    weights: the parameters to improve on; known_before: as in `Model`; judged: what `judge` says of the weights, if it
    is known already.
    """
    since = held.since
    model = Model(weights, DESIRED_RETENTION, known_before)
    _report(progress, Stage.FIT, 0.1)
    early = ([step for step in history if step[0] < since] for history in chosen)
    tried = _train(_imputed(model, early, Random(seed)))
    _report(progress, Stage.COMPARE, 0.45)
    before, losses = judged or judge(weights, chosen, since, known_before)
    after, others = judge(tried, chosen, since, known_before) if _is_sound(tried) else (before, losses)
    error = standard_error([one - other for one, other in zip(losses, others, strict=True)])
    margin = MARGIN * error if any(map(may_be_luck, chosen)) else 0.0
    better = before.log_loss - after.log_loss > margin
    fitted = tried
    if better:
        _report(progress, Stage.FIT_ALL, 0.5)
        everything = _train(_imputed(model, chosen, Random(seed)))
        if _is_sound(everything) and judge(everything, chosen, since, known_before)[0].log_loss < before.log_loss:
            fitted = everything
    return Fit(
        weights,
        fitted,
        before,
        after,
        error,
        better,
        trained=held.trained,
        items=len(chosen),
        reviews=sum(map(len, chosen)),
    )


def _imputed(model: Model, histories: Iterable[Sequence[Observation]], rng: Random) -> Iterator[Sequence[Observation]]:
    """Yield each history with ratings drawn from what its answers may truly have been."""
    for history in histories:
        if may_be_luck(history):
            ratings = model.impute(evidence(history), rng, PARTICLES)
            drawn = zip(history, ratings, strict=True)
            yield [(day, int(rating), elapsed, 0.0) for (day, _, elapsed, _), rating in drawn]
        else:
            yield history


def _report(progress: Progress | None, stage: Stage, done: float) -> None:
    if progress is not None:
        progress(stage, done)


def observations(history: History, lucks: Sequence[float] = ()) -> list[Observation]:
    """Check a history and count the days between its reviews.

    A day before the previous one counts as the same day, as in scheduling; gaps are capped at
    MAX_INTERVAL; reviews beyond LONGEST are left out.
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


def _cut(days: Sequence[int]) -> int:
    """Return the index at which the held-out reviews begin: the start of the day closest to HELD_OUT.

    days: of each predicted review, ascending. Raises TooFewReviewsError if there is only one day.
    """
    aim = len(days) * (1 - HELD_OUT)
    starts = [index for index in range(1, len(days)) if days[index] > days[index - 1]]
    if not starts:
        raise TooFewReviewsError("All reviews that could be predicted were made on one day")
    return min(starts, key=lambda index: abs(index - aim))


def _train(histories: Iterable[Sequence[Observation]]) -> tuple[float, ...]:
    """Return the parameters that the engine finds for the predicted reviews.

    An item of the engine is a history up to a review. They are sorted by time, as it weights later ones more. With the
    number of each one's history it goes through a history once, instead of once for each of its items.
    """
    from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, TrainingConfig

    found: list[tuple[int, int, FSRSItem]] = []
    for number, history in enumerate(histories):
        reviews: list[FSRSReview] = []
        for day, rating, elapsed, _ in history:
            reviews.append(review(rating, elapsed))
            if elapsed:
                found.append((day, number, FSRSItem(reviews)))
    found.sort(key=lambda each: each[0])
    config = TrainingConfig(num_epochs=_EPOCHS, gamma=_RESTRAINT)
    parameters = FSRS(DEFAULT_PARAMETERS).compute_parameters(
        [item for _, _, item in found],
        card_ids=[number for _, number, _ in found],
        num_relearning_steps=_RELEARNING_STEPS,
        training_config=config,
    )
    return tuple(parameters)


def _is_sound(parameters: Sequence[float]) -> bool:
    try:
        check_parameters(parameters)
    except ValueError:
        return False
    return True

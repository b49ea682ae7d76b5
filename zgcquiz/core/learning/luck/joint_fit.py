"""Fitting of luck and memory together, each kept only if the held-out reviews are predicted no worse.

Luck is estimated first, as that takes no memory model (`estimate`); then the parameters of memory are fitted given the
luck. Three predictions of the held-out reviews are compared: with luck and parameters as in use; with the luck learnt
before them; and with parameters fitted under that luck as well. The learnt luck is kept if one of the latter two is no
worse than the first, and the parameters by the rule in `fitting`. If neither is, the luck in use stays, and parameters
are fitted under it. What is kept in the end is estimated from all reviews, like the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zgcquiz.core.learning import fitting
from zgcquiz.core.learning.fit_metrics import Loss, Observation, judge, standard_error
from zgcquiz.core.learning.fitting import Fit, HeldOut, Progress
from zgcquiz.core.learning.guessing import GuessHabits
from zgcquiz.core.learning.luck.estimate import AssumedLuck, LoggedAnswer, LuckEstimate, count, estimate
from zgcquiz.core.value import Value

HabitsOf = Callable[[float], GuessHabits]
"""Returns the habits of declaring guesses, given an edge."""


class JointFit(Value, frozen=True):
    """The result of a joint fit.

    fit: of the parameters, under the luck to use; in_use, learnt: the luck before, and the one to use from now on;
    before: the loss with luck and parameters in use; estimate: of luck, from all reviews, with its errors.
    """

    fit: Fit
    in_use: AssumedLuck
    learnt: AssumedLuck
    before: Loss
    estimate: LuckEstimate

    @property
    def changes_luck(self) -> bool:
        return self.learnt != self.in_use


def fit_jointly(
    histories: Sequence[Sequence[LoggedAnswer]],
    habits_of: HabitsOf,
    parameters: Sequence[float] | None = None,
    in_use: AssumedLuck | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    until: int | None = None,
    anchors: Sequence[Sequence[LoggedAnswer]] = (),
) -> JointFit:
    """Fit luck and parameters to these reviews.

    parameters, in_use: those to improve on, None for the engine's defaults and for blind picks; until: the learner's
    day before which answers tell of luck, None for all; anchors: histories that are not in the sample, of items first
    asked without their options. Equal arguments give equal results. Raises TooFewReviewsError
    and ValueError as `fitting.fit` does.
    """
    in_use = in_use or AssumedLuck()
    weights = fitting.default_parameters() if parameters is None else fitting.check_parameters(parameters)
    observed = _observed(histories, habits_of, in_use)
    held = fitting.held_out(observed)
    found = estimate(count([*histories, *anchors], until))
    before = judge(weights, observed, held.since, in_use.known)
    early = estimate(count([*histories, *anchors], held.since)).assumed
    if early != in_use:
        tried = _observed(histories, habits_of, early)
        fit = _fit_under(early, weights, tried, held, before, seed, progress)
        if fit is not None:
            return JointFit(fit, in_use, found.assumed, before[0], found)
    fit = fitting.fit_observations(weights, observed, held, seed, progress, in_use.known, before)
    return JointFit(fit, in_use, in_use, before[0], found)


def _fit_under(
    luck: AssumedLuck,
    weights: tuple[float, ...],
    observed: Sequence[Sequence[Observation]],
    held: HeldOut,
    before: tuple[Loss, Sequence[float]],
    seed: int,
    progress: Progress | None,
) -> Fit | None:
    """Fit parameters under a luck that isn't in use; None if the held-out reviews speak against it."""
    alone = judge(weights, observed, held.since, luck.known)
    fit = fitting.fit_observations(weights, observed, held, seed, progress, luck.known, alone)
    best = fit.after if fit.better else alone[0]
    chance = standard_error([one - other for one, other in zip(alone[1], before[1], strict=True)])
    return fit if best.log_loss <= before[0].log_loss + chance else None


def _observed(
    histories: Sequence[Sequence[LoggedAnswer]], habits_of: HabitsOf, luck: AssumedLuck
) -> list[list[Observation]]:
    habits = habits_of(luck.edge)
    return [
        fitting.observations(
            [(day, rating) for day, rating, *_ in history],
            [habits.luck(day, choices) for day, _, choices, _ in history],
        )
        for history in histories
    ]


class Tuning(Value, frozen=True):
    """A fit with the size of the log it was made from.

    joint: the fit that it is a part of, None if right answers count as knowledge; items, reviews: of the whole log,
    including undone reviews; fit.items and fit.reviews count those in the sample; kept: whether what was fitted is in
    use now.
    """

    fit: Fit
    joint: JointFit | None
    items: int
    reviews: int
    kept: bool

    @property
    def better(self) -> bool:
        """Whether the fitted parameters or the learnt luck should be used."""
        return self.fit.better or (self.joint is not None and self.joint.changes_luck)

    @property
    def before(self) -> Loss:
        """The loss of what is in use."""
        return self.fit.before if self.joint is None else self.joint.before

"""Fit the scheduler to the learner, and forecast the workload."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.settings import forget_fit, keep_fit
from zgcquiz.app.selection import Selection, survey, sync_cards
from zgcquiz.core.configuration import SettingChange
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning import fitting
from zgcquiz.core.learning import forecast as ahead
from zgcquiz.core.learning.fit_metrics import TooFewReviewsError
from zgcquiz.core.learning.luck.estimate import AssumedLuck
from zgcquiz.core.learning.luck.joint_fit import Tuning, fit_jointly
from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import replace
from zgcquiz.store.log.reading.histories import Histories, ItemStart

HABITS_FROM = 20_000
"""Approximate number of reviews that are enough to estimate the learner's habits."""

BEGUN_WITH = 2000
"""Among how many items, the first that the learner answered, those asked without their options are looked for: `review`
asks no more of them later (core/learning/luck/anchors.py)."""
_FITTED = 0.8
"""The progress, 0 to 1, when only the cards are left to be derived."""


def tune(
    context: AppContext,
    seed: int = 0,
    progress: fitting.Progress | None = None,
    *,
    keep: bool = False,
) -> Tuning:
    """Fit FSRS's parameters and the learner's luck to the whole log, and compare them to those in use.

    keep: if they are better, write them to the settings file and reschedule the cards. Raises ZgcError if there are
    too few reviews, or the settings can't be read or written.
    """
    settings = context.settings()
    with Histories(context.log.path, settings.day_starts) as log:
        sizes, starts = log.sizes_and_first(BEGUN_WITH)
        is_lucky = settings.guess_correction and log.has_choices()
        reviews = fitting.SAMPLE_LUCKY if is_lucky else fitting.SAMPLE_REVIEWS
        chosen = _sample(sizes, seed, reviews)
        answers = log.answers(chosen)
        in_use = AssumedLuck(settings.guess_edge, settings.known_at_sight)
        joint, tomorrow = None, context.clock().day + 1
        try:
            if settings.guess_correction:
                anchors = log.answers(_anchors(log, starts, chosen)) if len(chosen) < len(sizes) else []
                joint = fit_jointly(answers, log.habits, settings.parameters, in_use, seed, progress, tomorrow, anchors)
                fit = joint.fit
            else:
                histories = [[(day, rating) for day, rating, *_ in history] for history in answers]
                fit = fitting.fit(histories, settings.parameters, seed, progress)
        except TooFewReviewsError as error:
            raise ZgcError(
                "too-few-reviews",
                f"The parameters can't be fitted yet. {error}.",
                "Keep reviewing; until then the default parameters work well.",
            ) from error
    found = Tuning(fit=fit, joint=joint, items=len(sizes), reviews=sum(sizes.values()), kept=False)
    if not keep or not found.better:
        return found
    keep_fit(
        context,
        fit.fitted if fit.better else None,
        {"guess_edge": joint.learnt.edge, "known_at_sight": joint.learnt.known} if joint and joint.changes_luck else {},
        context.clock().local.date(),
    )
    if progress is not None:
        progress(fitting.Stage.CARDS, _FITTED)
    sync_cards(context, survey(context, None))
    return replace(found, kept=True)


def reset(context: AppContext) -> SettingChange:
    """Return to the default parameters and to blind picks, and reschedule the cards.

    Return the change of the parameters, or of the first setting that did change.
    """
    changes = forget_fit(context)
    sync_cards(context, survey(context, None))
    return next((found for found in changes if found.before != found.after), changes[0])


def _anchors(log: Histories, starts: Sequence[ItemStart], chosen: Sequence[Ref]) -> list[Ref]:
    """Return items first asked without their options that are not in the sample: few are, and luck rests on them."""
    return sorted(set(log.without_options(starts)).difference(chosen))


def _sample(sizes: dict[Ref, int], seed: int, reviews: int) -> list[Ref]:
    """Return an unbiased sample of the items."""
    refs = list(sizes)
    return [refs[index] for index in fitting.sample(list(sizes.values()), seed, reviews=reviews)]


def forecast(
    context: AppContext,
    selection: Selection,
    new: int | None = None,
    days: int = ahead.DAYS,
    seed: int = 0,
) -> ahead.Forecast:
    """Simulate learning the packs from scratch, and return the workload at each desired retention.

    new: new items a day, None for the setting. The learner's habits are taken from the log. Raises ZgcError if the
    packs are empty, or no new items would be asked.
    """
    settings = context.settings(selection.only)
    sync_cards(context, selection)
    items = len(context.log.cards(selection.ids))
    if not items:
        raise ZgcError("no-questions", "There are no questions to forecast for.", "Add a pack: zgcquiz pack add PATH")
    new_per_day = settings.new_per_day if new is None else new
    if not new_per_day:
        raise ZgcError("no-new", "Without new questions there is nothing to forecast.", "Use --new N.")
    weights: Sequence[float] = settings.parameters or fitting.default_parameters()
    return ahead.forecast(weights, min(items, ahead.MOST_ITEMS), new_per_day, habits(context, seed), seed, days)


def habits(context: AppContext, seed: int = 0) -> ahead.AnswerHabits:
    """Return the learner's habits, estimated from the log, or from a sample of its items if it is large."""
    with Histories(context.log.path, context.settings().day_starts) as log:
        right, wrong = log.seconds()
        return ahead.habits_of(log.read_histories(_sample(log.sizes(), seed, HABITS_FROM)), right, wrong)

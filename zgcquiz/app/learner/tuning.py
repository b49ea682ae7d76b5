"""Fit the scheduler to the learner, and forecast the workload."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.settings import change, keep_parameters
from zgcquiz.app.selection import Selection, survey, sync_cards
from zgcquiz.core.configuration import SettingChange
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning import fitting
from zgcquiz.core.learning import forecast as ahead
from zgcquiz.core.learning.fit_metrics import TooFewReviewsError
from zgcquiz.core.learning.fitting import Tuning
from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.reading.histories import Histories

HABITS_FROM = 20_000
"""Approximate number of reviews that are enough to estimate the learner's habits."""

_FITTED = 0.8
"""The progress, 0 to 1, when only the cards are left to be derived."""


def tune(
    context: AppContext,
    seed: int = 0,
    progress: fitting.Progress | None = None,
    *,
    keep: bool = False,
) -> Tuning:
    """Fit FSRS's parameters to the whole log, corrected for lucky guesses, and compare them to those in use.

    keep: if they are better, write them to the settings file and reschedule the cards. Raises ZgcError if there are
    too few reviews, or the settings can't be read or written.
    """
    settings = context.settings()
    with Histories(context.log.path, settings.day_starts) as log:
        sizes = log.sizes()
        reviews = fitting.SAMPLE_LUCKY if settings.guess_correction else fitting.SAMPLE_REVIEWS
        answers = log.answers(_sample(sizes, seed, reviews))
        habits = log.habits()
    histories = [[(day, rating) for day, rating, _ in history] for history in answers]
    lucks = None
    if settings.guess_correction:
        lucks = [[habits.luck(day, choices) for day, _, choices in history] for history in answers]
    try:
        fit = fitting.fit(histories, settings.parameters, seed, progress, lucks=lucks)
    except TooFewReviewsError as error:
        raise ZgcError(
            "too-few-reviews",
            f"The parameters can't be fitted yet. {error}.",
            "Keep reviewing; until then the default parameters work well.",
        ) from error
    kept = keep and fit.better
    if kept:
        keep_parameters(context, fit.parameters, context.clock().local.date())
        if progress is not None:
            progress(fitting.Stage.CARDS, _FITTED)
        sync_cards(context, survey(context, None))
    return Tuning(fit=fit, items=len(sizes), reviews=sum(sizes.values()), kept=kept, corrected=lucks is not None)


def reset(context: AppContext) -> SettingChange:
    """Return to the default parameters, and reschedule the cards."""
    found = change(context, "parameters", None)
    sync_cards(context, survey(context, None))
    return found


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

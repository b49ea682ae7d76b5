"""Fitting the scheduler to the learner's own memory, and looking ahead."""

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
from zgcquiz.store.log.histories import Histories

HABITS_FROM = 20_000
"""Reviews, about, that show well enough how a learner answers."""

_FITTED = 0.8
"""The share of the whole work that is done when only the cards are left."""


def tune(
    context: AppContext,
    seed: int = 0,
    progress: fitting.Progress | None = None,
    *,
    keep: bool = False,
) -> Tuning:
    """Fit FSRS's parameters to the whole log, by what luck is in it, against those in use.

    keep: write them into the settings file if they are better, and let the cards follow. Raises
    ZgcError where there are too few reviews, or where the settings can't be read or written.
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
            "Go on reviewing: until then the usual parameters serve well.",
        ) from error
    kept = keep and fit.better
    if kept:
        keep_parameters(context, fit.parameters, context.clock().local.date())
        if progress is not None:
            progress(fitting.Stage.CARDS, _FITTED)
        sync_cards(context, survey(context, None))
    return Tuning(fit=fit, items=len(sizes), reviews=sum(sizes.values()), kept=kept, corrected=lucks is not None)


def reset(context: AppContext) -> SettingChange:
    """Go back to the engine's parameters, and let the cards follow."""
    found = change(context, "parameters", None)
    sync_cards(context, survey(context, None))
    return found


def _sample(sizes: dict[Ref, int], seed: int, reviews: int) -> list[Ref]:
    """A fair sample of the items of a large log."""
    refs = list(sizes)
    return [refs[place] for place in fitting.sample(list(sizes.values()), seed, reviews=reviews)]


def forecast(
    context: AppContext,
    selection: Selection,
    new: int | None = None,
    days: int = ahead.DAYS,
    seed: int = 0,
) -> ahead.Forecast:
    """What so many days with the items of these packs would cost at each desired retention, begun from nothing.

    new: begun a day, None for as many as is set. How the learner answers is taken from the log.
    Raises ZgcError where the packs are empty, or where nothing new is begun.
    """
    settings = context.settings(selection.only)
    sync_cards(context, selection)
    items = len(context.log.cards(selection.ids))
    if not items:
        raise ZgcError("no-questions", "There is no question to look ahead for.", "Add a pack: zgcquiz pack add PATH")
    begun = settings.new_per_day if new is None else new
    if not begun:
        raise ZgcError("no-new", "With no new question a day there is nothing to look ahead for.", "Say --new N.")
    weights: Sequence[float] = settings.parameters or fitting.default_parameters()
    return ahead.forecast(weights, min(items, ahead.MOST_ITEMS), begun, habits(context, seed), seed, days)


def habits(context: AppContext, seed: int = 0) -> ahead.AnswerHabits:
    """How the learner answers, from the log: from a fair sample of the items where it is large."""
    with Histories(context.log.path, context.settings().day_starts) as log:
        right, wrong = log.seconds()
        return ahead.habits_of(log.read_histories(_sample(log.sizes(), seed, HABITS_FROM)), right, wrong)

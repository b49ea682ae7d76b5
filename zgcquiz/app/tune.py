"""Fitting the scheduler to the learner's own memory, and looking a year ahead."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.app.deps import Deps
from zgcquiz.app.selection import Selection, line_up
from zgcquiz.core import fitting
from zgcquiz.core import forecast as ahead
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.store.histories import Histories

HABITS_FROM = 20_000
"""Reviews, about, that show well enough how a learner answers."""


class Tuning(Value, frozen=True):
    """A fit, and how large the whole log is that it was made from.

    items, reviews: of the whole log, reviews taken back among them; fit.items and fit.reviews
    tell how many of these were looked at.
    """

    fit: fitting.Fit
    items: int
    reviews: int


def tune(
    deps: Deps, parameters: Sequence[float] | None = None, seed: int = 0, progress: fitting.Progress | None = None
) -> Tuning:
    """Fit FSRS's parameters to the whole log. Nothing is changed: what to keep is in the result.

    parameters: those in use, None for the engine's defaults. Raises ZgcError where there are too
    few reviews; ValueError where the parameters in use are wrong.
    """
    with Histories(deps.log.path) as log:
        sizes = log.sizes()
        refs = list(sizes)
        chosen = fitting.sample(list(sizes.values()), seed)
        histories = log.read([refs[place] for place in chosen])
    try:
        fit = fitting.fit(histories, parameters, seed, progress)
    except fitting.TooFewReviewsError as error:
        raise ZgcError(
            "too-few-reviews",
            f"The parameters can't be fitted yet. {error}.",
            "Go on reviewing: until then the usual parameters serve well.",
        ) from error
    return Tuning(fit, len(sizes), sum(sizes.values()))


def forecast(
    deps: Deps,
    selection: Selection,
    parameters: Sequence[float] | None = None,
    items: int | None = None,
    new: int = 10,
    seed: int = 0,
) -> ahead.Forecast:
    """What a year with so many items would cost at each desired retention, begun from nothing.

    parameters: those in use, None for the engine's defaults; items: how many, None for as many
    as the selected packs have; new: begun a day. How the learner answers is taken from the log.
    Raises ZgcError where the packs are empty; ValueError for numbers out of range.
    """
    weights = fitting.default_parameters() if parameters is None else parameters
    if items is None:
        line_up(deps, selection)
        items = len(deps.log.cards(selection.ids))
        if not items:
            raise ZgcError(
                "no-questions", "There is no question to look ahead for.", "Add a pack: zgcquiz pack add PATH"
            )
    return ahead.forecast(weights, items, new, habits(deps, seed), seed)


def habits(deps: Deps, seed: int = 0) -> ahead.Habits:
    """How the learner answers, from the log: from a fair sample of the items where it is large."""
    with Histories(deps.log.path) as log:
        sizes = log.sizes()
        refs = list(sizes)
        chosen = fitting.sample(list(sizes.values()), seed, reviews=HABITS_FROM)
        right, wrong = log.seconds()
        return ahead.habits_of(log.read([refs[place] for place in chosen]), right, wrong)

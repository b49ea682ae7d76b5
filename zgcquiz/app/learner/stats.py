"""Statistics over the review log and the cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, sync_cards
from zgcquiz.core.learning.fitting import sample
from zgcquiz.core.learning.schedule import Reviewed
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import HOUR, Moment
from zgcquiz.core.rounds.confusion import Confusion, confusable_item, confusions
from zgcquiz.core.stats.calibration import Predicted, calibrate, predictions
from zgcquiz.core.stats.certainty import Certainties, certainties
from zgcquiz.core.stats.picks import ItemFigures, option_picks
from zgcquiz.core.stats.summary import Stats, summarize
from zgcquiz.core.value import Value
from zgcquiz.store.log.reading.answers import Answers
from zgcquiz.store.log.reading.histories import Histories
from zgcquiz.store.review_stats import PackTags, ReviewStats

SAMPLED = 20_000
"""Approximate maximum of reviews that predictions are checked on: a sample of the items of a larger log."""


class DetailedStats(Value, frozen=True):
    """The statistics, with the details that were asked for; the others are None.

    stems: the questions' texts, for the items that `certainty` and `confusions` list; damaged: how many rows of the log
    were left out.
    """

    stats: Stats
    predicted: Predicted | None
    items: tuple[ItemFigures, ...] | None
    certainty: Certainties | None
    confusions: tuple[Confusion, ...] | None
    stems: Mapping[Ref, str]
    now: Moment
    damaged: int

    @property
    def has_details(self) -> bool:
        details = (self.predicted, self.items, self.certainty, self.confusions)
        return any(each is not None for each in details)


def detailed_stats(
    context: AppContext,
    selection: Selection,
    *,
    memory: bool = False,
    items: bool = False,
    certainty: bool = False,
    confusions: bool = False,
) -> DetailedStats:
    """Return statistics over the selected packs, or over the whole log if no pack was named."""
    context.log.check_undamaged()
    sync_cards(context, selection)
    tags = {id: PackTags(pack.edition_key, pack.tags) for id, pack in selection.packs.items()}
    now = context.clock()
    with ReviewStats(context.log.path, now.starts * HOUR, tags) as log:
        activities = log.activities(selection.ids if selection.named else None)
        stats = summarize(activities, log.standings(selection.ids, now), now)
    predicted = _predicted(context, selection) if memory else None
    figures = _items(context, selection) if items else None
    certain = _certainty(context, selection) if certainty else None
    confused = _confused(context, selection) if confusions else None
    damaged = len(context.log.damaged())
    refs = [each.ref for each in certain.overrated] if certain else []
    refs += [ref for each in confused or () for ref in each.items]
    return DetailedStats(stats, predicted, figures, certain, confused, _stems(selection, refs), now, damaged)


def _predicted(context: AppContext, selection: Selection) -> Predicted:
    """Compare the scheduler's predictions, made with today's settings, to the answers."""
    with Histories(context.log.path) as log:
        sizes = {ref: size for ref, size in log.sizes().items() if not selection.named or ref.pack in selection.packs}
    refs = list(sizes)
    chosen = [refs[index] for index in sample(list(sizes.values()), reviews=SAMPLED)]
    found = (pair for ref in chosen for pair in predictions(context.log.attempts(ref), context.log.scheduler(ref.pack)))
    return Predicted(calibrate(found), len(chosen), len(refs))


def _certainty(context: AppContext, selection: Selection) -> Certainties:
    with _answers(context, selection) as log:
        return certainties(*log.certainty(), log.overrated())


def _items(context: AppContext, selection: Selection) -> tuple[ItemFigures, ...]:
    """Return the answered items, the most difficult first."""
    with _answers(context, selection) as log:
        picks = log.picks()
    now = context.clock()
    with ReviewStats(context.log.path, now.starts * HOUR) as stats:
        counts = stats.counts(selection.ids)
    cards = {card.ref: card.state for card in context.log.cards(selection.ids)}
    found = []
    for id, pack in selection.packs.items():
        for item in pack.items():
            ref = Ref(id, item.id)
            count, card = counts.get((id, item.id)), cards.get(ref)
            if count:
                difficulty = card.difficulty if isinstance(card, Reviewed) else None
                options = option_picks(item, *picks.get(ref, ({}, {})))
                found.append(ItemFigures(ref, item.stem, *count, difficulty, options))
    return tuple(sorted(found, key=lambda item: (-(item.difficulty or 0), item.correct / item.reviews, item.ref)))


def _confused(context: AppContext, selection: Selection) -> tuple[Confusion, ...]:
    """Return the unresolved confusions."""
    with _answers(context, selection) as log:
        mistakes, right_days = log.mistakes(), log.right_days()
    choices = [
        choice
        for id, pack in selection.packs.items()
        for item in pack.items()
        if (choice := confusable_item(Ref(id, item.id), item))
    ]
    return confusions(choices, mistakes, right_days)


def _answers(context: AppContext, selection: Selection) -> Answers:
    return Answers(context.log.path, selection.ids if selection.named else None, context.clock().starts)


def _stems(selection: Selection, refs: Iterable[Ref]) -> dict[Ref, str]:
    found = ((ref, selection.item(ref)) for ref in refs)
    return {ref: item.stem for ref, item in found if item}

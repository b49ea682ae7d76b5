"""Statistics that take more than sums: read only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection
from zgcquiz.core.learning.fitting import sample
from zgcquiz.core.learning.schedule import Reviewed
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import HOUR
from zgcquiz.core.rounds.confusion import Confusion, confusable_item, confusions
from zgcquiz.core.stats.calibration import Predicted, calibrate, predictions
from zgcquiz.core.stats.certainty import Certainties, certainties
from zgcquiz.core.stats.picks import ItemFigures, option_picks
from zgcquiz.store.log.answers import Answers
from zgcquiz.store.log.histories import Histories
from zgcquiz.store.review_stats import ReviewStats

SAMPLED = 20_000
"""Reviews, about, that predictions are checked on: of a larger log a fair sample of its items."""


def predicted(context: AppContext, selection: Selection) -> Predicted:
    """How the chances that the scheduler gave came true, by the settings of now."""
    with Histories(context.log.path) as log:
        sizes = {ref: size for ref, size in log.sizes().items() if not selection.named or ref.pack in selection.packs}
    refs = list(sizes)
    chosen = [refs[place] for place in sample(list(sizes.values()), reviews=SAMPLED)]
    found = (pair for ref in chosen for pair in predictions(context.log.attempts(ref), context.log.scheduler(ref.pack)))
    return Predicted(calibrate(found), len(chosen), len(refs))


def certainty(context: AppContext, selection: Selection) -> Certainties:
    with _answers(context, selection) as log:
        return certainties(*log.certainty(), log.overrated())


def items(context: AppContext, selection: Selection) -> tuple[ItemFigures, ...]:
    """Each item of the packs that was answered, the most difficult first."""
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


def confused(context: AppContext, selection: Selection) -> tuple[Confusion, ...]:
    """The answers that are confused now."""
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


def stems(selection: Selection, refs: Iterable[Ref]) -> dict[Ref, str]:
    """What is asked by those of the items that are there."""
    found = ((ref, selection.item(ref)) for ref in refs)
    return {ref: item.stem for ref, item in found if item}

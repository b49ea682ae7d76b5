"""Statistics over the review log and the cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from operator import itemgetter
from typing import TypeAlias

import msgspec.msgpack

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, names_by_pack, sync_cards
from zgcquiz.core.learning.fitting import sample
from zgcquiz.core.log.review import Ref
from zgcquiz.core.markup.items import stem_line
from zgcquiz.core.moment import HOUR, Moment
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.confusion import Confusion, confusable_item, confusions, involved
from zgcquiz.core.stats.calibration import Predicted, calibrate, predictions
from zgcquiz.core.stats.certainty import Certainties, certainties
from zgcquiz.core.stats.picks import LISTED, ItemFigures, ItemList, option_picks
from zgcquiz.core.stats.summary import Stats, summarize
from zgcquiz.core.value import Value
from zgcquiz.store.log.reading.histories import Histories
from zgcquiz.store.review_stats import PackTags, ReviewStats

_Rank: TypeAlias = tuple[float, float, Ref]
_encode, _decode = msgspec.msgpack.encode, msgspec.msgpack.Decoder(ItemFigures).decode
SAMPLED = 20_000
"""Approximate maximum of reviews that predictions are checked on: a sample of the items of a larger log."""


class DetailedStats(Value, frozen=True):
    """The statistics, with the details that were asked for; the others are None.

    stems: returns the texts of those of some questions that their packs have now; damaged: how many rows of the log
    were left out.
    """

    stats: Stats
    predicted: Predicted | None
    items: ItemList | None
    certainty: Certainties | None
    confusions: tuple[Confusion, ...] | None
    stems: Callable[[Iterable[Ref]], Mapping[Ref, str]]
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
        certain = _certainty(selection, log) if certainty else None
        confused = _confused(selection, log) if confusions else None
        figures = _items(selection, log) if items else None
    predicted = _predicted(context, selection) if memory else None
    damaged = len(context.log.damaged())
    return DetailedStats(stats, predicted, figures, certain, confused, _stems(selection), now, damaged)


def _predicted(context: AppContext, selection: Selection) -> Predicted:
    """Compare the scheduler's predictions, made with today's settings, to the answers."""
    with Histories(context.log.path) as log:
        sizes = {ref: size for ref, size in log.sizes().items() if not selection.named or ref.pack in selection.packs}
    refs = list(sizes)
    chosen = [refs[index] for index in sample(list(sizes.values()), reviews=SAMPLED)]
    found = (pair for ref in chosen for pair in predictions(context.log.attempts(ref), context.log.scheduler(ref.pack)))
    return Predicted(calibrate(found), len(chosen), len(refs))


def _certainty(selection: Selection, log: ReviewStats) -> Certainties:
    return certainties(*log.certainty(_asked(selection)))


def _confused(selection: Selection, log: ReviewStats) -> tuple[Confusion, ...]:
    """Return the unresolved confusions."""
    mistakes, right_days = log.mistakes(_asked(selection))
    choices = (
        choice
        for id, pack in selection.packs.items()
        for of_slice in pack.slices()
        for item in of_slice
        if (choice := confusable_item(Ref(id, item.id), item))
    )
    return confusions(involved(choices, mistakes) if mistakes else [], mistakes, right_days)


def _items(selection: Selection, log: ReviewStats) -> ItemList:
    """Return the answered items, the most difficult first. Only those that are listed stay decoded."""
    ranked: list[tuple[_Rank, bytes]] = []
    useless_count = 0

    def with_useless() -> Iterator[tuple[_Rank, ItemFigures]]:
        nonlocal useless_count
        for id, pack in selection.packs.items():
            for of_slice in pack.slices():
                for figures in _figures(log, id, of_slice):
                    rank = (-(figures.difficulty or 0), figures.correct / figures.reviews, figures.ref)
                    ranked.append((rank, _encode(figures)))
                    if useless := sum(option.useless for option in figures.options):
                        useless_count += useless
                        yield rank, figures

    found = nsmallest(LISTED, with_useless(), key=itemgetter(0))
    useless = [(item, option) for _, item in found for option in item.options if option.useless]
    ranked.sort(key=itemgetter(0))
    first = tuple(_decode(data) for _, data in ranked[:LISTED])
    return ItemList(
        len(ranked), first, tuple(useless[:LISTED]), useless_count, lambda: (_decode(data) for _, data in ranked)
    )


def _figures(log: ReviewStats, pack: str, items: Sequence[Item]) -> Iterator[ItemFigures]:
    """Yield the figures of those of a pack's items that were answered."""
    known = log.item_records(pack, [item.id for item in items])
    for item in items:
        if record := known.get(item.id):
            picks = record.picks
            shown = {text: times for text, (times, _) in picks.items()}
            picked = {text: times for text, (_, times) in picks.items()}
            options = option_picks(item, shown, picked)
            stem = stem_line(item)
            yield ItemFigures(Ref(pack, item.id), stem, record.reviews, record.correct, record.difficulty, options)


def _asked(selection: Selection) -> list[str] | None:
    return selection.ids if selection.named else None


def _stems(selection: Selection) -> Callable[[Iterable[Ref]], Mapping[Ref, str]]:
    def stems(refs: Iterable[Ref]) -> dict[Ref, str]:
        named = names_by_pack(refs).items()
        packs = ((id, names, selection.packs[id]) for id, names in named if id in selection.packs)
        return {Ref(id, item.id): stem_line(item) for id, names, pack in packs for item in pack.find(names)}

    return stems

"""Take the history in an imported file into the learner's own."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import select, sync_cards
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.limits import beyond_limits
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import FoundHistory
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.formats.exchange.contract import ExchangeOptions

_SLICE = 1000
"""The reviews that are looked up in the log together."""
_KNOWN = """SELECT r.item, r.at, r.id FROM json_each(?) AS place CROSS JOIN reviews AS r
    ON r.pack = ? AND r.item = place.value ->> 0 AND r.at = place.value ->> 1"""


class TakenHistory(Value, frozen=True):
    """added: reviews that are new to the log; refused: reviews and holds that it doesn't take, whatever was asked for;
    found: None if the file has neither."""

    added: int
    refused: int
    found: FoundHistory | None


def take_history(
    context: AppContext,
    pack: str,
    reviews: Collection[Review],
    holds: Collection[Hold],
    options: ExchangeOptions,
    *,
    wanted: bool,
) -> TakenHistory:
    """Count the history that came with an installed pack and, if it is wanted, merge it into the log in slices."""
    counts = {False: 0, True: 0}  # of usable reviews, by whether this device made them
    usable_holds = [each for each in holds if not beyond_limits(each)]

    def usable() -> Iterator[Review]:
        for number, each in enumerate(reviews):
            if number % _SLICE == 0:
                options.progress(number, len(reviews))
            if not beyond_limits(each):
                counts[each.device == context.log.device] += 1
                yield each

    added = 0
    if wanted and (reviews or holds):
        sync_cards(context, select(context, pack))
        events: Iterator[Review | Hold] = chain(_unknown(context, pack, usable()), usable_holds)
        added = context.log.merge(events, context.clock()).added
    else:
        for _ in usable():
            pass
    count, held = sum(counts.values()), len(usable_holds)
    found = FoundHistory(count, counts[True], held, wanted) if count or held else None
    return TakenHistory(added, len(reviews) + len(holds) - count - held, found)


def _unknown(context: AppContext, pack: str, reviews: Iterable[Review]) -> Iterator[Review]:
    """Yield the reviews that the log didn't have under another id before: other programs don't preserve ids."""
    ((listed,),) = context.log.read("SELECT json_group_array(at) FROM reviews WHERE pack = ?", (pack,))
    before = array("q", sorted(json.loads(listed)))
    left = iter(reviews)
    while found := list(islice(left, _SLICE)):
        ids = _known_ids(context, pack, [each for each in found if _holds(before, each.at.ms)])
        for each in found:
            known = ids.get((each.ref.item, each.at.ms))
            if known is None or each.id in known:
                yield each


def _known_ids(context: AppContext, pack: str, reviews: Sequence[Review]) -> dict[tuple[str, int], set[str]]:
    """Return the ids in the log by item and time, of those that some reviews have."""
    places = json.dumps([(each.ref.item, each.at.ms) for each in reviews])
    ids: dict[tuple[str, int], set[str]] = {}
    for item, at, id in context.log.read(_KNOWN, (places, pack)) if reviews else ():
        ids.setdefault((item, at), set()).add(id)
    return ids


def _holds(numbers: Sequence[int], number: int) -> bool:
    """Return whether ascending numbers include one."""
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number

"""The items that a round of `play` is drawn from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.store.log.reading.queries import CardQueries


class PoolChangedError(Exception):
    """An item that was counted is not there."""


class CardPool(Sequence[tuple[Ref, str]]):
    """The items of packs that are not held, in the packs' order, each with its fact.

    An item is read when it is looked at: a round draws ten, of however many there are. It is looked up by its rank,
    from which its position in its pack follows by counting the held items before it.
    """

    def __init__(self, log: CardQueries, packs: Sequence[str], now: Moment) -> None:
        """The packs' cards must be synced."""
        self._log = log
        self._packs = packs
        counts, held = log.count_items(packs), log.held_positions(packs, now)
        self.has_items = any(counts.values())
        self._free_before = {
            pack: [position - number for number, position in enumerate(positions)] for pack, positions in held.items()
        }
        """By pack, how many items that are not held are before each one that is."""
        self._ends = list(accumulate(counts[pack] - len(held.get(pack, ())) for pack in packs))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, rank: Any) -> Any:
        """Raises PoolChangedError if another process has changed the cards meanwhile."""
        number = bisect_right(self._ends, rank)
        pack = self._packs[number]
        free = rank - (self._ends[number - 1] if number else 0)
        found = self._log.item_at(pack, free + bisect_right(self._free_before.get(pack, ()), free))
        if found is None:
            raise PoolChangedError
        item, fact = found
        return Ref(pack, item), fact

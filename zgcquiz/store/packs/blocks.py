"""The layout of a compiled pack's items: blocks of whole items, of summaries by column, and of ids with positions.

A row for each item would take most of the time of compiling a large pack. Each block names its number, and has a
checksum, so that one that is damaged, missing or out of place is noticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from zgcquiz.core.packs.pack import NEVER_ASKED, NO_EXPIRY, Item
from zgcquiz.core.value import Value
from zgcquiz.store.packs.sealing import DamagedEntryError, sealed, unsealed

WHOLE = 64
"""Items of a block of whole items, which is read to get one of them."""
SUMMARIES = 64 * WHOLE
"""Items of a block of summaries."""
IDS = 512
"""Ids of a block of ids."""

Blocks = tuple[list[bytes], bytes]
"""Blocks of up to SUMMARIES items, and the block of their summaries."""


class Column(msgspec.Struct, array_like=True):
    """A field of consecutive items: its distinct values, and the index of each item's, if there are several."""

    values: list[str]
    indexes: list[int]

    def __iter__(self) -> Iterator[str]:
        values = self.values
        return iter([values[at] for at in self.indexes])


class Summaries(msgspec.Struct, array_like=True):
    """The fields of consecutive items that can be read without decoding them, each with an entry per item.

    tags, formerly: joined by line breaks.
    """

    number: int
    ids: list[str]
    sections: Column
    facts: Column
    tags: Column
    formerly: Column
    asked_until: list[int]


class Ages(Value, frozen=True):
    """How many items are asked until a day, as (day, number), in order of the days; never: how many are not asked."""

    days: tuple[tuple[int, int], ...] = ()
    never: int = 0

    def expired(self, today: int) -> int:
        """Return how many items were asked until a day before today."""
        return sum(number for day, number in self.days if day < today)


_encode = msgspec.msgpack.Encoder().encode
_decode_whole = msgspec.msgpack.Decoder(tuple[int, tuple[Item, ...]]).decode
_decode_raw = msgspec.msgpack.Decoder(tuple[int, tuple[msgspec.Raw, ...]]).decode
_decode_item = msgspec.msgpack.Decoder(Item).decode
_decode_summaries = msgspec.msgpack.Decoder(Summaries).decode
_decode_ids = msgspec.msgpack.Decoder(dict[str, int]).decode


class BlockWriter:
    """Turns a pack's items, one after the other, into blocks. After that, `size`, `ids` and `ages` are known."""

    def __init__(self) -> None:
        self.size = 0
        """The number of items in blocks."""
        self._ids: list[str] = []
        self._ages: Counter[int] = Counter()
        self._part: list[Item] = []
        self._blocks: list[Blocks] = []

    def add(self, item: Item) -> None:
        self._part.append(item)
        if len(self._part) == SUMMARIES:
            self._blocks.append(self._encoded())

    def finish(self) -> list[Blocks]:
        """Return the blocks of the items that were added; at least one of each."""
        if self._part or not self.size:
            self._blocks.append(self._encoded())
        return self._blocks

    def blocks(self, items: Iterable[Item]) -> Iterator[Blocks]:
        """Yield what `finish` returns for some items, without holding all of it."""
        for item in items:
            self.add(item)
            while self._blocks:
                yield self._blocks.pop()
        yield from self.finish()

    def _encoded(self) -> Blocks:
        part, number = self._part, self.size // SUMMARIES
        first = number * (SUMMARIES // WHOLE)
        starts = range(0, len(part) or 1, WHOLE)
        whole = [sealed(_encode((at, part[start : start + WHOLE]))) for at, start in enumerate(starts, first)]
        summaries = _summaries(number, part)
        self._part = []
        self.size += len(part)
        self._ids += summaries.ids
        self._ages.update(day for day in summaries.asked_until if day != NO_EXPIRY)
        return whole, sealed(_encode(summaries))

    @property
    def ids(self) -> Iterator[tuple[str, bytes]]:
        """The blocks of ids, each with its first, in order."""
        pairs = sorted(zip(self._ids, range(self.size), strict=True))
        for start in range(0, len(pairs), IDS):
            yield pairs[start][0], sealed(_encode(dict(pairs[start : start + IDS])))

    @property
    def ages(self) -> Ages:
        return Ages(tuple(sorted((self._ages - Counter({NEVER_ASKED: self.size})).items())), self._ages[NEVER_ASKED])


def _summaries(number: int, items: list[Item]) -> Summaries:
    return Summaries(
        number,
        [item.id for item in items],
        _column([item.section for item in items]),
        _column([item.fact for item in items]),
        _column(["\n".join(item.tags) for item in items]),
        _column(["\n".join(item.formerly) for item in items]),
        [item.asked_until for item in items],
    )


def _column(texts: list[str]) -> Column:
    places = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return Column(list(places), [places[text] for text in texts])


def whole_block(number: int, data: object) -> tuple[Item, ...]:
    """Return the items of a block. Raises DamagedEntryError, or one of msgspec's errors, if it is damaged."""
    found, items = _decode_whole(unsealed(data))
    if found != number:
        raise DamagedEntryError
    return items


def one_of_block(number: int, data: object, at: int) -> Item:
    """Return the item at an index of a block, the only one that is decoded. Raises as `whole_block`."""
    found, raw = _decode_raw(unsealed(data))
    if found != number or at >= len(raw):
        raise DamagedEntryError
    return _decode_item(raw[at])


def summaries_block(number: int, data: object) -> Summaries:
    """Return a block of summaries. Raises as `whole_block`."""
    found = _decode_summaries(unsealed(data))
    if found.number != number:
        raise DamagedEntryError
    return found


def ids_block(data: object) -> dict[str, int]:
    """Return the positions in the pack by id. Raises as `whole_block`."""
    return _decode_ids(unsealed(data))

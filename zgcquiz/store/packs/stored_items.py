"""The items of large packs, of which a few at a time are objects: those of a compiled pack, and others in blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import overload

from zgcquiz.core.packs.pack import Item, PackInfo
from zgcquiz.store.packs.blocks import Blocks, BlockWriter, whole_block
from zgcquiz.store.packs.compiled_pack import SLICE, CachedPack


class StoredItems(Sequence[Item]):
    """The items of a pack in its order, expired ones included, which are decoded each time that they are used.

    Using them raises ZgcError if the pack has changed since.
    """

    def __init__(self, pack: CachedPack) -> None:
        self._pack = pack
        self._hash = pack.content_hash
        self._size = pack.size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Item]:
        for start in range(0, self._size, SLICE):
            yield from self._read(start, start + SLICE)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, at: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._size)
            return self._read(start, stop) if step == 1 else tuple(self[each] for each in range(start, stop, step))
        place = range(self._size)[at]
        return self._read(place, place + 1)[0]

    def _read(self, start: int, stop: int) -> tuple[Item, ...]:
        return self._pack.items_of(self._hash, start, stop)


class StoredPack:
    """A compiled pack, to be read like a `Pack`."""

    def __init__(self, pack: CachedPack) -> None:
        self.info: PackInfo = pack.info
        self.items = StoredItems(pack)


class PackedItems(Collection[Item]):
    """Items as blocks in memory, a third of what they take as objects. They are decoded each time that they are used.

    `add` takes them one by one, until the first use of anything else.
    """

    def __init__(self) -> None:
        self.writer = BlockWriter()
        self.add = self.writer.add

    @cached_property
    def blocks(self) -> list[Blocks]:
        """The blocks as `BlockWriter.finish` returns them, for the cache of packs."""
        return self.writer.finish()

    def __len__(self) -> int:
        return self.writer.size if self.blocks else 0

    def __iter__(self) -> Iterator[Item]:
        for number, data in enumerate(each for whole, _ in self.blocks for each in whole):
            yield from whole_block(number, data)

    def __contains__(self, item: object) -> bool:
        return any(each == item for each in self)


class PackedPack:
    """A pack whose items are packed, to be installed like a `Pack`."""

    def __init__(self, info: PackInfo, items: PackedItems) -> None:
        self.info = info
        self.items = items

"""The items of a pack, read again from its files: their texts take less memory there than in items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from zgcquiz.core.packs.pack import Item
from zgcquiz.formats.native.reading.bank_reader import BankReader
from zgcquiz.formats.native.reading.places import PlacedItem


class ItemsAgain(Sequence[Item]):
    """Items, each of them read whenever it is used, but for the last one."""

    def __init__(self, placed: Sequence[PlacedItem], banks: Sequence[BankReader]) -> None:
        self._placed = placed
        self._banks = {bank.file: bank for bank in banks}
        self._last: tuple[int, Item] | None = None

    def __len__(self) -> int:
        return len(self._placed)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> list[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | list[Item]:
        if isinstance(at, slice):
            return [self[each] for each in range(len(self))[at]]
        if self._last is None or self._last[0] != at:
            placed = self._placed[at]
            self._last = at, self._banks[placed.file].read_again(placed.at)
        return self._last[1]

"""A compiled pack of the cache, whose items are decoded on demand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.store.files.pack_files import folder_of, read_beside
from zgcquiz.store.packs.blocks import (
    WHOLE,
    Ages,
    Column,
    Summaries,
    ids_block,
    one_of_block,
    summaries_block,
    whole_block,
)
from zgcquiz.store.packs.sealing import DamagedEntryError

SLICE = 8 * WHOLE
"""How many items are read at a time."""
FEW = 200
"""The items up to which each is looked up; for more of them the whole pack is read."""

_T = TypeVar("_T")


class _EntryGoneError(Exception):
    """An entry that another process has dropped."""


BROKEN = (sqlite3.DatabaseError, msgspec.MsgspecError, DamagedEntryError, TypeError, ValueError)
"""What reading a damaged cache raises."""


class ItemSummary(Value, frozen=True):
    """The fields of an item that can be read without decoding it."""

    id: str
    section: str
    fact: str
    tags: tuple[str, ...]
    formerly: tuple[str, ...]


class About(Value, frozen=True):
    """What the cache has of a pack besides its items; items: their number."""

    info: PackInfo
    warnings: tuple[Problem, ...]
    items: int
    ages: Ages


class Cache(Protocol):
    """What a compiled pack needs of the cache that it is in."""

    today: Callable[[], int]
    """Returns the learner's day."""

    def query(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        """Return the rows of a query."""

    def holds(self, content_hash: str) -> bool:
        """Return whether the cache has the items of a pack."""

    def open(self, root: Path) -> CachedPack:
        """Return the pack at a path, compiling it if needed. Raises PackError or ZgcError."""

    def discard(self) -> None:
        """Delete the cache and start a new one."""

    def use_memory(self) -> None:
        """Start a new cache in memory, for this run."""


class CachedPack:
    """A compiled pack, whose items are decoded one at a time, on demand."""

    def __init__(self, pack_cache: Cache, root: Path, content_hash: str, about: About) -> None:
        """Refer to an entry of a cache."""
        self._cache = pack_cache
        self.root = root
        self.content_hash = content_hash
        self._about = about
        self._ids: tuple[str, frozenset[str]] = ("", frozenset())
        """The ids of all items, once they were needed, and the content that they are of."""

    @property
    def info(self) -> PackInfo:
        return self._about.info

    @property
    def size(self) -> int:
        """The number of items, expired ones included."""
        return self._about.items

    @property
    def asked(self) -> int:
        """The number of `entries`."""
        ages = self._about.ages
        return self.size - ages.never - (ages.expired(self._cache.today()) if ages.days else 0)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return self._about.warnings

    def beside(self, name: str) -> bytes | None:
        """Return the content of a file that accompanies the pack, such as an image, as `read_beside` does."""
        return read_beside(folder_of(self.root), name)

    def entries(self) -> list[ItemSummary]:
        """Return summaries of the items that have not expired today, in the pack's order."""

        def read() -> list[ItemSummary]:
            today = self._cache.today()
            found: list[ItemSummary] = []
            for block in self._summaries():
                columns = (block.ids, block.sections, block.facts, _words(block.tags), _words(block.formerly))
                found += [
                    ItemSummary(*fields)
                    for asked_until, fields in zip(block.asked_until, zip(*columns, strict=True), strict=True)
                    if asked_until >= today
                ]
            return found

        return self._read(read)

    def tags(self) -> dict[str, tuple[str, ...]]:
        """Return the tags of each item that has not expired today, by the item's id."""

        def read() -> dict[str, tuple[str, ...]]:
            today = self._cache.today()
            return {
                id: tags
                for block in self._summaries()
                for id, tags, asked_until in zip(block.ids, _words(block.tags), block.asked_until, strict=True)
                if asked_until >= today
            }

        return self._read(read)

    def _summaries(self) -> list[Summaries]:
        rows = self._rows("SELECT data FROM summaries WHERE content_hash = ? ORDER BY number")
        blocks = [summaries_block(number, data) for number, (data,) in enumerate(rows)]
        if sum(len(block.ids) for block in blocks) != self._about.items:
            raise DamagedEntryError
        return blocks

    @property
    def edition_key(self) -> str:
        """A key of the pack's content and of how much of it has expired today; `entries` depends on nothing else."""
        ages = self._about.ages
        expired = ages.expired(self._cache.today()) if ages.days else 0
        return f"{self.content_hash} without {expired}" if expired else self.content_hash

    def item(self, id: str) -> Item | None:
        """Return the item with an id, or None if the pack has none."""

        def read() -> Item | None:
            rows = self._cache.query(
                "SELECT data FROM ids WHERE content_hash = ? AND first <= ? ORDER BY first DESC LIMIT 1",
                (self.content_hash, id),
            )
            position = ids_block(rows[0][0]).get(id) if rows else None
            if position is None:
                if id in self._all_ids():
                    raise DamagedEntryError
                return None
            number, at = divmod(position, WHOLE)
            rows = self._rows("SELECT data FROM items WHERE content_hash = ? AND number = ?", number)
            if not rows:
                raise DamagedEntryError
            item = one_of_block(number, rows[0][0], at)
            if item.id != id:
                raise DamagedEntryError
            return item

        return self._read(read)

    def _all_ids(self) -> frozenset[str]:
        if self._ids[0] != self.content_hash:
            self._ids = self.content_hash, frozenset(id for block in self._summaries() for id in block.ids)
        return self._ids[1]

    def items(self, start: int = 0, stop: int | None = None) -> tuple[Item, ...]:
        """Return the items from one position up to another, in the pack's order, expired ones included."""

        def read() -> tuple[Item, ...]:
            end = self.size if stop is None else min(stop, self.size)
            if start >= end:
                return ()
            first, last = start // WHOLE, -(-end // WHOLE)
            some = "content_hash = ? AND number >= ? AND number < ? ORDER BY number"
            rows = self._rows(f"SELECT data FROM items WHERE {some}", first, last)
            found = tuple(item for number, (data,) in enumerate(rows, first) for item in whole_block(number, data))
            if len(found) != min(last * WHOLE, self.size) - first * WHOLE:
                raise DamagedEntryError
            return found[start - first * WHOLE : end - first * WHOLE]

        return self._read(read)

    def find(self, ids: Collection[str]) -> Iterator[Item]:
        """Yield those of some items that the pack has, in any order. ids: each once. Raises ZgcError as `items_of`."""
        if len(ids) <= FEW:
            yield from (item for id in ids if (item := self.item(id)) is not None)
        else:
            wanted = frozenset(ids)
            yield from (item for item in self.each_item() if item.id in wanted)

    def items_of(self, content_hash: str, start: int, stop: int) -> tuple[Item, ...]:
        """Return `items` of an edition. Raises ZgcError if the pack's text has changed since, and that one is gone."""
        found = self.items(start, stop)
        if self.content_hash != content_hash:
            raise ZgcError("changed", f"{self.root} was changed while it was read.", "Run the command again.")
        return found

    def slices(self) -> Iterator[tuple[Item, ...]]:
        """Yield what `items` returns, a part at a time. Raises ZgcError as `items_of` does."""
        content_hash = self.content_hash
        for start in range(0, self.size, SLICE):
            yield self.items_of(content_hash, start, start + SLICE)

    def each_item(self) -> Iterator[Item]:
        """Yield what `items` returns, as `slices` does."""
        for some in self.slices():
            yield from some

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        rows = self._cache.query(sql, (self.content_hash, *values))
        if not rows and not self._cache.holds(self.content_hash):
            raise _EntryGoneError
        return rows

    def _read(self, read: Callable[[], _T]) -> _T:
        """Return what a function reads of this pack, which is compiled again first if its entry is damaged or gone."""
        for heal in (self._cache.discard, self._cache.use_memory):
            try:
                return read()
            except _EntryGoneError:
                pass
            except BROKEN:
                heal()
            self._reopen()
        return read()

    def _reopen(self) -> None:
        """Compile the pack again. If its text has changed meanwhile, this becomes the new pack."""
        again = self._cache.open(self.root)
        self.content_hash, self._about = again.content_hash, again._about


def _words(column: Column) -> list[tuple[str, ...]]:
    """Return the words of each item, joined in a column."""
    words = [_split(text) for text in column.values]
    return [words[at] for at in column.indexes]


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()

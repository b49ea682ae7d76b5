"""The blocks of a compiled pack hold what the pack holds, whatever its size, and show any damage."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.test_read_back import whole_packs
from zgcquiz.core.packs.pack import NO_EXPIRY, Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import replace
from zgcquiz.store.packs.blocks import IDS, SUMMARIES, WHOLE, BlockWriter
from zgcquiz.store.packs.compiled_pack import CachedPack, ItemSummary
from zgcquiz.store.packs.pack_cache import PackCache
from zgcquiz.store.packs.stored_items import PackedItems

TODAY = 20_000


class Made:
    """A cache of one pack, which is given as it was parsed."""

    def __init__(self, folder: Path, pack: Pack) -> None:
        self.root = folder / "pack.yaml"
        self.root.write_bytes(b"text")
        self.pack = pack
        self.parses = 0
        self.cache = PackCache(folder / "compiled.db", self._parse, lambda: TODAY)

    def _parse(
        self, files: Sequence[tuple[str, bytes]], keep: Callable[[Item], object]
    ) -> tuple[PackInfo, tuple[Problem, ...]]:
        self.parses += 1
        for item in self.pack.items:
            keep(item)
        return self.pack.info, ()

    def __enter__(self) -> CachedPack:
        return self.cache.open(self.root)

    def __exit__(self, *error: object) -> None:
        self.cache.close()


def plain_entries(pack: Pack) -> Iterator[ItemSummary]:
    """The oracle: straight from the items."""
    for item in pack.items:
        if item.asked_until >= TODAY:
            yield ItemSummary(item.id, item.section, item.fact, item.tags, item.formerly)


def check(compiled: CachedPack, pack: Pack, ids: Sequence[str]) -> None:
    assert Pack(compiled.info, compiled.items()) == pack
    assert tuple(compiled.each_item()) == pack.items
    assert compiled.entries() == list(plain_entries(pack))
    assert compiled.tags() == {item.id: item.tags for item in pack.items if item.asked_until >= TODAY}
    expired = sum(item.asked_until < TODAY for item in pack.items if not (item.draft or item.superseded_by))
    assert compiled.edition_key == compiled.content_hash + (f" without {expired}" if expired else "")
    by_id = {item.id: item for item in pack.items}
    for id in (*ids, "", "no such", "\U0010ffff"):
        assert compiled.item(id) == by_id.get(id)


def many(count: int) -> Pack:
    options = (Option("a", True), Option("b"))
    made = (
        Item(f"q{at * 7919 % 100_003}", Kind.SINGLE, f"Q{at}", options, fact=f"f{at // 2}", tags=("t",) * (at % 2))
        for at in range(count)
    )
    return Pack(PackInfo("p", "P"), tuple(made))


@given(whole_packs(), st.data())
@settings(deadline=None, max_examples=examples(30))
def test_whatever_a_pack_holds_is_found_again(pack: Pack, data: st.DataObject) -> None:
    until = st.sampled_from(["", "2020", "2024-10-03", "2024-10-04", "2024-10-05", "2100"])
    pack = Pack(pack.info, tuple(replace(item, valid_until=data.draw(until)) for item in pack.items))
    with TemporaryDirectory() as folder, Made(Path(folder), pack) as compiled:
        check(compiled, pack, [item.id for item in pack.items])


@pytest.mark.parametrize(
    "count", [0, 1, WHOLE - 1, WHOLE, WHOLE + 1, IDS, IDS + 1, SUMMARIES - 1, SUMMARIES, SUMMARIES + 1, 2 * SUMMARIES]
)
def test_packs_of_every_size_are_found_again(tmp_path: Path, count: int) -> None:
    pack = many(count)
    made = Made(tmp_path, pack)
    with made as compiled:
        check(compiled, pack, [item.id for item in pack.items[:: max(1, count // 40)]])
        assert made.cache.open(made.root).content_hash == compiled.content_hash
    assert made.parses == 1
    assert all(item.asked_until == NO_EXPIRY for item in pack.items)


@pytest.mark.parametrize(
    "how",
    [
        "UPDATE items SET number = 999 WHERE number = 1; UPDATE items SET number = 1 WHERE number = 2;"
        "UPDATE items SET number = 2 WHERE number = 999",
        "DELETE FROM items WHERE number = 1",
        "DELETE FROM items WHERE number = (SELECT max(number) FROM items)",
        "UPDATE items SET data = (SELECT data FROM items WHERE number = 0) WHERE number = 1",
        "DELETE FROM summaries WHERE number = 1",
        "UPDATE summaries SET data = (SELECT data FROM summaries WHERE number = 0)",
        "DELETE FROM ids WHERE first = (SELECT max(first) FROM ids)",
        "UPDATE ids SET first = 'q~' WHERE first = (SELECT max(first) FROM ids)",
        "UPDATE ids SET data = (SELECT data FROM ids LIMIT 1)",
    ],
)
def test_blocks_that_are_gone_or_out_of_place_are_made_again(tmp_path: Path, how: str) -> None:
    pack = many(SUMMARIES + 10)
    made = Made(tmp_path, pack)
    with made as compiled:
        with closing(sqlite3.connect(tmp_path / "compiled.db")) as db:
            db.executescript(how)
        check(compiled, pack, [*(item.id for item in pack.items[::50]), max(item.id for item in pack.items)])
    assert made.parses == 2


def test_reading_item_by_item_holds_a_few_of_them(tmp_path: Path) -> None:
    peaks = []
    for count in (1000, 4000):
        folder = tmp_path / str(count)
        folder.mkdir()
        with Made(folder, many(count)) as compiled:
            next(compiled.each_item())
            tracemalloc.start()
            assert sum(1 for _ in compiled.each_item()) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


@settings(max_examples=examples(10), deadline=None)
@given(whole_packs(), st.sampled_from([0, 1, WHOLE - 1, WHOLE, WHOLE + 1, SUMMARIES, SUMMARIES + 1]))
def test_packed_items_are_the_items_and_are_cached_as_they_are(pack: Pack, size: int) -> None:
    items = tuple(replace(pack.items[at % len(pack.items)], id=f"q{at}") for at in range(size))
    packed = PackedItems()
    for item in items:
        packed.add(item)
    assert (tuple(packed), len(packed)) == (items, size)
    assert all(item in packed for item in items[-2:])
    assert (pack.items[0] in packed) == (pack.items[0] in items)
    plain = BlockWriter()
    assert packed.blocks == [*plain.blocks(items)]
    assert ([*packed.writer.ids], packed.writer.ages) == ([*plain.ids], plain.ages)

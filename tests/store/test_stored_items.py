"""The items of a compiled pack, of which a few at a time are in memory."""

from __future__ import annotations

import json
import sqlite3
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zgcquiz.app.context import read_pack, stream_pack
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.packs.blocks import WHOLE
from zgcquiz.store.packs.compiled_pack import SLICE
from zgcquiz.store.packs.pack_cache import PackCache
from zgcquiz.store.packs.stored_items import StoredPack

COUNT = SLICE + 30
"""Items that are not read all at once."""
LAST = COUNT // WHOLE
"""The number of the last block."""


ODD = ("Which\nline", "'It' said \"x\"", "−5 ± 3,5", "中文: {a} # b", "ما هو", "1e400", "-0", "a\\b\ttab", "𝒳 ünïcode")
"""Beginnings of questions: line breaks, quotes, signs, other scripts, huge numbers."""


def pack_of(count: int, words: Sequence[str] = ("Which",)) -> str:
    questions = "".join(
        f"  - {{id: q{at}, question: {json.dumps(f'{words[at % len(words)]} is {at}?', ensure_ascii=False)},"
        f" answer: '{at}', kind: typed}}\n"
        for at in range(count)
    )
    return f"zgcquiz: 1\nid: p\ntitle: P\nquestions:\n{questions}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(pack_of(COUNT), "utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[PackCache]:
    with closing(PackCache(tmp_path / "compiled.db", stream_pack, lambda: 0)) as cache:
        yield cache


def test_the_items_are_those_of_the_pack_each_time(cache: PackCache, path: Path) -> None:
    pack = cache.open(path)
    stored = StoredPack(pack)
    whole = pack.items()
    assert (stored.info, len(stored.items)) == (pack.info, COUNT)
    assert tuple(stored.items) == tuple(stored.items) == whole
    for at in (0, WHOLE - 1, WHOLE, SLICE, -1):
        assert stored.items[at] == whole[at]
    for part in (slice(WHOLE - 5, WHOLE + 9), slice(-3, None), slice(None, None, -4), slice(9, 2)):
        assert stored.items[part] == whole[part]
    with pytest.raises(IndexError):
        stored.items[COUNT]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_part_is_that_of_all_items_read_at_once(cache: PackCache, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "odd.yaml"
    if not path.exists():  # the same for all examples
        path.write_text(pack_of(COUNT, ODD), "utf-8")
    pack = cache.open(path)
    whole = pack.items()
    stored = StoredPack(pack).items
    place = st.none() | st.integers(-2 * COUNT, 2 * COUNT)
    part = slice(
        data.draw(place), data.draw(place), data.draw(st.none() | st.integers(1, COUNT) | st.integers(-COUNT, -1))
    )
    assert stored[part] == whole[part]
    start, stop = data.draw(st.integers(0, 2 * COUNT)), data.draw(st.none() | st.integers(0, 2 * COUNT))
    assert pack.items(start, stop) == whole[start:stop]


def test_texts_of_any_sort_are_the_same_a_part_at_a_time(cache: PackCache, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(pack_of(COUNT, ODD), "utf-8")
    pack = cache.open(path)
    read, _ = read_pack([("odd.yaml", path.read_bytes())])
    assert {item.stem.partition(" is ")[0] for item in read.items} == set(ODD)
    assert tuple(StoredPack(pack).items) == tuple(pack.each_item()) == pack.items() == read.items


@pytest.mark.parametrize(
    "damage",
    [
        f"UPDATE items SET data = x'00' WHERE number = {LAST}",
        f"DELETE FROM items WHERE number = {LAST}",
        "DELETE FROM items",
    ],
)
def test_an_entry_that_is_damaged_on_the_way_is_made_again(
    cache: PackCache, path: Path, tmp_path: Path, damage: str
) -> None:
    pack = cache.open(path)
    whole = pack.items()
    items = iter(StoredPack(pack).items)
    first = [next(items) for _ in range(10)]
    with closing(sqlite3.connect(tmp_path / "compiled.db")) as db, db:
        db.execute(damage)
    assert (*first, *items) == whole


def test_a_pack_that_changes_on_the_way_is_not_mixed_with_its_old_self(
    cache: PackCache, path: Path, tmp_path: Path
) -> None:
    items = iter(StoredPack(cache.open(path)).items)
    next(items)
    path.write_text(pack_of(COUNT, ("What",)), "utf-8")
    with closing(sqlite3.connect(tmp_path / "compiled.db")) as db, db:
        db.execute("DELETE FROM items")
    with pytest.raises(ZgcError, match="was changed"):
        list(items)


def test_memory_does_not_grow_with_the_items(cache: PackCache, tmp_path: Path) -> None:
    peaks = []
    for count in (3000, 9000):
        path = tmp_path / f"{count}.yaml"
        path.write_text(pack_of(count), "utf-8")
        stored = StoredPack(cache.open(path))
        tracemalloc.start()
        assert sum(1 for _ in stored.items) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 20_000

"""The items of a compiled pack, of which a few at a time are in memory."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from zgcquiz.app.context import read_pack
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.packs import stored_items
from zgcquiz.store.packs.pack_cache import PackCache
from zgcquiz.store.packs.stored_items import StoredPack


def pack_of(count: int, word: str = "Which") -> str:
    questions = "".join(
        f"  - {{id: q{at}, question: {word} is {at}?, answer: '{at}', kind: typed}}\n" for at in range(count)
    )
    return f"zgcquiz: 1\nid: p\ntitle: P\nquestions:\n{questions}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(pack_of(30), "utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackCache]:
    monkeypatch.setattr(stored_items, "_SLICE", 7)
    with closing(PackCache(tmp_path / "compiled.db", read_pack, lambda: 0)) as cache:
        yield cache


def test_the_items_are_those_of_the_pack_each_time(cache: PackCache, path: Path) -> None:
    pack = cache.open(path)
    stored = StoredPack(pack)
    whole = pack.items()
    assert (stored.info, len(stored.items)) == (pack.info, 30)
    assert tuple(stored.items) == tuple(stored.items) == whole
    assert [stored.items[at] for at in (0, 6, 7, -1)] == [whole[at] for at in (0, 6, 7, -1)]
    assert [stored.items[part] for part in (slice(5, 9), slice(-3, None), slice(None, None, -4), slice(9, 2))] == [
        whole[part] for part in (slice(5, 9), slice(-3, None), slice(None, None, -4), slice(9, 2))
    ]
    with pytest.raises(IndexError):
        stored.items[30]


@pytest.mark.parametrize(
    "damage",
    ["UPDATE items SET body = x'00' WHERE id = 'q20'", "DELETE FROM items WHERE id = 'q20'", "DELETE FROM items"],
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
    path.write_text(pack_of(30, "What"), "utf-8")
    with closing(sqlite3.connect(tmp_path / "compiled.db")) as db, db:
        db.execute("DELETE FROM items")
    with pytest.raises(ZgcError, match="was changed"):
        list(items)


def test_memory_does_not_grow_with_the_items(cache: PackCache, tmp_path: Path) -> None:
    peaks = []
    for count in (300, 1500):
        path = tmp_path / f"{count}.yaml"
        path.write_text(pack_of(count), "utf-8")
        stored = StoredPack(cache.open(path))
        tracemalloc.start()
        assert sum(1 for _ in stored.items) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 20_000

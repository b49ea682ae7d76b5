"""The cost of reading a pack, and of opening a cached one."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.homes import BANK, PACK, make_pack
from benchmarks.measure import Row, Sample, clocked, in_turns
from zgcquiz.app.context import read_pack
from zgcquiz.formats.native import reader
from zgcquiz.formats.native.yaml.tree import build
from zgcquiz.store.files.pack_files import find_files
from zgcquiz.store.packs.pack_cache import PackCache


def reading(folder: Path, runs: int) -> list[Row]:
    """Measure reading a pack of 10,000 questions, compared with parsing its bare YAML tree, and opening it cached."""
    root = folder / PACK
    make_pack(root, BANK)
    files = find_files(root).read()
    size = sum(len(data) for _, data in files) / 1e6

    def whole() -> object:
        return reader.read(files)

    def tree() -> object:
        return [build(data) for _, data in files]

    def reopened() -> object:
        with closing(PackCache(folder / "compiled.db", read_pack, lambda: 0)) as pack_cache:
            return pack_cache.open(root).item("item-000001")

    found = in_turns(
        {
            f"read {BANK:,} questions, {size:.1f} MB": lambda: clocked(whole),
            "bare event builder": lambda: clocked(tree),
            "open them compiled": lambda: clocked(reopened),
        },
        runs,
    )
    ours, builder, opened = found.values()
    memory = Row(Sample("peak memory of reading", (_peak(whole),)), Sample("builder", (_peak(tree),)), unit="MB")
    return [Row(ours, builder, 3.0), memory, Row(opened)]


def _peak(work: Callable[[], object]) -> float:
    """Return the peak of Python's memory during some work, in megabytes."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()

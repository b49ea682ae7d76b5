"""Reading files for tests of formats, and the examples from elsewhere where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions

EXAMPLES = Path(os.environ.get("ZGCQUIZ_SHARED") or Path(__file__).parents[3] / "shared") / "examples"
"""Real files; never a part of this project."""


def read(name: str, data: bytes | str, filename: str = "file") -> Converted:
    """What a format's reader makes of a file."""
    reader = registry.get(name).read
    assert reader
    return reader(data if isinstance(data, bytes) else data.encode(), filename, ExchangeOptions())


def pack_of(name: str, data: bytes | str) -> Pack:
    """The pack, where nothing is skipped."""
    found = read(name, data)
    assert found.skipped == ()
    assert found.pack
    return found.pack


def item_of(name: str, data: bytes | str) -> Item:
    (item,) = pack_of(name, data).items
    return item


def lost_of(found: Converted) -> dict[str, int]:
    """How often each field was lost."""
    counts: dict[str, int] = {}
    for each in found.lost:
        counts[each.field] = counts.get(each.field, 0) + each.count
    return counts


def reasons(found: Converted) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in found.skipped]

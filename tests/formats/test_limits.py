"""What is exported can be imported, whatever the limits of files are: each is lowered until an export is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.store.making import make_review
from zgcquiz.app.exchange.importing import _read
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.core.value import replace
from zgcquiz.formats import limits
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.capacity import export
from zgcquiz.formats.exchange.contract import ExchangeOptions

COUNT = 8
OPTIONS = ExchangeOptions()
LIMITS = [name for name in vars(limits) if name.startswith("MAX_") and name != "MAX_ENTRY_BYTES"]
"""An entry of a package has further limits, which are lower or its own."""
FORMATS = [name for name in registry.BUILT_IN if registry.get(name).read and registry.get(name).write]
REFUSED = {
    "MAX_QUESTIONS": {*FORMATS} - {"yaml"},
    "MAX_TEXT_BYTES": {"gift", "aiken", "markdown", "text2qti", "hashcards", "csv"},
    "MAX_JSON_BYTES": {"json"},
    "MAX_XML_BYTES": {"moodle-xml", "qti12", "qti21", "kahoot"},
    "MAX_ZIP_ENTRIES": {"qti12", "qti21", "kahoot", "apkg"},
    "MAX_CELLS": {"csv"},
    "MAX_REVIEWS": {"apkg"},
}
"""The formats whose exports a limit can refuse; the others have a higher one of another kind."""
TEXTS = REFUSED["MAX_TEXT_BYTES"]
NEVER_REACHED = {("kahoot", "MAX_CELLS"), ("apkg", "MAX_JSON_MEMORY"), *((name, "MAX_TEXT") for name in TEXTS)}
"""As a question takes eight cells, a pack has at most ten thousand sections, which are decks, and a text has fewer
bytes."""


def item(at: int) -> Item:
    wide = "\U0001f600" if at == COUNT - 1 else ""
    options = tuple(Option(f"{number} of {at}{wide}", number == 1) for number in range(1, 4))
    return Item(f"item-{at}", Kind.SINGLE, f"Which number is it, in {at}?", options, True, "", f"Part {at // 4}")


PACK = Pack(PackInfo("p", "P", sections=(Section("Part 0"), Section("Part 1"))), tuple(map(item, range(COUNT))))
REVIEW = make_review(Random(1), Ref("p", "item-0"))
REVIEWS = tuple(replace(REVIEW, id=f"id {at}", at=replace(REVIEW.at, ms=REVIEW.at.ms + at)) for at in range(COUNT // 2))


@contextmanager
def limited(name: str, most: int) -> Iterator[None]:
    """Lower a limit wherever it is used."""
    with pytest.MonkeyPatch.context() as patch:
        for module in [*sys.modules.values()]:
            if module.__name__.startswith("zgcquiz.") and name in vars(module):
                patch.setattr(module, name, most)
        yield


def written(name: str) -> bytes | None:
    """The export; None if it is refused."""
    format = registry.get(name)
    try:
        return export(format, PACK, OPTIONS, REVIEWS if format.keeps_history else ()).data
    except ZgcError as error:
        if error.code != "too-large":
            raise
        return None


@pytest.mark.parametrize(
    ("name", "limit"),
    [(name, limit) for name in FORMATS for limit in LIMITS if name != "yaml" and (name, limit) not in NEVER_REACHED],
)
def test_the_largest_export_can_be_imported(name: str, limit: str, tmp_path: Path) -> None:
    refused, taken = 0, getattr(limits, limit)
    while taken - refused > 1:
        middle = min((refused + taken) // 2, refused * 2 + 1)
        with limited(limit, middle):
            refused, taken = (middle, taken) if written(name) is None else (refused, middle)
    assert (refused > 0) == (name in REFUSED.get(limit, {})) or limit not in REFUSED
    file = tmp_path / f"file{registry.get(name).suffixes[0]}"
    with limited(limit, taken):
        data = written(name)
        assert data
        file.write_bytes(data)
        (found,) = _read(file, name, OPTIONS, None)
    assert not isinstance(found, ZgcError), found
    assert found.report.questions == COUNT
    assert found.report.skipped == ()
    assert len(found.reviews) == (len(REVIEWS) if name == "apkg" else 0)


def test_some_limits_are_never_reached() -> None:
    assert limits.MAX_QUESTIONS * 9 < limits.MAX_CELLS
    assert limits.MAX_TEXT_BYTES < limits.MAX_TEXT


def test_limits_are_stated_once() -> None:
    for module in [*sys.modules.values()]:
        if module.__name__.startswith("zgcquiz.formats."):
            for name in {*vars(module)} & {*LIMITS}:
                assert vars(module)[name] == getattr(limits, name), (module.__name__, name)


def test_a_table_counts_four_empty_cells_as_one() -> None:
    wide = replace(PACK.items[0], id="wide", options=tuple(Option(f"{at}", at == 0) for at in range(100)))
    pack = replace(PACK, items=(*PACK.items, wide))
    with limited("MAX_CELLS", 500):
        data = export(registry.get("csv"), pack, OPTIONS, ()).data
        read = registry.get("csv").read
        assert read
        found = read(data, "x.csv", OPTIONS).pack
    assert data.count(b",") > 800
    assert found
    assert len(found.items) == COUNT + 1

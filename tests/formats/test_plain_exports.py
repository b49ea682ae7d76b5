"""A pack without markup comes back as one, also from formats in which its code looks like markup."""

from __future__ import annotations

import pytest

from zgcquiz.core.packs.pack import MARKDOWN, Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions, convert

CODE = "What does it print?\n\nfor x in y:\n    print(x)"
MARKS = "Is `x` **so** or $x^2$ or [a](https://x.org)?"
OPTIONS = (Option("if a:\n    b()", True), Option("*two* `z`"))
ITEMS = (
    Item("a", Kind.SINGLE, CODE, OPTIONS, drawn=True, explanation="So:\n  a\n    b"),
    Item("b", Kind.SINGLE, MARKS, OPTIONS, drawn=True, explanation=MARKS),
    Item("c", Kind.TYPED, CODE + "?", (Option("x", True),)),
)
BOTH_WAYS = [name for name in registry.names() if registry.get(name).write and registry.get(name).read]
FLATTENING = ("aiken", "kahoot", "qti21")


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_plain_pack_stays_plain(name: str) -> None:
    format = registry.get(name)
    assert format.write
    found = convert(
        format, format.write(Pack(PackInfo("p", "P"), ITEMS), ExchangeOptions(), ()).data, "x", ExchangeOptions()
    )
    assert found.pack
    assert found.pack.info.markup == ""
    assert "formatting" not in {lost.field for lost in found.lost}
    if name not in FLATTENING:
        stems = {item.stem for item in ITEMS}
        assert {item.stem for item in found.pack.items} <= stems
        texts = {option.text for item in ITEMS for option in item.options}
        assert {option.text for item in found.pack.items for option in item.options if "\n" in option.text} <= texts


def test_a_pack_with_markup_keeps_it() -> None:
    format = registry.get("markdown")
    assert format.write
    item = Item("a", Kind.SINGLE, "Is it `x`?", (Option("a", True), Option("b")), drawn=True, markup=True)
    found = convert(
        format,
        format.write(Pack(PackInfo("p", "P", markup=MARKDOWN), (item,)), ExchangeOptions(), ()).data,
        "x",
        ExchangeOptions(),
    )
    assert found.pack
    assert found.pack.items == (item,)

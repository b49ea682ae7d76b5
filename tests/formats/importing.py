"""Reading files for tests of formats, and the examples from elsewhere where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.markup.media import item_texts
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import plain_inline
from zgcquiz.core.markup.tree import Image, Link, Math, inlines_of
from zgcquiz.core.packs.pack import Item, Option, Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, convert
from zgcquiz.formats.native import read_back

EXAMPLES = Path(os.environ.get("ZGCQUIZ_SHARED") or Path(__file__).parents[3] / "shared") / "examples"
"""Real files; never a part of this project."""


def read(name: str, data: bytes | str, filename: str = "file") -> Converted:
    """What a format's reader makes of a file whose formatting becomes plain text.

    With its formatting, which is checked, too, the texts say the same.
    """
    plain = _read(name, data, filename, markup=False)
    check_says_the_same(plain, read_marked(name, data, filename))
    return plain


def read_marked(name: str, data: bytes | str, filename: str = "file") -> Converted:
    """What a format's reader makes of a file, with its formatting."""
    return _read(name, data, filename, markup=True)


def marked_like_plain(name: str, data: bytes | str, filename: str = "x") -> Converted:
    """The same as a whole import has it: it says the same as without its formatting, and can be written."""
    content = data if isinstance(data, bytes) else data.encode()
    marked, plain = (
        convert(registry.get(name), content, filename, ExchangeOptions(markup=markup)) for markup in (True, False)
    )
    check_says_the_same(plain, marked)
    assert marked.pack
    assert read_back.write(marked.pack).pack == marked.pack
    return marked


def _read(name: str, data: bytes | str, filename: str, *, markup: bool) -> Converted:
    reader = registry.get(name).read
    assert reader
    return reader(data if isinstance(data, bytes) else data.encode(), filename, ExchangeOptions(markup=markup))


def check_says_the_same(plain: Converted, marked: Converted) -> None:
    """Check that reading a file with its formatting changes nothing but that."""
    assert plain.skipped == marked.skipped
    assert plain.notes == marked.notes
    if plain.pack is None or marked.pack is None:
        assert plain.pack is marked.pack
        return
    if plain.pack.info.markup == marked.pack.info.markup:
        assert plain.pack == marked.pack
        return
    assert plain.pack.info == replace(marked.pack.info, markup="")
    assert len(plain.pack.items) == len(marked.pack.items)
    for bare, item in zip(plain.pack.items, marked.pack.items, strict=True):
        assert item.markup
        trees = [parse(text) for text in item_texts(item)]
        shows = any(
            isinstance(each, Image | Math) or (isinstance(each, Link) and plain_inline(each.children)[:1] == "[")
            for tree in trees
            for each in inlines_of(tree.blocks)
        )
        said = plain_item(item, distinct=False)
        assert _letters(bare) == _letters(said) or shows, said
        assert _without_texts(bare) == _without_texts(said)


def _letters(item: Item) -> list[str]:
    return ["".join(filter(str.isalnum, text)) for text in item_texts(item)]


def _without_texts(item: Item) -> Item:
    options = () if item.kind.is_choice else item.options
    keys = tuple(Option(str(option.key)) for option in item.options)
    bare = tuple(replace(option, feedback="") for option in options)
    return replace(item, stem="", explanation="", options=(*bare, *keys))


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

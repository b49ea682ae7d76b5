"""What the texts of an item say. An item without markup is returned as it is, without loading a parser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from zgcquiz.core.languages import base_language
from zgcquiz.core.markup.shown_form import shown_form
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.value import replace

if TYPE_CHECKING:
    from zgcquiz.core.markup.tree import MarkupBlock

_TRUTH = {"de": ("Richtig", "Falsch"), "zh": ("对", "错"), **dict.fromkeys(("zh-hant", "zh-hk", "zh-tw"), ("對", "錯"))}
"""What true and false are called in languages other than English."""


def said(text: str, item: Item) -> str:
    """Return what a stem, feedback or explanation of an item says, without its markup."""
    if not item.markup:
        return text
    from zgcquiz.core.markup.plain_text import plain_text

    return plain_text(text)


def shown(text: str, item: Item) -> Hashable:
    """Return a value that is the same for two texts of items if a learner sees the same: words, styles and images.

    Neither escapes nor the number of empty lines in a row make a difference.
    """
    blocks: tuple[MarkupBlock, ...] = ()
    if item.markup:
        from zgcquiz.core.markup.parse import parse
        from zgcquiz.core.markup.tree import is_plain

        blocks = parse(text).blocks
        if not is_plain(blocks):
            return blocks
    return _EMPTY_LINES.sub("\n", said(text, item)).strip()


def stem_line(item: Item) -> str:
    """Return a stem for lists: as it is, or what it says on one line if it has markup."""
    return " ".join(said(item.stem, item).split()) if item.markup else item.stem


def option_texts(item: Item) -> tuple[str, ...]:
    """Return what each option of an item says: its source if it would say the same as another one."""
    sources = tuple(option.text for option in item.options)
    if not item.markup or not item.kind.is_choice:  # what is typed is compared with its source
        return sources
    return _distinct(sources)


@lru_cache(maxsize=64)
def _distinct(sources: tuple[str, ...]) -> tuple[str, ...]:
    from zgcquiz.core.markup.plain_text import plain_text

    texts = [plain_text(source) for source in sources]
    forms = [shown_form(text) for text in texts]
    counts = Counter(forms)
    return tuple(
        text if counts[form] == 1 else source for text, form, source in zip(texts, forms, sources, strict=True)
    )


_EMPTY_LINES = re.compile(r"(?<![^\S\n])[^\S\n]*+\n\s*\n")
"""From the first of a run of blanks only, as each of them would look through the rest."""
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def referring_text(text: str, item: Item) -> str:
    """Return what an option says to `remarks`, which finds no reference to other options in code."""
    if not item.markup or "`" not in text:
        return said(text, item)
    from zgcquiz.core.packs.meta_options import of_code  # compiles patterns of many languages

    return said(_CODE_SPAN.sub(lambda span: f"{span[1]}{of_code(span[2])}{span[1]}", text), item)


def plain_item(item: Item, *, distinct: bool = True) -> Item:
    """Return an item with what its texts say, and without markup.

    distinct: options that would say the same keep their source.
    """
    if not item.markup:
        return item
    sources = [option.text for option in item.options]
    texts = [said(source, item) for source in sources] if item.kind.is_choice and not distinct else option_texts(item)
    options = tuple(
        replace(option, text=text, feedback=said(option.feedback, item))
        for option, text in zip(item.options, texts, strict=True)
    )
    stem, explanation = said(item.stem, item), said(item.explanation, item)
    return replace(item, markup=False, stem=stem, options=options, explanation=explanation)


def marked_item(item: Item, markdown: Mapping[str, str] = {}) -> Item:
    """Return an item with markup that says the same. markdown: of those of its texts that are formatted, by text."""
    if item.markup:
        return item
    from zgcquiz.core.markup.writing import as_markdown

    def marked(text: str) -> str:
        return markdown[text] if text in markdown else as_markdown(text)

    picked = item.kind in (Kind.SINGLE, Kind.MULTIPLE)  # true, false and what is typed are as they are
    options = tuple(
        replace(option, text=marked(option.text) if picked else option.text, feedback=marked(option.feedback))
        for option in item.options
    )
    return replace(item, markup=True, stem=marked(item.stem), options=options, explanation=marked(item.explanation))


def truth_text(option: str, language: str) -> str:
    """Return what an option of a true/false item is called in a language. option: "true" or "false"."""
    code = language.lower().replace("_", "-")
    words = _TRUTH.get(code) or _TRUTH.get(base_language(code)) or ("True", "False")
    return words[option != "true"]

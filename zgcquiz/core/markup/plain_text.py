"""Markup as plain text: what a text with markup says, for lines without styles, comparisons and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from zgcquiz.core.markup.formula import to_unicode
from zgcquiz.core.markup.media import MediaKind, media_kind
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.tree import (
    CodeBlock,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    Literal,
    MarkupBlock,
    MarkupList,
    Math,
    Paragraph,
    Quotation,
    Strong,
    Table,
    inlines_of,
)

_LONGEST_QUOTED = 40
"""The most characters of a formula that a message quotes."""


@lru_cache(maxsize=256)
def plain_text(markdown: str) -> str:
    """Return what a text in Markdown says, with its lines: code as it is, formulas in Unicode, links with their URL."""
    return "\n".join(_lines(parse(markdown).blocks))


def plain_block(block: MarkupBlock) -> str:
    """Return what a block says, with its lines."""
    return "\n".join(_lines((block,)))


def not_shown(markdown: str) -> Iterator[str]:
    """Yield the formulas of a text that can only be shown as their source."""
    return (formula.source for formula in formulas(markdown) if to_unicode(formula.source) is None)


def formulas(markdown: str) -> Iterator[Math]:
    """Yield the formulas of a text."""
    return (inline for inline in inlines_of(parse(markdown).blocks) if isinstance(inline, Math))


def why_not_shown(markdown: str) -> Iterator[str]:
    """Yield each thing that a text shows otherwise than meant, and what to do, for its author."""
    tree = parse(markdown)
    if tree.too_complex:
        yield "it has too much markup, so it is shown as it was typed; shorten it, or nest less"
    if tree.cells_left_out:
        yield "a row of a table has more cells than its head, and they are left out; add columns, or write '|' as '\\|'"
    for formula in dict.fromkeys(not_shown(markdown)):
        brief = formula if len(formula) <= _LONGEST_QUOTED else f"{formula[:_LONGEST_QUOTED]}..."
        yield f"the formula '{brief}' has no form in Unicode, so its source is shown; put it in another way"


def plain_inline(inlines: Iterable[Inline]) -> str:
    """Return what inlines say."""
    return "".join(map(_inline, inlines))


def math_text(math: Math) -> str:
    """Return a formula in Unicode, or its source between dollar signs."""
    sign = "$$" if math.display else "$"
    return to_unicode(math.source) or f"{sign}{math.source}{sign}"


def image_text(image: Image) -> str:
    """Return what stands for an image or sound: its kind, and its alternative text, or its address if it has none."""
    kind = media_kind(image.url) or MediaKind.IMAGE
    return f"[{kind.value}: {image.alt.strip() or unquote(image.url)}]"


def link_note(link: Link) -> str:
    """Return the address of a link where its text is not that address; otherwise ""."""
    text = plain_inline(link.children)
    return "" if text in (link.url, link.url.removeprefix("mailto:")) else link.url


def _inline(inline: Inline) -> str:
    match inline:
        case Literal() | CodeSpan():
            return inline.text
        case Strong() | Emphasis():
            return plain_inline(inline.children)
        case Link():
            note = link_note(inline)
            return plain_inline(inline.children) + (f" ({note})" if note else "")
        case Math():
            return math_text(inline)
        case Image():
            return image_text(inline)
        case LineBreak():
            return "\n"


def _lines(blocks: Iterable[MarkupBlock]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield from plain_inline(block.children).split("\n")
            case CodeBlock():
                yield from block.text.split("\n")
            case MarkupList():
                for at, entry in enumerate(block.entries):
                    lead = "- " if block.start is None else f"{block.start + at}. "
                    yield from _led(lead, " " * len(lead), _lines(entry))
            case Quotation():
                yield from _led("> ", "> ", _lines(block.blocks))
            case Table():
                for row in (block.head, *block.rows):
                    yield " | ".join(map(plain_inline, row))


def _led(first: str, then: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines behind what leads the first and the others. Without any, yield the first lead."""
    lead = first
    for line in lines:
        yield lead + line
        lead = then
    if lead is first and first != then:
        yield first.rstrip()

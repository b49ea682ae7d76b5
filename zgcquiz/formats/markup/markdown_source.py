"""Keep the Markdown of texts that are read from Markdown, as far as packs have the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

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
from zgcquiz.core.markup.writing import fence_around, markdown_of
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.markdown.paragraphs import joined, parts_of
from zgcquiz.formats.markdown.text import image_words, to_plain

_MARKS = re.compile(r"[\s|>*+\-:`.)(\\]+")
"""Blanks, and signs of lists, quotations and tables, which plain text has, too."""
_SIGN = re.compile(r"[*_`$\[\\|>]|~~~|(?m:^[ \t]*(?:[-+]|\d{1,9}[.)])[ \t]|^[ \t]{4})")
"""What a text has at least if it has markup."""
_BREAK = re.compile(r"<br[ ]*/?>", re.IGNORECASE)


def text_of(lines: Sequence[str], losses: Losses, trimmed: Callable[[str], str] = str.strip) -> str:
    """Return lines of Markdown as plain text, and remember their Markdown, if packs read the same in it.

    trimmed: takes off what is no part of the text, such as a label.
    """
    lost: list[tuple[str, str]] = []
    plain = trimmed(to_plain(lines, lambda field, why: lost.append((field, why))))
    is_kept = losses.texts.markdown(plain, _source_of(plain, lines, losses, trimmed), lost)
    for field, why in lost:
        if field != "formatting" or not is_kept:
            losses.add(field, why)
    return plain


def gap_text(losses: Losses, text: str) -> str:
    """Return Markdown with a gap as plain text, like `text_of`, without counting what it loses."""
    lines = text.split("\n")
    plain = to_plain(lines).strip()
    losses.texts.markdown(plain, _source_of(plain, lines, losses, str.strip))
    return plain


def lose_of_gaps(losses: Losses, field: str, why: str) -> None:
    """Count what a text with gaps loses, once for all of them; its formatting is kept."""
    if field != "formatting" or not losses.texts.is_kept:
        losses.add(field, why)


def _source_of(plain: str, lines: Sequence[str], losses: Losses, trimmed: Callable[[str], str]) -> str:
    """Return the Markdown of a text if packs read the same in it; otherwise ""."""
    if not (losses.texts.is_kept and _SIGN.search("\n".join(lines))):
        return ""
    source = trimmed(_source(lines))
    blocks = parse(source).blocks
    local = {type(inline) for inline in inlines_of(blocks) if _is_local(inline)}
    if local:
        blocks = tuple(map(_without_local, blocks))
        source = markdown_of(blocks) or ""
    if _said(blocks) != _bare(plain):
        return ""
    if source and Link in local:
        losses.add("links", "they lead to another place in the same files")
    return source


def _source(lines: Sequence[str]) -> str:
    """Return Markdown with the lines of its paragraphs joined, and all code between fences."""
    found: list[str] = []
    for part in parts_of(lines):
        if found:
            found.append("\n\n" if part.is_apart else "\n")
        if part.is_code:
            fence = fence_around("\n".join(part.lines))
            found.append("\n".join((fence + part.language.split(" ")[0], *part.lines, fence)))
        else:
            found.append(_BREAK.sub("\n", joined(part.lines, keeps_indent=True)))
    return "".join(found).strip("\n")


def _is_local(inline: Inline) -> bool:
    """Return whether an inline is an image, or a link to another place in the same files."""
    return isinstance(inline, Image) or (isinstance(inline, Link) and ":" not in inline.url)


def _without_local(block: MarkupBlock) -> MarkupBlock:
    """Return a block with the words of what is local."""
    match block:
        case Paragraph():
            return Paragraph(_words(block.children))
        case MarkupList():
            return replace(block, entries=tuple(tuple(map(_without_local, entry)) for entry in block.entries))
        case Quotation():
            return Quotation(tuple(map(_without_local, block.blocks)))
        case Table():
            rows = tuple(tuple(map(_words, row)) for row in block.rows)
            return replace(block, head=tuple(map(_words, block.head)), rows=rows)
        case CodeBlock():
            return block


def _words(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return inlines with the words of what is local, and texts side by side as one."""
    found: list[Inline] = []
    for inline in inlines:
        parts: tuple[Inline, ...] = (inline,)
        if isinstance(inline, Image):
            parts = (Literal(image_words(inline.alt, inline.url)),)
        elif isinstance(inline, Strong | Emphasis | Link):
            children = _words(inline.children)
            parts = children if _is_local(inline) else (replace(inline, children=children),)
        for part in parts:
            if found and isinstance(part, Literal) and isinstance(found[-1], Literal):
                found[-1] = Literal(found[-1].text + part.text)
            else:
                found.append(part)
    return tuple(found)


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _said(blocks: Iterable[MarkupBlock]) -> str:
    """Return what blocks say, without blanks and signs, as plain text has it."""
    return _bare("".join(map(_block, blocks)))


def _block(block: MarkupBlock) -> str:
    match block:
        case Paragraph():
            return _inlines(block.children)
        case CodeBlock():
            return block.text
        case MarkupList():
            numbers = [str(block.start + at) if block.start is not None else "" for at in range(len(block.entries))]
            entries = ("".join(map(_block, entry)) for entry in block.entries)
            return "".join(number + entry for number, entry in zip(numbers, entries, strict=True))
        case Quotation():
            return "".join(map(_block, block.blocks))
        case Table():
            return "".join(_inlines(cell) for row in (block.head, *block.rows) for cell in row)


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Literal() | CodeSpan():
            return inline.text
        case Strong() | Emphasis():
            return _inlines(inline.children)
        case Link():
            text = _inlines(inline.children)
            is_named = not inline.url.startswith(("http://", "https://")) or inline.url in text
            return text if is_named else text + inline.url
        case Math():
            sign = "$$" if inline.display else "$"
            return f"{sign}{inline.source}{sign}"
        case Image():
            return inline.alt
        case LineBreak():
            return " "

"""Texts in Markdown as the Markdown of a test, in which they begin neither a question nor an option."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import formulas, image_text, link_note, plain_block
from zgcquiz.core.markup.tree import (
    CodeBlock,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    Literal,
    Math,
    Paragraph,
    Strong,
)
from zgcquiz.core.markup.writing import code_span, fence_around
from zgcquiz.formats.markdown.markup_html import is_harmless, leads_openly
from zgcquiz.formats.markdown.text import escape

_ACTS = re.compile(r"[<`\]\n]")
"""What Markdown without formulas would read in one."""
_LIKE_A_MARK = re.compile(r"\W*\w?\W*|\^.*")
"""Text in brackets that begins an option or a footnote."""


FLATTENED = (
    "lists, quotations and tables are text there, and formulas with `<`, `]` or commands that could act are code"
)
"""Why the formatting of a text is lost if `keeps_formatting` says so."""


def keeps_formatting(markdown: str) -> bool:
    """Return whether `marked_lines` writes all blocks and formulas of a text as such."""
    blocks = parse(markdown).blocks
    return all(isinstance(block, Paragraph | CodeBlock) for block in blocks) and not any(map(_acts, formulas(markdown)))


def marked_lines(markdown: str) -> list[str]:
    """Return a text as lines of Markdown: its paragraphs and code; other blocks as the text of their lines."""
    lines: list[str] = []
    for block in parse(markdown).blocks:
        if lines:
            lines.append("")
        match block:
            case Paragraph():
                lines.append(_line(block.children))
            case CodeBlock():
                fence = fence_around(block.text)
                language = block.language if block.language.isalnum() else ""
                lines += [fence + language, *block.text.split("\n"), fence]
            case _:
                lines.append(escape(plain_block(block)))
    return [""] * isinstance(parse(markdown).blocks[0], CodeBlock) + lines


def _line(inlines: tuple[Inline, ...]) -> str:
    first, *rest = inlines
    start = escape(first.text + "a", formulas=False)[:-1] if isinstance(first, Literal) and rest else ""
    if isinstance(first, Literal) and not rest:
        return escape(first.text, formulas=False)
    return start + _inlines(rest if start else inlines)


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Literal():
            return _within(inline.text)
        case Strong():
            return f"**{_inlines(inline.children)}**"
        case Emphasis():
            return f"*{_inlines(inline.children)}*"
        case CodeSpan():
            return _code(inline.text)
        case Link():
            return _link(inline)
        case Math():
            sign = "$$" if inline.display else "$"
            return _code(inline.source) if _acts(inline) else f"{sign}{inline.source}{sign}"
        case Image():
            return _within(image_text(inline))
        case LineBreak():
            return "<br>"


def _link(link: Link) -> str:
    text = _inlines(link.children)
    if leads_openly(link) and not _LIKE_A_MARK.fullmatch(text) and "[" not in text and "]" not in text:
        url = link.url.replace("&", "&amp;")
        return f"[{text}]({f'<{url}>' if '(' in url or ')' in url else url})"
    note = link_note(link)
    return text + (_within(f" ({note})") if note else "")


def _acts(math: Math) -> bool:
    return bool(_ACTS.search(math.source)) or not is_harmless(math.source)


def _within(text: str) -> str:
    """Return a text escaped as one that neither begins nor ends a line."""
    return escape(f"a{text}a", formulas=False)[1:-1]


def _code(text: str) -> str:
    return code_span(text).replace("\n", " ")

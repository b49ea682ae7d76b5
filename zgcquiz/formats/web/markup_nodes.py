"""Texts in Markdown as nodes for a script: strings, and lists of an element's name and its children."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from zgcquiz.core.markup.formula import to_unicode
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import image_text, link_note
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
)
from zgcquiz.formats.markdown.markup_html import leads_openly

Node = str | list[Any]
"""A text, or [name, children …], [name, {attributes}, children …], ["img" or "audio", number of the file, words]."""
FileNumber = Callable[[str], tuple[str, int] | None]
"""Returns the element and number of the file that an image refers to; None if it is not to be had."""


def markup_nodes(markdown: str, file: FileNumber) -> list[Node]:
    """Return a text in Markdown; without a paragraph's element if it is just one.

    Links have their address beside them as `note`, where they can't be followed; others are text with their address.
    """
    tree = parse(markdown)
    writer = _NodeWriter(file)
    return [*map(writer.block, tree.blocks)] if tree.inlines is None else writer.inlines(tree.inlines)


class _NodeWriter:
    def __init__(self, file: FileNumber) -> None:
        self._file = file

    def block(self, block: MarkupBlock) -> Node:
        match block:
            case Paragraph():
                return ["p", *self.inlines(block.children)]
            case CodeBlock():
                return ["pre", ["code", block.text]]
            case Quotation():
                return ["blockquote", *map(self.block, block.blocks)]
            case MarkupList():
                entries = [["li", *self._entry(entry)] for entry in block.entries]
                return ["ul", *entries] if block.start is None else ["ol", {"start": block.start}, *entries]
            case Table():
                rows = [self._row("td", row) for row in block.rows]
                return ["table", ["thead", self._row("th", block.head)], ["tbody", *rows]]

    def _entry(self, entry: tuple[MarkupBlock, ...]) -> list[Node]:
        if len(entry) == 1 and isinstance(entry[0], Paragraph):
            return self.inlines(entry[0].children)
        return [*map(self.block, entry)]

    def _row(self, name: str, cells: Iterable[tuple[Inline, ...]]) -> Node:
        return ["tr", *([name, *self.inlines(cell)] for cell in cells)]

    def inlines(self, inlines: Iterable[Inline]) -> list[Node]:
        return [node for inline in inlines for node in self._inline(inline)]

    def _inline(self, inline: Inline) -> list[Node]:
        match inline:
            case Literal():
                return [inline.text]
            case Strong():
                return [["strong", *self.inlines(inline.children)]]
            case Emphasis():
                return [["em", *self.inlines(inline.children)]]
            case CodeSpan():
                return [["code", inline.text]]
            case Link():
                note, children = link_note(inline), self.inlines(inline.children)
                if leads_openly(inline):
                    return [["a", {"href": inline.url, "note": note}, *children]]
                return [*children, *([f" ({note})"] if note else [])]
            case Math():
                text = to_unicode(inline.source)
                return [["code", inline.source] if text is None else text]
            case Image():
                found = self._file(inline.url)
                return [image_text(inline) if found is None else [*found, inline.alt.strip()]]
            case LineBreak():
                return [["br"]]

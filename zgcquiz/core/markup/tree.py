"""The tree of a text with markup: blocks, which hold inlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zgcquiz.core.value import Value


class Literal(Value, frozen=True):
    """Characters that stand for themselves."""

    text: str


class Strong(Value, frozen=True):
    children: tuple[Inline, ...]


class Emphasis(Value, frozen=True):
    children: tuple[Inline, ...]


class CodeSpan(Value, frozen=True):
    text: str


class Link(Value, frozen=True):
    """A link. url: of any scheme but those that run code."""

    children: tuple[Inline, ...]
    url: str


class Math(Value, frozen=True):
    """A formula in TeX. display: it was set off with two dollar signs."""

    source: str
    display: bool = False


class Image(Value, frozen=True):
    alt: str
    url: str


class LineBreak(Value, frozen=True):
    """The start of another line in the same paragraph."""


Inline = Literal | Strong | Emphasis | CodeSpan | Link | Math | Image | LineBreak


class Paragraph(Value, frozen=True):
    children: tuple[Inline, ...]


class CodeBlock(Value, frozen=True):
    """Lines of code. language: as its author wrote it, "" for none."""

    text: str
    language: str = ""


class MarkupList(Value, frozen=True):
    """A list, each entry of which is blocks. start: the number of the first entry, None for bullets."""

    entries: tuple[tuple[MarkupBlock, ...], ...]
    start: int | None = None


class Quotation(Value, frozen=True):
    blocks: tuple[MarkupBlock, ...]


class Table(Value, frozen=True):
    """A table. head, rows: a tuple of inlines for each cell; alignments: of each column, "", left, center or right."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[str, ...]


MarkupBlock = Paragraph | CodeBlock | MarkupList | Quotation | Table


class MarkupTree(Value, frozen=True):
    """A text with markup.

    too_complex: it has more markup than is read, and is shown as it was typed; cells_left_out: a row of a table has
    more cells than the head, which are not shown.
    """

    blocks: tuple[MarkupBlock, ...]
    too_complex: bool = False
    cells_left_out: bool = False

    @property
    def inlines(self) -> tuple[Inline, ...] | None:
        """The content of a text that is a single paragraph; None for any other."""
        if len(self.blocks) == 1 and isinstance(self.blocks[0], Paragraph):
            return self.blocks[0].children
        return None


def says_something(tree: MarkupTree) -> bool:
    """Return whether a tree has anything to see."""
    return any(map(_is_seen, tree.blocks))


def _is_seen(part: MarkupBlock | Inline) -> bool:
    match part:
        case Literal() | CodeSpan() | CodeBlock():
            return bool(part.text.strip())
        case Image():
            return bool((part.alt + part.url).strip())
        case Paragraph() | Strong() | Emphasis() | Link():
            return any(map(_is_seen, part.children))
        case Quotation():
            return any(map(_is_seen, part.blocks))
        case MarkupList():
            return any(_is_seen(block) for entry in part.entries for block in entry)
        case Table():
            return any(_is_seen(inline) for row in (part.head, *part.rows) for cell in row for inline in cell)
        case Math():
            return True
        case LineBreak():
            return False


def plain_tree(text: str, *, too_complex: bool = False) -> MarkupTree:
    """Return a text as a tree without markup."""
    children: list[Inline] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            children.append(LineBreak())
        if line:
            children.append(Literal(line))
    return MarkupTree((Paragraph(tuple(children)),), too_complex)


def is_plain(blocks: Sequence[MarkupBlock]) -> bool:
    """Return whether blocks are paragraphs of plain text."""
    return all(isinstance(block, Paragraph) for block in blocks) and all(
        isinstance(inline, Literal | LineBreak) for inline in inlines_of(blocks)
    )


def inlines_of(blocks: Iterable[MarkupBlock]) -> Iterator[Inline]:
    """Yield all inlines of blocks in their order, each before those that it holds."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from _with_children(block.children)
            case MarkupList():
                for entry in block.entries:
                    yield from inlines_of(entry)
            case Quotation():
                yield from inlines_of(block.blocks)
            case Table():
                for cell in (cell for row in (block.head, *block.rows) for cell in row):
                    yield from _with_children(cell)


def _with_children(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        yield inline
        if isinstance(inline, Strong | Emphasis | Link):
            yield from _with_children(inline.children)

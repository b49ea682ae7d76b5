"""The lines of a text with markup, for a terminal that can be redrawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from rich.cells import chop_cells
from rich.style import Style
from rich.text import Text

from zgcquiz.core.markup.media import images_of
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import image_text, link_note, math_text, not_shown, plain_inline
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
from zgcquiz.ui.round.painting.code_colours import LONGEST, coloured_spans, is_known
from zgcquiz.ui.terminal.look import glyphs_of
from zgcquiz.ui.terminal.text import break_lines, one_line, visible

if TYPE_CHECKING:
    from rich.console import Console

_LEAST_ROOM = 10
_NAMED = 40
"""The most characters of a formula or language that a note names."""
_LINKED = re.compile(r"https?://[!-~]+")
"""The addresses that a terminal may open."""


ShowImage: TypeAlias = Callable[[str, int], list[Text]]
"""Return the lines of an image: (its address, the cells that a line may take). None if it can't be shown."""


def markup_lines(
    console: Console,
    markdown: str,
    width: int,
    *,
    first: Text | str = "",
    style: str = "",
    apart: bool = True,
    show: ShowImage | None = None,
) -> list[Text]:
    """Return a text in Markdown as safe lines of at most `width` cells.

    first, style: as for `wrap`; apart: with an empty line between its blocks; show: shows an image below the paragraph
    or table that names it.
    """
    lead = Text(first) if isinstance(first, str) else first
    room = max(_LEAST_ROOM, width - lead.cell_len)
    lines = list(_Lines(console, style, show).blocks(parse(markdown).blocks, room, apart=apart))
    blank = " " * lead.cell_len
    return [
        Text.assemble(lead.copy() if number == 0 else blank if line.plain else "", line)
        for number, line in enumerate(lines)
    ]


def image_lines(markdown: str, show: ShowImage, room: int) -> list[Text]:
    """Return the lines of the images in a text in Markdown. room: the cells that a line may take."""
    return [line for image in images_of(parse(markdown)) for line in show(image.url, room)]


def notes(console: Console, texts: Iterable[str]) -> str:
    """Return what of some texts in Markdown can't be shown, as a sentence; "" if there is nothing."""
    formulas: dict[str, None] = {}
    languages: dict[str, None] = {}
    is_too_complex = False
    for text in texts:
        tree = parse(text)
        is_too_complex |= tree.too_complex
        formulas |= dict.fromkeys(not_shown(text))
        if not console.no_color:
            languages |= dict.fromkeys(_uncoloured(tree.blocks))
    parts = ["a text with too much markup"] if is_too_complex else []
    parts += [f"the formula {_brief(formula)}" for formula in list(formulas)[:1]]
    if len(formulas) > 1:
        parts[-1] += f" and {len(formulas) - 1} more"
    told = f"Shown as its source: {', '.join(parts)}." if parts else ""
    if languages:
        told = f"{told} Without colours: {', '.join(map(_brief, list(languages)[:3]))}.".strip()
    return told


def _brief(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _NAMED else f"{text[:_NAMED]}..."


def _uncoloured(blocks: Iterable[MarkupBlock]) -> Iterator[str]:
    """Yield the languages of code that has no colours."""
    for block in blocks:
        match block:
            case CodeBlock() if not is_known(block.language):
                yield f"code in {block.language}"
            case CodeBlock() if len(block.text) > LONGEST:
                yield "long code"
            case MarkupList():
                for entry in block.entries:
                    yield from _uncoloured(entry)
            case Quotation():
                yield from _uncoloured(block.blocks)


class _Lines:
    """Lays out blocks in a style, which is that of the text around markup."""

    def __init__(self, console: Console, style: str, show: ShowImage | None = None) -> None:
        self._console = console
        self._show = show
        self._style = style
        self._bar = "│ " if glyphs_of(console).rule == "─" else "| "
        self._colour = not console.no_color

    def blocks(self, blocks: Sequence[MarkupBlock], room: int, *, apart: bool) -> Iterator[Text]:
        """Yield the lines of blocks. apart: with an empty line between them."""
        for number, block in enumerate(blocks):
            if number and apart:
                yield Text()
            yield from self._block(block, max(_LEAST_ROOM, room))
            if self._show and isinstance(block, Paragraph | Table):
                for inline in inlines_of((block,)):
                    if isinstance(inline, Image):
                        yield from self._show(inline.url, max(_LEAST_ROOM, room))

    def _block(self, block: MarkupBlock, room: int) -> Iterator[Text]:
        match block:
            case Paragraph():
                for line in break_lines(self._console, self._text(block.children), room) or [Text()]:
                    line.rstrip()
                    yield line
            case CodeBlock():
                for line in self._code(block, room - len(self._bar)):
                    yield Text.assemble((self._bar, "faint"), line)
            case MarkupList():
                bullet = "• " if self._bar[0] == "│" else "* "
                for at, entry in enumerate(block.entries):
                    lead = bullet if block.start is None else f"{block.start + at}. "
                    yield from self._led(lead, " " * len(lead), self.blocks(entry, room - len(lead), apart=False))
            case Quotation():
                inner = self.blocks(block.blocks, room - len(self._bar), apart=True)
                yield from (Text.assemble((self._bar, "faint"), line) for line in inner)
            case Table():
                yield from self._table(block, room)

    def _led(self, first: str, then: str, lines: Iterable[Text]) -> Iterator[Text]:
        lead = first
        for line in lines:
            yield Text.assemble((lead, self._style), line)
            lead = then
        if lead is first:
            yield Text(first.rstrip(), style=self._style)

    def _code(self, block: CodeBlock, room: int) -> Iterator[Text]:
        """Yield lines of code with their indentation; longer ones are broken anywhere, and go on further to the right.

        Each has a bar before it, as no line of the program's own has.
        """
        code = block.text.expandtabs(4)
        spans = coloured_spans(code, block.language) if self._colour else ()
        start = 0
        ahead = iter([*spans, (len(code) + 1, len(code) + 1, "")])
        held = next(ahead)
        for source in code.split("\n"):
            whole = Text(visible(source), end="")
            end = start + len(source)
            while held[0] < end or held[1] <= end:
                if whole.plain == source:  # otherwise signs have become longer, and no place is right
                    whole.stylize(held[2], max(0, held[0] - start), min(len(source), held[1] - start))
                if held[1] > end:
                    break
                held = next(ahead)
            yield from self._broken(whole, max(_LEAST_ROOM, room))
            start = end + 1

    def _broken(self, line: Text, room: int) -> Iterator[Text]:
        if line.cell_len <= room:
            yield line
            return
        own = len(line.plain) - len(line.plain.lstrip(" "))
        hang = min(own + 4, room // 2)
        at = len(chop_cells(line.plain, room)[0])
        yield line[:at]
        for piece in chop_cells(line.plain[at:], room - hang):
            yield Text.assemble(" " * hang, line[at : at + len(piece)])
            at += len(piece)

    def _table(self, table: Table, room: int) -> Iterator[Text]:
        """Yield a table in columns; if there is no room, the cells of each row below one another."""
        rows = [[self._text(cell) for cell in row] for row in (table.head, *table.rows)]
        widths = [max(row[at].cell_len for row in rows) for at in range(len(table.head))]
        between = f" {self._bar}"
        if sum(widths) + len(between) * (len(widths) - 1) > room or any(
            "\n" in cell.plain for row in rows for cell in row
        ):
            yield from self._records(rows, room)
            return
        for number, row in enumerate(rows):
            cells = []
            for cell, width, side in zip(row, widths, table.alignments, strict=True):
                gap = width - cell.cell_len
                left = gap if side == "right" else gap // 2 if side == "center" else 0
                cells.append(Text.assemble(" " * left, cell, " " * (gap - left)))
            if number == 0:
                for cell in cells:
                    cell.stylize("bold")
            line = cells[0]
            for cell in cells[1:]:
                line = Text.assemble(line, (between, "faint"), cell)
            line.rstrip()
            yield line

    def _records(self, rows: list[list[Text]], room: int) -> Iterator[Text]:
        head, *others = rows
        for row in others or [head]:
            lead = self._bar
            for name, cell in zip(head, row, strict=True):
                whole = Text.assemble(name, ": ", cell) if others and name.plain.strip() else cell
                for line in break_lines(self._console, whole, max(_LEAST_ROOM, room - len(lead))):
                    line.rstrip()
                    yield Text.assemble((lead, "faint"), line)
                    lead = "  "

    def _text(self, inlines: Iterable[Inline]) -> Text:
        text = Text(style=self._style)
        for inline in inlines:
            text.append_text(self._inline(inline))
        return text

    def _inline(self, inline: Inline) -> Text:
        match inline:
            case Literal():
                return Text(visible(inline.text))
            case Strong():
                return self._styled(inline.children, "bold underline" if "bold" in self._style else "bold")
            case Emphasis():
                return self._styled(inline.children, "italic")
            case CodeSpan():
                return Text(visible(inline.text), style="accent") if self._colour else Text(f"`{visible(inline.text)}`")
            case Link():
                return self._link(inline)
            case Math():
                return Text(visible(math_text(inline)))
            case Image():
                return Text(visible(image_text(inline)), style="faint" if self._show else "")
            case LineBreak():
                return Text("\n")

    def _styled(self, inlines: Iterable[Inline], style: str | Style) -> Text:
        text = Text(style=style)
        for inline in inlines:
            text.append_text(self._inline(inline))
        return text

    def _link(self, link: Link) -> Text:
        """Return the text of a link, which names its host wherever it leads."""
        host = _host(link.url)
        if not (host and self._colour and _LINKED.fullmatch(link.url)):
            note = link_note(link)
            return Text.assemble(self._styled(link.children, ""), f" ({visible(note)})" if note else "")
        text = self._styled(link.children, Style(underline=True, link=link.url))
        if plain_inline(link.children) != link.url:
            text = Text.assemble(text, f" ({visible(host)})")
        return text


def _host(url: str) -> str:
    """Return the host of an address, "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

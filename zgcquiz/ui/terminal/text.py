"""Making text from packs safe to print, and wrapping it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.style import StyleType
    from rich.text import Text

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that could move the cursor, colour the screen, or change the writing direction."""
_NEWLINES = re.compile("\r\n?")


def inert(text: str) -> str:
    """Return a text with unsafe characters replaced by visible signs; line feeds and tabs are kept.

    For a line while it is typed; `visible` for all else.
    """
    return UNSAFE.sub(_name, _NEWLINES.sub("\n", text))


def visible(text: str) -> str:
    """Return a text with unsafe characters, and those that draw nothing, replaced by visible signs.

    Line feeds and tabs are kept, and what draws nothing itself but shapes the characters beside it.
    """
    safe = inert(text)
    if safe.isascii():
        return safe
    from zgcquiz.core.text.drawn.invisible import reveal

    return reveal(safe)


def one_line(text: str) -> str:
    """Return a text as one safe line."""
    return " ".join(visible(text).split())


def _name(match: re.Match[str]) -> str:
    point = ord(match.group())
    if point < 0x20:
        return chr(0x2400 + point)  # the symbols for control characters
    if point == 0x7F:
        return "\u2421"
    from zgcquiz.core.text.drawn.invisible import code

    return code(match.group())


def wrap(
    console: Console,
    text: str,
    width: int,
    *,
    first: Text | str = "",
    indent: int | None = None,
    style: StyleType = "",
    underlined: Sequence[tuple[int, int]] = (),
) -> list[Text]:
    """Return a text as safe lines of at most `width` cells.

    first: put before the first line; indent: cells before the other lines, by default as wide as `first`; underlined:
    starts and ends in the safe text.
    """
    from rich.text import Text

    lead = Text(first) if isinstance(first, str) else first
    hang = lead.cell_len if indent is None else indent
    room = max(10, width - max(hang, lead.cell_len))
    safe = visible(text)
    whole = Text(safe, style=style)
    for start, end in underlined:
        whole.stylize("underline", start, end)
    if len(safe) <= room and safe.isascii() and safe.isprintable():  # a cell for each character, and no line break
        whole.rstrip()
        lines = [whole]
    else:
        lines = list(whole.wrap(console, room, tab_size=4)) or [Text()]
        for line in lines:
            line.rstrip()
    blank = " " * hang
    return [Text.assemble(lead.copy() if number == 0 else blank, line) for number, line in enumerate(lines)]


_SINGLE_SPACED = re.compile("[!-~]++(?: [!-~]++)*+")


def plain_lines(text: str, room: int) -> list[str] | None:
    """Return the lines of a text as `wrap` breaks it, without what that costs; None for a text that takes more care.

    That is one with other characters than those of ASCII, several spaces in a row, or a word that is too long for a
    line. room: the cells of each line.
    """
    if not _SINGLE_SPACED.fullmatch(text):
        return None
    lines = []
    start, size = 0, len(text)
    while size - start > room:
        end = text.rfind(" ", start, start + room + 1)
        if end < 0:
            return None
        lines.append(text[start:end])
        start = end + 1
    lines.append(text[start:])
    return lines


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(text: str, width: int) -> str:
    """Return a label cut or padded to exactly `width` cells. Not for texts that must be read whole."""
    text = one_line(text)
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    from rich.cells import set_cell_size

    return set_cell_size(text, max(0, width - 3)) + "..."[:width]

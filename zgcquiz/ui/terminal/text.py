"""Making text from packs safe to print, and wrapping it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.style import StyleType
    from rich.text import Text

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that could move the cursor, colour the screen, or change the writing direction."""
_NEWLINES = re.compile("\r\n?")
_TAB = 4
"""Cells between the stops of tabs."""


def inert(text: str) -> str:
    """Return a text with unsafe characters replaced by visible signs; line feeds and tabs are kept.

    For a line while it is typed; `visible` for all else.
    """
    if text.isascii() and text.isprintable():
        return text
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
        lines = break_lines(console, whole, room) or [Text()]
        for line in lines:
            line.rstrip()
    blank = " " * hang
    return [Text.assemble(lead.copy() if number == 0 else blank, line) for number, line in enumerate(lines)]


def break_lines(console: Console, text: Text, room: int) -> list[Text]:
    """Return the lines of a text, each of at most `room` cells without the blanks at its end.

    Rich takes a run without spaces for one word and cuts it anywhere, which is wrong for Chinese and Japanese.
    """
    from zgcquiz.core.text.han.line_breaks import breaks_between_characters, line_ends

    if not breaks_between_characters(text.plain):
        return list(text.wrap(console, room, tab_size=_TAB))
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        if "\t" in line.plain:
            line.expand_tabs(_TAB)
        lines += line.divide(line_ends(line.plain, room, cells))
    return lines


_SINGLE_SPACED = re.compile("[!-~]++(?: [!-~]++)*+")
_NARROW_CLASS = " -~\u00a1-\u00ac\u00ae-\u024f\u2013-\u2014\u2018-\u201d\u2026"
_WIDE_CLASS = "\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60"
"""Chinese and Japanese characters that take two cells."""
_FIRST_WIDE = "\u3001"


# These are compiled where a text needs them: classes of many characters take milliseconds.


@cache
def _narrow() -> re.Pattern[str]:
    return re.compile(f"[{_NARROW_CLASS}]*+")


@cache
def _known() -> re.Pattern[str]:
    return re.compile(f"[{_NARROW_CLASS}{_WIDE_CLASS}]*+")


@cache
def _wide() -> re.Pattern[str]:
    return re.compile(f"[{_WIDE_CLASS}]")


def plain_lines(text: str, room: int) -> list[str] | None:
    """Return the lines of a text as `wrap` breaks it, without what that costs; None for a text that takes more care.

    That is one with other characters than those of ASCII and the usual Chinese and Japanese ones, several spaces in a
    row, or a word that is too long for a line. room: the cells of each line.
    """
    if not _SINGLE_SPACED.fullmatch(text):
        return _plain_wide_lines(text, room)
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


def _plain_wide_lines(text: str, room: int) -> list[str] | None:
    if text.isascii() or not is_known(text) or "  " in text or text.strip() != text:
        return None
    if cells(text) <= room:
        return [text]
    from zgcquiz.core.text.han.line_breaks import breaks_between_characters, line_ends

    if not breaks_between_characters(text):
        return None
    ends = [0, *line_ends(text, room, cells), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(ends)]


def is_known(text: str) -> bool:
    """Return whether a line can be printed as it is: all of it is visible, and `cells` knows its width without Rich's
    table of all characters, which takes long to load."""
    if text.isascii():
        return text.isprintable()
    return (_known() if _may_be_wide(text) else _narrow()).fullmatch(text) is not None


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if is_known(text):
        return len(text) + (len(_wide().findall(text)) if _may_be_wide(text) else 0)
    from rich.cells import cell_len

    return cell_len(text)


def _may_be_wide(text: str) -> bool:
    return not text.isascii() and max(text) >= _FIRST_WIDE


def fit(text: str, width: int) -> str:
    """Return a label cut or padded to exactly `width` cells. Not for texts that must be read whole."""
    text = one_line(text)
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    from rich.cells import set_cell_size

    return set_cell_size(text, max(0, width - 3)) + "..."[:width]

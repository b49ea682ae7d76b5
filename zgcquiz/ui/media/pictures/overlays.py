"""Pictures that a terminal draws over blank cells, which are a part of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from zgcquiz.core.value import Value

_KEY = "overlay"


class Overlay(Value, frozen=True):
    """A picture to draw. data: the escape sequence that draws it with its upper left corner at the cursor."""

    data: str
    rows: int


def blank_lines(id: int, columns: int, rows: int) -> list[Text]:
    """Return the blank lines that a picture is drawn over. They say for which picture each is, and which row of it."""
    return [Text.assemble((" " * columns, Style(meta={_KEY: (id, row)}))) for row in range(rows)]


def drawing(lines: Sequence[Text], below: int, height: int, overlays: Mapping[int, Overlay]) -> str:
    """Return the escape sequences that draw the pictures of lines on the screen, and leave the cursor where it is.

    A picture is left out if some of its lines are, or have scrolled off the screen.

    below: how far the cursor is below the last of the lines; height: lines of the screen.
    """
    if not overlays:
        return ""
    found = []
    for number, line in enumerate(lines):
        mark = _mark(line)
        overlay = overlays.get(mark[0]) if mark and mark[1] == 0 else None
        if mark is None or overlay is None:
            continue
        last = number + overlay.rows - 1
        up = len(lines) - 1 - number + below
        is_whole = last < len(lines) and (end := _mark(lines[last])) is not None and end[:2] == (mark[0], last - number)
        if is_whole and 0 < up < height:
            right = f"\x1b[{mark[2]}C" if mark[2] else ""
            found.append(f"\x1b7\x1b[{up}A\r{right}{overlay.data}\x1b8")
    return "".join(found)


def last_marked(lines: Sequence[Text]) -> int:
    """Return how many of some lines there are up to the last one that is of a picture."""
    return next((number for number in range(len(lines), 0, -1) if _mark(lines[number - 1])), 0)


def _mark(line: Text) -> tuple[int, int, int] | None:
    """Return a line's picture, the row of it, and the cell in which it starts; None for a line of text."""
    for start, _, style in line.spans:
        if isinstance(style, Style) and (mark := style.meta.get(_KEY)):
            return (*mark, cell_len(line.plain[:start]))
    return None

"""A block of lines at the bottom of a terminal, which is erased and drawn again with every change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from rich.segment import Segments
from rich.text import Text

from zgcquiz.core.value import Value
from zgcquiz.ui.media.pictures.overlays import Overlay, drawing, last_marked
from zgcquiz.ui.terminal.console import text_width

if TYPE_CHECKING:
    from rich.console import Console

_TAB = 8
"""Cells of a tab, as Rich prints it."""


class Cursor(Value, frozen=True):
    """The cursor's position in a block. below: lines below the cursor; cell: from 0, in its own line."""

    below: int
    cell: int


class BlockContent(Value, frozen=True):
    """What a block shows. If it is longer than the screen, a part of it is shown, which can be scrolled.

    fixed: the number of lines at the end that do not scroll; focus: the number of the line, from 0, that is scrolled
    into sight when it changes; cursor: its position among the fixed lines, None for the end of the block.
    """

    lines: Sequence[Text]
    fixed: int = 0
    focus: int | None = None
    cursor: Cursor | None = None


Draw: TypeAlias = Callable[[], BlockContent]
"""Lays a block out for the present size of the terminal."""


class LiveBlock:
    """Draws a block below the lines that stay in the scrollback.

    As a context manager it erases the block at the end, so that whoever has the terminal next begins on an empty line.

    overlays: the pictures that lines can be marked for.
    """

    def __init__(self, console: Console, overlays: Mapping[int, Overlay] | None = None) -> None:
        self._console = console
        self._overlays = {} if overlays is None else overlays
        self._drawn: list[Text] = []
        self._height = 0  # lines on the screen
        self._cursor: Cursor | None = None
        self._draw_block: Draw | None = None
        self._above: Callable[[], list[Text]] = list
        self._top = 0  # the first line in sight
        self._focus: int | None = None

    def __enter__(self) -> LiveBlock:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):  # the terminal is gone
            self.erase()

    def show(self, block: Draw) -> None:
        """Draw a block in place of the present one."""
        self._draw_block = block
        self._draw(block())

    def scroll(self, screens: int) -> None:
        """Scroll a block that is longer than the screen. screens: down; up if negative."""
        if self._draw_block is None:
            return
        block = self._draw_block()
        self._top += screens * max(1, self._room(block) - 1)
        self._draw(block)

    def replace(self, lines: Callable[[], list[Text]]) -> None:
        """Erase the block and print lines that stay in the scrollback. lines: lays them out."""
        self.erase()
        self._above = lines
        self.print(lines())

    def erase(self) -> None:
        self.write(self._erasing())
        self._drawn = []
        self._height = self._top = 0
        self._cursor = self._draw_block = self._focus = None

    def redraw(self) -> None:
        """Push the screen into the scrollback and draw the end of it again from the top.

        The terminal may have rewrapped the lines, so the block can't be located and erased.
        """
        rows = self._console.height
        self.write("\n" * rows + "\x1b[H\x1b[J")
        self._drawn = []
        self._height = 0
        self._cursor = None
        block = self._draw_block() if self._draw_block else None
        room = max(0, rows - (len(block.lines) if block else 0) - 1)
        above = self._above()
        self.print(above[len(above) - room :] if len(above) > room else above)
        if block:
            self._draw(block)

    def print(self, lines: list[Text]) -> None:
        self.write(self._rendered(lines) + drawing(lines, 1, self._console.height, self._overlays))

    def write(self, text: str) -> None:
        self._console.file.write(text)
        self._console.file.flush()

    def write_below(self, line: str) -> None:
        """Write a line below the block without moving the cursor."""
        self.write(f"{self._to_end()}\r\n{line}\x1b[K\x1b[A\r{self._from_end()}")

    def _draw(self, block: BlockContent) -> None:
        lines = self._in_sight(block)
        kept = self._kept(lines)
        changed = lines[kept:]
        text = self._erasing(kept) + self._rendered(changed).removesuffix("\n")
        self._cursor = block.cursor
        # Before it is written: a signal that ends the program right after that finds what there is to erase.
        self._height, self._drawn = len(lines), lines
        self.write(text + drawing(changed, 0, self._console.height, self._overlays) + self._from_end())

    def _kept(self, lines: list[Text]) -> int:
        """Return how many lines can stay on the screen: those up to the last picture, which takes time to draw."""
        if not self._overlays or self._height > self._console.height:
            return 0
        count = last_marked(self._drawn)
        return count if count < len(lines) and lines[:count] == self._drawn[:count] else 0

    def _room(self, block: BlockContent) -> int:
        """Return how many lines of a block that is longer than the screen can be in sight besides the fixed ones."""
        return max(1, self._console.height - block.fixed - 2)

    def _in_sight(self, block: BlockContent) -> list[Text]:
        """Return the lines to draw: all, or those that are in sight and how to see the others."""
        lines = list(block.lines)
        if len(lines) < self._console.height:  # the last line is for what is written below
            self._top = 0
            return lines
        room = self._room(block)
        end = len(lines) - block.fixed
        if block.focus is not None and block.focus != self._focus and not self._top <= block.focus < self._top + room:
            self._top = block.focus - room // 2
        self._focus = block.focus
        self._top = max(0, min(self._top, end - room))
        last = min(end, self._top + room)
        return [*lines[self._top : last], self._more(self._top + 1, last, end), *lines[end:]]

    def _more(self, first: int, last: int, count: int) -> Text:
        """Return which lines are in sight, and the keys that show the others, in as many words as there is room for."""
        for where in (f" Lines {first} to {last} of {count}   ", f" {first}-{last}/{count}  ", " "):
            more = Text.assemble((where, "faint"), ("PgUp PgDn", "bold"))
            if more.cell_len <= text_width(self._console.width):
                break
        return more

    def _from_end(self) -> str:
        """Return the escape sequence that moves the cursor from the block's end to its position.

        The terminal's cursor has to be there, since input methods write at it.
        """
        if self._cursor is None:
            return ""
        up = f"\x1b[{self._cursor.below}A" if self._cursor.below else ""
        return f"{up}\r\x1b[{self._cursor.cell}C"

    def _to_end(self) -> str:
        """Return the escape sequence that moves the cursor to the last line of the block."""
        return f"\x1b[{self._cursor.below}B" if self._cursor and self._cursor.below else ""

    def _erasing(self, kept: int = 0) -> str:
        """Return the escape sequence that erases the block, but for the lines that are kept at its start."""
        if not self._height:
            return ""
        if self._height > self._console.height:  # the window has become smaller: leave what has scrolled off
            return f"{self._to_end()}\n\n"
        rows = self._height - 1 - kept
        up = f"\x1b[{rows}A" if rows else ""
        return f"{self._to_end()}\r{up}\x1b[J"

    def _rendered(self, lines: list[Text]) -> str:
        """Return lines as the console would print them one by one. To print each alone takes several times as long."""
        whole = [part for line in lines for part in (line.split(allow_blank=True) if "\n" in line.plain else [line])]
        for line in whole:
            line.expand_tabs(_TAB)
        text = Text("\n").join(whole)
        with self._console.capture() as capture:
            self._console.print(Segments(text.render(self._console, "\n" if whole else "")), soft_wrap=True, end="")
        return capture.get()

"""A round on a terminal that can be redrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.segment import Segments
from rich.text import Text

from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui.round.painting.layout import Cursor, RoundLayout
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft
from zgcquiz.ui.round.painting.plain_writer import opening_lines
from zgcquiz.ui.round.painting.summary import missed_in_full, summary
from zgcquiz.ui.terminal.meters import meter

if TYPE_CHECKING:
    from rich.console import Console

_TAB = 8
"""Cells of a tab, as Rich prints it."""


class LivePainter:
    """Draws a block of lines at the bottom, which is erased and drawn again with every change.

    Answered questions stay above it, so that the scrollback keeps them.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._height = 0  # lines in the block
        self._cursor: Cursor | None = None  # None: at the end of the block
        self._typing = False
        self._block: Callable[[], tuple[list[Text], Cursor | None]] | None = None
        self._above: Callable[[], list[Text]] = list

    @property
    def _layout(self) -> RoundLayout:
        return RoundLayout(self._console)

    def opening(self, opening: Opening) -> None:
        layout = self._layout
        for text in opening_lines(opening):
            self._print([*layout.wrap(text, style="bold"), Text()])

    def question(self, question: Question, marks: OptionMarks, note: str = "", help: bool = False) -> None:
        self._show(lambda: (self._layout.question(question, marks, note, help), None))

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        self._show(lambda: self._layout.typed(question, draft, note, help))

    def typing(self, on: bool) -> None:
        """Switch bracketed paste, which tells a line end in pasted text from the Enter key."""
        self._typing = on
        self._write("\x1b[?2004h" if on else "\x1b[?2004l")

    def clock(self, left: float, total: float) -> None:
        layout = self._layout
        line = f" {meter(left / total, 10 if layout.narrow else 30, layout.glyphs).plain} {int(left) + 1:>3} s"
        self._write(f"{self._to_end()}\r\n{line}\x1b[K\x1b[A\r{self._from_end()}")

    def answered(self, feedback: Feedback) -> None:
        self._replace(lambda: self._layout.answered(feedback))

    def say(self, text: str) -> None:
        self._replace(lambda: [*self._layout.wrap(text, style="caution"), Text()])

    def keys(self, keys: list[tuple[str, str]]) -> None:
        self._erase()
        if keys:
            self._show(lambda: (self._layout.footer(keys, "faint", whole=True), None))

    def summary(self, report: RoundReport) -> None:
        self._replace(lambda: summary(self._layout, report))
        self._print([Text()])

    def missed(self, report: RoundReport) -> None:
        self._replace(lambda: missed_in_full(self._layout, report))

    def redraw(self) -> None:
        """Push the screen into the scrollback and draw the end of it again from the top.

        The terminal may have rewrapped the lines, so the block can't be located and erased.
        """
        rows = self._console.height
        self._write("\n" * rows + "\x1b[H\x1b[J")
        self._height = 0
        self._cursor = None
        if self._typing:  # whoever had the terminal meanwhile may have switched it off
            self.typing(True)
        block, cursor = self._block() if self._block else ([], None)
        room = max(0, rows - len(block) - 1)
        above = self._above()
        self._print(above[len(above) - room :] if len(above) > room else above)
        if block:
            self._draw(block, cursor)

    def _replace(self, lines: Callable[[], list[Text]]) -> None:
        """Erase the block and print lines that stay in the scrollback."""
        self._erase()
        self._above = lines
        self._print(lines())

    def _show(self, block: Callable[[], tuple[list[Text], Cursor | None]]) -> None:
        self._block = block
        self._draw(*block())

    def _draw(self, lines: list[Text], cursor: Cursor | None) -> None:
        text = self._erasing() + self._rendered(lines).removesuffix("\n")
        self._cursor = cursor
        self._write(text + self._from_end())
        self._height = len(lines)

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

    def _erasing(self) -> str:
        if not self._height:
            return ""
        if self._height > self._console.height:  # its top has scrolled off: leave it
            return f"{self._to_end()}\n\n"
        up = f"\x1b[{self._height - 1}A" if self._height > 1 else ""
        return f"{self._to_end()}\r{up}\x1b[J"

    def _erase(self) -> None:
        self._write(self._erasing())
        self._height = 0
        self._cursor = None
        self._block = None

    def _print(self, lines: list[Text]) -> None:
        self._write(self._rendered(lines))

    def _write(self, text: str) -> None:
        self._console.file.write(text)
        self._console.file.flush()

    def _rendered(self, lines: list[Text]) -> str:
        """Return lines as the console would print them one by one. To print each alone takes several times as long."""
        whole = [part for line in lines for part in (line.split(allow_blank=True) if "\n" in line.plain else [line])]
        for line in whole:
            line.expand_tabs(_TAB)
        text = Text("\n").join(whole)
        with self._console.capture() as capture:
            self._console.print(Segments(text.render(self._console, "\n" if whole else "")), soft_wrap=True, end="")
        return capture.get()

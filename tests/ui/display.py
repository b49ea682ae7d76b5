"""A terminal emulator's screen: what a person sees of what a program wrote."""

from __future__ import annotations

import io
import re
from typing import Any

import pyte
from rich.cells import cell_len

_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\^_])")


class Window(io.StringIO):
    """Standard output on a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class _Screen(pyte.HistoryScreen):
    """A screen that, as terminals do, ignores private sequences that end like a change of style."""

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)


class Display:
    """Shows output at a size that may change. The output is interpreted only when somebody looks.

    A second, very wide screen, on which no line is ever broken, tells how long the lines are.
    """

    def __init__(self, cols: int, rows: int) -> None:
        self.cols, self.rows = cols, rows
        self._screen = _Screen(cols, rows, history=5000, ratio=0.5)
        self._wide = _Screen(600, rows, history=5000, ratio=0.5)
        self._streams = pyte.Stream(self._screen), pyte.Stream(self._wide)
        self._pending: list[str] = []

    def feed(self, text: str) -> None:
        self._pending.append(text)

    def resize(self, cols: int, rows: int) -> None:
        self._catch_up()
        self.cols, self.rows = cols, rows
        self._screen.resize(rows, cols)
        self._wide.resize(rows, 600)

    def _catch_up(self) -> None:
        text = "".join(self._pending)
        self._pending.clear()
        for stream in self._streams:
            stream.feed(text)

    @property
    def lines(self) -> list[str]:
        """The lines on the screen."""
        self._catch_up()
        return [line.rstrip() for line in self._screen.display]

    @property
    def is_free(self) -> bool:
        """Whether the cursor is at the start of a line, and nothing is there or below."""
        self._catch_up()
        cursor = self._screen.cursor
        return cursor.x == 0 and not any(line.strip() for line in self._screen.display[cursor.y :])

    @property
    def cells(self) -> list[list[tuple[str, str, bool, bool, bool, bool, str]]]:
        """The lines on the screen without trailing blanks, as cells.

        A cell: its text, which is empty for the second half of a wide character; its colour, or ""; whether it is bold,
        italic, underlined, reversed; its background, or "".
        """
        self._catch_up()
        found = []
        for number, line in enumerate(self._screen.display):
            row = self._screen.buffer[number]
            cells = [row[column] for column in range(self.cols)]
            while cells and not cells[-1].data.strip() and not cells[-1].reverse:
                cells.pop()
            found.append([_cell(cell) for cell in cells])
            assert "".join(cell.data for cell in cells).rstrip() == line.rstrip()
        return found

    @property
    def everything(self) -> list[str]:
        """The lines that have scrolled off the screen, then those on it."""
        lines = self.lines
        return [*_history(self._screen), *lines]

    @property
    def picture(self) -> str:
        return "\n".join(self.everything)

    @property
    def text(self) -> str:
        """All that can be seen, as running text."""
        return " ".join(self.picture.split())

    @property
    def title(self) -> str:
        """The titles of the window and its icon, which the output can set."""
        self._catch_up()
        return f"{self._screen.title}{self._screen.icon_name}"

    @property
    def cursor(self) -> tuple[int, int]:
        """The line and the column of the cursor."""
        self._catch_up()
        return self._screen.cursor.y, self._screen.cursor.x

    @property
    def widest(self) -> int:
        """Cells of the longest line as it was written, commands to be copied left out: these stay on one line."""
        self._catch_up()
        lines = [line.strip() for line in [*_history(self._wide), *self._wide.display]]
        return max(cell_len(line) for line in lines if not line.startswith("zgcquiz "))

    @property
    def widest_now(self) -> int:
        """Cells of the longest line on the screen alone."""
        self._catch_up()
        return max(cell_len(line.rstrip()) for line in self._wide.display)

    def column(self, text: str) -> int:
        """The cell in which a text starts, on the last line that has it."""
        for line in reversed(self.everything):
            if text in line:
                return cell_len(line[: line.index(text)])
        raise AssertionError(f"no {text!r}:\n{self.picture}")


def _cell(cell: Any) -> tuple[str, str, bool, bool, bool, bool, str]:
    return cell.data, _colour(cell.fg), cell.bold, cell.italics, cell.underscore, cell.reverse, _colour(cell.bg)


def _colour(name: str) -> str:
    return "" if name == "default" else f"#{name}"


def running(text: str) -> str:
    """Output without escape sequences, white space folded."""
    return " ".join(_ESCAPES.sub("", text).split())


def _history(screen: Any) -> list[str]:
    """Lines that have scrolled off, oldest first."""
    return ["".join(line[column].data for column in range(screen.columns)).rstrip() for line in screen.history.top]

"""Lines laid out for a terminal of any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.ui.terminal.console import text_width
from zgcquiz.ui.terminal.look import glyphs_of
from zgcquiz.ui.terminal.text import wrap

if TYPE_CHECKING:
    from rich.console import Console

NARROW = 60
"""Below this many columns words are left out beside figures, to leave room for the texts."""


class LineLayout:
    """Lays out lines for the width that a console has now; for each drawing there is a new one."""

    def __init__(self, console: Console) -> None:
        self.console = console
        columns = console.width  # each look asks the terminal
        self.width = text_width(columns)
        self.narrow = columns < NARROW
        self.glyphs = glyphs_of(console)

    def wrap(self, text: str, first: Text | str = " ", indent: int | None = None, style: str = "") -> list[Text]:
        return wrap(self.console, text, self.width, first=first, indent=indent, style=style)

    def rule(self) -> list[Text]:
        return [] if self.narrow else [Text(" " + self.glyphs.rule * (self.width - 1), style="faint")]

    def beside(self, parts: Iterable[Text], gap: str) -> Text:
        """Return the parts that are not empty on one line, up to the first for which there is no room."""
        line = Text(" ")
        for part in filter(None, parts):
            lead = gap if line.cell_len > 1 else ""
            if line.cell_len + len(lead) + part.cell_len > self.width:
                break
            line = Text.assemble(line, lead, part)
        return line

    def keys(self, keys: Sequence[tuple[str, str]], note: str = "") -> list[Text]:
        """Return keys with a word for each, and a note above them if there is one."""
        return [*(self.wrap(note, style="caution") if note else []), *self.footer(keys, "faint", whole=True)]

    def footer(self, keys: Sequence[tuple[str, str]], style: str = "", *, whole: bool = False) -> list[Text]:
        """Return keys with a word for each.

        If they don't fit on one line, words after the second key are left out, the longest first, or, if `whole`, more
        lines are used.
        """
        words = [word for _, word in keys]
        spare = [] if whole else sorted(range(2, len(keys)), key=lambda at: -cell_len(words[at]))
        gaps = ["   ", "  "]
        while True:
            parts = [
                Text.assemble((key, "bold"), (f" {word}" if word else "", style))
                for (key, _), word in zip(keys, words, strict=True)
            ]
            for gap in gaps:
                line = Text.assemble(" ", Text(gap).join(parts))
                if line.cell_len <= self.width:
                    return [line]
            if not spare:
                return self._packed(parts)
            words[spare.pop(0)] = ""
            gaps = ["  "] if spare else [" "]

    def _packed(self, parts: Sequence[Text]) -> list[Text]:
        """Return parts on as many lines as they need, without breaking any."""
        lines = [Text()]
        for part in parts:
            gap = "  " if lines[-1] else " "
            if lines[-1] and lines[-1].cell_len + 2 + part.cell_len > self.width:
                lines.append(Text())
                gap = " "
            lines[-1] = Text.assemble(lines[-1], gap, part)
        return lines

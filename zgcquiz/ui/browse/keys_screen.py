"""The screen with the keys of the browser, and what can be searched for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from zgcquiz.ui.browse.lines import LineView, TextLines
from zgcquiz.ui.terminal.line_layout import NARROW, LineLayout
from zgcquiz.ui.terminal.text import wrap

KEYS: Sequence[tuple[str, str]] = (
    ("/", "search; Enter or Esc goes back to the list"),
    ("up down, j k", "move; PgUp, PgDn, Home and End too"),
    ("Enter", "show the question; Esc goes back"),
    ("s, !", "suspend it, or resume it"),
    ("b, -", "bury it until tomorrow, or resume it"),
    ("r", "start it over: its answers no longer count"),
    ("e", "edit it in your editor, $VISUAL or $EDITOR"),
    ("o", "order by due date, difficulty, last answer, pack"),
    ("? q", "show the keys; quit, as Esc does"),
)
SEARCHES: Sequence[tuple[str, str]] = (
    ("patents 2017", "both words, in the question, its options, explanation or id"),
    ('"made in China"', "these words in this order"),
    ("-patents", "not this word; a minus works before all that follows, too"),
    ("pack:greek tag:pat*", "of this pack, with a tag that begins so; fact: and id: are alike"),
    ("section:history", "in a section with this word in its title"),
    ("is:due", "also new, learning, young, mature, suspended, buried, held, leech, draft, retired"),
    ("due:<=7", "due within seven days; due:tomorrow, due:friday, due:<2027-01-31"),
    ("answered:<=7", "last answered within seven days; answered:today"),
    ("difficulty:>7", "also stability, reviews, lapses, with < <= > >= or a plain number"),
)
"""What can be searched for."""
_KEY, _TERM = 12, 19
"""Cells of the columns of keys and of terms."""


class KeysScreen(Screen[None]):
    """All keys, and what can be searched for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "dismiss", show=False)]

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._rich = console

    def compose(self) -> ComposeResult:
        yield LineView(self._rich, id="keys")
        yield TextLines(self._rich, id="footer")

    def on_mount(self) -> None:
        self.query_one(LineView).show(self._lines)
        self.query_one(TextLines).show(lambda _: LineLayout(self._rich).footer([("Esc", "back")], "faint"))

    def _lines(self, width: int) -> list[Text]:
        lines = [Text(" Keys", style="bold"), *self._table(KEYS, _KEY, width)]
        lines += [Text(), Text(" Searches", style="bold"), *self._table(SEARCHES, _TERM, width)]
        return lines

    def _table(self, rows: Iterable[tuple[str, str]], column: int, width: int) -> Iterable[Text]:
        """Yield names with their meanings beside them, or below them if there is little room."""
        for name, meaning in rows:
            lead = Text.assemble("  ", (f"{name:<{column}}", "accent.strong"), " ")
            if width < NARROW and column > _KEY:
                yield lead
                lead = Text("    ")
            yield from wrap(self._rich, meaning, width, first=lead)

"""The list of questions, a line each, of which only those on the screen are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text
from textual import events
from textual.message import Message

from zgcquiz.core.browsing.question import BrowsedQuestion, QuestionState
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.ui.browse.lines import LineView
from zgcquiz.ui.report.browsing import due_text
from zgcquiz.ui.terminal.text import fit

_STATE, _DUE = 9, 12
"""Cells of the columns beside the questions."""
_NARROW = 60
"""Below this many cells there is one column beside the questions."""
_LONGEST = 500
"""Characters of a stem of which as many are shown as fit."""


class QuestionList(LineView):
    """Questions with a cursor."""

    class Moved(Message):
        """A key or a click has put the cursor at another question."""

    class Opened(Message):
        """A question was clicked twice."""

    def __init__(self, console: Console, id: str, now: Callable[[], Moment]) -> None:
        super().__init__(console, id)
        self._now = now
        self.questions: list[BrowsedQuestion] = []
        self.cursor = 0

    @property
    def current(self) -> BrowsedQuestion | None:
        """The question at the cursor."""
        return self.questions[self.cursor] if self.questions else None

    def fill(self, questions: Sequence[BrowsedQuestion], near: Ref | None = None) -> None:
        """List questions, without a message. near: put the cursor at this one, or if it isn't listed stay; None: at
        the first one."""
        self.questions = [*questions]
        self.resize_to(len(self.questions))
        places = (number for number, question in enumerate(self.questions) if question.ref == near)
        self._put_cursor(0 if near is None else next(places, self.cursor))

    def put(self, question: BrowsedQuestion) -> None:
        """Show a question in place of the one at the cursor."""
        self.questions[self.cursor] = question
        self.refresh()

    def line(self, number: int) -> Text | None:
        if number >= len(self.questions):
            return None
        line = question_line(self.questions[number], self._now(), self.size.width, number == self.cursor)
        if number == self.cursor and self.has_focus:
            return Text(line.plain, style="reverse")  # of one colour
        return line

    def _go(self, number: int) -> None:
        self._put_cursor(number)
        self.post_message(self.Moved())

    def _put_cursor(self, number: int) -> None:
        """Put the cursor at a question, or at the nearest one that there is, and scroll so that it can be seen."""
        self.cursor = max(0, min(number, len(self.questions) - 1))
        top, height = round(self.scroll_offset.y), max(1, self.size.height)
        if not top <= self.cursor < top + height:
            self.scroll_to(y=self.cursor if self.cursor < top else self.cursor - height + 1, animate=False)
        self.refresh()

    def on_resize(self) -> None:
        self.resize_to(len(self.questions))
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        self._put_cursor(self.cursor)  # where it is by then

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        number = round(self.scroll_offset.y) + event.y
        if number < len(self.questions):
            self._go(number)
            if event.chain > 1:
                self.post_message(self.Opened())

    def move(self, by: int) -> None:
        self._go(self.cursor + by)

    def page(self, by: int) -> None:
        self._go(self.cursor + by * max(1, self.size.height - 1))

    def go_to_end(self, last: bool) -> None:
        self._go(len(self.questions) if last else 0)


def question_line(question: BrowsedQuestion, now: Moment, width: int, at_cursor: bool) -> Text:
    """Return a question on one line: its words, its state, when it is due."""
    due, state, style = due_text(question, now), question.state.value, "faint"
    if question.state in (QuestionState.SUSPENDED, QuestionState.BURIED):
        style = "caution"
    elif question.leech:
        state, style = "leech", "wrong"
    elif question.is_due(now):
        style = "accent"
    columns = [(_STATE, state, style), (_DUE, due, style)]
    if width < _NARROW:
        columns = [(_DUE, due if due and style != "caution" else state, style)]
    room = max(4, width - 2 - sum(1 + size for size, _, _ in columns))
    stem = (fit(question.stem[:_LONGEST], room), "bold" if at_cursor else "")
    line = Text.assemble(("> " if at_cursor else "  ", "accent.strong"), stem)
    for size, text, look in columns:
        line.append(f" {fit(text, size)}", style=look)
    return line

"""The browser of questions: a search, a list, and the details of the question at the cursor."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.widgets import Input
from textual.worker import WorkerCancelled

from zgcquiz.core.browsing.matching import found
from zgcquiz.core.browsing.question import BrowsedQuestion, Ordering, QuestionDetails, QuestionState
from zgcquiz.core.browsing.search import parse_search
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.text.drawn.invisible import without_invisible
from zgcquiz.ui.browse.details import detail_lines
from zgcquiz.ui.browse.keys import (
    ANYWHERE,
    CONFIRM_KEYS,
    DETAIL_KEYS,
    DOING,
    LIST_KEYS,
    MOVING,
    SEARCH_KEYS,
)
from zgcquiz.ui.browse.keys_screen import KeysScreen
from zgcquiz.ui.browse.lines import Confirmation, LineView, TextLines
from zgcquiz.ui.browse.question_list import QuestionList
from zgcquiz.ui.browse.source import QuestionSource
from zgcquiz.ui.browse.stylesheet import STYLESHEET
from zgcquiz.ui.report.browsing import open_quote_note
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.line_layout import LineLayout
from zgcquiz.ui.terminal.look import glyphs_of
from zgcquiz.ui.terminal.text import UNSAFE, wrap

_WIDE = 100
"""From this many columns on, the details are beside the list."""
_TALL, _ROOM = 20, 60
"""From this many lines, and columns, on, the details are below the list; otherwise Enter shows them instead of it."""
_PAUSE = 0.05
"""Seconds without a key after which a search begins."""
_SLICE = 5000
"""Questions that are searched between two looks at the keys."""


class SearchInput(Input):
    """A line to type a search in, without characters that could drive the terminal or that draw nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,down", "submit", show=False)]

    def validate_value(self, value: str) -> str:
        return without_invisible(UNSAFE.sub("", value.replace("\t", " ")))


class Browser(App[int]):
    """The browser's application. Its result is True if it was interrupted."""

    CSS = STYLESHEET
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        # All of them have priority: they are handled at once, so that several keys that come together are each taken in
        # their order, with what the one before has changed.
        Binding(keys, action, show=False, priority=True)
        for keys, action in (*ANYWHERE, *MOVING, *DOING)
    ]

    def __init__(
        self, source: QuestionSource, search: str, edit: Callable[[BrowsedQuestion], object], console: Console
    ) -> None:
        """source: the questions; search: the first one; edit: opens a question in the editor and waits, or raises
        ZgcError; console: has the styles and the encoding of the terminal."""
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self._source = source
        self._search = search
        self._edit = edit
        self._rich = console
        self._order = Ordering.DUE
        self._ordered: list[BrowsedQuestion] = []
        self._details: QuestionDetails | ZgcError | None = None

    def compose(self) -> ComposeResult:
        with Container(id="top"):
            yield TextLines(self._rich, id="prompt")
            yield SearchInput(self._search, placeholder="words, is:due, tag:...", id="search")
        yield TextLines(self._rich, id="status")
        with Container(id="panes"):
            yield QuestionList(self._rich, "questions", self._source.now)
            yield LineView(self._rich, "details")
        yield TextLines(self._rich, id="note")
        yield Confirmation(self._rich, id="confirm")
        yield TextLines(self._rich, id="footer")

    def on_load(self) -> None:
        """Catch signals before the screen is taken: they would end the program and leave the terminal as it is then."""
        for name in ("SIGTERM", "SIGHUP") if os.name == "posix" else ():
            number = getattr(signal, name)
            asyncio.get_running_loop().add_signal_handler(number, self.exit, 128 + number)

    def on_mount(self) -> None:
        self._lay_out(self.size)
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self.set_class(len(glyphs_of(self._rich).eighths) == 1, "-ascii")
        self.query_one("#prompt", TextLines).show(lambda _: [Text(" / ", style="accent.strong")])
        self._list.focus()
        self._sort()
        self._find(self._search, pause=0)

    # The parts of the screen

    @property
    def _list(self) -> QuestionList:
        return self.screen_stack[0].query_one(QuestionList)

    @property
    def _pane(self) -> LineView:
        return self.screen_stack[0].query_one("#details", LineView)

    @property
    def _confirmation(self) -> Confirmation:
        return self.screen_stack[0].query_one(Confirmation)

    def _say(self, part: str, text: str = "", style: str = "faint") -> None:
        """Show a text in the status or the note; without a text, nothing."""
        self.screen_stack[0].query_one(f"#{part}", TextLines).show(partial(self._told, text, style))

    def _told(self, text: str, style: str, width: int) -> list[Text]:
        return wrap(self._rich, text, width, first=" ", style=style) if text else []

    def _complain(self, error: ZgcError) -> None:
        self._say("note", f"{error.message} {error.hint}".rstrip(), "caution")

    def on_resize(self, event: events.Resize) -> None:
        if self.screen_stack[0].query("#footer"):
            self._lay_out(event.size)

    def _lay_out(self, size: Size) -> None:
        """Arrange the list and the details as there is room."""
        width, height = size
        self._rich.size = (width, height)  # which lines are laid out for
        for lines in self.screen_stack[0].query(TextLines):
            lines.remake()
        mode = "-side" if width >= _WIDE else "-below" if height >= _TALL and width >= _ROOM else "-single"
        for each in ("-side", "-below", "-single"):
            self.screen_stack[0].set_class(each == mode, each)
        self._show_footer()

    def on_descendant_focus(self) -> None:
        self._show_footer()

    def _show_footer(self) -> None:
        focused = self.screen_stack[0].focused
        keys = {"search": SEARCH_KEYS, "details": DETAIL_KEYS, "confirm": CONFIRM_KEYS}
        listed = LIST_KEYS if self.screen_stack[0].has_class("-single") else LIST_KEYS[1:]
        shown = keys.get((focused and focused.id) or "", listed)
        footer = self.screen_stack[0].query_one("#footer", TextLines)
        footer.show(lambda _: LineLayout(self._rich).footer(shown, "faint"))

    # Searching

    def _sort(self) -> None:
        self._ordered = sorted(self._source.questions, key=self._order.key)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self._search:
            self._search = event.value
            self._say("note")
            self._find(event.value)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        self.screen.set_focus(self._list)
        self._search = event.value
        await self._found()

    @work(exclusive=True)
    async def _find(self, text: str, near: Ref | None = None, pause: float = _PAUSE) -> None:
        """List what a search finds; a later search cancels it. near: the question to put the cursor at."""
        await asyncio.sleep(pause)
        now, questions = self._source.now(), self._ordered
        try:
            search = parse_search(text, now.day)
        except ZgcError as error:
            self._say("status", f"{error.message} {error.hint}", "caution")
            return
        matching: list[BrowsedQuestion] = []
        for start in range(0, len(questions), _SLICE):
            matching += found(questions[start : start + _SLICE], search, now)
            await asyncio.sleep(0)
        # What they show belongs together, so nothing is awaited between them, nor is a message sent.
        self._list.fill(matching, near)
        self._load_details()
        self._show_count()

    async def _found(self, near: Ref | None = None) -> None:
        """Wait until what the search finds is listed, so that no key does anything to what was listed before."""
        with suppress(WorkerCancelled):
            await self._find(self._search, near, pause=0).wait()

    def _show_count(self) -> None:
        shown, count = len(self._list.questions), len(self._ordered)
        if not count:
            self._say("status", "No packs are installed. Add one: zgcquiz pack add PATH")
            return
        number = phrases.count(count, "question")
        which = number if shown == count else f"{shown:,} of {number}" if shown else f"None of {number} matches"
        if not shown and (note := open_quote_note(self._search)):
            which += f". {note}"
        self._say("status", f"{which}, by {self._order}" if shown > 1 else which)

    # Details

    def on_question_list_moved(self) -> None:
        self._load_details()

    def on_question_list_opened(self) -> None:
        self.action_open()

    def _load_details(self) -> None:
        question = self._list.current
        try:
            self._details = None if question is None else self._source.details(question)
        except ZgcError as error:
            self._details = error
        self._pane.show(self._detail_lines)

    def _detail_lines(self, width: int) -> list[Text]:
        match self._details:
            case QuestionDetails() as details:
                return detail_lines(self._rich, details, self._source.now(), width)
            case ZgcError() as error:
                return wrap(self._rich, f"{error.message} {error.hint}", width, first=" ", style="caution")
            case _:
                return []

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key does something where the focus is."""
        in_view = self.focused is None or isinstance(self.focused, LineView)
        if any(action == name.partition("(")[0] for _, name in MOVING):
            return in_view
        if any(action == name.partition("(")[0] for _, name in DOING):
            return in_view and not isinstance(self.screen, KeysScreen)
        return True

    @property
    def _view(self) -> LineView:
        return self.focused if isinstance(self.focused, LineView) else self._list

    def on_click(self) -> None:
        self._say("note")

    def action_move(self, by: int) -> None:
        self._say("note")
        self._view.move(by)

    def action_page(self, by: int) -> None:
        self._say("note")
        self._view.page(by)

    def action_go_to_end(self, last: bool) -> None:
        self._say("note")
        self._view.go_to_end(last)

    def action_open(self) -> None:
        if self._list.current is not None:
            self.screen.add_class("-open")
            self._pane.focus()

    def action_search(self) -> None:
        self.screen.remove_class("-open")
        self.screen.set_focus(self.query_one(SearchInput))

    def action_leave(self) -> None:
        if self._pane.has_focus:
            self.screen.remove_class("-open")
            self._list.focus()
        else:
            self.exit(0)

    async def action_quit(self) -> None:
        self.exit(0)

    def action_interrupt(self) -> None:
        self.exit(128 + signal.SIGINT)

    def action_redraw(self) -> None:
        self.screen.refresh(layout=True)

    def action_keys(self) -> None:
        self.push_screen(KeysScreen(self._rich))

    async def action_order(self) -> None:
        self._order = self._order.following
        self._sort()
        await self._found()

    def action_hold(self, held: str) -> None:
        question = self._asked()
        if question is None:
            return
        wanted = Held.RESUMED if question.state == held else Held(held)
        after = self._changed(lambda: self._source.hold(question, wanted))
        if after is None:
            return
        if wanted is not Held.RESUMED and after.state.value != wanted.value:
            self._say("note", f"It is {after.state}: press s to resume it first.", "caution")
        else:
            said = {Held.SUSPENDED: "Suspended.", Held.BURIED: "Buried until tomorrow.", Held.RESUMED: "Resumed."}
            again = "" if wanted is Held.RESUMED else " Press it again to resume."
            self._say("note", said[wanted] + again, "accent")

    def action_restart(self) -> None:
        question = self._asked()
        if question is None:
            return
        if question.reviewed is None:
            self._say("note", "There is nothing to start over: it was never answered.", "caution")
            return
        number = phrases.count(question.reviewed.repetitions, "answer")
        asked = f"Start this question over? It becomes new, without its {number} so far, which the log keeps."

        self._say("note")
        self._confirmation.ask(partial(self._told, asked, "caution"))

    def on_confirmation_answered(self, event: Confirmation.Answered) -> None:
        question = self._list.current
        (self._pane if self.screen_stack[0].has_class("-open") else self._list).focus()
        if event.yes and question is not None and self._changed(lambda: self._source.restart(question)):
            self._say("note", "Started over.", "accent")

    async def action_edit(self) -> None:
        question = self._list.current
        if question is None:
            return
        errors = self._edited(question)
        try:
            errors += self._source.reload()
        except ZgcError as error:
            errors += (error,)
        self._sort()
        await self._found(near=question.ref)
        if errors:
            self._complain(errors[0])
        else:
            self._say("note")

    def _edited(self, question: BrowsedQuestion) -> tuple[ZgcError, ...]:
        """Edit a question while the screen is the editor's, and return what went wrong."""
        driver = self._driver
        with self.suspend() if driver is not None and driver.can_suspend else nullcontext():
            try:
                self._edit(question)
            except ZgcError as error:  # within, since the screen is not taken back if one comes out
                return (error,)
        return ()

    def _asked(self) -> BrowsedQuestion | None:
        """Return the question at the cursor, if there is one that can be asked; otherwise say why it can't be held."""
        question = self._list.current
        if question is not None and not question.state.is_asked:
            why = "It is a draft" if question.state is QuestionState.DRAFT else "It is retired"
            self._say("note", f"{why}, so it is not asked anyway.", "caution")
            return None
        return question

    def _changed(self, change: Callable[[], BrowsedQuestion]) -> BrowsedQuestion | None:
        """Change the question at the cursor and show it as it is now; None, saying why, if that fails."""
        try:
            after = change()
        except ZgcError as error:
            self._complain(error)
            return None
        self._ordered = [after if each.place == after.place else each for each in self._ordered]
        self._list.put(after)
        self._load_details()
        return after


def browse(source: QuestionSource, search: str, edit: Callable[[BrowsedQuestion], object], console: Console) -> int:
    """Browse questions until the user quits; return the exit code. Arguments: as for `Browser`."""
    return Browser(source, search, edit, console).run() or 0

"""The browser of questions driven in one process, without a terminal."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

from rich.console import Console
from textual import _wait
from textual.pilot import Pilot

from tests.ui.display import Display, Window
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.browsing import Browsing
from zgcquiz.app.selection import survey
from zgcquiz.core.browsing.question import BrowsedQuestion
from zgcquiz.ui.browse.browser import Browser
from zgcquiz.ui.browse.lines import LineView
from zgcquiz.ui.browse.question_list import QuestionList
from zgcquiz.ui.terminal.console import make_console

_wait.SLEEP_GRANULARITY = 1 / 200  # a pilot sleeps four times for a key, which is most of what a test takes
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 20


class Driven:
    """A browser that keys are sent to, and whose screen is read."""

    def __init__(self, app: Browser, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Wait until nothing is searched or drawn any more."""
        await self.pilot.pause()
        while len(self.app.workers):
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a search in place of the one that there is, and go back to the list."""
        await self.press("slash", "ctrl+u", *({" ": "space"}.get(each, each) for each in text), "enter")

    async def resize(self, columns: int, rows: int) -> None:
        await self.pilot.resize_terminal(columns, rows)
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """The lines on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def display(self) -> Display:
        """The screen as a terminal shows it."""
        size = self.app.size
        window = Window()
        console = Console(file=window, force_terminal=True, color_system="truecolor", width=size.width, _environ={})
        shown = Display(size.width, size.height)
        strips = self.app.screen._compositor.render_strips()
        shown.feed("\r\n".join(strip.render(console) for strip in strips))
        return shown

    @property
    def rows(self) -> QuestionList:
        return self.app.query_one(QuestionList)

    @property
    def listed(self) -> list[str]:
        """The ids of the questions that are listed."""
        return [question.ref.item for question in self.rows.questions]

    @property
    def current(self) -> BrowsedQuestion:
        found = self.rows.current
        assert found is not None
        return found

    @property
    def details(self) -> str:
        """All of the details, whether they are on the screen or not."""
        return "\n".join(self.app.query_one("#details", LineView).texts)

    @property
    def footer(self) -> str:
        return self.lines[-1]


Act = Callable[[Driven], Awaitable[None]]


def browse(
    context: AppContext,
    act: Act,
    *,
    size: tuple[int, int] = (80, 24),
    search: str = "",
    edit: Callable[[Browsing, BrowsedQuestion], object] = lambda browsing, question: None,
) -> Browser:
    """Open the browser on all installed packs, and act on it. edit: stands for the editor."""

    async def run() -> Browser:
        source = Browsing(context, survey(context, None))
        app = Browser(source, search, lambda question: edit(source, question), make_console(io.StringIO(), False))
        async with app.run_test(size=size) as pilot:
            driven = Driven(app, pilot)
            await driven.settle()
            await act(driven)
        return app

    return asyncio.run(run())

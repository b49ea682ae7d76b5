"""The browser with many questions: only those on the screen are drawn, and keys are taken while it searches."""

from __future__ import annotations

import asyncio
import io
import time

from tests.conftest import NOON
from tests.ui.browsing import Driven
from tests.unit.browsed import question
from zgcquiz.core.browsing.question import BrowsedQuestion, QuestionDetails
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.ui.browse.browser import Browser, SearchInput
from zgcquiz.ui.terminal.console import make_console

MANY = 20_000


class Made:
    """Questions that are made, in place of packs; it tells of how many the details were asked for."""

    def __init__(self, count: int) -> None:
        stem, options = "Which of the made questions has the number {}?", ("This one", "Another", "None")
        self.questions = [question(f"q{at}", stem=stem.format(at), options=options, place=at) for at in range(count)]
        self.looked_at = 0

    def now(self) -> Moment:
        return NOON

    def details(self, question: BrowsedQuestion) -> QuestionDetails:
        self.looked_at += 1
        return QuestionDetails(question, Item(question.ref.item, Kind.SINGLE, question.stem, ()), "Made", "", "")

    def hold(self, question: BrowsedQuestion, held: Held) -> BrowsedQuestion:
        raise ZgcError("made", "Made questions are not held.")

    def restart(self, question: BrowsedQuestion) -> BrowsedQuestion:
        raise ZgcError("made", "Made questions are not started over.")

    def reload(self) -> tuple[ZgcError, ...]:
        return ()


def test_a_search_is_stopped_by_the_next_key_and_only_what_is_seen_is_drawn() -> None:
    source = Made(MANY)
    widgets = {}

    async def run(source: Made) -> None:
        app = Browser(source, "", lambda question: None, make_console(io.StringIO(), plain=False))
        async with app.run_test(size=(80, 24)) as pilot:
            screen = Driven(app, pilot)
            await screen.settle()
            widgets[len(source.questions)] = len(app.screen.query("*"))
            if len(source.questions) < MANY:
                return
            looked_at, start = source.looked_at, time.process_time()
            field = app.query_one(SearchInput)
            for end in range(len("number 19999")):
                field.value = "number 19999"[: end + 1]
                await asyncio.sleep(0)
            await screen.settle()
            assert screen.listed == ["q19999"]
            assert source.looked_at - looked_at <= 2  # not for each of the twelve texts
            assert time.process_time() - start < 3  # a fifth of a second when this was written
            field.value = ""
            await screen.settle()
            start = time.process_time()
            await screen.press("end", *["up"] * 20)
            assert screen.rows.cursor == MANY - 21
            assert time.process_time() - start < 3

    asyncio.run(run(source))
    asyncio.run(run(Made(3)))
    assert widgets[MANY] == widgets[3]

"""No text of a pack reaches the browser's screen as anything but text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tests.conftest import NOON
from tests.e2e.making import write
from tests.formats.packs import quoted
from tests.store.making import make_review
from tests.ui.browsing import Driven, browse
from tests.ui.test_hostile_screen import ATTACKS
from tests.unit.browsed import question
from zgcquiz.app.context import AppContext
from zgcquiz.core.browsing.question import QuestionDetails
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.drawn.invisible import INVISIBLE
from zgcquiz.ui.browse.browser import SearchInput
from zgcquiz.ui.browse.details import detail_lines
from zgcquiz.ui.browse.question_list import question_line
from zgcquiz.ui.terminal.console import make_console
from zgcquiz.ui.terminal.text import UNSAFE, visible

MARKUP = "[red]a[/red] [@click=app.quit]b[/] [link=http://owned]c[/link] :smile: \\[d]"
TEXTS = st.one_of(st.text(max_size=60), st.sampled_from([*ATTACKS.values(), MARKUP, "x" * 15_000, "多" * 300]))


def inert(text: str) -> None:
    assert not UNSAFE.search(text.replace("\n", ""))
    assert visible(text) == text or not INVISIBLE.search(text)


@pytest.mark.parametrize("attack", [*ATTACKS, "markup"])
def test_the_screen_shows_every_text_inert(context: AppContext, home: Path, attack: str) -> None:
    said = quoted(f"said {ATTACKS.get(attack, MARKUP)} end")
    (home / "packs").mkdir(parents=True)
    write(
        home / "packs" / "bad.yaml",
        f"zgcquiz: 1\nid: bad\ntitle: {said}\nsources: {{s: {{title: {said}}}}}\nsection: {said}\nquestions:\n"
        f"- {{id: a, question: {said}, answer: {said}, distractors: [{{text: {quoted('other')}, feedback: {said}}}],"
        f" explanation: {said}, tags: [{said}], source: {{id: s, section: {said}}}}}\n",
    )

    async def act(screen: Driven) -> None:
        for size in ((80, 24), (40, 20), (120, 40)):
            await screen.resize(*size)
            assert "said" in screen.lines[2]
            screen.app.query_one(SearchInput).value = f"said {ATTACKS.get(attack, MARKUP)}"
            await screen.settle()
            inert(screen.text)
            screen.app.query_one(SearchInput).value = "said"
            await screen.settle()
            await screen.press("enter")
            for _ in range(6):
                inert(screen.text)
                inert(screen.details)
                await screen.press("pagedown")
            assert screen.details.count("said") >= 7
            if attack == "markup":
                assert "[red]a[/red]" in screen.details
                assert ":smile:" in screen.details
            await screen.press("escape")

    context.log.merge([make_review(context.rng, Ref("bad", "a"), NOON, Rating.AGAIN)], NOON)
    browse(context, act)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from((30, 40, 79, 120)))
def test_a_row_and_the_details_are_safe_and_fit(stem: str, option: str, explanation: str, width: int) -> None:
    console = make_console(io.StringIO(), plain=False)
    each = question("q", stem=stem, options=(option,), explanation=explanation, tags=(option,), section=stem)
    row = question_line(each, NOON, width, at_cursor=True)
    assert row.cell_len == width
    inert(row.plain)
    item = Item("q", Kind.SINGLE, stem, (Option(option, key=True, feedback=stem),), explanation=explanation)
    lines: list[Text] = detail_lines(console, QuestionDetails(each, item, stem, "", option), NOON, width)
    for line in lines:
        inert(line.plain)
        assert "\n" not in line.plain
        assert line.cell_len <= width
    row.render(console)
    assert all([*line.render(console)] or not line.plain for line in lines)

"""Texts in wide characters on every screen: no line is too long, and none begins with a mark that closes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.conftest import Ran
from tests.content.shipped import QUESTIONS
from tests.e2e.making import write
from tests.ui.browsing import Driven, browse
from tests.ui.display import Display, Window
from tests.ui.scripted import Learner, Terminal
from zgcquiz.app.learner.home import home
from zgcquiz.app.packs.library import add_pack
from zgcquiz.core.log.review import Certainty, Outcome
from zgcquiz.ui.home import choose
from zgcquiz.ui.terminal.key_names import ENTER, ESCAPE, SPACE

Run = Callable[..., Ran]
CHINESE = QUESTIONS / "zhongguancun-zh"
_BEGINS_BADLY = re.compile(r"[ │|>]*[。，、；：？！）》」』】”]")
_ENDS_BADLY = re.compile(r"[（《「『【“]\Z")
MISSED = [ESCAPE, "0", ENTER]
"""Keys that answer any question with "I don't know", and go on."""
widths = pytest.mark.parametrize("cols", [80, 40])


def check(lines: list[str], cols: int) -> None:
    assert any(cell_len(line) > len(line) for line in lines), "nothing is wide"
    assert [line for line in lines if _BEGINS_BADLY.match(line) or _ENDS_BADLY.search(line)] == []
    assert [line for line in lines if cell_len(line) > cols] == []


@pytest.mark.parametrize("plain", [False, True])
@widths
def test_a_round(learner: Learner, cols: int, plain: bool) -> None:
    count = 40
    played = learner.play(CHINESE, *MISSED * count, "v", "q", cols=cols, plain=plain, questions=count, seed=1)
    check(played.display.everything, cols)
    assert played.display.widest <= cols
    assert f"Missed {count}" in played.display.text


@widths
def test_the_browser(learner: Learner, cols: int) -> None:
    add_pack(learner.context, str(CHINESE))
    learner.play(CHINESE, *MISSED * 8, "q", questions=8)

    async def act(screen: Driven) -> None:
        for _ in range(12):
            check(screen.lines, cols)
            await screen.press("j")
        for search in ("石墨烯", "５Ｇ", "tag:理解", "ＰＣＴ"):
            await screen.type(search)
            assert screen.listed, search
            check(screen.lines, cols)

    browse(learner.context, act, size=(cols, 24))


@widths
def test_the_home(learner: Learner, cols: int) -> None:
    add_pack(learner.context, str(CHINESE))
    learner.play(CHINESE, *MISSED * 4, "q", questions=4)

    def look(terminal: Terminal) -> None:
        check(terminal.display.everything, cols)
        assert terminal.display.widest < cols

    terminal = Terminal([look, "q"], cols, 24, plain=False)
    choose(terminal.console, terminal, home(learner.context)[0])
    terminal.finish()


REPORTS = [
    "stats zhongguancun-zh", "stats zhongguancun-zh --items", "stats --topics", "history", "held", "pack list",
    "pack show zhongguancun-zh", "pack facts zhongguancun-zh", "pack preview zhongguancun-zh policy-aims",
    "read zhongguancun-zh",
]  # fmt: skip


@widths
def test_reports(zgcquiz: Run, monkeypatch: pytest.MonkeyPatch, cols: int) -> None:
    zgcquiz("pack", "add", CHINESE)
    zgcquiz("play", "zhongguancun-zh", "--questions", "12", "--seed", "1", stdin="0\n:0\n" * 12)
    zgcquiz("suspend", "zhongguancun-zh", "street-era")
    monkeypatch.setenv("COLUMNS", str(cols))
    monkeypatch.setenv("TERM", "xterm-256color")
    for command in [*REPORTS, *(f"{report} --plain" for report in REPORTS)]:
        window = Window()
        monkeypatch.setattr(sys, "stdout", window)
        assert zgcquiz(*command.split()).code == 0, command
        display = Display(cols, 24)
        display.feed(window.getvalue().replace("\n", "\r\n"))
        check(display.everything, cols)
        assert display.widest <= cols, command


TYPED = """\
zgcquiz: 1
id: typed
title: 打字
language: zh-Hans
questions:
  - {id: era, kind: typed, question: 那是哪个年代？, answer: 1980年代}
  - {id: name, kind: typed, question: 哪个机构批准的？, answer: 国务院}
  - {id: count, kind: numeric, question: 有多少件？, answer: '3652', unit: 件}
"""
ANSWERS = {"那是哪个年代": "１９８０\u3000年代", "哪个机构": "「国务院」。", "多少件": "三千六百五十二件"}


@widths
def test_answers_typed_in_full_width(learner: Learner, tmp_path: Path, cols: int) -> None:
    def answer(terminal: Terminal) -> None:
        text = ANSWERS[max(ANSWERS, key=terminal.said.rfind)]  # to the question that was drawn last
        terminal.press(ENTER)
        for key in reversed(text):
            terminal.press(SPACE if key == " " else key)

    learner.play(write(tmp_path / "typed.yaml", TYPED), answer, answer, answer, "q", cols=cols, questions=3)
    assert {tuple(review.response or ()): review.outcome for review in learner.answers} == {
        (text.replace("\u3000", " "),): Outcome.CORRECT for text in ANSWERS.values()
    }


@pytest.mark.parametrize(
    ("key", "certainty"), [("Ｂ", Certainty.GUESS), ("ｂ", Certainty.SURE), ("２", Certainty.SURE)]
)
def test_full_width_keys_pick_options(learner: Learner, pack: Path, key: str, certainty: Certainty) -> None:
    learner.play(pack, *[key, ENTER] * 3 if certainty is Certainty.GUESS else key * 3, "q")
    assert {review.certainty for review in learner.answers} == {certainty}
    assert {review.outcome for review in learner.answers} == {Outcome.CORRECT}


def test_a_long_answer_scrolls_by_whole_characters(learner: Learner, tmp_path: Path) -> None:
    def check_line(terminal: Terminal) -> None:
        check(terminal.display.everything, 40)

    text = "中关村国家自主创新示范区" * 6
    pack = write(tmp_path / "typed.yaml", TYPED)
    learner.play(pack, *text, check_line, ENTER, "q", cols=40, questions=1)

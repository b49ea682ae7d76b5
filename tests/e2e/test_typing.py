"""Answers that are typed, how sure one is, and reviewing for an exam, as a person sees them on a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import write, yes
from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]

TYPED = """\
zgcquiz: 1
id: typed
title: To be typed
questions:
  - {id: city, question: Which city lies on the Seine?, kind: typed, answer: Paris, explanation: It does.}
  - {id: river, question: Which river flows through London?, kind: typed, answer: Thames}
"""


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """Asked by `review` in their order."""
    return write(tmp_path / "typed.yaml", TYPED)


def history(program: Program) -> list[dict[str, Any]]:
    """Newest last, without what was taken back."""
    found = json.loads(program.run("history", "--json").stdout)
    return [review for review in reversed(found) if not review["void"]]


@pytest.mark.parametrize("cols", [80, 40])
def test_what_is_typed_is_shown_corrected_and_marked(
    on_terminal: Start, program: Program, typed: Path, cols: int
) -> None:
    screen = on_terminal("review", typed, cols=cols)
    screen.wait_for("Type the answer.")
    screen.press("Parix", "Parix")
    screen.press("\x7fs", "Paris")
    screen.press("\r", "RIGHT")
    screen.wait_for("London?")
    screen.press("\r", "press Enter again")
    screen.press("\r", "Thames")
    screen.wait_for("Enter next")
    screen.press("\r", "3/3")  # it comes back
    screen.press("thames\r", "ROUND DONE")
    screen.send("q")
    assert screen.finish() == 0
    assert screen.widest < cols
    assert screen.mode == screen.mode_before
    first = history(program)[0]
    assert (first["question"], first["response"], first["correct"]) == ("city", ["Paris"], True)


def test_letters_that_are_keys_elsewhere_are_text_and_commands_come_after_escape(
    on_terminal: Start, program: Program, typed: Path
) -> None:
    screen = on_terminal("review", typed)
    screen.wait_for("Type the answer.")
    screen.press("quit 0?u", "> quit 0?u")
    screen.press("\x1b", "0 don't know")
    screen.press("q", "Nothing was answered")
    assert screen.finish() == 0
    assert history(program) == []


def test_pasted_lines_are_one_answer_and_no_enter(on_terminal: Start, program: Program, typed: Path) -> None:
    screen = on_terminal("review", typed)
    screen.wait_for("Type the answer.")
    screen.press("\x1b[200~Par\nis\x1b[201~", "Par is")
    assert history(program) == []
    screen.press("\x15Paris\r", "RIGHT")
    screen.send("\x1bq")
    screen.finish()
    assert [review["response"] for review in history(program)] == [["Paris"]]


@pytest.mark.parametrize("cols", [80, 40])
def test_a_near_miss_is_shown_beside_the_right_answer_and_the_learner_decides(
    on_terminal: Start, program: Program, typed: Path, cols: int
) -> None:
    screen = on_terminal("review", typed, cols=cols)
    screen.wait_for("Type the answer.")
    screen.press("Pariss\r", "y it was right")
    assert "Pariss" in screen.text
    assert "right answer" in screen.text
    assert history(program)[-1]["correct"] is False  # saved before anything was said
    screen.press("y", "London?")
    assert history(program)[-1]["correct"] is True
    screen.send("\x1bq")
    assert screen.finish() == 0
    assert screen.widest < cols


@pytest.mark.parametrize("cols", [80, 40])
def test_how_sure_is_asked_and_can_be_thought_better_of(
    on_terminal: Start, program: Program, tmp_path: Path, cols: int
) -> None:
    screen = on_terminal("play", yes(tmp_path / "yes.yaml"), "--certainty", cols=cols)
    screen.wait_for("1/3")
    screen.press("b", "How sure are you?")
    assert history(program) == []
    screen.press("\x1b", "sure")
    screen.press("b", "How sure are you?")
    screen.press("3", "RIGHT")
    screen.wait_for("2/3")
    screen.press("a", "How sure are you?")
    screen.press("2", "WRONG")
    screen.wait_for("Enter next")
    screen.press("\r", "3/3")
    screen.press("0", "Enter next")
    screen.press("\r", "ROUND DONE")
    screen.send("q")
    assert screen.finish() == 0
    assert [review["level"] for review in history(program)] == [3, 2, None]
    assert "marks" in screen.text
    assert screen.widest < cols


@pytest.mark.parametrize("cols", [80, 40])
def test_an_exam_is_announced_with_its_cost(on_terminal: Start, tmp_path: Path, cols: int) -> None:
    day = date.today() + timedelta(days=12)
    screen = on_terminal("review", yes(tmp_path / "yes.yaml", 30), "--until", day.isoformat(), cols=cols)
    screen.wait_for("you would know 0% without more reviews")
    screen.wait_for("Today: ")
    screen.wait_for("After today, a day on average:")
    screen.wait_for("a-d" if cols == 80 else "q")
    screen.send("\x03")
    assert screen.finish() == 130
    assert screen.widest < cols
    assert screen.mode == screen.mode_before


def test_tuning_shows_how_far_it_is_and_leaves_nothing_behind(
    on_terminal: Start, program: Program, tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    with log.open("w", encoding="utf-8") as file:
        for item in range(400):
            at = date(2025, 1, 1) + timedelta(days=item % 40)
            for number, gap in enumerate((0, 3, 12, 40)):
                at += timedelta(days=gap)
                right = (item * 7 + number * 3) % 10 > 1
                review = {
                    "id": f"0194{item:04x}-{number:04x}-7000-8000-{item:012x}",
                    "at": f"{at.isoformat()}T10:00:00.000Z",
                    "device": "d", "pack": "p", "question": f"q{item}", "mode": "review", "kind": "typed",
                    "response": ["x"], "correct": right, "outcome": "correct" if right else "wrong",
                    "certainty": "sure", "rating": 3 if right else 1, "seconds": 4.0, "void": False,
                }  # fmt: skip
                file.write(json.dumps(review) + "\n")
    assert program.run("history", "import", log).returncode == 0
    screen = on_terminal("tune", "--dry-run")
    screen.wait_for("Fitting", seconds=60)
    screen.wait_for("Log loss", seconds=60)
    assert screen.finish() == 0
    assert "Fitting" not in screen.text
    assert screen.widest < 80

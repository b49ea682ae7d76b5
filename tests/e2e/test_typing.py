"""Typed and pasted answers, and the progress of tuning, on a real terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import write
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
    found = program.quick("history", "--json").json
    return [review for review in reversed(found) if not review["void"]]


def test_what_is_typed_is_shown_corrected_and_marked(on_terminal: Start, program: Program, typed: Path) -> None:
    screen = on_terminal("review", typed)
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
    assert screen.widest < 80
    assert screen.mode == screen.mode_before
    first = history(program)[0]
    assert (first["question"], first["response"], first["correct"]) == ("city", ["Paris"], True)


def test_pasted_lines_are_one_answer_and_no_enter(on_terminal: Start, program: Program, typed: Path) -> None:
    screen = on_terminal("review", typed)
    screen.wait_for("Type the answer.")
    screen.press("\x1b[200~Par\nis\x1b[201~", "Par is")
    assert history(program) == []
    screen.press("\x15Paris\r", "RIGHT")
    screen.send("\x1bq")
    screen.finish()
    assert [review["response"] for review in history(program)] == [["Paris"]]


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
    program.quick("history", "import", log)
    screen = on_terminal("tune", "--dry-run")
    screen.wait_for("Fitting", seconds=60)
    screen.wait_for("Log loss", seconds=60)
    assert screen.finish() == 0
    assert "Fitting" not in screen.text
    assert screen.widest < 80

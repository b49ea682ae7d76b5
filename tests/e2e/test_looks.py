"""What is shown fits the terminal, whatever its size, and nothing of a question is ever cut."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import one, yes
from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]

LONG = "这是一个很长的选项它没有空格也必须完整地显示出来不能被截断" * 3
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("how", [{"TERM": "dumb"}, "--plain"])
def test_plain_is_plain(on_terminal: Start, tmp_path: Path, how: dict[str, str] | str) -> None:
    """Not an escape character, not a redrawn line, not a bar: all of it can be read aloud."""
    pack = yes(tmp_path / "yes.yaml", 5)
    arguments = [how] if isinstance(how, str) else []
    screen = on_terminal("play", pack, *arguments, cols=40, env=how if isinstance(how, dict) else None)
    screen.wait_for("Question 1 of 5.")
    screen.wait_for("question mark for all keys.")
    screen.press("b", "Question 2 of 5.")
    assert "Right." in screen.said
    screen.press("A", "Enter: next")
    assert "Wrong." in screen.said
    screen.press("\r", "Question 3 of 5.")
    screen.press("\x1b[B", "At a: wrongly")
    screen.press("?", "I don't know")
    screen.press("u", "was undone")
    screen.wait_for("Question 2 of 5.")
    screen.resize(60, 20)
    screen.press("0", "Enter: next")
    screen.press("q", "Round ended.")
    assert screen.finish() == 0
    assert b"\x1b" not in screen.raw
    assert b"\x08" not in screen.raw
    assert b"\r" not in screen.raw.replace(b"\r\n", b"")
    assert not {*"#━─"}.intersection(screen.picture)
    assert screen.widest <= 60
    assert screen.mode == screen.mode_before


@pytest.mark.parametrize(("before", "after"), [((80, 24), (40, 20)), ((40, 20), (100, 30))])
def test_a_resize_draws_anew_at_the_new_width(
    on_terminal: Start, tmp_path: Path, before: tuple[int, int], after: tuple[int, int]
) -> None:
    stem = "Some words that go on and on " * 6 + "and end?"
    pack = one(tmp_path / "p.yaml", stem, ["yes " * 20], ["no " * 20])
    screen = on_terminal("play", pack, cols=before[0], rows=before[1])
    screen.wait_for("? keys" if before[0] >= 80 else "q")
    screen.wait_for("A-B")
    screen.resize(*after)
    screen.wait_for("and end?")
    screen.wait_for("A-B")
    assert screen.display.widest_now < after[0]
    assert " ".join(stem.split()) in " ".join(" ".join(screen.lines).split())
    assert sum("1/1" in line for line in screen.lines) == 1
    screen.press("b", "Enter")
    screen.resize(*before)
    screen.wait_for("Enter")
    assert screen.display.widest_now < before[0]
    screen.press("\r", "Missed 1")
    screen.wait_for("q quit")
    screen.resize(*after)
    screen.wait_for("q quit")
    assert screen.display.widest_now < after[0]
    screen.send("q")
    assert screen.finish() == 0


def test_many_resizes_at_once_do_no_harm(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    for cols in (*range(20, 120, 7), 80):
        screen.resize(cols, 24)
    screen.wait_for("? keys")
    screen.press("b", "2/3")
    assert sum("2/3" in line for line in screen.lines) == 1
    screen.press("q", "ROUND ENDED")
    assert screen.finish() == 0


def test_a_terminal_without_a_size_is_taken_to_have_one(program: Program, pack: Path) -> None:
    screen = Terminal([str(program.command), "play", str(pack)], 0, 0, program.env(), program.folder)
    screen.wait_for("rightly")
    screen.press("q", "Nothing was answered")
    assert screen.finish() == 0
    screen.close()


def test_the_first_question_is_there_at_once(program: Program) -> None:
    """Not a benchmark: only that nothing waits for a network or a key."""
    done = subprocess.run(
        [str(program.command), "play", "-n", "1"], input="0\n", text=True, capture_output=True, env=program.env(),
        cwd=program.folder, timeout=10, check=True,
    )  # fmt: skip
    assert "Question 1 of 1." in done.stdout

"""On every way out the answers are kept, the summary is shown, and the terminal is as it was."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import write, yes
from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]


def answered(program: Program) -> int:
    return len(program.quick("history", "--json").json)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


def typed_pack(folder: Path) -> Path:
    return write(
        folder / "typed.yaml",
        "zgcquiz: 1\nid: typed\ntitle: T\nquestions:\n  - {id: a, question: Which?, kind: typed, answer: Paris}\n",
    )


@pytest.fixture
def playing(on_terminal: Start, pack: Path) -> Callable[..., Terminal]:
    """A round with its first question answered, at the second."""

    def start(*arguments: object, **options: Any) -> Terminal:
        screen = on_terminal("play", pack, *arguments, **options)
        plain = "--plain" in arguments
        screen.wait_for("all keys." if plain else "? keys")
        screen.wait_for_mode(keys=True)
        screen.press("b", "Question 2 of 3." if plain else "2/3")
        screen.wait_for("d: never" if plain else "? keys")
        return screen

    return start


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 0)], ids=["Ctrl-C", "Ctrl-D"])
def test_at_a_question(playing: Start, program: Program, key: str, code: int) -> None:
    screen = playing()
    screen.press(key, "ROUND ENDED")
    assert screen.finish() == code
    assert "1/1" in screen.text
    assert "The answer is saved." in screen.text
    assert screen.mode == screen.mode_before
    assert answered(program) == 1


def test_at_the_feedback(playing: Start, program: Program) -> None:
    screen = playing()
    screen.press("a", "Enter next")
    screen.press("\x03", "ROUND ENDED")
    assert screen.finish() == 130
    assert "1/2" in screen.text
    assert screen.mode == screen.mode_before
    assert answered(program) == 2


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\r", 0)], ids=["Ctrl-C", "Enter"])
def test_at_the_summary(playing: Start, program: Program, key: str, code: int) -> None:
    screen = playing()
    screen.press("bb", "ROUND DONE")
    screen.wait_for("q quit")
    screen.send(key)
    assert screen.finish() == code
    assert screen.text.count("ROUND DONE") == 1
    assert screen.mode == screen.mode_before
    assert answered(program) == 3


def test_by_ctrl_c_before_any_answer(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("\x03", "Nothing was answered")
    assert screen.finish() == 130
    assert screen.mode == screen.mode_before


def test_by_ctrl_c_pressed_again_and_again(playing: Start, program: Program) -> None:
    screen = playing()
    screen.send("\x03\x03\x03")
    assert screen.finish() == 130
    assert "Traceback" not in screen.text
    assert screen.mode == screen.mode_before
    assert answered(program) == 1


@pytest.mark.parametrize("at", ["question", "feedback", "summary"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_by_a_signal(playing: Start, program: Program, number: int, at: str) -> None:
    screen = playing()
    if at == "feedback":
        screen.press("a", "q quit (saved)")
    elif at == "summary":
        screen.press("bb", "ROUND DONE")
        screen.wait_for("n new round")
    screen.wait_for_mode(keys=True)
    os.kill(screen.child.pid, number)
    assert screen.finish() in (128 + number, -number)
    assert "Traceback" not in screen.text
    assert screen.mode == screen.mode_before
    assert screen.display.is_free
    assert answered(program) == {"question": 1, "feedback": 2, "summary": 3}[at]


def test_by_a_signal_while_a_text_is_typed(on_terminal: Start, tmp_path: Path) -> None:
    screen = on_terminal("play", typed_pack(tmp_path))
    screen.press("Par", "> Par")
    screen.wait_for_mode(keys=True)
    os.kill(screen.child.pid, signal.SIGTERM)
    assert screen.finish() in (128 + signal.SIGTERM, -signal.SIGTERM)
    assert screen.display.is_free
    assert screen.raw.rindex(b"\x1b[?2004l") > screen.raw.rindex(b"\x1b[?2004h")


def test_by_a_terminal_that_is_gone(playing: Start, program: Program) -> None:
    screen = playing()
    screen.child.close(force=False)
    assert not screen.child.isalive()
    assert answered(program) == 1


def refuse(program: Program) -> None:
    db = sqlite3.connect(program.home / "zgcquiz.db")
    db.execute("CREATE TRIGGER no BEFORE INSERT ON reviews BEGIN SELECT RAISE(ABORT, 'refused'); END")
    db.commit()
    db.close()


def spoil(program: Program) -> None:
    db = sqlite3.connect(program.home / "zgcquiz.db")
    db.execute("DROP TABLE cards")
    db.commit()
    db.close()


@pytest.mark.parametrize("harm", [refuse, spoil])
def test_by_a_log_that_takes_no_more_answers(playing: Start, program: Program, harm: Callable[[Program], None]) -> None:
    """The refused answer is not shown as marked."""
    screen = playing()
    harm(program)
    screen.send("b")
    assert screen.finish() == 1
    assert "RIGHT" not in screen.said
    assert "Traceback" not in screen.text
    assert "zgcquiz: Can't" in screen.said
    assert screen.mode == screen.mode_before


def test_by_a_log_that_takes_no_more_answers_with_the_summary_of_those_before(playing: Start, program: Program) -> None:
    screen = playing()
    refuse(program)
    screen.press("b", "ROUND ENDED")
    assert screen.finish() == 1
    assert "1/1" in screen.said
    assert screen.text.index("ROUND ENDED") < screen.text.index("refused")
    assert answered(program) == 1


@pytest.mark.parametrize("plain", [True, False])
def test_ctrl_z_gives_the_terminal_back_and_going_on_draws_the_question_again(
    playing: Start, program: Program, plain: bool
) -> None:
    screen = playing(*(["--plain"] if plain else []), job=True)
    screen.press("\x1a", "[stopped]")
    assert not screen.reads_keys
    assert screen.mode[3] & termios.ISIG
    screen.send("ls\n")  # any line lets it go on
    screen.wait_for("rightly")
    screen.wait_for_mode(keys=True)
    if not plain:
        screen.wait_for("? keys")
        assert any("2/3" in line for line in screen.lines)
    screen.send("b")
    screen.wait_for("3/3" if not plain else "Question 3 of 3")
    screen.press("\x1a", "[stopped]")
    screen.send("\n")
    screen.wait_for("rightly")
    screen.wait_for_mode(keys=True)
    screen.press("b", "ROUND DONE" if not plain else "Round done")
    screen.wait_for("q quit" if not plain else "q: quit")
    screen.send("q")
    assert screen.finish() == 0
    assert screen.mode == screen.mode_before
    assert answered(program) == 3


def test_ctrl_z_at_the_feedback_and_at_the_summary(playing: Start, program: Program) -> None:
    screen = playing(job=True)
    screen.press("a", "Enter next")
    screen.press("\x1a", "[stopped]")
    screen.press("\n", "Enter next")
    assert any("WRONG" in line for line in screen.lines)
    screen.press("\r", "3/3")
    screen.press("b", "q quit")
    screen.press("\x1a", "[stopped]")
    screen.press("\n", "q quit")
    assert any("ROUND DONE" in line for line in screen.lines)
    screen.send("q")
    assert screen.finish() == 0


def test_the_clock_stops_with_the_program(playing: Start) -> None:
    screen = playing("--time", "2", job=True)
    screen.press("\x1a", "[stopped]")
    time.sleep(2.2)  # in which the time would run out
    screen.press("\n", "? keys")
    screen.wait_for("2 s")  # drawn after the keys
    screen.wait_for("Enter next")
    assert "time ran out" in screen.said.lower()


def test_the_shell_does_not_write_over_a_question_that_is_typed(on_terminal: Start, tmp_path: Path) -> None:
    screen = on_terminal("play", typed_pack(tmp_path), job=True)
    screen.press("Par", "> Par")
    screen.press("\x1a", "[stopped]")
    assert any(line.strip() == "[stopped]" for line in screen.lines)
    assert screen.raw.rindex(b"\x1b[?2004l") > screen.raw.rindex(b"\x1b[?2004h")
    screen.press("\n", "> Par")
    screen.wait_for("Esc")
    assert screen.raw.rindex(b"\x1b[?2004l") < screen.raw.rindex(b"\x1b[?2004h")
    screen.press("is\r", "ROUND DONE")
    screen.wait_for("q quit")
    screen.send("q")
    assert screen.finish() == 0


def test_colours_are_put_back(playing: Start) -> None:
    """The last thing said to the terminal about colour is to have none."""
    for key in ("q", "\x03"):
        screen = playing()
        screen.press(key, "ROUND ENDED")
        screen.finish()
        colours = [part.split(b"m")[0] for part in bytes(screen.raw).split(b"\x1b[") if b"m" in part[:12]]
        assert colours[-1] in (b"0", b"")
        assert b"\x1b[?25l" not in screen.raw or screen.raw.rindex(b"\x1b[?25h") > screen.raw.rindex(b"\x1b[?25l")
        assert b"\x1b[?1049h" not in screen.raw


def test_the_prompt_of_the_shell_starts_on_a_line_of_its_own(playing: Start) -> None:
    for key in ("q", "\x03", "\x04"):
        screen = playing()
        screen.press(key, "ROUND ENDED")
        screen.finish()
        assert screen.raw.endswith(b"\n")


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less here")
def test_a_long_page_opens_less_and_is_left_by_q(on_terminal: Start, program: Program, pack: Path) -> None:
    program.quick("play", pack, stdin="b\n" * 3)
    screen = on_terminal("stats", pack, rows=12, env={"PAGER": "less -R"})
    screen.wait_for("True retention")
    screen.press("G", "--confusions")
    assert "\x1b[1m" in screen.raw.decode()
    screen.send("\x03")  # does not end it, but less throws away what is typed while it is interrupted
    while screen.child.isalive():
        screen.send("q")
        time.sleep(0.2)
    assert screen.finish() == 0

"""The home on a real terminal: its keys run the commands, and the terminal is as it was afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable

import pytest

from tests.e2e.conftest import Program
from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]


@pytest.mark.parametrize("cols", [80, 40])
def test_an_evening(on_terminal: Start, cols: int) -> None:
    screen = on_terminal(cols=cols)
    screen.wait_for("Enter a first round of ten")
    screen.press("\r", "1/10")
    screen.press("0", "Enter next")
    screen.press("q", "Any key to go back")
    assert "ROUND ENDED" in screen.text  # all of the summary is still to be read
    screen.press("x", "Enter today's work")
    assert "1 of 10 answered" in screen.said
    screen.press("g", "2/10")
    screen.press("q", "Any key to go back")
    screen.press("x", "Enter today's work")
    screen.press("r", "What to read")
    screen.press("\r", "Any key to go back")
    assert "Usage" not in screen.said
    assert "The park in brief" in screen.said  # the title of the first text
    screen.press("x", "Enter today's work")
    screen.press("r", "What to read")
    screen.press("\x1b", "Enter today's work")
    screen.press("k", "Any key to go back")
    screen.press("x", "Enter today's work")
    screen.resize(60, 20)
    screen.wait_for("Enter today's work")
    screen.press("c", "Any key to go back")
    screen.send("q")
    assert screen.finish() == 0
    assert screen.mode == screen.mode_before


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less here")
def test_a_pager_that_is_left_leads_back_at_once(on_terminal: Start) -> None:
    screen = on_terminal(rows=12, env={"PAGER": "less -R"})
    screen.press("r", "What to read")
    screen.press("\r", "leave, space on")
    time.sleep(0.5)  # as long as a reader needs at least
    screen.press("q", "Enter")
    screen.send("q")
    assert screen.finish() == 0
    assert "Any key to go back" not in screen.raw.decode()


@pytest.mark.parametrize("pager", ["cat", "head -n 3"])
def test_a_page_that_no_pager_holds_stays_until_a_key(on_terminal: Start, pager: str) -> None:
    screen = on_terminal(rows=12, env={"PAGER": pager})
    screen.press("r", "What to read")
    screen.press("\r", "Any key to go back")
    screen.send("q")
    assert screen.finish() == 0


@pytest.mark.parametrize(("keys", "code"), [("q", 0), ("\x1b", 0), ("\x04", 0), ("\x03", 130)])
def test_ways_to_leave_it(on_terminal: Start, keys: str, code: int) -> None:
    screen = on_terminal(env={"NO_COLOR": "1"})
    screen.wait_for("q quit")
    screen.send(keys)
    assert screen.finish() == code
    assert screen.mode == screen.mode_before
    assert screen.display.is_free


@pytest.mark.parametrize("at", ["home", "what to read", "after a page"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_an_empty_line(on_terminal: Start, number: int, at: str) -> None:
    screen = on_terminal()
    screen.wait_for("q quit")
    if at != "home":
        screen.press("r", "What to read")
    if at == "after a page":
        screen.press("\r", "Any key to go back")
    screen.wait_for_mode(keys=True)
    os.kill(screen.child.pid, number)
    assert screen.finish() in (128 + number, -number)
    assert screen.display.is_free


def test_an_interrupted_round_ends_the_program(on_terminal: Start) -> None:
    screen = on_terminal()
    screen.wait_for("q quit")
    screen.press("p", "1/10")
    screen.press("\x03", "Nothing was answered")
    assert screen.finish() == 130


def test_it_can_be_stopped_and_resumed(on_terminal: Start) -> None:
    screen = on_terminal(job=True)
    screen.wait_for("q quit")
    screen.press("\x1a", "[stopped]")
    assert screen.mode == screen.mode_before
    screen.press("\n", "Enter a first round of ten")
    screen.send("q")
    assert screen.finish() == 0


@pytest.mark.parametrize("how", [["--plain"], []])
def test_without_a_screen_it_is_a_page(on_terminal: Start, how: list[str]) -> None:
    screen = on_terminal(*how, env={} if how else {"TERM": "dumb"})
    assert screen.finish() == 0
    assert "zgcquiz play: a first round of ten" in screen.text


def test_a_window_that_is_closed_leaves_a_round_to_go_on_with(on_terminal: Start, program: Program) -> None:
    screen = on_terminal("play", "zhongguancun")
    screen.wait_for("1/10")
    screen.press("0", "Enter next")
    screen.close()
    again = on_terminal("play", "--resume")
    again.wait_for("1 of them answered before")
    again.wait_for("2/10")
    again.send("q")
    assert again.finish() == 0

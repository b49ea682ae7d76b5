"""What a terminal answers is told from what is typed, whenever it comes."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.e2e.terminal import Terminal
from tests.ui.pictures import KITTY, SIXEL, add, encoded, flag, from_kitty, pack_of
from zgcquiz.ui.media.pictures.protocols import QUESTION
from zgcquiz.ui.terminal.key_names import ESCAPE, REDRAW, TIMEOUT

if sys.platform != "win32":
    import termios

    from zgcquiz.ui.terminal.keys import TerminalKeys


class Line:
    """A pseudo-terminal: what is sent comes to the keys."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        self.fd = self._slave
        self.keys = TerminalKeys(self.fd)

    def send(self, data: bytes) -> None:
        os.write(self._master, data)

    def read_all(self) -> list[str]:
        """The keys that are there."""
        found = []
        while (key := self.keys.read(0.1)) != TIMEOUT:
            found.append(key)
        return found

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)


@pytest.fixture
def line() -> Iterator[Line]:
    found = Line()
    with found.keys:
        yield found
    found.close()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, also where the tests run in the background, with the signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("place", ["tcsetattr", "signal"])
def test_a_signal_at_the_end_leaves_the_terminal_as_it_was(
    monkeypatch: pytest.MonkeyPatch, number: int, place: str
) -> None:
    """place: the first call of it is when the signal comes."""
    line = Line()
    before = termios.tcgetattr(line.fd)
    module = termios if place == "tcsetattr" else signal
    call = getattr(module, place)

    def interrupted(*arguments: object) -> object:
        monkeypatch.setattr(module, place, call)
        ended.append(termios.tcgetattr(line.fd) == before)
        signal.raise_signal(number)
        return call(*arguments)

    ended: list[bool] = []
    line.keys.__enter__()
    assert termios.tcgetattr(line.fd) != before
    monkeypatch.setattr(module, place, interrupted)
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        line.keys.__exit__()
    assert ended == [place == "signal"]
    assert termios.tcgetattr(line.fd) == before
    line.close()


@pytest.mark.parametrize("reply", [KITTY, SIXEL])
def test_an_answer_is_returned_and_what_is_typed_meanwhile_is_kept(line: Line, reply: bytes) -> None:
    line.send(b"a" + reply[:20] + reply[20:] + b"b")
    assert line.keys.answer() == reply
    assert line.read_all() == ["a", "b"]


def test_keys_between_two_parts_of_an_answer_are_kept(line: Line) -> None:
    line.send(b"\x1bP>|kitty(0.40)\x1b\\x\x1b[A\x1b_Gi=31;OK\x1b\\y\x1b[?62c\x1b[B")
    assert line.keys.answer() == b"\x1bP>|kitty(0.40)\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62c"
    assert line.read_all() == ["x", "up", "y", "down"]


def test_a_terminal_that_is_silent_is_not_waited_for_long(line: Line) -> None:
    line.send(b"ab")
    start = time.monotonic()
    assert line.keys.answer() == b""
    assert 0.3 < time.monotonic() - start < 2
    assert line.read_all() == ["a", "b"]


def test_an_answer_that_comes_late_is_no_key(line: Line) -> None:
    assert line.keys.answer() == b""
    line.send(b"a" + KITTY + b"b")
    assert line.read_all() == ["a", "b"]
    line.send(b"\x1bPq")  # Alt with P, once the answer is complete
    assert line.read_all() == [ESCAPE, "P", "q"]


def test_an_answer_that_comes_in_two_halves_is_no_key(line: Line) -> None:
    line.send(KITTY[:-4])
    assert b"kitty" in line.keys.answer()
    line.send(KITTY[-4:] + b"b")
    assert [key for key in line.read_all() if key != "b"] == []


def test_a_resize_while_it_is_waited_for_is_not_lost(line: Line) -> None:
    line.send(SIXEL)
    os.kill(os.getpid(), signal.SIGWINCH)
    assert line.keys.answer() == SIXEL
    assert line.read_all() == [REDRAW]


def test_a_stop_between_two_keys_waits_until_the_screen_is_whole(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever writes a screen has not yet come to the end when the signal arrives."""
    done = []
    line.keys.leave = lambda: done.append("left")
    monkeypatch.setattr(os, "kill", lambda process, number: done.append(number))
    signal.raise_signal(signal.SIGTSTP)
    assert done == []
    assert line.read_all() == [REDRAW]
    assert done == ["left", signal.SIGTSTP]


def test_a_stop_after_the_last_key_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(os, "kill", lambda process, number: done.append(number))
    line = Line()
    with line.keys:
        signal.raise_signal(signal.SIGTSTP)
    line.close()
    assert done == [signal.SIGTSTP]


parts = st.sampled_from(
    [b"\x1bP>|foot(1.16)\x1b\\", b"\x1b_Gi=31;OK\x1b\\", b"\x1b[6;20;10t", b"a", b"7", b"\xe4\xb8\xad", b"?", b"\x1b[A"]
)


@given(st.lists(parts, max_size=8))
@settings(max_examples=30, deadline=None)
def test_any_order_of_keys_and_answers_is_taken_apart(sent: list[bytes]) -> None:
    line = Line()
    with line.keys:
        line.send(b"".join(sent) + b"\x1b[?62;4c")
        answers = [part for part in sent if part[:2] in (b"\x1bP", b"\x1b_") or part.endswith(b"t")]
        assert line.keys.answer() == b"".join(answers) + b"\x1b[?62;4c"
        expected = ["up" if part == b"\x1b[A" else part.decode() for part in sent if part not in answers]
        assert line.read_all() == expected
    line.close()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Terminal]:
    path = pack_of(tmp_path / "p", "Which flag? ![A flag](media/flag.png)")
    add(path, "flag.png", encoded(flag(200, 200)))
    env = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "xterm-256color",
        "ZGCQUIZ_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    command = [sys.executable, "-m", "zgcquiz", "play", str(path), "-n", "1"]
    found = Terminal(command, 80, 40, env, tmp_path, job=True)
    yield found
    found.close()


def test_a_round_on_a_terminal_of_kittys(screen: Terminal) -> None:
    """Asked, answered, stopped with Ctrl-Z, continued, resized; and the terminal is left as it was."""

    def images() -> int:
        return len(from_kitty(screen.raw.decode("utf-8", "replace")))

    screen.wait_for("AAAA")
    assert QUESTION.encode() in screen.raw
    screen.send(b"?" + KITTY)  # a key that is typed before the answer
    screen.wait_for("show or hide the keys")
    assert images() == 1
    screen.press("?", "q quit")
    screen.press("\x1a", "[stopped]")
    screen.press("\n", "[image: A flag]")
    screen.wait_for("q quit")
    assert images() == 2
    screen.resize(60, 30)
    screen.wait_for("[image: A flag]")
    screen.wait_for("q quit")
    assert images() == 3
    assert screen.raw.count(b"\x1b[>q") == 1
    screen.press("a", "ROUND DONE")
    screen.send("q")
    assert screen.finish() == 0
    assert screen.mode == screen.mode_before


def test_a_round_on_a_terminal_that_is_silent(screen: Terminal) -> None:
    screen.wait_for("▀▀▀▀")
    screen.wait_for("q quit")
    screen.send("q")
    assert screen.finish() == 0

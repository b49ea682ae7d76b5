"""The browser on a real terminal: it opens, can be stopped and continued, and leaves the terminal as it was."""

from __future__ import annotations

import os
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Program
from tests.e2e.making import yes
from tests.e2e.terminal import Terminal
from tests.ui.display import Display

Start = Callable[..., Terminal]
FIRST = "Number 0?"
LEFT = ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l")
"""What leaves the alternate screen, shows the cursor, and gives the mouse back."""


@pytest.fixture
def browsing(on_terminal: Start, program: Program, tmp_path: Path) -> Start:
    """The browser on three questions, at the first."""
    program.quick("pack", "remove", "zhongguancun")
    program.quick("pack", "add", yes(tmp_path / "yes.yaml"))

    def start(*words: str, **options: object) -> Terminal:
        screen = on_terminal("browse", *words, **options)
        screen.wait_for("Because 0." if options.get("cols", 80) != 40 else "quit" if words else "? q")
        return screen

    return start


def held(program: Program) -> dict[str, str]:
    return {question["question"]: question["held"] for question in program.quick("held", "--json").json["held"]}


def settled(screen: Terminal, text: str, gone: str = "\0") -> None:
    """Wait until a text is on the screen, and another one is not: a frame may come in several parts."""
    end = time.monotonic() + 10
    while text not in screen.text or gone in screen.text:
        screen._take(0.05)
        assert time.monotonic() < end, f"no {text!r} came, or {gone!r} stayed:\n{screen.picture}"


def test_it_opens_searches_suspends_and_leaves_the_terminal_as_it_was(browsing: Start, program: Program) -> None:
    screen = browsing()
    settled(screen, "3 questions, by due date")
    screen.send("/number 2\r")
    settled(screen, "1 of 3 questions", gone=FIRST)
    screen.send("s")
    settled(screen, "Suspended. Press it again to resume.")
    assert held(program) == {"q2": "suspended"}
    screen.send("s")
    settled(screen, "Resumed.")
    screen.send("q")
    assert screen.finish() == 0
    assert held(program) == {}
    assert screen.mode == screen.mode_before
    for sequence in LEFT:
        assert sequence in screen.raw.decode().rpartition("\x1b[?1049h")[2]


def test_keys_that_come_together_are_taken_in_their_order(browsing: Start, program: Program) -> None:
    screen = browsing()
    screen.send("jsj-")
    settled(screen, "Buried until tomorrow.")
    assert held(program) == {"q1": "suspended", "q2": "buried"}
    screen.send("/exqs")  # keys of the list, too
    settled(screen, "None of 3 questions matches")
    assert held(program) == {"q1": "suspended", "q2": "buried"}
    screen.send("\x03")
    assert screen.finish() == 130


def test_ctrl_z_stops_it_and_fg_shows_it_again(browsing: Start, program: Program) -> None:
    screen = browsing(job=True)
    screen.send("b")
    settled(screen, "Buried until tomorrow.")
    screen.press("\x1a", "[stopped]")
    assert "\x1b[?1049l" in screen.raw.decode()
    assert not screen.reads_keys
    screen.display = Display(80, 24)  # as the alternate screen is gone
    screen.send("\n")
    settled(screen, "Buried until tomorrow.")
    settled(screen, "3 questions, by due date")
    settled(screen, "? keys")
    screen.send("b")
    settled(screen, "Resumed.")
    screen.send("q")
    assert screen.finish() == 0
    assert held(program) == {}
    assert screen.mode == screen.mode_before


def test_resized_while_it_runs(browsing: Start) -> None:
    screen = browsing()
    screen.resize(40, 20)
    settled(screen, "? q")
    assert not any("──" in line for line in screen.lines)
    screen.send("\r")
    settled(screen, "Esc back")
    settled(screen, "Never say never.")
    screen.resize(120, 30)
    settled(screen, "│")
    settled(screen, FIRST)
    screen.send("q")
    assert screen.finish() == 0


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("\x1b", 0), ("\x03", 130), ("/\x03", 130)])
def test_the_ways_out(browsing: Start, key: str, code: int) -> None:
    screen = browsing()
    screen.send(key)
    assert screen.finish() == code
    assert screen.mode == screen.mode_before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_the_terminal_is_as_it_was(browsing: Start, number: int) -> None:
    screen = browsing()
    os.kill(screen.child.pid, number)
    assert screen.finish() == 128 + number
    assert screen.mode == screen.mode_before
    for sequence in LEFT:
        assert sequence in screen.raw.decode()


def test_the_editor_gets_the_terminal_and_the_question_is_shown_as_it_is_now(
    browsing: Start, program: Program, tmp_path: Path
) -> None:
    editor = tmp_path / "vi"
    editor.write_text(
        '#!/bin/sh\nread line < /dev/tty\necho "editing $line $1"\nsed -i "s/Number 0?/Which number?/" "$2"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    screen = browsing(env={"EDITOR": str(editor)})
    screen.send("e")
    screen.wait_for_mode(keys=False)
    screen.send("now\n")
    screen.wait_for("editing now +5")
    settled(screen, "Which number?")
    settled(screen, "3 questions, by due date")
    screen.send("s")
    settled(screen, "Suspended.")
    screen.send("q")
    assert screen.finish() == 0


@pytest.mark.parametrize(
    "env",
    [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_what_the_terminal_cannot_show_is_not_sent(browsing: Start, on_terminal: Start, env: dict[str, str]) -> None:
    if env.get("TERM") == "dumb":
        screen = on_terminal("browse", "number", env=env)
        assert screen.finish() == 0
        assert "\x1b" not in screen.raw.decode()
        assert "yes q0: Number 0? (new)" in screen.text
        return
    screen = browsing(env=env)
    screen.send("s")
    settled(screen, "Suspended.")
    screen.send("q")
    assert screen.finish() == 0
    raw = screen.raw.decode("utf-8", "replace")
    if "NO_COLOR" in env:
        assert not [row for row in screen.display.cells if any(cell[1] for cell in row)]
        assert "38;2" not in raw
        assert "38;5" not in raw
    else:
        assert raw.isascii()


def test_a_home_that_can_only_be_read_is_browsed_and_keeps_what_it_has(
    browsing: Start, program: Program, tmp_path: Path
) -> None:
    browsing().close()
    folders = [path for path in (program.home, *program.home.rglob("*")) if path.is_dir()]
    files = [path for path in program.home.rglob("*") if path.is_file()]
    for path in (*files, *folders):
        path.chmod(0o444 if path.is_file() else 0o555)
    try:
        code = (
            "import os, sys; from tests.cli.making import as_a_user; as_a_user(); os.execv(sys.argv[1], sys.argv[1:])"
        )
        argv = [sys.executable, "-c", code, str(program.command), "browse"]
        screen = Terminal(argv, 80, 24, program.env(PYTHONPATH=str(ROOT)), program.folder)
        settled(screen, "3 questions, by due date")
        screen.send("s")
        settled(screen, "it is read-only.")
        assert any(line.startswith("> Number 0?") and line.endswith("new") for line in screen.lines)
        screen.send("jq")
        assert screen.finish() == 0
        screen.close()
    finally:
        for path in (*folders, *files):
            path.chmod(0o755)
    assert held(program) == {}


@pytest.mark.parametrize("editor", ["false", "no-such-editor"])
def test_an_editor_that_fails_gives_the_screen_back(browsing: Start, editor: str) -> None:
    screen = browsing(env={"EDITOR": editor, "VISUAL": ""})
    settled(screen, "3 questions, by due date")
    screen.send("e")
    settled(screen, editor)
    settled(screen, "3 questions, by due date")
    screen.send("q")
    assert screen.finish() == 0
    assert screen.mode == screen.mode_before


def test_a_shipped_question_is_not_edited(on_terminal: Start) -> None:
    screen = on_terminal("browse", "pack:zhongguancun")
    settled(screen, "161 questions")
    screen.send("e")
    settled(screen, "shipped with zgcquiz")
    screen.send("q")
    assert screen.finish() == 0

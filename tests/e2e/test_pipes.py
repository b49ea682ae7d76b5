"""Without a terminal on one side or the other: no input, input from a file, output into a program."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import yes
from tests.e2e.terminal import Terminal


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


def sh(program: Program, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `zgcquiz` is the program."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        capture_output=True,
        text=True,
        env=program.env(PATH=f"{program.command.parent}:/usr/bin:/bin"),
        cwd=program.folder,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("stdin", ["<&-", "</dev/null", "< <(true)"])
def test_no_input_ends_the_round(program: Program, pack: Path, stdin: str) -> None:
    done = sh(program, f"zgcquiz play {pack} {stdin}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing was answered, and nothing was saved." in done.stdout
    done = sh(program, f"zgcquiz play {pack} --json {stdin}")
    assert json.loads(done.stdout)["asked"] == 0


def test_input_from_a_file(program: Program, pack: Path) -> None:
    (program.folder / "answers").write_text("b\nb\nA", encoding="utf-8")
    done = sh(program, f"zgcquiz play {pack} --json < answers")
    assert (json.loads(done.stdout)["correct"], json.loads(done.stdout)["asked"]) == (2, 3)


def test_through_cat_on_both_sides(program: Program, pack: Path) -> None:
    done = sh(program, f"printf 'b\\nb\\nb\\n' | cat | zgcquiz play {pack} | cat")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Round done. 3 of 3 right, 100%." in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("line", ["play {pack} | head -1", "history | head -1", "pack show zhongguancun | head -1"])
def test_head_gets_its_line_and_nobody_complains(program: Program, pack: Path, line: str) -> None:
    program.quick("play", pack, stdin="b\n" * 3)
    done = sh(program, "yes 0 | zgcquiz " + line.format(pack=pack))
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr


def test_an_interrupt_ends_the_round_with_its_summary(program: Program, pack: Path) -> None:
    process = subprocess.Popen(
        [str(program.command), "play", str(pack)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=program.env(),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("b\n")
    process.stdin.flush()
    out = ""
    while "d: never" not in out.partition("Question 2")[2]:
        out += process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "")
    assert "Round ended. 1 of 1 right" in rest


@pytest.fixture
def piped(program: Program) -> Callable[[str], Terminal]:
    """A shell line on a terminal, with the program in a pipe."""

    def start(line: str) -> Terminal:
        env = program.env(PATH=f"{program.command.parent}:/usr/bin:/bin")
        return Terminal(["sh", "-c", line], 80, 24, env, program.folder)

    return start


def test_keys_work_with_the_output_in_a_pipe(program: Program, pack: Path, piped: Callable[[str], Terminal]) -> None:
    screen = piped(f"zgcquiz play {pack} | cat")
    screen.wait_for("Question 1 of 3.")
    screen.wait_for("all keys")
    screen.press("b", "Question 2 of 3.")
    screen.press("q", "Round ended.")
    assert screen.finish() == 0
    assert b"\x1b" not in screen.raw
    assert screen.mode == screen.mode_before
    screen.close()


def test_lines_answer_where_only_the_output_is_a_terminal(
    program: Program, pack: Path, piped: Callable[[str], Terminal]
) -> None:
    screen = piped(f"yes b | zgcquiz play {pack}")
    screen.wait_for("Round done. 3 of 3 right")
    assert screen.finish() == 0
    assert b"\x1b" not in screen.raw
    screen.close()


def test_a_reader_that_goes_away_gives_the_terminal_back(
    program: Program, pack: Path, piped: Callable[[str], Terminal]
) -> None:
    screen = piped(f"zgcquiz play {pack} | head -1")
    screen.wait_for("3 questions")
    for _ in range(4):
        if not screen.child.isalive():
            break
        screen.send("b")
        screen._take(0.3)
    screen.finish()
    assert "Traceback" not in screen.text
    assert screen.mode == screen.mode_before
    screen.close()

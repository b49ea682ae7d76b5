"""Killed at any moment, without warning: an answer that was shown as marked is in the log."""

from __future__ import annotations

import json
import random
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import yes
from tests.e2e.terminal import Terminal

_MARKED = re.compile(r"Number (\d+)\?\n(?:.+\n)*?(?:Right|Wrong)\b")


def kept(program: Program) -> list[str]:
    done = program.run("history", "--json")
    assert done.returncode == 0, done.stderr
    return [entry["question"] for entry in json.loads(done.stdout) if not entry["void"]]


def kill_over_a_pipe(program: Program, pack: Path, seconds: float) -> tuple[int, int]:
    """How many answers were marked before the kill, and how many of them are kept."""
    process = subprocess.Popen(
        [str(program.command), "play", str(pack), "-n", "400"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=program.env(),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"b\nA\n0\nc\n" * 100)
    process.stdin.flush()
    first = process.stdout.readline()
    assert b"400 questions" in first
    time.sleep(seconds)
    process.kill()
    out = process.stdout.read().decode("utf-8", "replace")
    process.wait()
    process.stdout.close()
    process.stdin.close()
    marked = {f"q{number}" for number in _MARKED.findall(out)}
    lost = marked - set(kept(program))
    assert not lost
    return len(marked), process.returncode


def over_pipes(program: Program, tmp_path: Path, times: int) -> None:
    pack = yes(tmp_path / "yes.yaml", 400)
    rng = random.Random(times)
    program.run("play", pack, "-n", "1", "--no-record")  # compile it
    marked: list[int] = []
    for _ in range(times):
        program.home = tmp_path / f"home-{len(marked)}"
        count, code = kill_over_a_pipe(program, pack, rng.uniform(0, 0.4))
        assert code == -9 or count == 400
        marked.append(count)
    assert program.run("play", pack, "-n", "1", stdin="b\n").returncode == 0
    assert len(set(marked)) > times // 3, "they were killed at different moments"


def test_over_a_pipe(program: Program, tmp_path: Path) -> None:
    over_pipes(program, tmp_path, 15)


@pytest.mark.soak
def test_over_a_pipe_for_long(program: Program, tmp_path: Path) -> None:
    over_pipes(program, tmp_path, 300)


def on_terminals(program: Program, tmp_path: Path, times: int) -> None:
    pack = yes(tmp_path / "yes.yaml", 60)
    rng = random.Random(times)
    for number in range(times):
        program.home = tmp_path / f"home-{number}"
        screen = Terminal([str(program.command), "play", str(pack), "-n", "60"], 80, 24, program.env(), program.folder)
        screen.wait_for("? keys")
        screen.send("b" * 60)
        end = time.monotonic() + rng.uniform(0, 0.5)
        while time.monotonic() < end and screen._take(0.01):
            pass
        screen.child.kill(9)
        while screen._take(0.2):
            pass
        screen.close()
        marked = set(re.findall(r"Number (\d+)\? (?:(?!Number).)*?✓ RIGHT", screen.said))
        assert {f"q{found}" for found in marked} <= set(kept(program))


def test_on_a_terminal(program: Program, tmp_path: Path) -> None:
    on_terminals(program, tmp_path, 5)


@pytest.mark.soak
def test_on_a_terminal_for_long(program: Program, tmp_path: Path) -> None:
    on_terminals(program, tmp_path, 100)


def test_undone_answers_stay_undone(program: Program, tmp_path: Path) -> None:
    """The kill comes right after an answer was taken back."""
    pack = yes(tmp_path / "yes.yaml", 3)
    screen = Terminal([str(program.command), "play", str(pack)], 80, 24, program.env(), program.folder)
    screen.wait_for("? keys")
    screen.press("b", "2/3")
    screen.press("u", "was undone")
    screen.child.kill(9)
    screen.close()
    assert kept(program) == []

"""`remind` prints today's work on one line, or nothing, and its exit code tells which."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Clock, Ran
from zgcquiz.cli import main
from zgcquiz.cli.remind import run_quickly

Run = Callable[..., Ran]


def test_it_tells_what_is_left_today(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    zgcquiz("pack", "add", greek)
    ran = zgcquiz("remind")
    assert (ran.code, ran.out, ran.err) == (0, "zgcquiz: 4 new\n", "")
    zgcquiz("play", stdin="0\n" * 4)
    done = zgcquiz("remind")
    assert (done.code, done.out, done.err) == (1, "", "")
    clock.forward(days=2)
    due = zgcquiz("remind")
    assert due.code == 0
    assert due.out.startswith("zgcquiz: ")
    assert " due" in due.out
    assert due.out.count("\n") == 1
    assert zgcquiz("remind", "--json").json == zgcquiz("--json").json


def test_the_quick_way_prints_the_same(zgcquiz: Run, greek: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zgcquiz("pack", "add", greek)
    capsys.readouterr()
    usual = main.run(["remind"]), capsys.readouterr()
    assert (run_quickly(["remind"]), capsys.readouterr()) == usual
    assert " new" in usual[1].out


@pytest.mark.parametrize("arguments", [[], ["play"], ["remind", "--json"], ["remind", "x"], ["--plain", "remind"]])
def test_any_other_command_line_takes_the_usual_way(arguments: list[str]) -> None:
    assert run_quickly(arguments) is None


def test_what_is_wrong_is_reported_as_usual(zgcquiz: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config.toml").parent.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text("nonsense = 3\n", encoding="utf-8")
    assert run_quickly(["remind"]) is None
    assert capsys.readouterr() == ("", "")
    assert zgcquiz("remind").code == 1


def test_the_quick_way_loads_no_typer_and_no_rich() -> None:
    lines = "import sys; from zgcquiz.cli.remind import run_quickly; run_quickly(['remind'])"
    lines += "\nprint([name for name in sys.modules if name.partition('.')[0] in ('typer', 'rich')], file=sys.stderr)"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", lines], cwd=root, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"

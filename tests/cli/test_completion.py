"""What a shell is offered when Tab is pressed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import write
from tests.conftest import Ran
from zgcquiz.cli import completion, main

Run = Callable[..., Ran]
Tab = Callable[[str], list[str]]

TEXT = """\
zgcquiz: 1
id: rivers
title: Rivers
section: Europe's north
questions:
  - {id: elbe, question: Is it long?, answer: true, tags: [long, "it's"], fact: length}
  - {id: ems, question: Is it short?, answer: true, tags: [short]}
"""


@pytest.fixture
def tab(zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tab:
    """Return a function that returns what bash is offered at the end of a command line."""
    for id in ("rivers", "lakes"):
        path = write(tmp_path / f"{id}.yaml", TEXT.replace("id: rivers", f"id: {id}").replace("elbe", f"{id}-elbe"))
        assert zgcquiz("pack", "add", path).code == 0

    def press(line: str) -> list[str]:
        words = line.split()
        at = len(words) - (not line.endswith(" "))
        with monkeypatch.context() as patch:
            patch.setenv(completion.VARIABLE, "complete_bash")
            patch.setenv("COMP_WORDS", line)
            patch.setenv("COMP_CWORD", str(at))
            with pytest.raises(SystemExit) as ended:
                zgcquiz()
            assert not ended.value.code
        return capsys.readouterr().out.split("\n")[:-1] or []

    return press


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("zgcquiz pl", ["play"]),
        ("zgcquiz pack exp", ["explain", "export"]),
        ("zgcquiz play ", ["lakes", "rivers"]),
        ("zgcquiz play r", ["rivers"]),
        ("zgcquiz play --ti", ["--time"]),
        ("zgcquiz play rivers --tag ", ["long", r"it\'s", "short"]),
        ("zgcquiz play rivers --fact ", ["length"]),
        ("zgcquiz play --section ", ["1", "2"]),
        ("zgcquiz play rivers --section ", ["1"]),
        ("zgcquiz play rivers --section E", [r"Europe\'s\ north"]),
        ("zgcquiz suspend lakes ", ["lakes-elbe", "ems"]),
        ("zgcquiz suspend nosuch ", []),
        ("zgcquiz config set day", ["day_starts"]),
        ("zgcquiz config set colours.r", ["colours.right"]),
        ("zgcquiz pack export rivers --to qti2", ["qti21", "qti22"]),
        ("zgcquiz pack remove r", ["rivers"]),
    ],
)
def test_tab_offers_what_can_be_written(tab: Tab, line: str, offered: list[str]) -> None:
    assert [each for each in tab(line) if each] == offered


def test_what_bash_is_offered_is_one_word_to_it() -> None:
    for value in ("it's", "a b", 'say "x"', "$HOME", "`ls`", "a;b", "a&b", "*", "中 文", "a\\b", "plain-1.0"):
        assert shlex.split(completion._quoted(value)) == [value]


def test_only_the_command_that_is_written_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, at, expected in (("zgcquiz play rivers --t", "3", {"play"}), ("zgcquiz config set x", "3", {"config"})):
        monkeypatch.setenv(completion.VARIABLE, "complete_bash")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", at)
        app = main.make_app([])
        names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
        assert names | {group.typer_instance.info.name for group in app.registered_groups if group.typer_instance} == (
            expected
        )


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_what_the_offers_mean(home: Path, shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zgcquiz"], capture_output=True, text=True, check=True,
        env={"PATH": "", "ZGCQUIZ_HOME": str(home), completion.VARIABLE: f"complete_{shell}",
             "_TYPER_COMPLETE_ARGS": "zgcquiz play zhong", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    )  # fmt: skip
    assert "zhongguancun" in done.stdout
    assert "came with zgcquiz" in done.stdout

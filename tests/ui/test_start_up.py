"""A round loads what it needs, and no more: start-up is a feature."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from zgcquiz.cli.main import HEADINGS, make_app

ROOT = Path(__file__).parents[2]

ROUND = "from zgcquiz.cli import main; main.run(['play', 'zhongguancun', '-n', '1'])"
FRONTENDS = (
    "from zgcquiz.ui.round import keys_frontend; from zgcquiz.ui.round.painting import live_painter, plain_painter"
)


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        (
            ROUND,
            (
                *("zgcquiz.ui.report", "zgcquiz.ui.round.painting.layout", "zgcquiz.ui.round.keys_frontend"),
                *("rich.table", "markdown_it", "pygments", "zgcquiz.core.markup.p", "zgcquiz.core.markup.t"),
            ),
        ),
        (
            f"{FRONTENDS}; from zgcquiz.ui.round.painting import layout",
            ("zgcquiz.ui.round.painting.markup_lines", "markdown_it", "pygments", "zgcquiz.core.markup.p"),
        ),
        (FRONTENDS, ("zgcquiz.ui.report", "zgcquiz.ui.round.typed_prompt", "zgcquiz.formats", "rich.console")),
        (
            f"{FRONTENDS}; from zgcquiz.app.round import play, runner, plan; from zgcquiz.app.sync import automatic",
            (
                *("zgcquiz.core.packs.meta_option", "secrets", "zgcquiz.core.learning.luck.estimate"),
                *("zgcquiz.core.rounds.recall", "zgcquiz.core.log.review_import", "zgcquiz.app.learner"),
                *("zgcquiz.core.sync.report", "zgcquiz.app.round.summary", "zgcquiz.ui.round.differences"),
                "zgcquiz.ui.round.painting.summary",
            ),
        ),
        (
            f"{FRONTENDS}; from zgcquiz.ui.round.painting import layout, markup_lines",
            ("PIL", "subprocess", "zgcquiz.ui.media.player", "zgcquiz.ui.media.pictures.gallery"),
        ),
    ],
    ids=[
        "a round over a pipe",
        "texts without markup",
        "the frontend with keys",
        "the rounds",
        "texts without images or sounds",
    ],
)
def test_a_round_does_not_load(code: str, heavy: tuple[str, ...]) -> None:
    lines = f"import sys; {code}\nprint([name for name in sys.modules if name.startswith({heavy!r})], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, input="0\n", check=True
    )
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    "arguments", [["play", "zhongguancun", "-n", "1"], ["review", "zhongguancun"], ["pack", "show", "zhongguancun"], []]
)
def test_no_start_loads_what_only_chinese_texts_or_old_pythons_need(arguments: list[str]) -> None:
    start = f"from zgcquiz.cli import main; main.run({arguments!r})"
    lines = (
        "import sys\n"
        "from re import _compiler\n"
        "compile, found = _compiler.compile, []\n"
        "_compiler.compile = lambda pattern, flags=0: found.append(pattern) or compile(pattern, flags)\n"
        f"{start}\n"
        "assert found and 'msgspec' in sys.modules\n"
        "print([each for each in found if '\u4e00' in str(each)], 'typing_extensions' in sys.modules, file=sys.stderr)"
    )
    for code in (start, lines):  # the first compiles the packs
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, input="0\n", check=True
        )
    assert done.stderr.endswith("[] False\n")


@pytest.mark.parametrize(
    ("arguments", "commands"),
    [
        ([], []),
        (["--plain"], []),
        (["--help"], []),
        (["--json", "play"], ["play"]),
        (["review", "--limit", "5"], ["review"]),
        (["pack", "list"], ["pack", "pack list"]),
        (["history", "export", "x"], ["history", "history export"]),
    ],
)
def test_a_command_line_builds_the_command_that_it_names(arguments: list[str], commands: list[str]) -> None:
    assert built(arguments) == commands


@pytest.mark.parametrize("arguments", [["plya"], ["pack"], ["pack", "--help"], ["pack", "lst"]])
def test_a_line_that_names_none_builds_what_can_be_meant(arguments: list[str]) -> None:
    assert len(built(arguments)) > 9


def test_the_overview_of_commands_says_what_each_says_of_itself() -> None:
    commands = typer.main.get_command(make_app()).commands  # type: ignore[attr-defined]
    said = {name: command.get_short_help_str(limit=70) for name, command in commands.items()}
    assert said == {name: listed.summary for names in HEADINGS.values() for name, listed in names.items()}


def test_a_shell_that_completes_a_line_is_told_all_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ZGCQUIZ_COMPLETE", "complete_bash")
    assert set(built([])) == {name for names in HEADINGS.values() for name in names}


def built(arguments: list[str]) -> list[str]:
    def names(command: Any, path: str = "") -> list[str]:
        inner = getattr(command, "commands", {})
        return [found for name, each in inner.items() for found in (f"{path}{name}", *names(each, f"{path}{name} "))]

    return names(typer.main.get_command(make_app(arguments)))


def test_the_overview_loads_no_module_of_commands() -> None:
    lines = "import sys; from zgcquiz.cli import main; main.run([])\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("zgcquiz.cli.") for name in done.stderr.split() if name.startswith("zgcquiz.cli.")}
    assert loaded == {"main", "command_groups", "context", "options", "output", "pager", "completion", "home"}


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (
            ["--help"],
            (
                *(f"zgcquiz.cli.{listed.module}" for names in HEADINGS.values() for listed in names.values()),
                "rich",
                "msgspec",
                "sqlite3",
                "zgcquiz.core.settings",
                "zgcquiz.app",
                "zgcquiz.store",
                "zgcquiz.formats",
                "zgcquiz.ui.r",
            ),
        ),
        (["pack", "list"], ("rich", "zgcquiz.formats", "zgcquiz.fetch", "zgcquiz.store.log.review_log")),
        ([], ("rich", "zgcquiz.formats", "zgcquiz.fetch", "zgcquiz.ui.round.painting")),
    ],
    ids=["help", "pack list", "overview"],
)
def test_a_command_does_not_load(arguments: list[str], heavy: tuple[str, ...]) -> None:
    start = f"from zgcquiz.cli import main; main.run({arguments!r})"
    subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, check=True)  # compiles the packs
    lines = f"import sys; {start}\nprint([name for name in sys.modules if name.startswith({heavy!r})], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"

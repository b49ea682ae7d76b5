"""Help: every command and option is explained, and a newcomer sees the first three first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer.main

from tests.conftest import Ran
from zgcquiz import __version__
from zgcquiz.cli.main import make_app

Run = Callable[..., Ran]


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


ALL = [(path, command) for path, command in commands(typer.main.get_command(make_app())) if not command.hidden]


@pytest.mark.parametrize(
    ("path", "command"), ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_command_and_its_options_are_explained(zgcquiz: Run, path: tuple[str, ...], command: Any) -> None:
    ran = zgcquiz(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(['zgcquiz', *path])}")
    assert command.help
    assert command.get_short_help_str(200).endswith(".")
    assert max(map(len, ran.out.splitlines())) <= 80
    words = " ".join(ran.out.split())
    for parameter in command.params:
        if getattr(parameter, "hidden", False):
            continue
        assert parameter.help, f"{parameter.name} has no help"
        assert " ".join(parameter.help.split()[:3]) in words
        if parameter.param_type_name == "option":
            for option in parameter.opts:
                assert option in ran.out
    assert zgcquiz(*path, "-h").out == ran.out


def test_the_groups_come_in_the_order_in_which_a_newcomer_needs_them(zgcquiz: Run) -> None:
    out = zgcquiz("--help").out
    places = [out.index(f"\n{group}:\n") for group in ("Learn", "Packs", "Your data")]
    assert places == sorted(places)
    learn, packs, data = (out[start:] for start in places)
    assert [line.split()[0] for line in learn[: places[1] - places[0]].splitlines()[2:] if line][:2] == [
        "play",
        "review",
    ]
    for name in ("play", "review", "stats"):
        assert f"\n  {name} " in learn[: places[1] - places[0]]
    assert "\n  pack " in packs[: places[2] - places[1]]
    for name in ("history", "undo", "rebuild"):
        assert f"\n  {name} " in data


def test_the_commands_on_packs_come_as_learner_author_and_exchange(zgcquiz: Run) -> None:
    out = zgcquiz("pack", "--help").out
    places = [out.index(f"\n{group}:\n") for group in ("Your library", "Write a pack", "Exchange")]
    assert places == sorted(places)
    for name, at in (("list", 0), ("add", 0), ("new", 1), ("check", 1), ("import", 2), ("build", 2)):
        start = out.index(f"\n  {name} ")
        assert places[at] < start < ([*places[1:], len(out)])[at]


def test_every_command_has_a_place_in_the_help(zgcquiz: Run) -> None:
    for path, _ in ALL:
        if path:
            assert f"\n  {path[-1]} " in zgcquiz(*path[:-1], "--help").out


def test_no_summary_in_the_list_is_cut(zgcquiz: Run) -> None:
    for arguments in ([], ["pack"], ["config"]):
        assert "..." not in zgcquiz(*arguments, "--help").out.replace("[OPTIONS]", "").replace("ARGS]...", "")


def test_every_command_has_its_result_in_json_too() -> None:
    """But the groups, which have none, the export and the schema, which are JSON, and the editors."""
    for path, command in ALL:
        if path not in (
            ("pack",),
            ("class",),
            ("history", "export"),
            ("pack", "schema"),
            ("config", "edit"),
            ("pack", "edit"),
        ):
            assert "--json" in {option for parameter in command.params for option in parameter.opts}, path


def test_replacing_a_file_has_one_option_everywhere() -> None:
    for path, command in ALL:
        options = {option for each in command.params if not getattr(each, "hidden", False) for option in each.opts}
        assert ("--output" not in options) or "--force" in options, path
        assert not options & {"--replace", "--overwrite", "--clobber"}, path


def test_the_version_is_told(zgcquiz: Run) -> None:
    assert zgcquiz("--version") == Ran(0, f"zgcquiz {__version__}\n", "")


def test_pack_alone_shows_its_help(zgcquiz: Run) -> None:
    ran = zgcquiz("pack")
    assert "Usage: zgcquiz pack" in ran.out + ran.err
    assert "check" in ran.out + ran.err


@pytest.mark.parametrize("columns", [40, 80])
def test_usage_errors_are_wrapped_between_words(zgcquiz: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    _, error = zgcquiz("play", "--resume", "--tag", "x").err.split("\n\n")
    assert max(map(len, error.splitlines())) < columns
    assert " ".join(error.split()) == (
        "Error: Invalid value for --resume: continues a round as it was begun: only PACK, --pause, --plain and --json"
        " go with it"
    )


def test_the_list_that_is_made_in_haste_is_the_whole_one(capsys: pytest.CaptureFixture[str]) -> None:
    """For --help commands are listed without being built."""
    for app in (make_app(), make_app(["--help"])):
        with pytest.raises(SystemExit):
            app(["--help"], prog_name="zgcquiz")
    whole, hasty = capsys.readouterr().out.split("Usage: ")[1:]
    assert hasty == whole
    assert len(hasty.splitlines()) > 30

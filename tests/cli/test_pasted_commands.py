"""What a message tells to run next runs as it stands, whatever files are called."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from tests.cli.making import GREEK, write
from tests.conftest import Ran
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.ui.report.page import Page

Run = Callable[..., Ran]
NAMES = (
    "greek.yaml",
    "my pack.yaml",
    "it's.yaml",
    "-greek.yaml",
    "a$b`c.yaml",
    'q"uote.yaml',
    "Grün & neu.yaml",
    "50%.yaml",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def told(text: str) -> list[list[str]]:
    """The commands at the ends of a text's lines, as a shell takes them apart."""
    return [shlex.split(found) for found in re.findall(r"(?m)(?:^\s*|: )zgcquiz (.*)$", text)]


@pytest.mark.parametrize("name", [*NAMES, "x" * 90 + " y.yaml"])
def test_a_command_is_taken_apart_into_what_it_was_made_of(name: str) -> None:
    assert shlex.split(command("pack", "check", path_word(name))) == ["zgcquiz", "pack", "check", path_word(name)]


@pytest.mark.parametrize("name", NAMES)
def test_what_pack_new_tells_to_run_finds_its_file(here: Path, zgcquiz: Run, name: str) -> None:
    made = zgcquiz("pack", "new", "greek", "-o", name)
    ((*words,),) = told(made.out)
    assert words[:2] == ["pack", "check"]
    assert zgcquiz(*words).code == 0
    head = Path(path_word(name)).read_text(encoding="utf-8").splitlines()[:3]
    for words in told("\n".join(line.replace("# A", ": A") for line in head)):
        assert words[-1] == path_word(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_with_errors_is_named_with_its_path(here: Path, zgcquiz: Run, name: str) -> None:
    write(here / name, GREEK.replace("answer: true", "anser: true"))
    ran = zgcquiz("play", path_word(name))
    assert ran.code == 1
    ((*words,),) = told(ran.err)
    assert words == ["pack", "check", path_word(name).removeprefix("./")] or words == ["pack", "check", path_word(name)]
    checked = zgcquiz(*words)
    assert checked.code == 1
    assert "anser" in checked.out


def test_the_folder_of_a_pack_is_named_and_not_its_file(here: Path, zgcquiz: Run) -> None:
    write(here / "my pack" / "pack.yaml", GREEK.replace("answer: true", "anser: true"))
    assert told(zgcquiz("play", "my pack/").err) == [["pack", "check", "my pack"]]


@pytest.mark.parametrize(
    ("name", "id", "title"),
    [
        ("Biology", "biology", "Biology"),
        ("my pack", "my-pack", "my pack"),
        ("courses/bio.yaml", "bio", "bio"),
        ("../up", "up", "up"),
        ("Été 2", "ete-2", "Été 2"),
        ("it's", "its", "it's"),
        ("", "my-pack", "My pack"),
        (" ", "my-pack", "My pack"),
        ("x" * 80, "x" * 64, "x" * 80),
    ],
)
def test_a_name_that_is_no_id_is_answered_with_one_that_works(
    here: Path, zgcquiz: Run, name: str, id: str, title: str
) -> None:
    ran = zgcquiz("pack", "new", name)
    assert ran.code == 1
    assert ".yaml" not in ran.err.replace("courses/bio.yaml", "")
    ((*words,),) = told(ran.err)
    assert words == ["pack", "new", id, f"--title={title}"]
    assert list(here.iterdir()) == []
    assert zgcquiz(*words).code == 0
    assert zgcquiz("pack", "show", f"{id}.yaml", "--json").json["title"] == title


def test_no_hint_has_a_word_to_fill_in_where_it_is_known(here: Path, zgcquiz: Run) -> None:
    write(here / "greek.yaml", GREEK)
    zgcquiz("pack", "add", "greek.yaml")
    write(here / "greek.yaml", GREEK.replace("Is the alphabet old?", "Is it old?"))
    refused = zgcquiz("pack", "add", "greek.yaml")
    ((*words,),) = told(refused.err)
    assert words[:3] == ["pack", "update", "greek"]
    assert "Is it old?" in zgcquiz(*words).out
    ids = [each["id"] for each in zgcquiz("pack", "show", "greek", "--json").json["questions"]]
    assert zgcquiz("suspend", "greek", *ids).code == 0
    ((*words,),) = told(zgcquiz("held").out)
    assert words == ["resume", "greek"]
    held = zgcquiz("play", "greek")
    assert told(held.err) == [["held"]]


@pytest.mark.parametrize("flag", ["--force", "--replace"])
def test_one_flag_replaces_everywhere_and_the_former_one_still_works(here: Path, zgcquiz: Run, flag: str) -> None:
    write(here / "greek.yaml", GREEK)
    zgcquiz("pack", "add", "greek.yaml")
    write(here / "greek.yaml", GREEK.replace("Is the alphabet old?", "Is it old?"))
    assert zgcquiz("pack", "add", "greek.yaml", flag, "--json").json["change"] == "replaced"
    shown = zgcquiz("pack", "add", "--help").out
    assert "--force" in shown
    assert "--replace" not in shown


@pytest.mark.parametrize("columns", ["0", "00", "-1", "²", "wide", "9" * 30])
def test_columns_that_are_no_width_are_none(zgcquiz: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    usual = zgcquiz("pack", "explain").out
    monkeypatch.setenv("COLUMNS", columns)
    assert zgcquiz("pack", "explain").out == usual
    monkeypatch.setenv("COLUMNS", "40")
    assert zgcquiz("pack", "explain").out != usual


@pytest.mark.parametrize("name", ["newer.yaml", "my newer pack.yaml"])
def test_a_planned_update_names_the_path_and_the_choices_that_it_was_planned_with(
    here: Path, zgcquiz: Run, name: str
) -> None:
    write(here / "greek.yaml", GREEK)
    zgcquiz("pack", "add", "greek.yaml")
    write(here / name, GREEK.replace("Is the alphabet old?", "Is it old?"))
    ids = [each["id"] for each in zgcquiz("pack", "show", "greek", "--json").json["questions"]]
    planned = zgcquiz("pack", "update", "greek", name, "--dry-run", "--forget", ids[0], "--yes")
    ((*words,),) = told(planned.out)
    assert words == ["pack", "update", "greek", name, "--forget", ids[0], "--yes"]
    assert zgcquiz(*words).code == 0
    assert "Is it old?" in zgcquiz("pack", "show", "greek").out


@pytest.mark.parametrize("width", [20, 40, 60])
@pytest.mark.parametrize(
    "end", ["--columns question=1,answer=2", "-o tea.yaml", "--encoding gb18030", "--id=tea", "zgcquiz pack add a.yaml"]
)
def test_a_command_or_an_option_at_the_end_of_a_hint_is_never_broken(width: int, end: str) -> None:
    out = io.StringIO()
    Page(Console(file=out, width=width), plain=True).say(f"A hint that takes more than one line of a page: {end}")
    lines = out.getvalue().split("\n")
    assert lines[-2] == end or lines[-2].endswith(f" {end}")
    assert all(len(line) <= width for line in lines[:-2])


def test_what_is_told_of_drafts_is_wrapped_as_one_text(here: Path, zgcquiz: Run) -> None:
    (here / "tea.md").write_text("# Tea\n\nAssam has produced black tea since 1837. Darjeeling followed in 1856.\n")
    for name in ("tea", "a-rather-long-name-of-a-pack"):
        told_first = zgcquiz("pack", "new", name, "--from", "tea.md").out.partition("Then: ")[0].splitlines()
        assert len(told_first) > 1
        for line, following in pairwise(told_first):
            assert len(line) <= 80 < len(f"{line} {following.split()[0]}")

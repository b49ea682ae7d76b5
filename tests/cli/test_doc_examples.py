"""What the documentation shows is real: its command lines parse, and its JSON documents name every key."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.conftest import Ran
from tests.rows import rows
from zgcquiz.cli.main import make_app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / ".github").rglob("*.md")]
COMMAND = typer.main.get_command(make_app())


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield the page and the text of each command line in a block of code."""
    for page in sorted(PAGES):
        text = page.read_text(encoding="utf-8")
        for language, block in re.findall(r"(?ms)^ *```(sh|console)\n(.*?)^ *```$", text):
            begins = r" *\$ " if language == "console" else r" *(?:.*(?:\| |=\S* |bin/))?"
            for line in re.findall(rf"(?m)^{begins}(zgcquiz(?: .*)?)$", block):
                yield page.relative_to(ROOT).as_posix(), line


LINES = sorted({*command_lines()})


def parse(command: Any, words: list[str], parent: Any = None) -> None:
    """Parse a command line without running it. Raises a usage error if it is wrong."""
    context = command.make_context(command.name, words, parent=parent)
    if getattr(command, "commands", None):
        rest = [*context._protected_args, *context.args]
        if rest:
            _, found, arguments = command.resolve_command(context, rest)
            parse(found, arguments, context)


def test_there_are_many() -> None:
    assert len(LINES) > 100


@rows("page, line", LINES)
def test_a_command_line_parses(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if {"--help", "--version"} & {*words}:
        return
    parse(COMMAND, words)


DATA = {"allow", "check", "feedback", "states", "value"}
"""Objects whose keys are data."""


def keys(value: Any) -> Iterator[str]:
    """Yield every key of a JSON document."""
    if isinstance(value, list):
        for each in value:
            yield from keys(each)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in DATA:
                yield from keys(inner)


def documented(name: str) -> set[str]:
    """Return the keys in the section of the reference on a command's JSON."""
    page = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"(?ms)^##+ (?:[a-z ]+, )?{name}(?:, .*?)?$(.*?)(?=^##|\Z)", page)
    return set(re.findall(r'"(\w+)"', section))


REVIEW = documented("history")
ROUND = documented("play")
TODAY = documented("zgcquiz")
LISTED = documented("pack list")
SETTING = documented("config")


@pytest.mark.parametrize(
    ("name", "arguments", "elsewhere"),
    [
        ("zgcquiz", [], set()),
        ("play", ["play", "{pack}", "--certainty"], set()),
        ("review", ["review", "{pack}"], ROUND | TODAY),
        ("review", ["review", "{pack}", "--until", "2027-01-31"], ROUND | TODAY),
        ("read", ["read", "{pack}"], set()),
        ("stats", ["stats", "{pack}"], set()),
        ("stats", ["stats", "{pack}", "--memory", "--topics", "--items", "--certainty", "--confusions"], set()),
        ("leeches", ["leeches", "{pack}"], set()),
        ("suspend", ["suspend", "{pack}", "capital"], set()),
        ("held", ["held", "{pack}"], set()),
        ("pack list", ["pack", "list"], set()),
        ("pack show", ["pack", "show", "{pack}"], set()),
        ("pack facts", ["pack", "facts", "{pack}"], set()),
        ("pack add", ["pack", "add", "{pack}"], set()),
        ("pack check", ["pack", "check", "{pack}"], set()),
        ("pack explain", ["pack", "explain"], set()),
        ("pack build", ["pack", "build", "{pack}", "-o", "{folder}/small.zip"], set()),
        ("pack diff", ["pack", "diff", "{pack}", "{changed}"], set()),
        ("pack export", ["pack", "export", "{pack}", "--to", "aiken", "-o", "{folder}/small.txt"], set()),
        ("pack import", ["pack", "import", "{folder}/tea.txt", "{folder}/more.txt"], set()),
        ("pack new", ["pack", "new", "tides", "-o", "{folder}/tides.yaml"], set()),
        ("pack preview", ["pack", "preview", "{pack}", "capital"], documented("pack show")),
        ("pack update", ["pack", "update", "small", "{changed}", "--dry-run"], documented("pack diff") | LISTED),
        ("history", ["history"], set()),
        ("history import", ["history", "import", "{folder}/history.jsonl"], set()),
        ("sync", ["sync", "{folder}"], set()),
        ("undo", ["undo"], REVIEW),
        ("rebuild", ["rebuild"], set()),
        ("config", ["config"], set()),
        ("config path", ["config", "path"], set()),
        ("config get", ["config", "get", "new_per_day"], SETTING),
        ("config set", ["config", "set", "new_per_day", "5"], SETTING),
        ("forecast", ["forecast", "{pack}", "--days", "10"], set()),
    ],
    ids=lambda value: "" if isinstance(value, set) else str(value),  # the order of a set differs between processes
)
def test_the_reference_names_every_key_of_a_document(
    name: str, arguments: list[str], elsewhere: set[str], zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path
) -> None:
    pack_file.write_text(pack_file.read_text("utf-8") + "section: Part\ntext: A study text.\n", encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(pack_file.read_text("utf-8").replace("Lyon", "Metz"), encoding="utf-8")
    zgcquiz("pack", "add", pack_file)
    zgcquiz("play", pack_file, stdin="Rome\n0\nb\nA\n")
    zgcquiz("history", "export", "-o", tmp_path / "history.jsonl")
    (tmp_path / "tea.txt").write_text("Which?\nA. This\nB. That\nANSWER: A\n\nStray\n", encoding="utf-8")
    (tmp_path / "more.txt").write_text("Which?\nA. This\nB. That\nC.\nANSWER: A\n", encoding="utf-8")
    places = {"pack": str(pack_file), "changed": str(changed), "folder": str(tmp_path)}
    ran = zgcquiz(*(word.format(**places) for word in arguments), "--json", stdin="a 2\nb 3\n0\nC\n")
    assert ran.code == 0, ran.out
    assert set(keys(ran.json)) - documented(name) - elsewhere == set()


TUTORIAL = (DOCS / "tutorial.md").read_text(encoding="utf-8")


def test_the_pack_of_the_tutorial_is_checked_and_added_as_shown(
    zgcquiz: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (pack,) = re.findall(r"(?ms)^```yaml\n(.*?)^```$", TUTORIAL)
    Path("tea.yaml").write_text(pack, encoding="utf-8")
    session = TUTORIAL[TUTORIAL.index("$ zgcquiz pack check") :].partition("```")[0]
    shown = dict(re.findall(r"(?m)^\$ zgcquiz (.*)\n((?:[^$].*\n)*)", session))
    assert list(shown) == ["pack check tea.yaml", "play tea.yaml", "pack add tea.yaml"]
    for line in ("pack check tea.yaml", "pack add tea.yaml"):
        assert zgcquiz(*line.split()).out == shown[line]

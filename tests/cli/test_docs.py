"""The documents keep up with the program: no command, option or code is left out, and what is linked is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from tests.conftest import Ran
from tests.formats.test_problems import CASES, OTHERWISE_COVERED
from tests.rows import rows
from zgcquiz.app.packs.checking import find_flaws
from zgcquiz.app.sync.settings import OF_THE_DEVICE
from zgcquiz.cli.main import HEADINGS, make_app, run
from zgcquiz.core.configuration import SETTINGS, Setting
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.native import reader
from zgcquiz.formats.native.reading.bank_reader import CITATION_KEYS, PACK_KEYS
from zgcquiz.formats.native.yaml.traps import OPTION_KEYS, QUESTION_KEYS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = {page.stem: page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md")}
"""The pages of the reference by name."""
COMMANDS = "\n".join(REFERENCE.values())
EVERYWHERE = {"--help", "-h", "--json", "--plain"}
"""Options that the reference explains once, for all commands."""


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for sub, found in getattr(command, "commands", {}).items():
        yield from commands(found, f"{name} {sub}")


ALL = dict(commands(typer.main.get_command(make_app()), "zgcquiz"))


def section(name: str) -> str:
    """Return the section of the reference on a command, up to the next heading."""
    found = re.findall(rf"(?ms)^## {re.escape(name)}(?= [\[A-Z]|$).*?(?=^## |\Z)", COMMANDS)
    assert found, f"docs/reference has no section on {name}"
    if name == "zgcquiz":
        found = [text for text in found if "--version" in text]  # the page on JSON has a section of this name, too
    assert len(found) == 1, f"docs/reference has {len(found)} sections on {name}"
    return str(found[0])


@rows("name", [name for name in ALL if name != "zgcquiz pack"])
def test_the_reference_has_every_command_with_every_option(name: str) -> None:
    said = section(name)
    for parameter in ALL[name].params:
        if parameter.param_type_name == "argument":
            assert parameter.make_metavar(None).strip("[]").removesuffix("...") in said
            continue
        if getattr(parameter, "hidden", False):
            continue
        for option in {*parameter.opts, *parameter.secondary_opts} - EVERYWHERE:
            assert f"`{option}" in said or f" {option}" in said, f"{option} of {name}"


def test_the_reference_has_no_command_that_is_not_there() -> None:
    named = re.findall(r"(?m)^## (zgcquiz[a-z ]*)", COMMANDS)
    assert {name.strip() for name in named} <= set(ALL)


def test_the_index_of_the_reference_links_every_page() -> None:
    linked = set(re.findall(r"\]\((\w[\w-]*)\.md\)", REFERENCE["README"]))
    assert set(REFERENCE) - {"README"} <= linked


def test_the_help_lists_every_command() -> None:
    listed = {name for names in HEADINGS.values() for name in names}
    assert listed == set(ALL["zgcquiz"].commands)


@pytest.mark.parametrize("key", sorted({*PACK_KEYS, *QUESTION_KEYS, *CITATION_KEYS, *OPTION_KEYS}))
def test_the_reference_has_every_key_of_a_pack(key: str) -> None:
    assert re.search(rf"[`{{ ]{key}[`:,}}]", REFERENCE["pack-format"])


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_the_reference_has_every_setting_with_its_default(setting: Setting) -> None:
    table = REFERENCE["settings"]
    (row,) = re.findall(rf"(?m)^\| `{setting.name}` \|.*$", table)
    *_, default, about, _ = (cell.strip().strip("`") for cell in row.split("|"))
    said = {"parameters": "the engine's", "day_starts": '"04:00"', "weekday_load": "100 each", "colours": "the theme's"}
    assert default == said.get(setting.name, str(setting.default).lower())
    assert about, "the row says what the setting does"
    limits = re.findall(r"(?<![\d:])\d[\d,.]*\b(?!:)|true|false", setting.takes)
    limits = limits or re.split(", | or ", setting.takes.removeprefix("a colour for "))
    assert [limit for limit in limits if not re.search(rf"(?<![\d,.]){re.escape(limit)}(?![\d,])", row)] == []
    assert (f"`{setting.name}`" in table.partition("A pack can have its own")[2].partition("```")[0]) == (
        setting.for_packs
    )


@rows("code", sorted({case.code for case in CASES} | OTHERWISE_COVERED))
def test_the_reference_has_every_code(code: str) -> None:
    assert f"`{code}`" in REFERENCE["problems"]


ROWS = {
    name: (link.partition("#")[0], reads, writes)
    for name, link, reads, writes in re.findall(
        r"(?m)^\| \[`([\w-]+)`\]\(([^)]+)\) \|.*\| (yes|no) \| (yes|no) \|$", REFERENCE["exchange"]
    )
}
"""What the reference says of each format: its page, and if it can be read and written."""


@pytest.mark.parametrize("name", registry.BUILT_IN)
def test_a_format_has_a_row_and_a_page(name: str) -> None:
    assert name in ROWS, "docs/reference/exchange.md lists it under Formats, with a link to its page"
    link, reads, writes = ROWS[name]
    format = registry.get(name)
    assert (reads == "yes", writes == "yes") == (format.read is not None, format.write is not None)
    if name != "yaml":
        page = DOCS / "reference" / link
        assert page.resolve().parent == DOCS / "formats"
        text = page.read_text(encoding="utf-8")
        assert f"--to {name}" in text or f"`{name}`" in text or f"--from {name}" in text, "the page names it"


def test_no_row_and_no_page_is_left_over() -> None:
    assert set(ROWS) == set(registry.BUILT_IN)
    linked = {Path(link).name for link, _, _ in ROWS.values()}
    assert {page.name for page in (DOCS / "formats").glob("*.md")} - {"README.md"} <= linked


def error_codes() -> dict[str, str]:
    """The codes that the program's errors carry, each with a module that raises it."""
    found = {"usage": "cli/main.py", "pack-errors": "core/errors.py", "settings-errors": "core/errors.py"}
    for path in (ROOT / "zgcquiz").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("ZgcError", "ProblemsError"):
                    found[str(node.args[0].value)] = path.name
    return found


def test_the_reference_has_every_code_of_an_error_and_no_other() -> None:
    listed = re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", REFERENCE["exit-codes"])
    assert listed == sorted(error_codes())


def test_the_reference_has_the_document_of_every_command_that_prints_one() -> None:
    headings = re.findall(r"(?m)^##+ (.*)$", REFERENCE["json"])
    named = [name.removeprefix("zgcquiz ") for heading in headings for name in heading.split(", ")]
    assert len(named) == len(set(named)), "a document is described once"
    printing = {
        name.removeprefix("zgcquiz ")
        for name, command in ALL.items()
        if "--json" in {option for parameter in command.params for option in parameter.opts}
    }
    assert printing <= set(named)


PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / ".github").rglob("*.md")])


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"(?ms)^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as forges and site generators make them."""
    made: set[str] = set()
    for heading in re.findall(r"(?m)^#+ (.*)$", prose(page)):
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        base = anchor = re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-")
        number = 0
        while anchor in made:
            number += 1
            anchor = f"{base}-{number}"
        made.add(anchor)
    return made


@rows("page", PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"(?<!\\)`[^`\n]+`", "", prose(page))
    for link, _, anchor in re.findall(r"\]\(([^)#:]*)(#([^)]*))?\)", text):
        target = page.parent / link if link else page
        assert target.exists(), link
        assert not (anchor and target.suffix == ".md") or anchor in anchors(target), f"{link}#{anchor}"


@rows("page", PAGES)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    """Paths from the root, in backticks. Words in capitals stand for a name: `zgcquiz/formats/FAMILY/NAME.py`."""
    named = re.findall(r"`((?:zgcquiz|tests|docs|benchmarks|questions|\.ci|\.github)/[\w./-]+)`", prose(page))
    assert [path for path in named if not re.search("[A-Z]{4}", path) and not (ROOT / path).exists()] == []


CODE_WORDS = re.findall(r"`(\w+)`", (DOCS / "glossary.md").read_text("utf-8").partition("## In the code")[2])


@pytest.mark.parametrize("word", sorted(set(CODE_WORDS)))
def test_the_code_has_the_words_of_the_glossary(word: str) -> None:
    classes = re.compile(rf"(?m)^class {word}\b")
    assert any(classes.search(path.read_text(encoding="utf-8")) for path in (ROOT / "zgcquiz").rglob("*.py"))


WRITTEN_BY_HAND = re.findall(
    r"(?m)^\| ((?:`zgcquiz/[\w./]+`(?:, )?)+) \| (\d+) \|", (DOCS / "decisions.md").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("code", "lines"), WRITTEN_BY_HAND)
def test_the_decisions_tell_the_size_of_what_is_written_by_hand(code: str, lines: str) -> None:
    found = 0
    for name in code.strip("`").split("`, `"):
        path = ROOT / name
        for module in path.rglob("*.py") if path.is_dir() else [path]:
            found += len(module.read_text(encoding="utf-8").splitlines())
    assert 0.8 < found / int(lines) < 1.25, f"{code} has {found} lines"


def test_the_site_lists_every_page_and_needs_nothing_beyond_docs() -> None:
    """The generator would fail on either; this finds it without the generator."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    def listed(entries: list[Any]) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, str):
                yield entry
            else:
                for inner in entry.values():
                    yield from listed(inner)

    pages = list(listed(config["nav"]))
    assert len(pages) == len(set(pages))
    assert set(pages) == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose(page)):
            assert (page.parent / link).resolve().is_relative_to(DOCS), f"{link} of {page.name} is not on the site"
        assert "\\|" not in prose(page), "the site shows the backslash; write 'a vertical bar'"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    (command,) = [line for line in lines if "pytest" in line]
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
    assert "grep -m1 'pytest' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_shows_a_round_as_it_looks() -> None:
    """The session in the README has the marks and the keys that a real screen has."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for piece in (
        " ✗ WRONG\n",
        "1/4   ────────────────   new",
        "right answer",
        "your answer (sure)",
        "Enter next   u undo   q quit (saved)",
    ):
        assert piece in readme


GENERATED = {
    "flaws.md": ("## ", ["pack", "explain", "--markdown"]),
    "zhongguancun.md": ("| section |", ["pack", "facts", str(ROOT / "questions" / "zhongguancun"), "--markdown"]),
    "zhongguancun-zh.md": (
        "| section |",
        ["pack", "facts", str(ROOT / "questions" / "zhongguancun-zh"), "--markdown"],
    ),
}
"""Pages that end with the output of a command: how that begins, and the command."""


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name: str, zgcquiz: Callable[..., Ran]) -> None:
    begins, command = GENERATED[name]
    introduction, mark, rest = (DOCS / name).read_text(encoding="utf-8").partition(begins)
    assert introduction.startswith("# ")
    expected = zgcquiz(*command).out.rstrip("\n") + "\n"
    assert mark + rest == expected, "if that is meant: python -m tests.cli.test_docs"


def test_the_pack_on_the_page_on_flaws_has_none() -> None:
    page = (DOCS / "flaws.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"(?s)```yaml\n(zgcquiz: 1.*?)```", page)
    reading = reader.read([("tides.yaml", shown.encode())])
    assert reading.problems == ()
    assert [str(problem) for problem in find_flaws(reading)] == []


def test_the_reference_names_the_settings_that_are_not_synced() -> None:
    text = (DOCS / "reference" / "sync.md").read_text("utf-8")
    (named,) = re.findall(r"Every setting is synced but those that each device keeps for itself: ([^.]+)\.", text)
    assert re.findall("`(.+?)`", named) == list(OF_THE_DEVICE)


if __name__ == "__main__":
    for page_name, (begins, command) in GENERATED.items():
        page = DOCS / page_name
        introduction = page.read_text(encoding="utf-8").partition(begins)[0]
        with redirect_stdout(StringIO()) as out:
            run(command)
        page.write_text(introduction + out.getvalue().rstrip("\n") + "\n", encoding="utf-8")

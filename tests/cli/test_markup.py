"""Packs with markup at the command line: checked, shown, answered from a pipe, and listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import write
from tests.conftest import Ran

Run = Callable[..., Ran]

MARKED = """\
zgcquiz: 1
id: marked
title: Marked
language: en
markup: markdown
questions:
  - id: power
    question: "How is **x times x** written, or `x*x`?"
    answer: $x^2$
    distractors: [$x_2$, $2x$, '**y**']
    explanation: See [the page](https://example.org/powers).
"""


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    return write(tmp_path / "marked.yaml", MARKED)


@pytest.mark.parametrize("line", ["x²", "$x^2$", "X²", ' "$X^2$" '])
def test_an_answer_may_be_the_text_with_its_markup_or_without(zgcquiz: Run, marked: Path, line: str) -> None:
    ran = zgcquiz("play", marked, "--json", stdin=line)
    (answer,) = json.loads(ran.out)["answers"]
    assert answer["correct"]
    assert (answer["response"], answer["answers"]) == ("$x^2$", ["$x^2$"])


def test_a_pipe_has_the_text_without_markup(zgcquiz: Run, marked: Path) -> None:
    out = zgcquiz("play", marked, stdin="x₂").out
    assert "How is x times x written, or x*x?" in out
    assert "You said: x₂ (sure)." in out
    assert "Wrong. The right answer: x²" in out
    assert "See the page (https://example.org/powers)." in out
    assert not set("$`") & set(out)


def test_json_has_the_source_and_names_the_markup(zgcquiz: Run, marked: Path) -> None:
    pack = json.loads(zgcquiz("pack", "show", marked, "--json").out)
    assert pack["markup"] == "markdown"
    assert pack["questions"][0]["question"] == "How is **x times x** written, or `x*x`?"
    plain = write(marked.with_name("plain.yaml"), MARKED.replace("markup: markdown\n", ""))
    assert json.loads(zgcquiz("pack", "show", plain, "--json").out)["markup"] is None


def test_pages_and_lists_have_the_text_without_markup(zgcquiz: Run, marked: Path) -> None:
    zgcquiz("pack", "add", marked)
    zgcquiz("play", "marked", stdin="2x")
    zgcquiz("suspend", "marked", "power")
    for page in (("pack", "show", "marked", "--answers"), ("held",), ("history",), ("stats", "marked", "--items")):
        ran = zgcquiz(*page)
        assert "How is x times x written, or x*x?" in " ".join(ran.out.split()), page
        assert "**" not in ran.out, page
    assert json.loads(zgcquiz("held", "--json").out)["held"][0]["text"] == "How is x times x written, or x*x?"


def test_check_names_what_can_not_be_shown(zgcquiz: Run, tmp_path: Path) -> None:
    text = MARKED.replace("$2x$", "'$\\begin{matrix}a\\end{matrix}$'")
    ran = zgcquiz("pack", "check", write(tmp_path / "p.yaml", text))
    assert ran.code == 0
    assert "p.yaml:10:26: warning [markup-not-shown] question power: the formula" in ran.out
    allowed = text.replace("    answer:", "    allow: {markup-not-shown: it is read as text}\n    answer:")
    assert "markup" not in zgcquiz("pack", "check", write(tmp_path / "p.yaml", allowed)).out


def test_check_names_every_text_of_which_something_is_not_shown(zgcquiz: Run, tmp_path: Path) -> None:
    matrix = "'$\\begin{matrix}a\\end{matrix}$'"
    text = MARKED.replace("$2x$", matrix).replace("See [the page](https://example.org/powers).", matrix)
    assert zgcquiz("pack", "check", write(tmp_path / "p.yaml", text)).out.count("[markup-not-shown]") == 2


def test_check_names_markup_in_an_answer_to_be_typed(zgcquiz: Run, tmp_path: Path) -> None:
    head = MARKED[: MARKED.index("questions:")]
    typed = f"{head}questions:\n  - {{id: t, kind: typed, question: Say it., answer: word, accept: ['**words**']}}\n"
    out = zgcquiz("pack", "check", write(tmp_path / "p.yaml", typed)).out
    assert "[unread-markup] question t: '**words**' is plain text here; what learners type is compared with it" in out
    assert "unread" not in zgcquiz("pack", "check", write(tmp_path / "p.yaml", typed.replace("*", ""))).out


def test_check_names_markup_in_a_plain_pack(zgcquiz: Run, tmp_path: Path) -> None:
    ran = zgcquiz("pack", "check", write(tmp_path / "p.yaml", MARKED.replace("markup: markdown\n", "")))
    assert ran.out.count("unread-markup") == 1
    assert "p.yaml:7:15: warning [unread-markup] question power: '**x times x**' is shown as it stands here" in ran.out
    assert "nothing to fix" in zgcquiz("pack", "check", write(tmp_path / "p.yaml", MARKED)).out


def test_a_switch_to_markup_is_an_update_that_keeps_the_history(zgcquiz: Run, marked: Path, tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.yaml", MARKED.replace("markup: markdown\n", ""))
    zgcquiz("pack", "add", plain)
    zgcquiz("play", "marked", stdin="$x^2$")
    assert "markup" in zgcquiz("pack", "diff", plain, marked).out
    zgcquiz("pack", "add", marked, "--force")
    assert json.loads(zgcquiz("stats", "marked", "--json").out)["reviews"] == 1
    assert "x²" in zgcquiz("play", "marked", stdin="x²").out


def test_a_conversion_keeps_the_markup(zgcquiz: Run, marked: Path, tmp_path: Path) -> None:
    for format in ("json", "apkg", "yaml"):
        out = tmp_path / f"out.{format}"
        assert "formatting" not in zgcquiz("pack", "export", marked, "--to", format, "-o", out).out
        zgcquiz("pack", "import", out, "-o", tmp_path / f"{format}.yaml")
        assert "markup: markdown\n" in (tmp_path / f"{format}.yaml").read_text("utf-8")
    assert "formatting" in zgcquiz("pack", "export", marked, "--to", "csv", "-o", tmp_path / "out.csv").out

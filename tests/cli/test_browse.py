"""browse where there is no screen to open: lines and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, run, write
from tests.conftest import Clock, Ran

Run = Callable[..., Ran]


@pytest.fixture
def library(zgcquiz: Run, greek: Path) -> Path:
    """Install a pack of which one question was answered."""
    assert zgcquiz("pack", "add", greek).code == 0
    assert zgcquiz("play", "greek", "--questions", "1", "--seed", "1", stdin="0\n").code == 0
    return greek


def found(zgcquiz: Run, *words: str) -> list[str]:
    done = zgcquiz("browse", *words, "--json")
    assert (done.code, done.err) == (0, "")
    return [question["question"] for question in json.loads(done.out)["questions"]]


def test_it_lists_what_matches_a_line_each(zgcquiz: Run, library: Path) -> None:
    done = zgcquiz("browse", "which", "-vowels")
    assert (done.code, done.err) == (0, "")
    assert done.out == "greek first: Which letter is the first? (new)\n"
    none = zgcquiz("browse", "nothing", "at", "all")
    assert (none.code, none.out, none.err) == (0, "", "No question matches.\n")
    none = zgcquiz("browse", 'x "no such')
    assert "No question matches. The quotation mark at character 3 isn't closed" in " ".join(none.err.split())
    assert len(zgcquiz("browse").out.splitlines()) == 4


def test_a_long_question_stays_on_one_line(zgcquiz: Run, tmp_path: Path) -> None:
    stem = "Why? " * 200
    write(
        tmp_path / "home" / "packs" / "long.yaml",
        GREEK.replace("greek", "long").replace("Which letter is the first?", stem),
    )
    line, *_ = zgcquiz("browse", "why").out.splitlines()
    assert line == f"long first: {stem.strip()} (new)"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("tag:order",), ["first", "count"]),
        (("-tag:order", "is:new"), ["vowels", "old"]),
        (("tag:order -tag:number",), ["first"]),
        (("-greek", "--", "-letter"), ["vowels", "old"]),
        (('"of these"',), ["vowels"]),
        (("-history",), ["first", "vowels", "count", "old"]),
    ],
)
def test_words_may_begin_with_a_minus(zgcquiz: Run, greek: Path, words: tuple[str, ...], expected: list[str]) -> None:
    zgcquiz("pack", "add", greek)
    assert found(zgcquiz, *words) == expected


def test_options_may_stand_anywhere(zgcquiz: Run, library: Path) -> None:
    assert zgcquiz("browse", "--json", "-tag:order").out == zgcquiz("browse", "-tag:order", "--json").out
    assert zgcquiz("browse", "-x", "--help").out.startswith("Usage: zgcquiz browse")
    assert zgcquiz("browse", "--jsno").code == 2


def test_json_has_the_schedule(zgcquiz: Run, library: Path, clock: Clock) -> None:
    (question,) = json.loads(zgcquiz("browse", "reviews:1", "--json").out)["questions"]
    assert question == {
        "pack": "greek", "question": question["question"], "text": question["text"], "section": question["section"],
        "fact": None, "tags": question["tags"], "state": "learning", "leech": False,
        "due": "2026-09-21T12:10:00.000Z", "due_now": False, "answered": "2026-09-21",
        "difficulty": question["difficulty"], "stability": question["stability"], "reviews": 1, "lapses": 0,
    }  # fmt: skip
    assert 1 <= question["difficulty"] <= 10
    clock.forward(minutes=11)
    assert found(zgcquiz, "is:due") == [question["question"]]


def test_held_questions_are_found(zgcquiz: Run, library: Path) -> None:
    zgcquiz("suspend", "greek", "vowels")
    zgcquiz("bury", "greek", "old")
    assert found(zgcquiz, "is:held") == ["vowels", "old"]
    assert found(zgcquiz, "is:buried") == ["old"]
    assert "(suspended)" in zgcquiz("browse", "is:suspended").out


@pytest.mark.parametrize("json_", [True, False])
def test_a_search_that_cannot_be_read_is_refused(zgcquiz: Run, library: Path, json_: bool) -> None:
    done = zgcquiz("browse", "is:dew", *(["--json"] if json_ else []))
    assert done.code == 1
    if json_:
        assert json.loads(done.out)["error"]["code"] == "bad-search"
    else:
        assert "'is:dew' at character 1: there is no state 'dew'. Did you mean new?" in " ".join(done.err.split())


def test_a_broken_pack_is_left_out(zgcquiz: Run, library: Path, tmp_path: Path) -> None:
    write(tmp_path / "home" / "packs" / "bad.yaml", "zgcquiz: 1\nid: bad\n")
    done = zgcquiz("browse", "--json")
    assert len(json.loads(done.out)["questions"]) == 4
    assert "bad" in done.err


def test_an_empty_home_is_no_error(zgcquiz: Run) -> None:
    assert zgcquiz("browse", "--json").out == '{\n  "questions": []\n}\n'


def test_lines_and_json_do_not_load_textual(greek: Path, home: Path) -> None:
    run("pack", "add", greek)
    code = (
        "import sys; from zgcquiz.cli.main import run; run(['browse', 'tag:order']); "
        "sys.exit(any(name.split('.')[0] in ('textual', 'markdown_it') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2

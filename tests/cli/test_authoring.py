"""pack new and pack coverage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

Run = Callable[..., Ran]

ARTICLE = """\
The Tidal Mill

A mill on the river Eling has run since 1086.

The wheels

It has 2 wheels, which drive 4 pairs of stones. It was rebuilt by John Chandler in 1785.

It is fine.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mill.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def test_a_new_pack_passes_the_check_and_can_be_played(here: Path, zgcquiz: Run) -> None:
    made = zgcquiz("pack", "new", "birds")
    assert made.code == 0
    assert "birds.yaml" in made.out
    assert "nothing to fix" in zgcquiz("pack", "check", "birds.yaml").out
    assert zgcquiz("play", "birds.yaml", "--json", stdin="six\n").json["correct"] == 1


def test_options_say_what_it_is(here: Path, zgcquiz: Run) -> None:
    zgcquiz(
        "pack", "new", "b", "--title", "Birds: 'a' \"b\" #c", "--language", "de", "--license", "MIT", "-o", "x.yaml"
    )
    shown = zgcquiz("pack", "show", "x.yaml", "--json").json
    assert (shown["id"], shown["title"]) == ("b", "Birds: 'a' \"b\" #c")
    assert (shown["language"], shown["license"]) == ("de", "MIT")


def test_an_article_becomes_drafts_that_are_left_out(here: Path, zgcquiz: Run) -> None:
    made = zgcquiz(
        "pack", "new", "mill", "--from", "mill.txt", "--title", "The Mill", "--published", "2026-11-24", "--json"
    )
    assert made.json == {"pack": "mill", "path": "mill.yaml", "drafts": 6}
    shown = zgcquiz("pack", "show", "mill.yaml", "--json").json
    assert shown["sources"][0]["file"] == "mill.txt"
    assert all(question["draft"] for question in shown["questions"])
    year = next(question for question in shown["questions"] if question["answers"] == ["1086"])
    assert year["question"] == "A mill on the river Eling has run since ____."
    assert year["source"] == {
        "id": "article",
        "section": "The Tidal Mill",
        "paragraph": 1,
        "quote": "A mill on the river Eling has run since 1086.",
    }
    assert zgcquiz("pack", "check", "mill.yaml").code == 0
    played = zgcquiz("play", "mill.yaml", stdin="")
    assert played.code == 1
    assert "draft" in played.err


def test_mended_drafts_are_asked(here: Path, zgcquiz: Run) -> None:
    zgcquiz("pack", "new", "mill", "--from", "mill.txt")
    path = here / "mill.yaml"
    path.write_text(path.read_text().replace("    draft: true\n", ""))
    assert zgcquiz("play", "mill.yaml", "--json", stdin="0\n" * 9).json["asked"] >= 3


def test_coverage_says_what_is_never_asked(here: Path, zgcquiz: Run) -> None:
    zgcquiz("pack", "new", "mill", "--from", "mill.txt")
    path = here / "mill.yaml"
    whole = zgcquiz("pack", "coverage", "mill.yaml", "--json").json["sources"]
    assert [source["missed"] for source in whole] == [0]
    text = path.read_text()
    at = text.index("  - id: john-chandler") if "  - id: john-chandler" in text else text.index("- id: john-chandler")
    path.write_text(text[:at].rstrip(" "))
    part = zgcquiz("pack", "coverage", "mill.yaml", "--json").json["sources"][0]
    assert [sentence["missed"] for sentence in part["sentences"]] == [False, False, True, False]
    assert (part["stating"], part["missed"]) == (3, 1)
    said = zgcquiz("pack", "coverage", "mill.yaml").out
    assert "Never asked" in said
    assert "2 of 3 sentences" in said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("new", "mill", "--from", "nothing.txt"), "unreadable"),
        (("new", "mill", "--from", "mill.pdf"), "unknown-article"),
        (("new", "mill", "--from", "dull.md"), "nothing-stated"),
        (("new", "taken"), "exists"),
        (("new", "No Id"), "bad-id"),
        (("new", "mill", "--from", "mill.txt", "--published", "2026-13-01"), "bad-value"),
        (("new", "mill", "-o", "no/such/folder.yaml"), "unwritable"),
        (("coverage", "plain.yaml"), "no-source-text"),
        (("coverage", "plain.yaml", "--source", "mill.txt"), "no-sources"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    here: Path, zgcquiz: Run, arguments: tuple[str, ...], code: str
) -> None:
    (here / "dull.md").write_text("It is so.\n\nAnd it is good.")
    (here / "taken.yaml").write_text("mine")
    zgcquiz("pack", "new", "plain")
    before = {path.name: path.read_bytes() for path in here.iterdir() if path.is_file()}
    ran = zgcquiz("pack", *arguments, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, code)
    assert {path.name: path.read_bytes() for path in here.iterdir() if path.is_file()} == before


def test_markdown_html_and_other_encodings_are_read(here: Path, zgcquiz: Run) -> None:
    (here / "a.md").write_text("# Mills\n\nThe **oldest** [mill](http://x.org) is of 1086.\n")
    (here / "a.html").write_text(
        "<html><head><title>No 7</title></head><body><nav>12 links</nav><article><h2>Mills</h2>"
        "<p>The <b>oldest</b> <a href='http://x.org'>mill</a> is of&nbsp;1086.</p></article></body></html>"
    )
    (here / "a.txt").write_bytes("Mills\n\nThe oldest caf\xe9 is of 1086.".encode("latin-1"))
    for name, sentence in (
        ("a.md", "The oldest mill is of ____."),
        ("a.html", "The oldest mill is of\xa0____."),
        ("a.txt", "The oldest caf\xe9 is of ____."),
    ):
        assert zgcquiz("pack", "new", "mills", "--from", name, "--force").code == 0
        (question,) = zgcquiz("pack", "show", "mills.yaml", "--json").json["questions"]
        assert question["question"] == sentence
        assert question["source"]["section"] == "Mills"


def test_force_writes_over_a_file(here: Path, zgcquiz: Run) -> None:
    (here / "birds.yaml").write_text("mine")
    assert zgcquiz("pack", "new", "birds", "--force").code == 0
    assert zgcquiz("pack", "check", "birds.yaml").code == 0

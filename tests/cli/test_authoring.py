"""pack new and pack coverage."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

Run = Callable[..., Ran]

ARTICLE = """\
The Tidal Mill

A mill on the river Eling has run since 1086.

The wheels

The mill has 2 wheels, which drive 4 pairs of stones. It was rebuilt by John Chandler in 1785.

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
    shown = zgcquiz("pack", "show", "birds.yaml", "--json").json
    assert (shown["language"], shown["license"]) == (None, None)  # what only the author can say
    text = (here / "birds.yaml").read_text(encoding="utf-8")
    (here / "birds.yaml").write_text(re.sub("(?m)^# (language|license):", r"\1:", text), encoding="utf-8")
    shown = zgcquiz("pack", "show", "birds.yaml", "--json").json
    assert (shown["language"], shown["license"]) == ("de", "CC0-1.0")
    assert zgcquiz("play", "birds.yaml", "--json", stdin="six\n").json["correct"] == 1


def test_options_say_what_it_is(here: Path, zgcquiz: Run) -> None:
    zgcquiz(
        "pack", "new", "b", "--title", "Birds: 'a' \"b\" #c", "--language", "de", "--license", "MIT", "-o", "x.yaml"
    )
    shown = zgcquiz("pack", "show", "x.yaml", "--json").json
    assert (shown["id"], shown["title"]) == ("b", "Birds: 'a' \"b\" #c")
    assert (shown["language"], shown["license"]) == ("de", "MIT")


def test_a_title_and_an_encoding_of_an_article(here: Path, zgcquiz: Run) -> None:
    text = (
        "赵州桥是中国现存最早的石拱桥。\n\n它位于河北省赵县，桥长50.82米。1961年，赵州桥被列为全国重点文物保护单位。\n"
    )
    (here / "bridge.md").write_bytes(f"---\ntitle: 赵州桥\n---\n\n{text}".encode("gb18030"))
    made = zgcquiz("pack", "new", "bridge", "--from", "bridge.md", "--encoding", "gb18030", "--json")
    assert made.json["drafts"] > 0
    shown = zgcquiz("pack", "show", "bridge.yaml", "--json").json
    assert shown["license"] is None
    assert (shown["title"], shown["language"], shown["sources"][0]["title"]) == ("赵州桥", "zh", "赵州桥")
    assert [question["answers"] for question in shown["questions"]][-1] == ["赵州桥"]
    assert zgcquiz("pack", "new", "b", "--from", "bridge.md", "--encoding", "nonsense").code == 2


def test_an_article_becomes_drafts_that_are_left_out(here: Path, zgcquiz: Run) -> None:
    made = zgcquiz(
        "pack", "new", "mill", "--from", "mill.txt", "--title", "The Mill", "--published", "2026-11-24", "--json"
    )
    assert made.json == {"pack": "mill", "path": "mill.yaml", "drafts": 5}
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
    text = path.read_text()
    ids = re.findall("- id: (.*)", text)
    items = dict(zip(ids, text.split("  - id: ")[1:], strict=True))
    path.write_text(text.replace("    draft: true\n", ""))
    (whole,) = zgcquiz("pack", "coverage", "mill.yaml", "--json").json["sources"]
    assert (whole["missed"], whole["drafted"], whole["figures_only"]) == (0, 0, False)
    kept = {id: item for id, item in items.items() if id not in ("john-chandler", "1785")}
    assert len(kept) == 3
    head = text.partition("  - id: ")[0]
    path.write_text((head + "".join(f"  - id: {item}" for item in kept.values())).replace("    draft: true\n", ""))
    (part,) = zgcquiz("pack", "coverage", "mill.yaml", "--json").json["sources"]
    assert [sentence["missed"] for sentence in part["sentences"]] == [False, False, True, False]
    assert (part["stating"], part["missed"]) == (3, 1)
    said = zgcquiz("pack", "coverage", "mill.yaml").out
    assert "Never asked" in said
    assert "2 of 3 sentences" in said


def test_drafts_count_as_drafts(here: Path, zgcquiz: Run) -> None:
    zgcquiz("pack", "new", "mill", "--from", "mill.txt")
    (covered,) = zgcquiz("pack", "coverage", "mill.yaml", "--json").json["sources"]
    assert (covered["stating"], covered["missed"], covered["drafted"]) == (3, 3, 3)
    assert covered["sentences"][0]["questions"] == []
    assert covered["sentences"][0]["drafts"]
    said = zgcquiz("pack", "coverage", "mill.yaml").out
    assert "0 of 3 sentences that state a fact are asked about. 3 more only by drafts." in said
    assert "Never asked" not in said
    (checked,) = zgcquiz("pack", "check", "mill.yaml", "--json").json["packs"]
    assert (checked["questions"], checked["drafts"]) == (5, 5)
    assert checked["warnings"] == []
    assert "mill: 5 drafts, nothing to fix" in zgcquiz("pack", "check", "mill.yaml").out
    path = here / "mill.yaml"
    path.write_text(path.read_text().replace("    draft: true\n", "", 1))
    assert "mill: 5 questions, 4 of them drafts" in zgcquiz("pack", "check", "mill.yaml").out
    built = zgcquiz("pack", "build", "mill.yaml", "--json").json
    assert (built["questions"], built["drafts"]) == (5, 4)
    assert "5 questions, 4 of them drafts" in zgcquiz("pack", "build", "mill.yaml", "--force").out
    added = zgcquiz("pack", "add", "mill.zip", "--json").json
    assert (added["questions"], added["drafts"]) == (5, 4)
    path.write_text(path.read_text().replace("    draft: true\n", ""))
    (checked,) = zgcquiz("pack", "check", "mill.yaml", "--json").json["packs"]
    assert checked["drafts"] == 0
    assert {warning["code"] for warning in checked["warnings"]} >= {"fill-in-blank"}


GERMAN = """\
Die Mühle

Die Mühle am Fluss Elmau ist seit dem 2. Juli 1785 in Betrieb und gehört der Stadt. Sie hat vier Paar Steine, die von
zwei Rädern mit einem Durchmesser von 4,80 Metern angetrieben werden. Der Müller wohnt nicht in der Mühle, sondern in
einem Haus auf der anderen Seite des Flusses, und es gibt auch einen kleinen Laden.
"""
FRENCH = """\
Le moulin

Le moulin est sur la rivière depuis 1785 et il est dans la ville avec une roue qui est en bois. Les meules du moulin
sont dans une salle au bord de la rivière, et le meunier a une maison qui n'est pas dans le moulin mais sur une île.
"""


def test_the_language_is_the_articles(here: Path, zgcquiz: Run) -> None:
    (here / "de.txt").write_text(GERMAN, encoding="utf-8")
    (here / "fr.txt").write_text(FRENCH, encoding="utf-8")
    assert zgcquiz("pack", "new", "muehle", "--from", "de.txt").code == 0
    shown = zgcquiz("pack", "show", "muehle.yaml", "--json").json
    assert shown["language"] == "de"
    assert ["2. Juli 1785"] in [question["answers"] for question in shown["questions"]]
    told = zgcquiz("pack", "new", "mill", "--from", "de.txt", "--language", "en", "--json").json["error"]
    assert told["code"] == "other-language"
    assert "--language=de" in told["hint"]
    for language in ((), ("--language", "fr")):
        told = zgcquiz("pack", "new", "moulin", "--from", "fr.txt", *language, "--json").json["error"]
        assert told["code"] == "no-drafting-rules"
        assert "French" in told["message"]
    assert not (here / "moulin.yaml").exists()


def test_coverage_in_another_language_is_of_numbers(here: Path, zgcquiz: Run) -> None:
    (here / "fr.txt").write_text(FRENCH, encoding="utf-8")
    zgcquiz("pack", "new", "moulin", "--language", "fr")
    path = here / "moulin.yaml"
    path.write_text(
        path.read_text().replace("\nquestions:", "\nsources:\n  book: {title: Moulin, file: fr.txt}\nquestions:")
    )
    (covered,) = zgcquiz("pack", "coverage", "moulin.yaml", "--json").json["sources"]
    assert (covered["stating"], covered["figures_only"]) == (1, True)
    assert "Only numbers count as facts here" in zgcquiz("pack", "coverage", "moulin.yaml").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("new", "mill", "--from", "nothing.txt"), "unreadable"),
        (("new", "mill", "--from", "mill.pdf"), "unknown-article"),
        (("new", "mill", "--from", "dull.md"), "nothing-stated"),
        (("new", "taken"), "exists"),
        (("new", "No Id"), "bad-id"),
        (("new", "mill", "--from", "mill.txt", "--published", "2026-13-01"), "bad-value"),
        (("new", "mill", "--url", "htp:"), "bad-value"),
        (("new", "mill", "--language", "German"), "bad-value"),
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

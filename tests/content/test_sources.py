"""The bank on the article against the article, where that is at hand (it is not ours to ship)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran
from tests.content.shipped import QUESTIONS

ARTICLE = QUESTIONS.parent.parent / "shared" / "article.txt"
PACK = QUESTIONS / "zhongguancun"


def article(tmp_path: Path) -> Path:
    """The article; else one made of what the bank cites, so that the rest is tested everywhere."""
    if ARTICLE.is_file():
        return ARTICLE
    path = tmp_path / "article.txt"
    sections = {
        "": 1,
        "A pathfinder for deepening reform": 4,
        "A major platform for independent innovation": 4,
        "A base for opening up to the outside world": 5,
    }
    figures = (
        "1980, 2009, 2017, 74,000, 43,000, 80,000, 3,652, 23, 12,000, 300, 10,000, 30,000, 1,343, 19, 10, 1,000, 5G"
    )
    blocks = []
    for title, paragraphs in sections.items():
        blocks += [title] * bool(title) + [f"Here are the figures {figures}."] * paragraphs
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    return path


def test_what_the_bank_cites_stands_in_the_article(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    checked = zgcquiz("pack", "check", PACK, "--source", article(tmp_path), "--json").json["packs"][0]
    assert (checked["errors"], checked["warnings"]) == ([], [])


def test_every_sentence_that_states_a_fact_is_asked_about(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    covered = zgcquiz("pack", "coverage", PACK, "--source", article(tmp_path), "--json").json["sources"][0]
    assert covered["stating"] >= 12
    assert [row["text"] for row in covered["sentences"] if row["missed"]] == []


def test_the_article_gives_forty_drafts(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    out = tmp_path / "drafts.yaml"
    made = zgcquiz("pack", "new", "drafts", "--from", article(tmp_path), "-o", out, "--json").json
    assert made["drafts"] >= 40
    assert zgcquiz("pack", "check", out, "--no-flaws").code == 0

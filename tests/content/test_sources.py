"""The bank on the article against the article, where that is at hand (it is not ours to ship)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran
from tests.content.shipped import QUESTIONS, article_bank

ARTICLE = QUESTIONS.parent.parent / "shared" / "article.txt"
PACK = QUESTIONS / "zhongguancun"
PARAGRAPHS = {
    "": 1,
    "A pathfinder for deepening reform": 4,
    "A major platform for independent innovation": 4,
    "A base for opening up to the outside world": 5,
}
"""The article's headings, and how many paragraphs follow each."""
WORDS = ("one", "two", "three", "four", "five", "six", "seven")
FIGURE = re.compile(r"\d[\d,.]*\d|\d")


def article(tmp_path: Path) -> Path:
    """The article; else one made of what the bank tells and cites, so that the rest is tested everywhere."""
    if ARTICLE.is_file():
        return ARTICLE
    path = tmp_path / "article.txt"
    blocks = []
    for section, paragraphs in PARAGRAPHS.items():
        blocks += [section] if section else []
        for number in range(1, paragraphs + 1):
            asked = [
                item
                for item in article_bank().items
                if item.source
                and item.source.paragraph == number
                and item.source.section in (section, section or "Opening")
            ]
            figures = dict.fromkeys(
                figure
                for item in asked
                for text in (item.stem, *(key.text for key in item.keys))
                for figure in FIGURE.findall(text)
            )
            sentences = [
                f"In the part with the number {WORDS[at % len(WORDS)]} there are {figure} of the firms."
                for at, figure in enumerate(figures)
            ]
            blocks.append(" ".join(sentences) or "Nothing is counted here.")
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    return path


def test_what_the_bank_cites_stands_in_the_article(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    checked = zgcquiz("pack", "check", PACK, "--source", article(tmp_path), "--json").json["packs"][0]
    assert (checked["errors"], checked["warnings"]) == ([], [])


def test_every_sentence_that_states_a_fact_is_asked_about(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    covered = zgcquiz("pack", "coverage", PACK, "--source", article(tmp_path), "--json").json["sources"][0]
    assert covered["stating"] >= 10
    assert [row["text"] for row in covered["sentences"] if row["missed"]] == []


def test_the_article_gives_some_drafts_which_pass_the_check(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    out = tmp_path / "drafts.yaml"
    made = zgcquiz("pack", "new", "drafts", "--from", article(tmp_path), "-o", out, "--json").json
    assert made["drafts"] >= 5
    assert zgcquiz("pack", "check", out, "--no-flaws").code == 0


def test_a_translation_is_covered_by_the_rules_for_its_source(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    """The pack is in Chinese, what it cites in English."""
    counts = []
    for pack in (PACK, QUESTIONS / "zhongguancun-zh"):
        covered = zgcquiz("pack", "coverage", pack, "--source", article(tmp_path), "--json").json["sources"][0]
        missed = [row["text"] for row in covered["sentences"] if row["missed"]]
        assert missed == [] or not ARTICLE.is_file()  # what stands in for it says what the English pack asks
        counts.append(covered["stating"])
    assert counts[0] == counts[1] >= 10


def test_what_the_chinese_bank_cites_stands_in_the_article(tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    pack = QUESTIONS / "zhongguancun-zh"
    checked = zgcquiz("pack", "check", pack, "--source", article(tmp_path), "--json").json["packs"][0]
    assert (checked["errors"], checked["warnings"]) == ([], [])

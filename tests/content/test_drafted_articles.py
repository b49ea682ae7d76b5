"""Drafts of whole articles with all that an encyclopedia's page has beside its prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

Run = Callable[..., Ran]
ARTICLES = Path(__file__).parent / "articles"
LANGUAGES = {
    "corran.txt": "en",
    "vellmar.txt": "en",
    "menders.md": "en",
    "tides.md": "en",
    "haldenbahn.txt": "de",
    "falkenried.html": "de",
    "grauwald.txt": "de",
    "lanting.html": "zh",
    "yunling.md": "zh",
    "qinglan.wiki": "zh",
}
REMAINS = re.compile(
    r"\[\d|\[edit|\[Bearbeiten|\[编辑|ISBN|doi:|https?:|\{\{|\}\}|\[\[|\]\]|'''|</|\||\^|↑|#|\*\*|Retrieved|[Aa]bgerufen|"
    r"last edited|zuletzt|最后修订|&nbsp;|Kategorie|Category|Fig\b"
)
"""What is left of marks, boxes and references."""


@pytest.fixture(params=LANGUAGES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def questions(zgcquiz: Run, name: str, tmp_path: Path) -> list[dict[str, object]]:
    """The drafts of an article, whose language is told by its text."""
    out = tmp_path / "drafts.yaml"
    made = zgcquiz("pack", "new", "drafts", "--from", ARTICLES / name, "-o", out, "--json")
    assert made.code == 0, made.err
    shown = zgcquiz("pack", "show", out, "--json").json
    assert shown["language"] == LANGUAGES[name]
    assert len(shown["questions"]) == made.json["drafts"]
    checked = zgcquiz("pack", "check", out, "--source", ARTICLES / name, "--json").json["packs"][0]
    assert checked["errors"] == []
    return list(shown["questions"])


def test_a_whole_article_gives_clean_drafts(name: str, questions: list[dict[str, object]]) -> None:
    assert len(questions) >= (6 if name == "tides.md" else 15)
    for question in questions:
        quote = str(question["source"]["quote"])  # type: ignore[index]
        texts = [question["question"], quote, *question["answers"], *question["distractors"]]  # type: ignore[misc]
        assert [text for text in texts if REMAINS.search(str(text))] == []
        assert str(question["question"]).count("____") == 1
    quotes = Counter(str(question["source"]["quote"]) for question in questions)  # type: ignore[index]
    assert max(quotes.values()) <= 2


EXPECTED = {
    "corran.txt": ["Thomas Aldous", "2 November 1861", "mercury flotation", "£63,500"],
    "vellmar.txt": ["balance beam", "Joan Hardcastle", "18 June 1988", "2.6 million"],
    "menders.md": ["viscous damping", "17 November 1891", "The Smoked Paper", "Niels Menders"],
    "tides.md": ["tide gauge", "stilling well", "Henry Palmer", "1985"],
    "haldenbahn.txt": ["Friedrich Kessler", "2. Juli 1898", "1.340", "4,8 Millionen", "Zahnradbahn"],
    "falkenried.html": ["Heliometer", "14. Februar 1945", "Georg Merz", "1829"],
    "grauwald.txt": ["Gemenge", "Heinrich XI.", "24. August 1748", "70 Prozent"],
    "lanting.html": ["沈怀远", "望月亭", "1786年6月1日", "3,400"],
    "yunling.md": ["保尔·波登", "云岭铁路章程", "2003年6月1日", "1.65亿"],
    "qinglan.wiki": ["自适应光学", "杨廷宝", "1976年8月16日", "4.2"],
}
NEVER = {
    "corran.txt": ["14 July 2024", "3 May 2019", "1863"],
    "vellmar.txt": ["Midland Railway", "12 October 2021", "61"],
    "menders.md": ["Street", "9 January 2025"],
    "haldenbahn.txt": ["Brandt", "Karl Brandt", "1987"],
    "falkenried.html": ["Heliometer der Sternwarte", "14. Mai 2024", "3. März 2023"],
    "grauwald.txt": ["5. Februar 2025", "17. Januar 2024", "England"],
    "yunling.md": ["保尔·波登设计", "2024年6月2日", "1935年"],
    "qinglan.wiki": ["西部建造天文台", "2003年"],
}


def test_what_an_article_is_worth_asking_for(name: str, questions: list[dict[str, object]]) -> None:
    answers = {str(answer) for question in questions for answer in question["answers"]}  # type: ignore[attr-defined]
    assert set(EXPECTED[name]) <= answers
    assert answers.isdisjoint(NEVER.get(name, ()))

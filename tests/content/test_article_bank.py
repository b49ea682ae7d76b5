"""The bank on the article: how much it holds, that it covers every figure, and that its items keep apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.conftest import Ran
from tests.content.shipped import QUESTIONS, article_bank
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.rounds.round_sampling import sample_round

TABLE = QUESTIONS.parent / "docs" / "zhongguancun.md"
FIGURES = (
    "74,000",
    "43,000",
    "80,000",
    "3,652",
    "23",
    "12,000",
    "300",
    "10,000",
    "30,000",
    "1,343",
    "19",
    "10",
    "1,000",
    "2009",
)
"""Every number that the article counts something with, and its one full date."""


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*\d|\d", text))


def test_it_is_whole() -> None:
    items = article_bank().items
    assert len(items) >= 140
    kinds = Counter(item.kind for item in items)
    assert kinds[Kind.MULTIPLE] >= 5
    assert kinds[Kind.TRUE_FALSE] >= 5


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_is_asked_for_and_asked_about(figure: str) -> None:
    """From both sides: how many there are, and what there are so many of, who has them or where they are."""
    items = article_bank().items
    assert any(figure in numbers(key.text) for item in items for key in item.keys)
    assert any(figure in numbers(item.stem) for item in items)


def test_every_section_can_be_read_first() -> None:
    sections = article_bank().info.sections
    assert len(sections) == 4
    assert all(40 <= len(section.text.split()) <= 200 for section in sections)


def test_the_table_of_facts_is_up_to_date(zgcquiz: Callable[..., Ran]) -> None:
    made = zgcquiz("pack", "facts", QUESTIONS / "zhongguancun", "--markdown").out
    assert TABLE.read_text(encoding="utf-8").endswith(made)


def spaced(text: str) -> str:
    """A text's words and whole numbers, parted by single spaces."""
    return f" {' '.join(re.findall(WORD, text.casefold()))} "


WORD = r"[\w,]*\w|%"


def gives_away(giver: Item, item: Item) -> bool:
    """The stem of one item holds the key of another, as whole words."""
    if item.kind is Kind.TRUE_FALSE:
        return False
    return any(spaced(key.text) in spaced(giver.stem) for key in item.keys)


def test_no_item_gives_away_another_that_a_round_could_hold_with_it() -> None:
    """Siblings may: a round holds one of them before it holds a second of any."""
    items = article_bank().items
    found = [
        (giver.id, item.id) for giver in items for item in items if giver.fact != item.fact and gives_away(giver, item)
    ]
    assert found == []


def test_an_ordinary_round_holds_no_siblings() -> None:
    facts = {Ref("zhongguancun", item.id): item.fact for item in article_bank().items}
    for seed in range(200):
        dealt = [facts[ref] for ref in sample_round(list(facts.items()), 10, Random(seed))]
        assert len(set(dealt)) == 10


def test_stems_ask_and_mark_what_they_negate() -> None:
    for item in article_bank().items:
        assert item.stem[-1] == "?."[item.kind is Kind.TRUE_FALSE], item.id
        assert not re.search(r"\b(not|except)\b", item.stem), item.id
        for option in item.options:
            assert not re.search(r"(?i)\b(all|none) of (the above|these|them)\b", option.text), item.id


def test_figures_say_when_they_held() -> None:
    undated = [
        item.id
        for item in article_bank().items
        if any("000" in key.text or "1,343" in key.text or "3,652" in key.text for key in item.keys) and not item.as_of
    ]
    assert undated == []


def test_the_licence_lies_beside_the_questions() -> None:
    assert "CC0" in Path(QUESTIONS / "LICENSE").read_text(encoding="utf-8")

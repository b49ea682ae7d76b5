"""The bank in Chinese: the same facts as in English, asked from both sides, with keys that looks don't give away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from random import Random
from statistics import mean

import pytest

from tests.content.shipped import article_bank, chinese_bank
from tests.content.test_guessing import CHANCE, TOLERANCE, Strategy, hit_rate, longest, shortest
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.rounds.recall import can_recall
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.text.han.numbers import with_digits
from zgcquiz.core.text.option_values import number_in

FIGURES = (
    "7.4万",
    "4.3万",
    "8万",
    "3652",
    "23个",
    "1.2万",
    "300多",
    "近1万",
    "3万多",
    "1343",
    "19%",
    "10个",
    "近1000",
    "2009年3月",
)
"""Every number that something is counted with, and the one full date."""


def singles() -> list[Item]:
    return [item for item in chinese_bank().items if item.kind is Kind.SINGLE and item.drawn]


def key_texts(item: Item) -> list[str]:
    return [f"{key.text}{item.unit}" for key in item.keys]


def test_it_is_whole() -> None:
    items = chinese_bank().items
    assert len(items) >= 100
    assert sum("理解" in item.tags for item in items) >= 35
    kinds = Counter(item.kind for item in items)
    assert kinds[Kind.MULTIPLE] >= 5
    assert kinds[Kind.TRUE_FALSE] >= 5
    assert kinds[Kind.NUMERIC] >= 4
    assert kinds[Kind.TYPED] >= 1


def test_it_asks_every_fact_of_the_english_bank() -> None:
    assert {item.fact for item in article_bank().items} - {item.fact for item in chinese_bank().items} == set()


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_is_asked_for_and_asked_about(figure: str) -> None:
    """From both sides: how many there are, and what it is that there are so many of."""
    items = chinese_bank().items
    assert any(figure in text for item in items for text in key_texts(item))
    assert any(figure in item.stem for item in items)


def test_every_section_can_be_read_first() -> None:
    sections = chinese_bank().info.sections
    assert len(sections) == 4
    assert all(80 <= len(section.text) <= 400 for section in sections)


def test_questions_are_about_the_place_and_not_about_an_article() -> None:
    assert [item.id for item in chinese_bank().items if re.search("文章|本文|文中|报道称|下列|以下", item.stem)] == []


def test_stems_ask_and_options_stand_alone() -> None:
    for item in chinese_bank().items:
        assert item.stem[-1] == "？。"[item.kind is Kind.TRUE_FALSE], item.id
        for option in item.options:
            assert not re.search("以上|都对|都不对|皆", option.text), item.id


def bare(text: str) -> str:
    return re.sub(r"[^\w%]", "", text.casefold())


def test_no_item_gives_away_another_that_a_round_could_hold_with_it() -> None:
    items = chinese_bank().items
    found = [
        (giver.id, item.id)
        for giver in items
        for item in items
        if giver.fact != item.fact and item.kind is not Kind.TRUE_FALSE
        for key in item.keys
        if bare(key.text) in bare(giver.stem)
    ]
    assert found == []


def test_an_ordinary_round_holds_no_siblings() -> None:
    facts = {Ref("zhongguancun-zh", item.id): item.fact for item in chinese_bank().items}
    for seed in range(100):
        dealt = [facts[ref] for ref in sample_round(list(facts.items()), 10, Random(seed))]
        assert len(set(dealt)) == 10


def test_likely_mistakes_are_explained() -> None:
    short = [
        item.id
        for item in chinese_bank().items
        if item.kind in (Kind.SINGLE, Kind.MULTIPLE) and sum(bool(option.feedback) for option in item.distractors) < 3
    ]
    assert short == []


def test_what_is_typed_has_other_wordings() -> None:
    """A key that is asked without its options can be said in more than one way."""
    assert [item.id for item in chinese_bank().items if can_recall(item) and not item.accept] == []


@pytest.mark.parametrize(
    ("id", "typed"),
    [
        ("street-era", "１９８０年代"), ("street-era", "二十世纪八十年代"), ("street-era", "上世紀80年代"),
        ("zone-approver", "「国务院」"), ("zone-approver", "國務院"), ("zone-date", "二〇〇九年三月。"),
        ("zone-date", "２００９年３月"), ("firsts-count", "四"), ("firsts-count", "４项"),
        ("zone-full-title", "國家自主創新示範區"),
        ("firsts-law-share", "四分之三"), ("mobile-generation", "５Ｇ"), ("mobile-generation", "第5代"),
        ("applications-number", "七万四千件"), ("pct-number", "三千六百五十二件"), ("grants-rest", "３．１万件"),
        ("branches-number", "一万二千多家"), ("experts-share", "百分之十九"), ("foreign-number", "近一万人"),
        ("returnees-ratio", "３倍"), ("overseas-number", "近千家"), ("experts-meaning", "“千人计划”"),
    ],
)  # fmt: skip
def test_usual_variants_are_right(id: str, typed: str) -> None:
    (item,) = [item for item in chinese_bank().items if item.id == id]
    assert compare(item, typed, chinese_bank().info.language) is Match.RIGHT


def pairs(text: str) -> set[str]:
    text = bare(text)
    return {text[at : at + 2] for at in range(len(text) - 1)}


def repeats_pairs_of_the_stem(stem: str, options: Sequence[str]) -> list[float]:
    return [float(len(pairs(stem) & pairs(option))) for option in options]


def repeats_characters_of_the_stem(stem: str, options: Sequence[str]) -> list[float]:
    return [float(len(set(bare(stem)) & set(bare(option)))) for option in options]


def most_like_the_others(stem: str, options: Sequence[str]) -> list[float]:
    shared = {frozenset(both): len(pairs(both[0]) & pairs(both[1])) for both in combinations(options, 2)}
    return [float(sum(count for both, count in shared.items() if option in both)) for option in options]


@pytest.mark.parametrize(
    "strategy",
    [longest, shortest, repeats_pairs_of_the_stem, repeats_characters_of_the_stem, most_like_the_others],
)
def test_looks_do_not_give_the_key_away(strategy: Strategy) -> None:
    rate = mean(hit_rate(item, strategy) for item in singles())
    assert CHANCE - 3 * TOLERANCE < rate < CHANCE + TOLERANCE


def value(text: str) -> float | None:
    found = number_in(with_digits(text).replace("第", "").replace("成", ""))
    return None if found is None else found.low


def numeric_items() -> list[Item]:
    return [item for item in singles() if all(value(option.text) is not None for option in item.options)]


@pytest.mark.parametrize("rank", range(4))
def test_the_key_is_at_no_rank_among_numbers_more_than_at_others(rank: int) -> None:
    def at_rank(stem: str, options: Sequence[str]) -> list[float]:
        values = [value(option) or 0.0 for option in options]
        return [float(sorted(values).index(each) == rank) for each in values]

    items = numeric_items()
    assert len(items) > 15
    assert mean(hit_rate(item, at_rank) for item in items) < CHANCE + 3 * TOLERANCE


def test_the_middle_numbers_are_no_better_a_guess() -> None:
    def middle(stem: str, options: Sequence[str]) -> list[float]:
        values = [value(option) or 0.0 for option in options]
        return [float(sorted(values).index(each) in (1, 2)) for each in values]

    assert mean(hit_rate(item, middle) for item in numeric_items()) < CHANCE + TOLERANCE


def test_figures_say_when_they_held() -> None:
    assert [
        item.id
        for item in chinese_bank().items
        if any(re.search("万|3652|1343|近1000|300多", text) for text in key_texts(item)) and not item.as_of
    ] == []

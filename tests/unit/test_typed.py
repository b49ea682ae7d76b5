"""Typed answers: right, near or wrong."""

from __future__ import annotations

import time

import pytest

from tests.rows import rows
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.typed_answers import Match, compare, edits, unit_at_fault
from zgcquiz.core.value import replace

RIGHT, SLIP, NEAR, WRONG = Match.RIGHT, Match.SLIP, Match.NEAR, Match.WRONG


def typed(key: str, *distractors: str, accept: tuple[str, ...] = ()) -> Item:
    options = (Option(key, key=True), *(Option(text) for text in distractors))
    return Item("item", Kind.SINGLE if distractors else Kind.TYPED, "Stem?", options, accept=accept)


def numeric(key: str, tolerance: float = 0.0, unit: str = "") -> Item:
    return replace(typed(key), kind=Kind.NUMERIC, tolerance=tolerance, unit=unit)


@rows(
    "key, said, match",
    [
        ("Zhongguancun", "zhongguancun", RIGHT),
        ("Zhongguancun", "Zhonguancun", SLIP),
        ("Zhongguancun", "Zohngguancun", SLIP),
        ("Zhongguancun", "Zhonguancn", NEAR),
        ("Zhongguancun", "Zhngguancn", NEAR),
        ("Zhongguancun", "Zhngguacn", NEAR),
        ("Zhongguancun", "hngguacn", WRONG),
        ("Beijing", "Bejing", NEAR),
        ("Shanghai", "Shanghia", SLIP),
        ("silicon valley", "siliconvalley", SLIP),
        ("siliconvalley", "Silicon Valley", SLIP),
        ("Zhongguancun", "Zhong guan cun", SLIP),
        ("machine learning lab", "machine lear ninglab", SLIP),
        ("new york", "newy ork", NEAR),
        ("machine new york", "machine newy ork", SLIP),
        ("silicon valley", "siliconvaley", WRONG),
        ("Rom", "R om", WRONG),
        ("silicon valley", "silicon valey", NEAR),
        ("semiconductor chips", "semiconductr chps", NEAR),
        ("semiconductor (chips)", "semiconductr (chips)", SLIP),
        ("e\u0301e\u0301e\u0301e\u0301 cafe\u0301", "éééé caf", NEAR),
        ("Beijing", "Bejin", WRONG),
        ("Rome", "Roma", NEAR),
        ("Rom", "Rum", WRONG),
        ("four", "4", RIGHT),
        ("Four", "for", WRONG),
        ("3,652", "3 652", RIGHT),
        ("3,652", "3,653", WRONG),
        ("3,652", "36520", WRONG),
        ("Boeing 747", "Boing 747", NEAR),
        ("Boeing 747", "Boeing 737", WRONG),
        ("Over 12,000", "12000", NEAR),
        ("12,000", "about 12,000", NEAR),
        ("Over 12,000", "12001", WRONG),
        ("Nearly two", "2", NEAR),
        ("Paris", "", WRONG),
        ("...", "...", RIGHT),
    ],
)
def test_an_answer_is_right_near_or_wrong(key: str, said: str, match: Match) -> None:
    assert compare(typed(key), said) is match


def test_what_is_accepted_besides_is_right_and_its_slips_are_near() -> None:
    item = typed("Paris", accept=("City of Light",))
    assert compare(item, "the city of light") is RIGHT
    assert compare(item, "city of ligth") is NEAR


@pytest.mark.parametrize(
    ("key", "distractor", "said", "match"),
    [
        ("Shanghai", "Shangrao", "Shangrao", WRONG),
        ("Austria", "Australia", "Austrlia", WRONG),
        ("increase", "decrease", "decrease", WRONG),
        ("increase", "decrease", "dncrease", WRONG),
        ("increase", "decrease", "increasse", SLIP),
        ("transcribe", "translate", "trancribe", SLIP),
        ("complement", "complaint", "complemint", NEAR),
        ("prescribe", "proscribed", "presribe", SLIP),
        ("prescribe", "proscribe", "presribe", NEAR),
        ("Over 12,000", "Nearly 12,000", "12,000", WRONG),
        ("Over 12,000", "Nearly 12,000", "over 12000", RIGHT),
    ],
)
def test_what_is_as_near_to_a_distractor_is_wrong(key: str, distractor: str, said: str, match: Match) -> None:
    assert compare(typed(key, distractor), said) is match


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ("3652", RIGHT),
        ("3,652", RIGHT),
        ("3650", RIGHT),
        ("3657", RIGHT),
        ("3658", WRONG),
        ("-3652", WRONG),
        ("3.652e3", RIGHT),
        ("three thousand six hundred and fifty-two", RIGHT),
        ("about 3652", RIGHT),
        ("3652 patents", RIGHT),
        ("3652 Patent", RIGHT),
        ("patents: 3652", RIGHT),
        ("3652 grants", WRONG),
        ("3652 or 3653", WRONG),
        ("patents", WRONG),
        ("3.652", WRONG),
        ("1e99", WRONG),
        ("9" * 400, WRONG),
    ],
)
def test_a_number_is_right_within_its_tolerance_and_unit(said: str, match: Match) -> None:
    assert compare(numeric("3,652", 5, "patents"), said) is match


@pytest.mark.parametrize(
    ("said", "match"), [("12.6 km2", RIGHT), ("12,6", RIGHT), ("12.6km²", RIGHT), ("12.61", WRONG), ("12.5 m²", WRONG)]
)
def test_a_tolerance_is_exact_and_a_decimal_comma_is_read(said: str, match: Match) -> None:
    assert compare(numeric("12.5", 0.1, "km²"), said) is match


def test_a_number_without_a_unit_may_come_with_words_if_the_learner_says_so() -> None:
    assert compare(numeric("23"), "23 parks") is NEAR
    assert compare(numeric("23"), "24 parks") is WRONG


@rows(
    "key, unit, said, fault",
    [
        ("5", "m", "5 km", "km"),
        ("5", "m", "5 m", ""),
        ("5", "m", "6 km", ""),
        ("5", "", "5 km", ""),
        ("5", "$", "€5", "€"),
        ("5", "MW", "about 5.0 kW", "kW"),
        ("5", "million dollars", "5 dollars", "dollars"),
        ("5", "million dollars", "5,000,000 Yuan", "Yuan"),
        ("19", "%", "19 km", "km"),
    ],
)
def test_a_unit_that_alone_is_wrong_is_found(key: str, unit: str, said: str, fault: str) -> None:
    assert unit_at_fault(numeric(key, unit=unit), said) == fault


def test_a_share_is_a_share_however_it_is_written() -> None:
    for said in ("19%", "19 percent", "19", "nineteen per cent"):
        assert compare(numeric("19", unit="percent"), said) is RIGHT
    assert compare(numeric("19", unit="%"), "19 km") is WRONG


@pytest.mark.parametrize(
    ("one", "other", "most", "found"),
    [("abc", "abc", 2, 0), ("abc", "acb", 2, 1), ("abc", "ab", 2, 1), ("kitten", "sitting", 3, 3), ("ab", "ba", 0, 1)],
)
def test_edits_are_counted_with_swaps(one: str, other: str, most: int, found: int) -> None:
    assert edits(one, other, most) == found


def test_a_long_answer_takes_no_time() -> None:
    item = typed("a" * 100_000)
    start = time.process_time()
    compare(item, "a" * 100_000)
    compare(typed("ab" * 250), "ba" * 50_000)
    assert time.process_time() - start < 2


CHINESE = "zh-Hans"


@rows(
    "key, said, match",
    [
        ("1980年代", "１９８０年代", RIGHT),
        ("1980年代", "１９８０\u3000年代", RIGHT),
        ("1980年代", "一九八〇年代", RIGHT),
        ("20世纪80年代", "二十世纪八十年代", RIGHT),
        ("20世纪80年代", "二十世纪七十年代", WRONG),
        ("2009年3月", "二〇〇九年三月。", RIGHT),
        ("国务院", "「国务院」", RIGHT),
        ("国务院", "【国务院】", RIGHT),
        ("国务院", "《国务院》．", RIGHT),
        ("国务院", "\u3000国务院。", RIGHT),
        ("国务院", "国务员", WRONG),
        ("“千人计划”", "千人计划", RIGHT),
        ("海归、外籍员工、专家", "海归，外籍员工,专家", RIGHT),
        ("7.4万件", "７４，０００件", RIGHT),
        ("7.4万件", "七万四千件", RIGHT),
        ("7.4万件", "7.4件", WRONG),
        ("1500万件", "1,500万件", RIGHT),
        ("19%", "百分之十九", RIGHT),
        ("二十分之一", "1/20", RIGHT),
        ("300多家", "三百多家", RIGHT),
        ("近1万人", "一万人", NEAR),
        ("万一", "10000", WRONG),
    ],
)
def test_an_answer_in_chinese(key: str, said: str, match: Match) -> None:
    assert compare(typed(key), said, CHINESE) is match


def test_han_numerals_are_numbers_only_in_languages_that_write_them() -> None:
    """In a course for others they are what is learnt."""
    assert compare(typed("三"), "3", CHINESE) is RIGHT
    assert compare(typed("三"), "three", "en") is WRONG


def test_a_distractor_in_other_numerals_is_wrong() -> None:
    assert compare(typed("三项", "四项"), "4项", CHINESE) is WRONG


@rows(
    "key, unit, said, match",
    [
        ("3652", "件", "三千六百五十二", RIGHT),
        ("3652", "件", "约３，６５２件。", RIGHT),
        ("3652", "件", "3652人", WRONG),
        ("31000", "件", "3.1万件", RIGHT),
        ("31000", "件", "3万1千", RIGHT),
        ("31000", "件", "三万件", WRONG),
        ("15000000", "人", "1,500万人", RIGHT),
        ("125000", "人", "12,5万", RIGHT),
        ("7.4", "万件", "74000件", RIGHT),
        ("7.4", "万件", "7.4", RIGHT),
        ("5", "千米", "5千米", RIGHT),
        ("5", "千米", "5000", WRONG),
        ("1343", "人", "1343人左右", RIGHT),
        ("23", "个", "23個", RIGHT),
    ],
)
def test_a_number_in_chinese(key: str, unit: str, said: str, match: Match) -> None:
    assert compare(numeric(key, unit=unit), said, CHINESE) is match

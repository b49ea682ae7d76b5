"""Numbers in Han numerals: read by place, digit by digit, and beside figures."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import rows
from zgcquiz.core.authoring.source_text import numbers
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.text.han.numbers import uses_han_numbers, with_digits, with_scales, without_hedges
from zgcquiz.core.text.numbers import read_quantity
from zgcquiz.core.text.option_values import number_in
from zgcquiz.core.text.units import scaled_unit


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("三千六百五十二件", "3652件"), ("一千零五", "1005"), ("十二", "12"), ("二十", "20"), ("两百", "200"),
        ("一亿二千万", "120000000"), ("七万四千", "74000"), ("兩萬", "20000"), ("7.4万件", "74000件"),
        ("7万4千", "74000"), ("1.2亿", "120000000"), ("2500万", "25000000"), ("3千件", "3000件"),
        ("二〇〇九年三月", "2009年3月"), ("二零零九年", "2009年"), ("一九八〇年代", "1980年代"),
        ("八十年代", "80年代"), ("百分之十九", "19%"), ("百分之5.5", "5.5%"), ("二十分之一", "1/20"),
        ("三万亿", "3000000000000"), ("3万亿元", "3000000000000元"), ("一万二千亿", "1200000000000"),
        ("一万亿零二千万", "1000020000000"), ("百分之百", "100%"), ("百分之一百二十", "120%"), ("一百零二", "102"),
        ("第五代", "第5代"), ("四项", "4项"), ("1.2万多家", "12000多家"),
        (f"{'1234567890' * 3}万", f"{'1234567890' * 3}0000"),
    ],
)  # fmt: skip
def test_a_number_becomes_digits(text: str, digits: str) -> None:
    assert with_digits(text) == digits


@pytest.mark.parametrize(
    "text", ["万一", "千万", "三四天", "千人计划", "5千米", "五十五十", "three", "石墨烯", "万亿", "一亿三万亿"]
)
def test_what_is_no_number_stays(text: str) -> None:
    assert with_digits(text) == text


@pytest.mark.parametrize(
    "text", ["一百二", "一千五", "一万二", "两万五", "一百二万", "三亿五", "1万2", "1百2", "一万五亿"]
)
def test_what_may_be_two_numbers_is_none(text: str) -> None:
    assert with_digits(text) == text
    for written in (text, f"{text}件"):
        assert read_quantity(written, "zh-Hans") is None


@pytest.mark.parametrize("text", ["三万亿元", "3万亿元", "3 万亿元", "30000亿元"])
def test_ten_thousand_times_a_hundred_million(text: str) -> None:
    found = read_quantity(text, "zh")
    assert found is not None
    scale, unit = scaled_unit(found.unit)
    assert found.value * scale == 3 * 10**12
    assert unit == "元"
    assert with_scales("3万亿元") == "3000000000000元"


def in_han(number: int) -> str:
    """Return a number below 10^16 in Han numerals, written another way than it is read: by division."""
    if number >= 10**8:
        rest = number % 10**8
        return f"{in_han(number // 10**8)}亿{'零' if 0 < rest < 10**7 else ''}{in_han(rest) if rest else ''}"
    if number >= 10_000:
        rest = number % 10_000
        return f"{in_han(number // 10_000)}万{'零' if 0 < rest < 1_000 else ''}{in_han(rest) if rest else ''}"
    found = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            found += "〇一二三四五六七八九"[digit] + name
        elif found and number and not found.endswith("零"):
            found += "零"
    return found or "零"


@given(st.integers(1, 10**8 - 1) | st.integers(1, 10**16 - 1))
def test_every_number_is_read(number: int) -> None:
    assert with_digits(f"{in_han(number)}件") == f"{number}件"


@given(st.text(alphabet="一二三十百千万亿零〇两0123456789.分之多约a ", max_size=30))
def test_any_text_is_read_once(text: str) -> None:
    once = with_digits(text)
    assert with_digits(once).count("分之") <= once.count("分之")


def test_figures_before_a_power_of_ten_are_multiplied() -> None:
    assert with_scales("有7.4万件，三千人") == "有74000件，三千人"
    assert numbers("7.4万件") == numbers("74,000")
    found = number_in("1.2万多家")
    assert found is not None
    assert found.low == 12_000


def test_hedges_are_left_out() -> None:
    assert [without_hedges(text) for text in ("近1000家", "300多家", "约20人左右", "附近3家")] == [
        "1000家", "300家", "20人", "附3家",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "uses"), [("zh-Hans", True), ("ja", True), ("ZH", True), ("en", False), ("", False)]
)
def test_the_languages(language: str, uses: bool) -> None:
    assert uses_han_numbers(language) is uses


@rows("space", [" ", "  ", "\t", "\u00a0", "\u2009", "\u202f", "\u3000"])
@rows(
    "figure, after, unit",
    [("3.1", "万件", "件"), ("3.1", "万", "件"), ("３.１", "萬 件", "件"), ("31", "千人", "人"), ("310", "百", ""),
     ("3", "万亿元", "元"), ("3", "百万人", "人"), ("5", "千米", "千米"), ("5", "百分点", "百分点")],
)  # fmt: skip
@rows("hedge", ["", "约 ", "大约"])
def test_a_space_before_a_power_of_ten_is_forgiven(figure: str, after: str, unit: str, space: str, hedge: str) -> None:
    found = read_quantity(f"{hedge}{figure}{space}{after}", "zh-Hans")
    powers = {"万": 10**4, "萬": 10**4, "千": 10**3, "百": 10**2, "百万": 10**6, "万亿": 10**12}
    power = "" if unit in ("千米", "百分点") else after.removesuffix(unit or "-").strip()
    assert found is not None
    assert found.value == Fraction(figure) * powers.get(power, 1)
    assert found.unit in (unit, "")


@pytest.mark.parametrize(
    ("unit", "parts"),
    [("千人", (1000, "人")), ("百万元", (10**6, "元")), ("千", (1000, "")), ("千米", (1, "千米")),
     ("百分点", (1, "百分点")), ("亿万", (10**8, "万"))],
)  # fmt: skip
def test_a_unit_may_begin_with_a_power_of_ten(unit: str, parts: tuple[int, str]) -> None:
    assert scaled_unit(unit) == parts
    item = Item("item", Kind.NUMERIC, "Stem?", (Option("3.5", key=True),), unit=unit)
    for said in (f"3.5 {unit}", "3.5"):
        assert compare(item, said, "zh-Hans") is Match.RIGHT


@rows(
    "text, digits",
    [
        ("1,500万件", "15000000件"), ("1,500 万", "15000000"), ("1 500 万", "15000000"), ("1'500万", "15000000"),
        ("1，500万", "15000000"), ("1,234.5万", "12345000"), ("12,5万", "125000"), ("1,500,000万", "15000000000"),
        ("1,2,3万", "1,2,3万"), ("1,500,00万", "1,500,00万"), ("1.2.3万", "1.2.3万"),
    ],
)  # fmt: skip
def test_groups_and_decimals_are_multiplied_with_the_rest_of_their_number(text: str, digits: str) -> None:
    assert with_digits(text.replace("，", ",")) == digits
    found = read_quantity(text, "zh-Hans")
    assert (found and found.value) == (Fraction(digits.removesuffix("件")) if digits != text else None)
    assert digits == text or " " in text or numbers(text.replace("，", ",")) == {digits.removesuffix("件")}


def test_a_long_number_takes_no_time() -> None:
    """Its digits are looked through once, not from each of them on."""
    start = time.process_time()
    with_digits("9" * 20_000 + "万")
    assert time.process_time() - start < 2

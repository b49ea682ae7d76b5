"""Differences in writing that are folded, and those that are not."""

from __future__ import annotations

import pytest

from zgcquiz.core.text.wording import numbers, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paris", "PARIS"),
        ("São Tomé", "sao tome"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("１２３ ＡＢＣ", "123 abc"),
        ("data  base", "data\u00a0base"),
        ("“Oliver’s”", "Oliver's"),
        ("well–known", "well-known"),
        ("well-known", "well known"),
        ("1905–1912", "1905-1912"),
        ("Paris.", "Paris"),
        ("The Beatles", "beatles"),
        ("R&D", "R and D"),
        ("U.S.A.", "USA"),
        ("3,652", "3652"),
        ("3 652", "3652"),
        ("3\u202f652", "3,652"),
        ("12,34,567", "1234567"),
        ("1,343.5", "1343.5"),
        (".5", "0.5"),
        ("−5", "-5"),
        ("twenty-one", "21"),
        ("Twenty one", "21"),
        ("three million", "3,000,000"),
        ("3 million", "3,000,000"),
        ("1.2 million", "1,200,000"),
        ("a hundred", "100"),
        ("one hundred and five", "105"),
        ("two thousand and five", "2005"),
        ("forty-two thousand seven hundred", "42,700"),
        ("three hundred thousand", "300000"),
        ("zero", "0"),
        ("ten percent", "10%"),
        ("10 per cent", "10 %"),
        ("中关村 科技园", "中关村科技园"),
    ],
)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C++", "C#"),
        ("5", "-5"),
        ("3.10", "3.1"),
        ("1,5", "15"),
        ("1, 5", "15"),
        ("1905", "19 05"),
        ("が", "か"),
        ("two and three", "5"),
        ("nineteen eighty", "99"),
        ("a", "1"),
        ("hundred", "100"),
        ("the", ""),
        ("?", "!"),
        ("кот", "код"),
    ],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_numbers_are_found_as_they_are_written() -> None:
    assert numbers(plain("From 1,905 to twelve, and 2.50 more")) == ["1905", "12", "2.50"]

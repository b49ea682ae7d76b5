"""Similarity of answers."""

from __future__ import annotations

import pytest

from zgcquiz.core.text.likeness import shape_distance, shape_of
from zgcquiz.core.text.wording import plain


def off(one: str, other: str) -> tuple[float, ...] | None:
    return shape_distance(shape_of(one, plain(one)), shape_of(other, plain(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,652", "12000"),
        ("ten million", "45,000,000"),
        ("5 km", "12 km"),
        ("1 day", "9 days"),
        ("12%", "45 percent"),
        ("16th century", "3rd century"),
        ("1066", "1989"),
        ("12 July 1979", "3 May 2001"),
        ("March", "August"),
        ("Paris", "Buenos Aires"),
        ("NATO", "EU"),
        ("to go", "to remember"),
        ("水", "人"),
        ("Apollo 11", "Apollo 13"),
        ("the powerhouse of the cell", "Movement of water across a membrane"),
        ("Maria de la Cruz", "John Smith"),
        ("+", "-"),
    ],
)
def test_similar_answers(one: str, other: str) -> None:
    assert off(one, other) is not None
    assert off(one, other) == off(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,652", "40"),  # of another size
        ("3,652", "3652"),  # equal
        ("1/2", "2/4"),
        ("5 km", "5 kg"),
        ("12%", "45"),
        ("1905", "12 July 1905"),
        ("1905", "1,905"),  # a year, and a number
        ("12 July", "July 1979"),
        ("Paris", "1905"),
        ("Paris", "water"),
        ("NATO", "Paris"),
        ("water", "水"),
        ("water", "вода"),
        ("cat", "a small animal that purrs"),
        ("ox", "extraordinarily"),
    ],
)
def test_dissimilar_answers(one: str, other: str) -> None:
    assert off(one, other) is None
    assert off(other, one) is None


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("100", "120", "300"),
        ("1905", "1914", "1066"),
        ("cat", "dog", "giraffe"),
        ("green tea", "black tea", "tea"),
        ("New York", "Los Angeles", "Green leaves"),
    ],
)
def test_the_nearer_of_two_answers(one: str, near: str, far: str) -> None:
    nearer, farther = off(one, near), off(one, far)
    assert nearer is not None
    assert farther is not None
    assert nearer < farther


def test_a_very_long_digit_string_is_not_a_number() -> None:
    assert off("9" * 5000, "8" * 5000) is not None

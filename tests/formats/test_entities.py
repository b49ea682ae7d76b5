"""Character references, by the standard library where it can, and beyond."""

from __future__ import annotations

import html
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import zgcquiz.formats
from zgcquiz.formats.untrusted.entities import unescape

PARTS = ["&", "#", "&#", "&#x", "X", ";", "0", "00000000", "6", "65", "1114111", "999999999", "a", "F", "amp", " ", "١"]


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_it_reads_as_the_standard_library(text: str) -> None:
    assert unescape(text) == html.unescape(text)


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), st.sampled_from("019"), st.integers(4200, 6000))
def test_the_number_of_digits_has_no_bound(around: str, digit: str, count: int) -> None:
    text = f"{around}&#{digit * count}{around}"
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        expected = html.unescape(text)
    finally:
        sys.set_int_max_str_digits(before)
    assert unescape(text) == expected


def test_a_letter_with_many_noughts_is_that_letter() -> None:
    assert unescape(f"&#{'0' * 5000}65;") == "A"


def test_no_other_module_of_the_formats_resolves_references_itself() -> None:
    found = [
        path.name
        for path in Path(zgcquiz.formats.__path__[0]).rglob("*.py")
        if "html.unescape" in path.read_text() or "from html import unescape" in path.read_text()
    ]
    assert found == ["entities.py"]

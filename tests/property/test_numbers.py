"""Properties of parsing and writing numbers, in any notation."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import Written, broken, number_texts, numbers, tolerances
from zgcquiz.core.text.number_writing import in_any_language, in_language, is_decimal, plain_number, write_number
from zgcquiz.core.text.numbers import ambiguous, read_number, read_quantity, read_tolerance

LANGUAGES = st.sampled_from(["", "en", "zh", "de", "fr", "es", "hi", "de-CH"])


@given(number_texts())
def test_every_notation_is_read_as_it_is_meant(written: Written) -> None:
    assert read_number(written.text, written.language) == written.value
    assert ambiguous(written.text, written.language) is None


@given(number_texts(), st.sampled_from(["km", "°C", "m/s²", "%", "patents", "€"]), st.sampled_from(["", " ", "\u00a0"]))
def test_a_unit_may_stand_behind_every_notation(written: Written, unit: str, blank: str) -> None:
    figure = read_quantity(written.text + blank + unit, written.language)
    assert figure is not None
    assert figure.value == written.value
    assert figure.unit


@given(numbers)
def test_what_programs_write_is_read_and_stays_to_the_letter(text: str) -> None:
    assert read_number(text) == Fraction(text)
    assert plain_number(text) == text


@given(numbers, LANGUAGES)
def test_what_is_written_is_read_in_every_language(text: str, language: str) -> None:
    value = Fraction(text)
    written = write_number(value)
    assert written.isascii()
    assert Fraction(written) == value
    assert read_number(in_language(written, language), language) == value
    assert read_number(in_any_language(written), language) == value


@given(number_texts())
def test_the_plain_form_of_every_notation_is_the_same_number(written: Written) -> None:
    plain = plain_number(written.text, written.language)
    assert plain.isascii()
    if is_decimal(written.value):
        assert Fraction(plain) == written.value
    else:
        assert float(plain) == float(written.value)


@given(tolerances, LANGUAGES)
def test_every_tolerance_is_written_so_that_it_is_read(tolerance: float, language: str) -> None:
    assert read_tolerance(in_any_language(write_number(tolerance)), Fraction(1), "", language) == tolerance


@given(st.one_of(broken, st.text(max_size=40), st.text("0123456789.,' +-/eExX*^()%½²⁻−", max_size=25)), LANGUAGES)
def test_no_text_makes_it_fail(text: str, language: str) -> None:
    figure = read_quantity(text, language)
    if figure is not None and not figure.unit:
        assert float(plain_number(text, language)) == float(figure.value)
    read_tolerance(text, Fraction(10), "km", language)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1999, "1," * 999, "1 " * 999, "1/" * 999, "- " * 999, "10^" * 600, "(" * 1999, "1e" + "9" * 1900,
        "½" * 1999, "one hundred and " * 120, "5 " + "a" * 1900, "5" + " " * 1900, "," * 1999, "1x10" * 400,
        "1" * 10**6, "\u202f".join(["123"] * 490), "e".join(["1"] * 900), "a-" * 900 + "5", "((5))" * 300,
    ],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    read_quantity(text)
    assert time.process_time() - start < 0.1

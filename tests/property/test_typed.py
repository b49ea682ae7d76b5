"""Properties of comparing typed answers, for any text."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.property.strategies import words
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.typed_answers import Match, compare, edits
from zgcquiz.core.text.number_writing import readings
from zgcquiz.core.text.numbers import read_number
from zgcquiz.core.text.wording import plain

short = st.text(st.sampled_from("abé -'1.,"), max_size=7)
letters = st.text(st.sampled_from("abcdefgh"), min_size=4, max_size=14)


def typed(key: str) -> Item:
    return Item("item", Kind.TYPED, "Stem?", (Option(key, key=True),))


def distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        distance(one[:-1], other) + 1,
        distance(one, other[:-1]) + 1,
        distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if one[-2:] and len(other) > 1 and len(one) > 1 and one[-1] == other[-2] and one[-2] == other[-1]:
        best = min(best, distance(one[:-2], other[:-2]) + 1)
    return best


@given(words)
def test_the_key_itself_is_right(key: str) -> None:
    assert compare(typed(key), key) is Match.RIGHT


@given(words)
def test_case_and_space_around_make_no_difference(key: str) -> None:
    assert compare(typed(key), f"  {key}\t") is Match.RIGHT
    assume(plain(key.upper().lower()) == plain(key))  # upper case is not reversible for some letters
    assume("\\" not in key and not set(key.upper()) & set("ΓΔΘΛΞΠΣΦΨΩ"))  # the case of which has a meaning
    assert compare(typed(key), key.upper()) is Match.RIGHT


@given(words, words)
def test_it_never_fails_and_right_works_both_ways(one: str, other: str) -> None:
    assert (compare(typed(one), other) is Match.RIGHT) == (compare(typed(other), one) is Match.RIGHT)


@given(short, short, st.integers(0, 3))
def test_edits_agree_with_the_definition_as_far_as_they_count(one: str, other: str, most: int) -> None:
    exact = distance(one, other)
    assert edits(one, other, most) == exact if exact <= most else edits(one, other, most) > most


@given(letters, st.data())
def test_one_slip_is_near_and_in_a_long_word_right(key: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(key) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    for said in (key[:at] + key[at + 1 :], key[:at] + letter + key[at:], key[:at] + letter + key[at + 1 :]):
        assume(plain(key) == key)
        assert compare(typed(key), said) is (Match.SLIP if len(key) >= 8 else Match.NEAR)


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_a_number_is_that_number_or_wrong(key: int, said: int) -> None:
    wanted = Match.RIGHT if key == said else Match.WRONG
    for form in ("{}", "{:,}"):
        assert compare(typed(f"{key:,}"), form.format(said)) is wanted


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.integers(-(10**6), 10**6))
def test_a_tolerance_reaches_as_far_as_it_says(key: int, tolerance: int, off: int) -> None:
    item = Item("item", Kind.NUMERIC, "Stem?", (Option(str(key), key=True),), tolerance=float(tolerance))
    assert (compare(item, f"{key + off:,}") is Match.RIGHT) == (abs(off) <= tolerance)


_WAYS = {"de": (".", ","), "fr": (" ", ","), "en": (",", "."), "zh": (",", "."), "de-CH": ("'", ".")}
"""The usual separator of groups and the decimal sign, by language."""


@st.composite
def ways_of_writing(draw: st.DrawFn) -> tuple[str, str, str]:
    """A language and two ways of writing one number in it, digit by digit."""
    language = draw(st.sampled_from(sorted(_WAYS)))
    group, sign = _WAYS[language]
    whole, decimals = draw(st.integers(0, 10**10)), draw(st.text("0123456789", max_size=6))
    is_negative = draw(st.booleans())

    def written() -> str:
        mark = draw(st.sampled_from(["", group, " ", "'", "\u00a0", "\u202f", "\u2019"]))
        minus = draw(st.sampled_from(["-", "\u2212", "\u2013", "- "])) if is_negative else ""
        return minus + f"{whole:,}".replace(",", mark) + (sign + decimals if decimals else "")

    return language, written(), written()


@given(ways_of_writing())
def test_all_ways_of_writing_a_number_are_equal(case: tuple[str, str, str]) -> None:
    language, one, other = case
    assert read_number(one, language) == read_number(other, language)
    assert compare(typed(one), other, language) is Match.RIGHT


@given(ways_of_writing(), st.integers(1, 9))
def test_another_number_is_wrong_however_it_is_written(case: tuple[str, str, str], more: int) -> None:
    language, one, other = case
    bare = other.lstrip("-\u2212\u2013 ")
    assert compare(typed(one), f"{more}{bare}", language) is Match.WRONG


@given(st.one_of(words, st.text("0123456789.,' x", max_size=12)), st.sampled_from(["", "en", "de"]))
def test_a_text_that_is_no_number_is_compared_unchanged(text: str, language: str) -> None:
    assume(read_number(text, language) is None)
    assert readings(text, language) == (text,)

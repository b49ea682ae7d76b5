"""Meta options: the quick check, which saves ordinary questions the full one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zgcquiz.core.packs.meta_option_words import FRAMES, JOINS, LANGUAGES, NOUNS, ONLY
from zgcquiz.core.packs.meta_options import Remark, may_any_speak_of_others, remarks, speaks_of_others
from zgcquiz.core.packs.option_labels import may_any_be_labelled, may_be_labelled

WORDS = sorted(
    {*JOINS, *NOUNS, *FRAMES, *ONLY, *"abcdefghij", *map(str, range(1, 13)), *("i", "ii", "iii", "iv", "v", "xi")}
    | {"all", "none", "no", "not", "any", "above", "below", "first", "these", "red", "city", "12", "L'ensemble", "None"}
    | {word for language in LANGUAGES for word in language.all | language.none | language.others}
)
SIGNS = [
    "",
    "",
    "",
    " ",
    ".",
    ",",
    ";",
    "(",
    ")",
    "[",
    "]",
    ":",
    "&",
    "+",
    "/",
    "\t",
    "\n",
    "\x1c",
    "|",
    "-",
    "'",
    "...",
]


@st.composite
def said(draw: st.DrawFn) -> str:
    """Options made of words of meta options, with signs around them."""
    parts: list[str] = []
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=5)):
        cased = draw(st.sampled_from([word, word.upper(), word.capitalize()]))
        parts += [draw(st.sampled_from(SIGNS)), cased, draw(st.sampled_from(SIGNS)), " "]
    return "".join(parts)


@given(st.sampled_from(["Which?", "Which? (1) x (2) y", "How many?", "Which? A. x B. y"]), st.lists(said(), max_size=5))
@example("Which?", ["red", "blue", "None."])
@example("Which?", ["red", "blue", ";A and B"])
@example("Which?", ["red", "blue", "the A and B."])
@example("Which?", ["red", "blue", "All"])
def test_where_the_quick_look_finds_nothing_there_is_nothing(stem: str, texts: list[str]) -> None:
    if not speaks_of_others(texts):
        assert set(remarks(stem, texts)) <= {Remark()}


LABELS = ["A)", "(a)", "b.", "[3]", "12:", "iv.", "X -", "Z)", "(II)", "A", "3.5", "e.g.", "1. ", "No -", "x-"]
plain_options = st.lists(
    st.one_of(said(), st.builds("{} {}".format, st.sampled_from(LABELS), said()), st.sampled_from(LABELS))
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.isascii() and text.isprintable()),
    min_size=1,
    max_size=4,
)
"""Texts in ASCII on one line, as they are when many are looked at together."""


@given(plain_options)
@example(["red", "1"])
@example(["all, of them", "red"])
@example(["red", "none."])
@example(["a|b", "(1)."])
@example(["(1) red"])
@example(["red", "ii"])
def test_the_look_at_many_options_misses_none_that_the_look_at_each_finds(texts: list[str]) -> None:
    assert may_any_speak_of_others(texts) or not speaks_of_others(texts)
    assert may_any_be_labelled(texts) or not any(map(may_be_labelled, texts))


def test_the_look_at_many_options_passes_over_ordinary_ones() -> None:
    texts = ["Paris", "the river 117", "Sir Isaac Newton", "1912", "green tea", "a city in the south"]
    assert not may_any_speak_of_others(texts)
    assert not may_any_be_labelled(texts)


@pytest.mark.parametrize(
    "text", ["the city", "of 12", "a river 17", "The 387", "is built", "1 cat", "only women", "is 3"]
)
def test_options_that_only_begin_as_those_about_others_are_passed_over(text: str) -> None:
    found = speaks_of_others(["red", text])
    assert found is (text == "is 3")  # as "is B" would be

"""Meta options: the quick check, which saves ordinary questions the full one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zgcquiz.core.packs.meta_option_words import FRAMES, JOINS, LANGUAGES, NOUNS, ONLY
from zgcquiz.core.packs.meta_options import Remark, remarks, speaks_of_others

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


@pytest.mark.parametrize(
    "text", ["the city", "of 12", "a river 17", "The 387", "is built", "1 cat", "only women", "is 3"]
)
def test_options_that_only_begin_as_those_about_others_are_passed_over(text: str) -> None:
    found = speaks_of_others(["red", text])
    assert found is (text == "is 3")  # as "is B" would be

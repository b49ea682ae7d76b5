"""Properties of folding, for any text."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.strategies import FRAGMENTS, broken
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.text.wording import plain, read_wording

MANNERS = [
    "10²", "H₂O", "Cl⁻", "n!", "don't", "well-known", "U.S.A.", "the ", "one hundred", "2 million", "3,652", "1 000",
    "percent", "мой", "Αθήνα", "が", "שָׁ", "كِتَاب", "ﬁ", "É", "ø", "İ", "ß", "x", "ab", "5",
    "\u0338", "\u0301", "\u200d",
    "\u200c", "👨", "中", "»", "«", "「", "」", "½", "′", "″", "…", "&", " - ", ", ", ". ", "e.g.", "^(", ")",
    "_{", "}",
]  # fmt: skip
OPERATORS = [
    *"=<>+*/^|~\\()[]{}%#@°$·∈∉∧∨¬√∑∪∩⊂⊆⊄≈≡∞", "²", "³", "⁻", "==", "!=", "<=", ">=", "->", "=>", "**", "&&", "||",
    "::",
]  # fmt: skip
"""Signs that have a meaning in any position."""

any_texts = st.one_of(
    st.text(max_size=12), broken, st.lists(st.sampled_from(MANNERS + FRAGMENTS), max_size=8).map("".join)
)
stricts = st.sets(st.sampled_from(STRICT)).map(tuple)
formulas = st.lists(
    st.one_of(st.sampled_from(["x", "y", "12", "α", "word", "sin", "मा", "я"]), st.sampled_from(OPERATORS)),
    min_size=1,
    max_size=7,
)


def typed(key: str, strict: tuple[str, ...] = ()) -> Item:
    return Item("item", Kind.TYPED, "Stem?", (Option(key, key=True),), strict=strict)


@given(any_texts, stricts)
def test_what_is_folded_is_folded_once_and_for_all(text: str, strict: tuple[str, ...]) -> None:
    assert plain(plain(text, strict), strict) == plain(text, strict)


@given(any_texts.filter(str.strip), stricts)
def test_every_text_is_the_same_answer_as_itself(text: str, strict: tuple[str, ...]) -> None:
    assert compare(typed(text, strict), text) is Match.RIGHT
    assert compare(typed(text, strict), f" {text}\t") is Match.RIGHT


@given(any_texts, any_texts, stricts)
def test_being_the_same_works_both_ways(one: str, other: str, strict: tuple[str, ...]) -> None:
    assert read_wording(one, strict).same(read_wording(other, strict)) is (
        read_wording(other, strict).same(read_wording(one, strict))
    )


@given(any_texts, any_texts, stricts)
def test_asking_for_more_never_makes_an_answer_right(one: str, other: str, strict: tuple[str, ...]) -> None:
    if compare(typed(one, strict), other) is Match.RIGHT:
        assert compare(typed(one), other) is Match.RIGHT


@settings(max_examples=examples(120))
@given(formulas, st.data())
def test_a_formula_with_other_signs_is_another_answer(parts: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts) - 1))
    sign = data.draw(st.sampled_from(OPERATORS))
    added = [*parts[:at], sign, *parts[at:]]
    others = [added]
    if parts[at] in OPERATORS:
        others += [[*parts[:at], *parts[at + 1 :]], [*parts[:at], sign, *parts[at + 1 :]]]
    for other in others:
        one, two = ("".join(part for part in each if part in OPERATORS) for each in (parts, other))
        assume(one != two)
        said = " ".join(other)
        if said:
            assert compare(typed(" ".join(parts)), said) is Match.WRONG


@given(formulas.filter(lambda parts: not {"²", "³", "⁻"} & set(parts)))
def test_white_space_beside_signs_does_not_count(parts: list[str]) -> None:
    tight = "".join(f" {part} " if part not in OPERATORS else part for part in parts)
    loose = "".join(f"  {part}\u00a0" for part in parts)
    assume(tight.strip())
    assert plain(tight) == plain(loose)


@given(
    st.lists(st.sampled_from(["the", "The", "a", "b", "A", "word", "Word", "one", "Hundred", "million"]), min_size=1),
    st.sampled_from(["", ".", "?", "!"]),
    stricts,
)
def test_the_short_way_for_plain_words_leads_to_the_same(words: list[str], end: str, strict: tuple[str, ...]) -> None:
    text = " ".join(words) + end
    assert plain(text, strict) == plain(f"\u200b{text}", strict)  # what can't be seen makes it go the long way

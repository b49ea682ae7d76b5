"""The page marks typed answers as the terminal does."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.test_wording import any_texts, stricts, typed
from tests.rows import table_of
from tests.unit import test_han_numbers, test_numbers, test_typed, test_typed_signs
from tests.web import rules
from tests.web.browser import Browser
from tests.web.pairs import han_pairs, numeric_pairs, typed_pairs
from zgcquiz.core.packs.pack import Item, Kind, PackInfo
from zgcquiz.core.rounds.typed_answers import compare, unit_at_fault
from zgcquiz.core.text import signs, units
from zgcquiz.core.text.han.numbers import uses_han_numbers
from zgcquiz.core.text.wording import plain
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.markup.exported_media import ExportedMedia
from zgcquiz.formats.web.page import notation
from zgcquiz.formats.web.questions import QuestionWriter

Pair = tuple[Item, str, str]
"""An item, what was typed, and the language of the pack."""


def test_the_rules_are_those_of_the_terminal() -> None:
    kept, made = rules.TARGET.read_text("utf-8"), rules.text()
    how = "after a change of the rules: python -m tests.web.rules"
    assert rules.for_any_unicode(kept) == rules.for_any_unicode(made), how
    if f'unicode: "{unicodedata.unidata_version}"' in kept:
        assert kept == made, how


Mark = tuple[str, str]
"""How an answer is marked, and the unit that alone makes it wrong."""


def marked(browser: Browser, pairs: Iterable[Pair]) -> list[tuple[Pair, Mark, Mark]]:
    """Return each pair, how the terminal marks it, and how the page does."""
    pairs = [*pairs]
    cases = [(question(item), text, notation(language), uses_han_numbers(language)) for item, text, language in pairs]
    body = "([question, text, ...rules]) => [compare(question, text, ...rules), unitAtFault(question, text, ...rules)]"
    pages = map(tuple, browser.rules(body, cases))
    return [
        (pair, (compare(*pair).name.lower(), unit_at_fault(*pair)), page)
        for pair, page in zip(pairs, pages, strict=True)
    ]


def question(item: Item) -> dict[str, Any]:
    """Return an item as the page has it. Distractors, which a typed question has only here, are added."""
    media = ExportedMedia(lambda path: None, lambda path: path, Losses())
    wrong = [option.text for option in item.distractors]
    return QuestionWriter(PackInfo("pack", "Pack"), media, exam=False).question(item) | {"wrong": wrong}


@pytest.mark.serves
@pytest.mark.parametrize("make", [typed_pairs, numeric_pairs, han_pairs])
def test_thousands_of_pairs_are_marked_the_same(
    chromium: Browser, make: Callable[[int, Random], Iterable[Pair]]
) -> None:
    found = marked(chromium, make(examples(4000), Random(17)))
    assert [each for each in found if each[1] != each[2]] == []
    counts = {kind: sum(each[1][0] == kind for each in found) for kind in ("right", "near", "wrong")}
    assert min(counts.values()) >= len(found) / 250, f"the pairs try hardly anything: {counts}"


def known_pairs() -> Iterator[Pair]:
    """Yield the pairs that the terminal is tested with."""
    texts = [case[:2] for case in table_of(test_typed.test_an_answer_is_right_near_or_wrong)]
    for key, said in [*texts, *test_typed_signs.SAME, *test_typed_signs.SLIPS, *test_typed_signs.OTHERS]:
        yield typed(key), said, "en"
    for key, said, _ in table_of(test_typed.test_an_answer_in_chinese):
        yield typed(key), said, "zh"
    for key, unit, said, _ in table_of(test_typed.test_a_number_in_chinese):
        yield test_typed.numeric(key, unit=unit), said, "zh"
    for key, unit, said, _ in table_of(test_typed.test_a_unit_that_alone_is_wrong_is_found):
        yield test_typed.numeric(key, unit=unit), said, "en"
    for key, off, unit, language, said, _ in table_of(test_numbers.test_a_typed_number_is_right_or_wrong):
        yield test_typed.numeric(key, float(off), unit), said, language
    groups = test_han_numbers.test_groups_and_decimals_are_multiplied_with_the_rest_of_their_number
    for text, digits in table_of(groups):
        yield typed(digits), text, "zh"


@pytest.mark.serves
def test_the_cases_of_the_terminal_are_marked_the_same(chromium: Browser) -> None:
    several = [
        ("semiconductor chips industry", "semicnductr chps indstr"),
        ("semiconductor industry", "semicnductr indstr"),
    ]
    numeric = [replace(typed("3.5"), kind=Kind.NUMERIC), replace(typed("1.125"), kind=Kind.NUMERIC)]
    pairs = [*known_pairs(), *((typed(key), said, "en") for key, said in several)]
    pairs += [(item, said, "de") for item in numeric for said in ("3.500", "3.512", "1.125", "3,5", "1,125", "1.000")]
    assert len(pairs) > 300
    assert [each for each in marked(chromium, pairs) if each[1] != each[2]] == []


@pytest.mark.serves
@settings(max_examples=examples(8), suppress_health_check=[*HealthCheck])
@given(st.lists(st.tuples(any_texts, any_texts, stricts), min_size=20, max_size=60))
def test_any_texts_are_marked_the_same(chromium: Browser, texts: list[tuple[str, str, tuple[str, ...]]]) -> None:
    known = [
        each for each in texts if not any(unicodedata.category(sign) in ("Cn", "Cs") for sign in each[0] + each[1])
    ]
    pairs = [(typed(key, strict), said, "en") for key, said, strict in known if key.strip()]
    assert [each for each in marked(chromium, pairs) if each[1] != each[2]] == []


FOLDED: dict[str, Callable[[str], object]] = {
    "shape": signs._shape,
    "digit": signs._digit,
    "numberCharacter": units._character,
    "caseFolded": str.casefold,
    "(text) => plain(text, [])": plain,
    "isSpace": str.isspace,
    "isAlnum": str.isalnum,
}
"""The page's functions, and what they stand for."""


@pytest.mark.serves
def test_every_character_is_folded_the_same(chromium: Browser) -> None:
    characters = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")  # not assigned, surrogates, private
    ]
    called = ", ".join(f"({script})(text)" for script in FOLDED)
    found = chromium.rules(f"(text) => [{called}]", characters)
    differing = [
        (script, character)
        for character, results in zip(characters, found, strict=True)
        for (script, python), result in zip(FOLDED.items(), results, strict=True)
        if python(character) != result
    ]
    assert differing == []


@pytest.mark.serves
def test_numbers_are_read_as_exact_fractions(chromium: Browser) -> None:
    (found,) = chromium.rules("(text) => readQuantity(text, {sign: '.', long: false}).value.map(String)", ["1.1e-20"])
    assert Fraction(*map(int, found)) == Fraction(11, 10**21)

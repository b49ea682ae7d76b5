"""Comparison of typed answers: lenient with words, exact with signs; typing errors in long words are near misses."""

from __future__ import annotations

import math
import re
import unicodedata
from enum import Enum, auto
from itertools import groupby
from typing import TYPE_CHECKING

from zgcquiz.core.markup.items import option_texts
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.han import numbers as han_numbers
from zgcquiz.core.text.number_words import HEDGES
from zgcquiz.core.text.number_writing import readings
from zgcquiz.core.text.signs import same_signs
from zgcquiz.core.text.strictness import ACCENTS, CASE, PUNCTUATION, SPELLING, STRICT
from zgcquiz.core.text.wording import numbers, plain, read_wording
from zgcquiz.core.value import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from fractions import Fraction

    from zgcquiz.core.text.numbers import Quantity
    from zgcquiz.core.text.wording import Wording

LONGEST = 500
"""The most characters of an answer that are compared, unless twice the longest right answer is more."""

_SLIPS = ((12, 3), (8, 2), (4, 1))
"""(letters, typing errors): how many errors a word of at least so many letters may have to be near.

An error is an extra, missing or wrong letter, or a swap of two neighbours.
"""
_LONG = 8
"""From so many letters on, a word that is right but for one typing error is taken to be meant."""
_FOLDED_STEPWISE = (CASE, PUNCTUATION, ACCENTS)
"""The differences folded one after another if a distractor may be meant."""
_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A character that is a word of its own, so that another one is not a typing error."""


class Match(Enum):
    """How a typed answer compares with the right ones."""

    RIGHT = auto()
    SLIP = auto()
    """Right but for one typing error in a long word."""
    NEAR = auto()
    WRONG = auto()


def compare(item: Item, text: str, language: str = "") -> Match:
    """Compare a typed answer with an item's right texts. language: of the pack.

    Right: equal when folded, unless a distractor is equal with as much folding or less. A slip: one typing error in the
    letters of a long word, if no distractor is near. Near: a few typing errors in the letters of words, never in a
    number or a sign; a number with a missing or additional "about". An answer as near to a distractor is wrong.
    """
    if item.kind is Kind.NUMERIC:
        from zgcquiz.core.text.numbers import read_quantity

        text = text[:LONGEST]
        given = read_quantity(text, language)
        is_accepted = any(_is_accepted(each, text, given, language) for each in item.accept)
        return Match.RIGHT if is_accepted else _compare_number(item, given, language)
    right, wrong = right_texts(item), tuple(_texts(item, key=False))
    text = text[: max(LONGEST, *(2 * len(key) for key in right))]
    if han_numbers.uses_han_numbers(language):
        right, wrong, (text,) = in_digits(right), in_digits(wrong), in_digits([text])
    typed = readings(text, language)
    right, wrong = (
        tuple(reading for key in keys for reading in readings(key, language, is_key=True)) for keys in (right, wrong)
    )
    answer = plain(typed[0], item.strict)
    for strict in _steps(item) if wrong else (item.strict,):
        wordings = [read_wording(reading, strict) for reading in typed]
        if _is_any_same(wordings, wrong, strict):
            return Match.WRONG
        if _is_any_same(wordings, right, strict):
            return Match.RIGHT
    if SPELLING in item.strict:
        return Match.WRONG
    slips, others = _fewest_slips(right, answer, item.strict), _fewest_slips(wrong, answer, item.strict)
    if slips >= others:
        return Match.WRONG
    is_slip = others == math.inf and any(_is_slip(plain(text, item.strict), answer) for text in right)
    return Match.SLIP if is_slip else Match.NEAR


def lacks_number(item: Item, text: str) -> bool:
    """Return whether an answer without a number is given where one is needed, so that it can't be meant."""
    if item.kind is not Kind.NUMERIC:
        return False
    from zgcquiz.core.text.numbers import has_number

    return not has_number(text) and plain(text) not in map(plain, item.accept)


def unit_at_fault(item: Item, text: str, language: str = "") -> str:
    """Return the unit typed with a number if it alone makes the answer wrong, else "". language: of the pack."""
    if item.kind is not Kind.NUMERIC or compare(item, text, language) is not Match.WRONG:
        return ""
    from zgcquiz.core.text.numbers import read_quantity, split_unit

    text = text[:LONGEST]
    given = read_quantity(text, language)
    if given is None or _compare_number(item, replace(given, unit=""), language) is not Match.RIGHT:
        return ""
    return split_unit(text)[1] or given.unit


def right_texts(item: Item) -> tuple[str, ...]:
    """Return all right texts of an item: its keys, with and without markup, and the other texts it accepts."""
    return (*_texts(item, key=True), *item.accept)


def _texts(item: Item, *, key: bool) -> Iterator[str]:
    """Yield what the keys, or the distractors, say and, if it differs, their source."""
    for option, text in zip(item.options, option_texts(item), strict=True):
        if option.key is key:
            yield from dict.fromkeys((text, option.text))


def in_digits(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts with the numbers in Han numerals in digits, for languages in which both are written."""
    return tuple(text if text.isascii() else han_numbers.with_digits(same_signs(text)) for text in texts)


def _is_any_same(wordings: Iterable[Wording], texts: Iterable[str], strict: Collection[str]) -> bool:
    return any(wording.same(other) for text in texts for other in [read_wording(text, strict)] for wording in wordings)


def _steps(item: Item) -> list[tuple[str, ...]]:
    """Return sets of differences not to fold, from all of them down to those that the item is strict about."""
    kept: tuple[str, ...] = STRICT
    steps = [kept]
    for each in _FOLDED_STEPWISE:
        if each not in item.strict:
            kept = tuple(other for other in kept if other != each)
            steps.append(kept)
    return steps


def _fewest_slips(texts: Iterable[str], answer: str, strict: Collection[str]) -> float:
    return min((_slips(plain(text, strict), answer) for text in texts), default=math.inf)


def _slips(text: str, answer: str) -> float:
    """Count the typing errors between two plain texts; infinity if they differ by more than these."""
    if numbers(text) != numbers(answer):
        return math.inf
    if numbers(text) and _without_hedges(text) == _without_hedges(answer):
        return 0
    (words, signs), (answer_words, answer_signs) = _parts(text), _parts(answer)
    if signs != answer_signs:
        return math.inf
    found = sum(_slips_in_words(one, other) for one, other in zip(words, answer_words, strict=True))
    return found if found <= _most("".join(word for part in words for word in part)) else math.inf


def _is_slip(text: str, answer: str) -> bool:
    """Return whether two plain texts differ by one typing error, in a long word or between two words as long."""
    if _slips(text, answer) != 1:
        return False
    groups = zip(_parts(text)[0], _parts(answer)[0], strict=True)
    words, typed = next((words, typed) for words, typed in groups if words != typed)
    if "".join(words) != "".join(typed):  # otherwise the error is in the spaces
        words = [word for word, other in zip(words, typed, strict=True) if word != other]
    return _letters("".join(words)) >= _LONG


def _slips_in_words(words: list[str], answer: list[str]) -> float:
    """Count the typing errors in words between two signs.

    Spaces are one error, however many are missing, extra or misplaced, but only if all letters are right.
    """
    whole = "".join(words)
    if words != answer and whole == "".join(answer):
        return 1 if _most(whole) else math.inf
    if len(words) != len(answer):
        return math.inf
    found = 0.0
    for one, other in zip(words, answer, strict=True):
        if one != other:
            most = _most(one)
            slips = edits(one, other, most)
            found += slips if slips <= most else math.inf
    return found


def _most(word: str) -> int:
    """Return how many typing errors a word may have, by its letters without their marks."""
    letters = _letters(word)
    return next((slips for size, slips in _SLIPS if letters >= size), 0)


def _letters(word: str) -> int:
    return sum(unicodedata.category(character)[0] != "M" for character in word)


def _parts(text: str) -> tuple[list[list[str]], list[str]]:
    """Split a plain text into the words before, between and after its signs, and the signs, including digits."""
    words: list[list[str]] = [[]]
    signs: list[str] = []
    for is_sign, group in groupby(_marked(text), lambda each: each[1]):
        found = "".join(character for character, _ in group)
        if is_sign:
            signs.append("".join(found.split()))
            words.append([])
        else:
            words[-1] += found.split()
    return words, signs


def _marked(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each character with whether it is part of a sign or digit. A mark belongs to its base character."""
    is_sign = False
    for character in text:
        kind = unicodedata.category(character)[0]
        if kind != "M":
            is_sign = kind not in "LZ" or bool(_HAN.match(character))
        yield character, is_sign


def _without_hedges(text: str) -> list[str]:
    return [word for word in han_numbers.without_hedges(text).split() if word not in HEDGES]


def edits(one: str, other: str, most: int) -> int:
    """Return the edit distance with swaps of neighbours, or a number over `most` if it is more.

    Optimal string alignment (Damerau 1964), restricted to the band around the diagonal that `most`
    allows (Ukkonen 1985): the time is linear in the length.
    """
    over = most + 1
    if abs(len(one) - len(other)) > most:
        return over
    before: dict[int, int] = {}
    row = {at: at for at in range(min(len(other), most) + 1)}
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, {}
        for j in range(max(0, i - most), min(len(other), i + most) + 1):
            best = min(before.get(j, over) + 1, row.get(j - 1, over) + 1)
            if j:
                best = min(best, before.get(j - 1, over) + (letter != other[j - 1]))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, last.get(j - 2, over) + 1)
            row[j] = best
        if min(row.values()) > most:
            return over
    return min(row.get(len(other), over), over)


def _compare_number(item: Item, given: Quantity | None, language: str) -> Match:
    """Compare a number. Right: within the tolerance, and in the unit of the key if a unit is given.

    If the key has no unit, a number with words around it is near: the learner decides.
    """
    from fractions import Fraction

    from zgcquiz.core.text.numbers import read_quantity

    key = read_quantity(item.keys[0].text, language)
    if given is None or key is None:
        return Match.WRONG
    return _compare_values(given, key.value, Fraction(repr(item.tolerance)), item.unit, language)


def _is_accepted(text: str, answer: str, given: Quantity | None, language: str) -> bool:
    """Return whether an answer is the same number as an accepted text, or the same text if that isn't a number."""
    from zgcquiz.core.text.numbers import read_quantity

    accepted = read_quantity(text, language)
    if accepted is None or given is None:
        return accepted is given and plain(text) == plain(answer)
    return _compare_values(given, accepted.value, accepted.value * 0, accepted.unit, language) is Match.RIGHT


def _compare_values(given: Quantity, key: Fraction, tolerance: Fraction, unit: str, language: str) -> Match:
    """Compare a quantity with the key's value and unit.

    A separator that is a thousands separator in the language may be meant as a decimal sign, as on keyboards and
    calculators. That reading counts only if the key has three decimals or more: otherwise 1.000 typed for 1, or 3.512
    (metres) for 3.5 (kilometres), would be right by it. A decimal sign of the language is never read as a thousands
    separator: 3.652 km typed for 3652 m is a mistake, and thousands separators are optional.
    """
    from zgcquiz.core.text.units import fold_unit, scaled_unit

    values = [given.value]
    if given.decimal is not None and (key * 100).denominator != 1:
        values.append(given.decimal)
    factor, rest = scaled_unit(unit, language)

    def hits(scale: int) -> bool:
        return any(abs(value - key * scale) <= tolerance * scale for value in values)

    if (hits(1) and given.unit in ("", fold_unit(unit))) or (hits(factor) and given.unit in ("", rest)):
        return Match.RIGHT
    if unit:
        return Match.WRONG
    if given.unit == "%" and any(abs(value / 100 - key) <= tolerance for value in values):
        return Match.RIGHT
    return Match.NEAR if hits(1) else Match.WRONG

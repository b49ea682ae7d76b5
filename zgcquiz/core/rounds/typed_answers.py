"""Is a typed answer right? Words are compared kindly, signs to the letter, and a slip in a long word is near."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from itertools import groupby
from typing import TYPE_CHECKING

from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.number_words import HEDGES
from zgcquiz.core.text.signs import same_signs
from zgcquiz.core.text.wording import ACCENTS, CASE, PUNCTUATION, SPELLING, STRICT, numbers, plain, read_wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from zgcquiz.core.text.numbers import Quantity

LONGEST = 500
"""Characters of an answer that are looked at, or twice as many as the longest right one has."""

_SLIPS = ((12, 3), (8, 2), (4, 1))
"""In a word of so many letters or more, so many slips are near: a letter too many, missing, wrong, or two swapped."""
_DECIMAL = re.compile(r"[+-]?[0-9]{1,40}[.,][0-9]{1,40}")
_FORGIVEN_LAST = (CASE, PUNCTUATION, ACCENTS)
"""What is folded step by step where a distractor may be what is meant."""
_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A character that is a word: another one is another word."""


class Match(Enum):
    """How a typed answer compares with the right ones."""

    RIGHT = auto()
    NEAR = auto()
    WRONG = auto()


def compare(item: Item, text: str, language: str = "") -> Match:
    """Compare what was typed with an item's key and with what else it accepts. language: the pack's.

    Right: the same but for what is folded, unless a distractor is the same by folding as much or less. Near: a slip
    or two in the letters of a long word, never in a number or a sign; a figure without its "about", or with one too
    many. What comes as near to a distractor is wrong.
    """
    if item.kind is Kind.NUMERIC:
        return _compare_figure(item, text[:LONGEST], language)
    right, wrong = right_texts(item), [option.text for option in item.distractors]
    text = text[: max(LONGEST, *(2 * len(key) for key in right))]
    said = plain(text, item.strict)
    for strict in _steps(item) if wrong else (item.strict,):
        typed = read_wording(text, strict)
        if any(typed.same(read_wording(other, strict)) for other in wrong):
            return Match.WRONG
        if any(typed.same(read_wording(key, strict)) for key in right):
            return Match.RIGHT
    if any(_is_same_decimal(key, text, language) for key in right):
        return Match.RIGHT
    if SPELLING in item.strict:
        return Match.WRONG
    slips = min((found for key in right if (found := _slips(plain(key, item.strict), said)) is not None), default=None)
    if slips is None:
        return Match.WRONG
    for option in wrong:
        other = _slips(plain(option, item.strict), said)
        if other is not None and other <= slips:
            return Match.WRONG
    return Match.NEAR


def right_texts(item: Item) -> tuple[str, ...]:
    """All texts that are right: the keys, and what is accepted besides."""
    return (*(key.text for key in item.keys), *item.accept)


def _is_same_decimal(key: str, said: str, language: str) -> bool:
    """Tell whether two texts are one decimal number, of which one has a comma and the other a point.

    A key with a comma is a list, unless the language writes decimals so.
    """
    key, said = same_signs(key).strip(), same_signs(said).strip()
    if not (_DECIMAL.fullmatch(key) and _DECIMAL.fullmatch(said)):
        return False
    from zgcquiz.core.text.numbers import decimal_sign, read_number

    own = language if "," in key else "en"
    return (
        key.replace(",", ".") == said.replace(",", ".")
        and ("." in key or decimal_sign(language) == ",")
        and read_number(key, own) == read_number(said, language if "," in said else "en")
    )


def _steps(item: Item) -> list[tuple[str, ...]]:
    """What isn't folded, from all that can be to what the item asks for."""
    kept: tuple[str, ...] = STRICT
    steps = [kept]
    for each in _FORGIVEN_LAST:
        if each not in item.strict:
            kept = tuple(other for other in kept if other != each)
            steps.append(kept)
    return steps


def _slips(key: str, said: str) -> int | None:
    """How many slips lie between two plain texts; None where it is more than slips, or anything but letters."""
    if numbers(key) != numbers(said):
        return None
    if numbers(key) and _without_hedges(key) == _without_hedges(said):
        return 0
    (words, signs), (said_words, said_signs) = _parts(key), _parts(said)
    if signs != said_signs:
        return None
    found = 0
    for one, other in zip(words, said_words, strict=True):
        slips = _slips_in_words(one, other)
        if slips is None:
            return None
        found += slips
    return found if found <= _most("".join(word for part in words for word in part)) else None


def _slips_in_words(words: list[str], said: list[str]) -> int | None:
    """The slips in words between two signs. A space too many or too few is one."""
    if len(words) != len(said):
        whole = "".join(words)
        return 1 if whole == "".join(said) and _most(whole) else None
    found = 0
    for one, other in zip(words, said, strict=True):
        if one != other:
            most = _most(one)
            slips = edits(one, other, most)
            if slips > most:
                return None
            found += slips
    return found


def _most(word: str) -> int:
    """How many slips a word may have, by its letters without their marks."""
    letters = sum(unicodedata.category(character)[0] != "M" for character in word)
    return next((slips for size, slips in _SLIPS if letters >= size), 0)


def _parts(text: str) -> tuple[list[list[str]], list[str]]:
    """A plain text as the words before, between and behind its signs, and the signs, digits among them."""
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
    """Each character, and whether it is part of a sign or a digit. A mark belongs to what it stands on."""
    is_sign = False
    for character in text:
        kind = unicodedata.category(character)[0]
        if kind != "M":
            is_sign = kind not in "LZ" or bool(_HAN.match(character))
        yield character, is_sign


def _without_hedges(text: str) -> list[str]:
    return [word for word in text.split() if word not in HEDGES]


def edits(one: str, other: str, most: int) -> int:
    """The edit distance with swaps of neighbours, or any number over `most` where it is more.

    Optimal string alignment (Damerau 1964), in the band around the diagonal that `most` leaves
    (Ukkonen 1985): the time grows with the length, not with its square.
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


def _compare_figure(item: Item, said: str, language: str) -> Match:
    """Right: within the tolerance, and in the unit of the answer if one is named.

    Where the answer has no unit, a figure with words around it is near: the learner decides.
    """
    from fractions import Fraction

    from zgcquiz.core.text.numbers import read_quantity

    given, wanted = read_quantity(said, language), read_quantity(item.keys[0].text, language)
    if any(_is_accepted(text, said, given, language) for text in item.accept):
        return Match.RIGHT
    if given is None or wanted is None:
        return Match.WRONG
    return _compare_values(given, wanted.value, Fraction(repr(item.tolerance)), item.unit)


def _is_accepted(text: str, said: str, given: Quantity | None, language: str) -> bool:
    """What was typed is the same number as an accepted text, or the same text where that is no number."""
    from zgcquiz.core.text.numbers import read_quantity

    accepted = read_quantity(text, language)
    if accepted is None or given is None:
        return accepted is given and plain(text) == plain(said)
    return _compare_values(given, accepted.value, accepted.value * 0, accepted.unit) is Match.RIGHT


def _compare_values(given: Quantity, wanted: Fraction, off: Fraction, unit: str) -> Match:
    """Compare a figure with the right one. off: how far it may be off.

    A separator that the language reads as parting thousands may be meant to begin the decimals, as on keyboards and
    calculators. That counts only where the right answer has three decimals or more itself: otherwise 1.000 typed
    for 1, or 3.512 (metres) for 3.5 (kilometres), would be right by it. What the language reads as decimals is never
    read as thousands: 3.652 km typed for 3652 m is a mistake, and nobody has to part thousands.
    """
    from zgcquiz.core.text.units import fold_unit, scaled_unit

    values = [given.value]
    if given.decimal is not None and (wanted * 100).denominator != 1:
        values.append(given.decimal)
    factor, rest = scaled_unit(unit)

    def hits(scale: int) -> bool:
        return any(abs(value - wanted * scale) <= off * scale for value in values)

    if (hits(1) and given.unit in ("", fold_unit(unit))) or (hits(factor) and given.unit in ("", rest)):
        return Match.RIGHT
    if unit:
        return Match.WRONG
    if given.unit == "%" and any(abs(value / 100 - wanted) <= off for value in values):
        return Match.RIGHT
    return Match.NEAR if hits(1) else Match.WRONG

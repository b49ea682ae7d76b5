"""The right answers of an exam as hashes, by which a page can mark an answer without naming the right one.

A hash hides an answer from who looks at the page's source; who tries all options, or likely answers, finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from typing import Any

from zgcquiz.core.packs.pack import Item, Kind, PackInfo
from zgcquiz.core.rounds.typed_answers import in_digits, right_texts
from zgcquiz.core.text.han.numbers import uses_han_numbers
from zgcquiz.core.text.numbers import Quantity, read_quantity
from zgcquiz.core.text.units import fold_unit
from zgcquiz.core.text.wording import plain, read_wording

NO_TOLERANCE = "a number with a tolerance can't be marked by its hash"
_DIGITS = 32


def is_hashable(item: Item) -> bool:
    """Return whether answers to a question can be marked by hashes: not if a whole range of numbers is right."""
    return not (item.kind is Kind.NUMERIC and item.tolerance)


def hashes(item: Item, info: PackInfo) -> list[str]:
    """Return the hashes of all that is right for a question, sorted. The salt is the question itself."""
    salt = f"{info.id}\0{item.id}\0{item.fingerprint}\0"
    return sorted({_digest(salt + form) for form in _forms(item, info.language)})


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def _forms(item: Item, language: str) -> Iterator[str]:
    """Yield what is right, as the page makes it from an answer: round.js."""
    if item.kind.is_choice:
        yield from (f"={option.text}" for option in item.keys)
    elif item.kind is Kind.NUMERIC:
        for text in right_texts(item):
            quantity, unit = _read(item, text, language)
            if quantity is None:
                yield f"p{plain(text)}"
            else:
                yield f"n{_ratio(quantity.value)} {fold_unit(unit)}"
    else:
        texts = right_texts(item)
        for text in in_digits(texts) if uses_han_numbers(language) else texts:
            wording = read_wording(text, item.strict)
            yield from (f"e{form}" for form in wording.exact)
            yield from (f"f{form}" for form in wording.flat)


def number_units(item: Item, language: str) -> list[dict[str, Any]]:
    """Return the units in which a right number may be given; fine: whether it has three decimals or more."""
    found = []
    for text in right_texts(item) if item.kind is Kind.NUMERIC else ():
        quantity, unit = _read(item, text, language)
        if quantity is not None:
            found.append({"unit": unit, "fine": (quantity.value * 100).denominator != 1})
    return found


def _read(item: Item, text: str, language: str) -> tuple[Quantity | None, str]:
    """Return a right number and its unit: the item's own, or that of an accepted text."""
    quantity = read_quantity(text, language)
    is_key = text == item.keys[0].text
    return quantity, item.unit if is_key or quantity is None else quantity.unit


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"

"""Is a typed answer right? Compared kindly: manners of writing don't count, and a slip is near."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from zgcquiz.core.pack import Item, Kind
from zgcquiz.core.value import Value
from zgcquiz.core.wording import numbers, plain

if TYPE_CHECKING:
    from decimal import Decimal

LONGEST = 500
"""Characters of an answer that are looked at: no right one is as long."""

_SLIPS = ((12, 3), (8, 2), (4, 1))
"""With so many characters or more, so many slips are near: a letter too many, missing, wrong, or two swapped."""
_HEDGES = frozenset(
    ("about", "almost", "approximately", "around", "circa", "just", "more", "nearly", "over", "roughly", "some", "than")
)
"""Words that round a figure. With or without them it is near."""
_FIGURE = re.compile(r"([^\d+-]*)([+-]?\d{1,40}(?:[.,]\d{1,40})?(?:e[+-]?\d{1,2})?)(?![\d.,])(.*)", re.DOTALL)
"""What stands before a number, the number, and what stands behind it."""


class Match(Enum):
    """How a typed answer compares with the right ones."""

    RIGHT = auto()
    NEAR = auto()
    WRONG = auto()


def compare(item: Item, text: str) -> Match:
    """Compare what was typed with an item's key and with what else it accepts.

    Near: a slip or two in the letters, never in a number; a figure without its "about", or with
    one too many. What comes as near to a distractor is wrong.
    """
    said = plain(text[:LONGEST])
    right = [plain(key) for key in right_texts(item)]
    if said in right:
        return Match.RIGHT
    if item.kind is Kind.NUMERIC:
        return _compare_figure(item, said)
    slips = min((found for key in right if (found := _slips(key, said)) is not None), default=None)
    if slips is None:
        return Match.WRONG
    for option in item.distractors:
        other = _slips(plain(option.text), said)
        if other is not None and other <= slips:
            return Match.WRONG
    return Match.NEAR


def right_texts(item: Item) -> tuple[str, ...]:
    """All texts that are right: the keys, and what is accepted besides."""
    return (*(key.text for key in item.keys), *item.accept)


def _slips(key: str, said: str) -> int | None:
    """How many slips lie between two plain texts; None where it is more than slips."""
    if numbers(key) != numbers(said):
        return None
    if numbers(key) and _without_hedges(key) == _without_hedges(said):
        return 0
    most = next((slips for size, slips in _SLIPS if len(key) >= size), 0)
    found = edits(key, said, most)
    return found if found <= most else None


def _without_hedges(text: str) -> list[str]:
    return [word for word in text.split() if word not in _HEDGES]


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


class Figure(Value, frozen=True):
    """A number as it is written. unit: what stands around it, plain; "" where there is nothing."""

    value: Decimal
    unit: str


def read_figure(text: str) -> Figure | None:
    """The one number in a text, with its unit; None where there is none, or more than one.

    The number may have groups of digits, words, or a decimal comma. Words that round it are no unit.
    """
    from decimal import Decimal

    match = _FIGURE.fullmatch(plain(text))
    if match is None:
        return None
    before, number, after = match.groups()
    return Figure(Decimal(number.replace(",", ".")), " ".join(_without_hedges(f"{before} {after}")))


def _compare_figure(item: Item, said: str) -> Match:
    """Right: within the tolerance, and in the unit of the answer if one is named.

    Where the answer has no unit, a figure with words around it is near: the learner decides.
    """
    from decimal import Context, Decimal

    given, wanted = read_figure(said), read_figure(item.keys[0].text)
    if given is None or wanted is None:
        return Match.WRONG
    off = abs(Context(prec=300).subtract(given.value, wanted.value))
    if off > Decimal(repr(item.tolerance)):
        return Match.WRONG
    if not given.unit or _same_unit(given.unit, item.unit):
        return Match.RIGHT
    return Match.WRONG if item.unit else Match.NEAR


def _same_unit(one: str, other: str) -> bool:
    """Units in any case, in the singular or the plural. It is for the author to tell mW from MW."""
    return _singular(one) == _singular(plain(f"1 {other}")[1:].strip())


def _singular(unit: str) -> str:
    return unit.replace("^", "").removesuffix("s") if len(unit) > 2 else unit

"""Which answers are like each other, so that they can stand side by side as options."""

from __future__ import annotations

import math
import re
import unicodedata

from zgcquiz.core.text.option_values import MONTHS, number_in
from zgcquiz.core.value import Value

_LONGEST_NUMBER = 60
"""Characters: what is longer is no number or date."""
_LONGEST_NAME = 3
"""Words: at the start of a longer text that is no title, a capital says nothing of what it is."""
_LONGEST_SMALL = 3
"""Letters of words that titles may leave in small letters."""
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_PARTS = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))


class Shape(Value, frozen=True):
    """What an answer is like, whatever it says.

    form: what like answers have in common; size: what they are sorted by, (value,) of numbers and
    dates, (words, characters) of texts; lead: the small word that a text begins with, as "to"; is_title:
    of several words all longer ones have capitals.
    """

    form: tuple[str, ...]
    size: tuple[float, ...]
    lead: str = ""
    is_title: bool = False


def shape_of(text: str, plain: str) -> Shape:
    """The shape of an answer. plain: the same in its plain form."""
    return _number(text, plain) or _text(text, plain)


def distance(one: Shape, other: Shape) -> tuple[float, ...] | None:
    """How far two answers are from being alike, to compare; None where they are not.

    Alike are numbers with the same signs and unit that are not equal and within a factor of about ten; years;
    dates written alike; texts in the same script, all in capitals, or with a capital, or a small letter at
    their start (in longer texts this doesn't matter), one with at most twice as many words and about three
    times as many characters as the other.
    """
    if one.form != other.form:
        return None
    if one.form[0] != "text":
        off = abs(one.size[0] - other.size[0])
        return (off,) if off and (off <= 1 or one.form[0] == "date") else None
    words, length = one.size
    other_words, other_length = other.size
    if max(words, other_words) > 2 * min(words, other_words):
        return None
    if max(length, other_length) > 3 * min(length, other_length) + 4:
        return None
    mixed = one.is_title is not other.is_title and min(words, other_words) > 1
    return (mixed, abs(words - other_words), abs(length - other_length))


def _number(text: str, plain: str) -> Shape | None:
    """The shape of a number, a year or a date; None for anything else, names with numbers in them too."""
    number = number_in(text) if len(text) <= _LONGEST_NUMBER else None
    if number is None or not number.is_bare:
        return None
    if _YEAR.fullmatch(text.strip()):
        return Shape(("date", "year"), (number.low,))
    parts = [_part(part) for part in _PARTS.findall(plain.removeprefix("-"))]
    if "month" in parts:
        return Shape(("date", *parts), (number.low,))
    if plain[0].isalpha() and text.strip()[0].isupper():
        return None
    return Shape(("number", *parts), (math.copysign(math.log10(1 + abs(number.low)), number.low),))


def _part(part: str) -> str:
    """What a part of a number has in common with the same part of another."""
    if part[0].isdigit():
        return "0"
    if part in MONTHS:
        return "month"
    if part in _ORDINALS:
        return "th"
    return part.removesuffix("s") if len(part) > 2 else part


def _text(text: str, plain: str) -> Shape:
    words = text.split()
    letters = [word for word in words if word[0].isalpha()]
    longer = [word for word in letters if len(word) > _LONGEST_SMALL] or letters
    is_title = len(words) > 1 and bool(longer) and all(word[0].isupper() for word in longer)
    first = next(filter(str.isalpha, text), "")
    if not first or first.lower() == first.upper():
        case = ""
    elif len(words) > _LONGEST_NAME and not is_title:
        case = "phrase"
    elif text.isupper() and len(text) > 1:
        case = "capitals"
    else:
        case = "small" if first.islower() else "capital"
    lead = words[0].casefold() if len(words) > 1 and case in ("small", "phrase") else ""
    return Shape(("text", _script(plain), case), (len(words), len(plain)), lead, is_title)


def _script(text: str) -> str:
    """The script of its first letter, as Unicode's names of characters begin; "" without letters."""
    first = next(filter(str.isalpha, text), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""

"""Similarity of answers, to find plausible distractors."""

from __future__ import annotations

import math
import re
import unicodedata

from zgcquiz.core.text.option_values import MONTHS, number_in
from zgcquiz.core.value import Value

_LONGEST_NUMBER = 60
"""The most characters of a number or date."""
_LONGEST_NAME = 3
"""The most words of a text, other than a title, whose initial capital is significant."""
_LONGEST_SMALL = 3
"""The most letters of a word that a title may leave in lower case."""
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_PARTS = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))


class Shape(Value, frozen=True):
    """The form of an answer apart from its content.

    form: equal for comparable answers; size: the sort key, (value,) of numbers and dates, (words,
    characters) of texts; lead: the lower-case first word of a text, such as "to"; is_title: several
    words, of which all longer ones are capitalised.
    """

    form: tuple[str, ...]
    size: tuple[float, ...]
    lead: str = ""
    is_title: bool = False


def shape_of(text: str, plain: str) -> Shape:
    """Return the shape of an answer. plain: the same text as returned by `wording.plain`."""
    return _number(text, plain) or _text(text, plain)


def shape_distance(one: Shape, other: Shape) -> tuple[float, ...] | None:
    """Return a sortable distance of two similar answers; None if they are not similar.

    Similar are: unequal numbers with the same signs and unit within a factor of about ten; years; dates of the same
    format; texts in the same script and with the same case (all capitals, initial capital or lower case; it doesn't
    matter in longer texts), one with at most twice as many words and about three times as many characters.
    """
    if one.form != other.form:
        return None
    if one.form[0] != "text":
        difference = abs(one.size[0] - other.size[0])
        return (difference,) if difference and (difference <= 1 or one.form[0] == "date") else None
    words, length = one.size
    other_words, other_length = other.size
    if max(words, other_words) > 2 * min(words, other_words):
        return None
    if max(length, other_length) > 3 * min(length, other_length) + 4:
        return None
    mixed = one.is_title is not other.is_title and min(words, other_words) > 1
    return (mixed, abs(words - other_words), abs(length - other_length))


def _number(text: str, plain: str) -> Shape | None:
    """Return the shape of a number, a year or a date; None for anything else, including names with numbers in them."""
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
    """Return the class of a part of a number or date: digits, month, ordinal ending or unit."""
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
    """Return the script of the first letter, the first word of its Unicode name; "" without letters."""
    first = next(filter(str.isalpha, text), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""

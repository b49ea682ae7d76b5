"""Numbers, ranges and dates in option texts, for rules that compare options."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from zgcquiz.core.text.han.numbers import with_scales
from zgcquiz.core.text.number_words import SCALES, SMALL, TENS
from zgcquiz.core.text.numbers import LONGEST
from zgcquiz.core.text.words import lint_text
from zgcquiz.core.value import Value

_WORDS = {**SMALL, **TENS, "no": 0, "none": 0}
_SCALES = {"hundred": 1e2} | {word: 10.0**power for word, power in SCALES.items()}
MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(),  # noqa: SIM905
        1,
    )
    for length in (3, 4, len(name))
}
"""The months by their names, whole or cut to three or four letters."""
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_GROUP = r"[,\u202f\u00a0' ]"
_FIGURE = rf"\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_PART = re.compile(
    rf"(?P<frac>\\[dt]?frac\{{(\d+)\}}\{{(\d+)\}})|(?P<mixed>(\d+)[ ](\d+)/(\d+))"
    rf"|(?P<ratio>(\d+)/(\d+))|(?P<figure>{_FIGURE})"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<sign>[-−–~])"
)
_HALVED = re.compile(r" an? (?!half)")
_DIGIT = re.compile("[0-9]")
_SIGNED = re.compile(r"\s*[$€£¥]?\s*[.\d]")
_FIRST_FIGURE = (
    rf"(?!(?<=\d{_GROUP})\d\d\d(?!\d))\d{{1,3}}(?:{_GROUP}\d{{3}})++(?:\.\d+)?+|(?<!\d)\d++(?:\.\d+)?+|\.\d++"
)
"""The same where it begins: not within digits or groups that a search has tried before."""
_RANGE = re.compile(rf"({_FIRST_FIGURE})\s*(%|[^\W\d]{{1,4}})?\s*(?:-|–|—|~|to|and|[至到])\s*({_FIGURE})")
_CLOCK = re.compile(r"\d\s*[ap](?:\.?m\.?)?(?!\w)", re.IGNORECASE)
"""A time of day: it wraps around, so it is not a number."""
UNITS = {
    unit: (dimension, size)
    for dimension, sizes in {
        "length": {
            "mm millimetre millimeter millimetres millimeters": 1e-3,
            "cm centimetre centimeter centimetres centimeters": 1e-2,
            "m metre meter metres meters": 1.0,
            "km kilometre kilometer kilometres kilometers": 1e3,
            "inch inches": 0.0254,
            "ft foot feet": 0.3048,
            "yd yard yards": 0.9144,
            "mi mile miles": 1609.344,
        },
        "mass": {
            "mg milligram milligrams": 1e-6,
            "g gram grams": 1e-3,
            "kg kilogram kilograms kilo kilos": 1.0,
            "t tonne tonnes": 1e3,
            "oz ounce ounces": 0.0283495,
            "lb lbs pound pounds": 0.453592,
            "ton tons": 907.185,
        },
        "volume": {
            "ml millilitre milliliter millilitres milliliters": 1e-3,
            "cl": 1e-2,
            "l litre liter litres liters": 1.0,
            "pint pints": 0.473176,
            "gal gallon gallons": 3.78541,
        },
        "temperature": {"°c celsius": 1.0, "°f fahrenheit": 1.0},
    }.items()
    for names, size in sizes.items()
    for unit in names.split()
}
"""Units with their dimension and size in SI units. Units of time are left out: options compare them naturally."""

_NAMED = frozenset((*_WORDS, *_SCALES, *MONTHS, "half"))
"""Words of which a number without digits has at least one."""


class Number(Value, frozen=True):
    """The only number of an option. low, high: equal except for a range; rest: the other words."""

    low: float
    high: float
    rest: tuple[str, ...]

    @property
    def is_bare(self) -> bool:
        """Whether at most one other word, such as a unit, accompanies it."""
        return len(self.rest) <= 1


def number_in(text: str) -> Number | None:
    """Return the number, range or date in an option; None if there is none, or more than one, or the text is long."""
    if len(text) > LONGEST or not may_have_number(text):
        return None
    return _number_in(text)


def may_have_number(text: str) -> bool:
    """Return whether a text may have a number, in figures or words: a quick check with false positives."""
    if _DIGIT.search(text) if text.isascii() else any(map(str.isnumeric, text)):
        return True
    return not _NAMED.isdisjoint(text.casefold().replace("-", " ").split())


@lru_cache(maxsize=4096)
def _number_in(text: str) -> Number | None:
    text = with_scales(lint_text(text)).replace("\u2044", "/")
    if _CLOCK.search(text):
        return None
    found = _RANGE.search(text)
    pair = found is not None and found.group().count("and") > 0 and "between" not in text.casefold()
    if found and not pair and len(re.findall(_FIGURE, text)) == 2:
        around = f"{text[: found.start()]} {found[2] or ''} {text[found.end() :]}"
        rest = tuple(re.findall(r"[^\W\d_]+", around.casefold()))
        low, high = _figure(found[1]), _figure(found[3])
        is_year = low > 1000 and found[2] is None
        return Number(min(low, high), max(low, high), rest) if low <= high or not is_year else None
    return _dated(text) or _single(text)


def _figure(text: str) -> float:
    return float(re.sub(r"[,\u202f\u00a0' ]", "", text))


def _single(text: str) -> Number | None:
    values: list[float] = []
    rest: list[str] = []
    adding = False  # after "twenty", to which "four" is added
    negative = False
    for match in _PART.finditer(text):
        word = match.group().casefold()
        if match["sign"]:
            negative = bool(_SIGNED.match(text, match.end())) and not text[: match.start()].strip()
            continue
        if match["frac"]:
            values.append(float(match[2]) / max(1.0, float(match[3])))
        elif match["mixed"]:
            values.append(float(match[5]) + float(match[6]) / max(1.0, float(match[7])))
        elif match["ratio"]:
            values.append(float(match[9]) / max(1.0, float(match[10])))
        elif match["figure"]:
            values.append(_figure(word))
        elif word == "half" and _HALVED.match(text, match.end()):
            values.append(0.5)
        elif word in _SCALES and values:
            values[-1] *= _SCALES[word]
        elif word in _WORDS:
            value = float(_WORDS[word])
            if adding and value < 10 and values and values[-1] >= 20:
                values[-1] += value
            else:
                values.append(value)
            adding = value >= 20
            continue
        elif word in ("bc", "bce") and values:
            values[-1] = -values[-1]
        elif word in ("a", "an") and _scale_follows(text[match.end() :]):
            values.append(1.0)
        elif word == "and" and values:
            continue
        else:
            rest.append(word)
        adding = False
    if len(values) != 1 or math.isinf(values[0]):
        return None
    value = -values[0] if negative else values[0]
    return Number(value, value, tuple(rest))


def _scale_follows(text: str) -> bool:
    following = re.match(r"\s*([^\W\d_]+)", text)
    return following is not None and following[1].casefold() in _SCALES


def _dated(text: str) -> Number | None:
    """Return a date with a month as a number that sorts by time."""
    parts = re.findall(r"[^\W\d_]+|\d+", text.casefold())
    months = [MONTHS[part] for part in parts if part in MONTHS]
    if len(months) != 1 or any(len(part) > 4 for part in parts if part.isdecimal()):
        return None
    figures = [int(part) for part in parts if part.isdecimal()]
    others = [part for part in parts if not part.isdecimal() and part not in MONTHS and part not in ("st", "th", "nd")]
    if len(others) > 1 or len(figures) > 2 or parts == ["may"]:
        return None
    years = [figure for figure in figures if figure > 31]
    days = [figure for figure in figures if figure <= 31]
    if len(years) > 1 or len(days) > 1:
        return None
    value = 10_000.0 * sum(years) + 100 * months[0] + sum(days)
    return Number(value, value, tuple(others))


def roman(text: str) -> int | None:
    """Return the value of a text that is a Roman numeral, else None."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    digits = [values[letter] for letter in text]
    return sum(
        -digit if digit < following else digit for digit, following in zip(digits, [*digits[1:], 0], strict=True)
    )

"""Parsing of numbers in keys, tolerances, typed answers and imported files.

Values are exact fractions within the range of a double, so that they can be written for any other program.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from zgcquiz.core.text.number_words import SCALE_WORDS, scale_exponent
from zgcquiz.core.text.units import fold_unit, same_unit, simplified
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fractions import Fraction

LONGEST = 2000
"""The most characters of a text that may hold a number."""
_LONGEST_UNIT = 60
_SMALLEST = 1100
"""The decimal place by which a nonzero number must have begun; the smallest double begins at place 324."""
_MAX_EXPONENT_DIGITS = 4
LARGEST = 1.7976931348623157e308
"""The largest double."""

_COMMA_LANGUAGES = frozenset(
    """af an ast az be bg br bs ca ckb co cs csb da de dsb el eo es et eu fi fo fr fur fy gl hr hsb hu hy id is it jv
    ka kea kk kl km ku ky lb lo lt lv mk nb nl nn no nso oc os pl pt ro ru rw sah sc sk sl smn sq sr su sv tg tk tr tt
    uk uz vi wa wo""".split()  # noqa: SIM905
)
_POINT_LANGUAGES = frozenset(
    """am ar bn ceb chr cy dz en fa fil ga gd gu ha haw he hi ig ja kn ko mi ml mn mr ms mt my ne om or pa ps rm sd si
    so sw ta te th ti tl to ur yo yue zh zu""".split()  # noqa: SIM905
)
_BY_REGION = {
    **dict.fromkeys(("de-ch", "de-li", "it-ch", "gsw-ch"), "."),
    **dict.fromkeys((f"es-{land}" for land in re.findall(r"\w+", "419 cu do gt hn mx ni pa pe pr sv us")), "."),
    **dict.fromkeys(("ar-dz", "ar-ly", "ar-ma", "ar-tn", "ar-mr", "en-za", "sw-cd", "ms-bn"), ","),
}
"""Regions whose decimal sign differs from the usual one of their language (Unicode CLDR)."""

_NUMERAL = r"(?:[0-9]+(?:[.,'\u066b][0-9]+| [0-9]{3}(?![0-9]))*|[.,\u066b][0-9]+)"
_EXPONENT = r" ?(?:\^|\*\*) ?[({]? ?([+-]? ?[0-9]+) ?[)}]?"
_DIGITS = re.compile(_NUMERAL)
_START = re.compile(r"(?<![\w.,'\u066b])[.,\u066b][0-9]|[0-9]")
_POWER = re.compile(f"10{_EXPONENT}")
_FRACTION = re.compile(r"(?:([0-9]{1,18}) )?([0-9]{1,18}) ?/ ?([0-9]{1,18})(?![0-9])")
_DECIMAL = re.compile(f"({_NUMERAL})(?:e([+-]?[0-9]+)| ?[x*] ?10{_EXPONENT})?")
_SCALE = re.compile(rf" ?({'|'.join(SCALE_WORDS)}|hundred)s?(?![^\W_])")
_SEPARATOR = re.compile("[.,' \u066b]")
_STRAY = re.compile(r"(?<![^\W\d_])(?<![^\W\d_][+-])(?<!\^)(?<!\^[+-])(?<![0-9])[0-9]|(?<=[百千万亿萬億])[0-9]")
"""A digit that is not part of a unit, unlike those in m2 and s^-1."""
_UNIT_START = re.compile(
    r"(?![xXeE*\u00d7] ?[-+\u2212]?[0-9^])"
    r"(?:[^\W\d_]|1/|[%\u2030\u00b0\u2032\u2033'\"/$\u00a2-\u00a5\u20a0-\u20c0\u2100-\u214f\u3300-\u33ff(\[])"
)
"""The start of a unit: a letter or a sign, but none that continues the number, such as ±, _ and x10."""
_SIGN_WORDS = {"minus": "-", "negative": "-", "plus": "+"}


class Quantity(Value, frozen=True):
    """A number with its unit.

    unit: the text around the number, as `fold_unit` returns it; "" for none. decimal: the value if the only separator,
    read as a thousands separator, were a decimal sign; None if it can't be one.
    """

    value: Fraction
    unit: str = ""
    decimal: Fraction | None = None


def decimal_sign(language: str) -> str:
    """Return the decimal sign of a language (a tag such as de or es-MX): "." or ","; "" if unknown."""
    first, *others = re.split("[-_]", language.strip().lower())
    region = next((part for part in others if len(part) != 4), "")  # four letters are a script, as in zh-Hans
    usual = "," if first in _COMMA_LANGUAGES else "." if first in _POINT_LANGUAGES else ""
    return _BY_REGION.get(f"{first}-{region}", usual)


@lru_cache(1024)
def read_quantity(text: str, language: str = "") -> Quantity | None:
    """Return the only number in a text, with its unit; None if there is none, or more than one.

    A single comma or point before exactly three digits is a thousands separator or a decimal sign according to the
    language; in an unknown language a comma is a thousands separator and a point a decimal sign.
    """
    if len(text) > LONGEST:
        return None
    simple = simplified(text)
    start = _START.search(simple)
    if start is None:
        return None
    signed = _signed(simple[: start.start()])
    found = _value_at(simple, start.start(), language)
    if signed is None or found is None:
        return None
    (before, sign), (values, end) = signed, found
    scale, end = _scale_at(simple, end, language)
    after = simple[end:]
    if after.lstrip()[:1] in ("^", "!", "+") or after.strip() == "-":
        return None
    if any(_STRAY.search(rest) or "±" in rest for rest in (before, after)):
        return None
    value, *others = (each * sign * scale for each in values)
    if not all(map(_is_double, (value, *others))):
        return None
    return Quantity(value, fold_unit(f"{before} {after}"), others[0] if others else None)


def has_number(text: str) -> bool:
    """Return whether there is a number in a text, even if it can't be read."""
    return len(text) > LONGEST or _START.search(simplified(text)) is not None


def read_number(text: str, language: str = "") -> Fraction | None:
    """Return the value of a text that is a number without a unit, else None."""
    quantity = read_quantity(text, language)
    return None if quantity is None or quantity.unit else quantity.value


def split_unit(text: str) -> tuple[str, str]:
    """Split a text into the number it begins with and the unit after it, both verbatim; ("", "") if it isn't that."""
    whole = text.strip()
    for end in range(len(whole), max(0, len(whole) - _LONGEST_UNIT), -1):
        if read_number(whole[:end]) is not None:
            unit = whole[end:].strip()
            return (whole[:end].strip(), unit) if not unit or _UNIT_START.match(unit) else ("", "")
    return "", ""


def read_percent(text: str, language: str = "") -> float:
    """Return the share of its key that a tolerance such as 2.5% is; 0 if it is a number, or no exact decimal."""
    from fractions import Fraction

    quantity = _tolerance(text, language)
    if quantity is None or quantity.unit != "%" or not _is_double(quantity.value):
        return 0.0
    share = float(quantity.value)
    return share if Fraction(repr(share)) == quantity.value else 0.0


def _tolerance(text: str, language: str) -> Quantity | None:
    return read_quantity(text.strip().removeprefix("±").removeprefix("+/-").removeprefix("+-"), language)


def read_tolerance(text: str, key: Fraction | None, unit: str = "", language: str = "") -> float | None:
    """Parse a tolerance. Returns how far a number may be off, in its own unit; None for an invalid text.

    text: such as 5, ±0.5, 2.5% (of the key), or with the key's unit. key: None if unknown.
    """
    quantity = _tolerance(text, language)
    if quantity is None or quantity.value < 0:
        return None
    tolerance = quantity.value
    if quantity.unit == "%":
        tolerance = tolerance * abs(key) / 100 if key is not None else tolerance * 0
    elif quantity.unit and not same_unit(quantity.unit, unit):
        return None
    return float(tolerance) if _is_double(tolerance) else None


def span(text: str, tolerance: float) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest number within a tolerance, limited to the range of doubles.

    text: a number without a unit.
    """
    from fractions import Fraction

    value, off = read_number(text), Fraction(repr(tolerance))
    assert value is not None
    most = Fraction(repr(LARGEST))
    return max(value - off, -most), min(value + off, most)


def ambiguous(text: str, language: str = "") -> tuple[Fraction, Fraction] | None:
    """Return both readings of a number that is ambiguous as its language is unknown, the one used first; else None."""
    quantity = read_quantity(text, language) if "," in text and not decimal_sign(language) else None
    return (quantity.value, quantity.decimal) if quantity and quantity.decimal is not None else None


def mixed(text: str, beside: str, language: str) -> Fraction | None:
    """Return the value of a number in which a sign separates groups, if the same sign can only begin decimals in the
    number beside it, as with 3.142 beside 0.01 in German; else None.
    """
    quantity, other, usual = read_quantity(text, language), read_quantity(beside, language), decimal_sign(language)
    if quantity is None or other is None or quantity.decimal is None or not usual:
        return None
    is_decimal = other.value.denominator != 1 and usual not in beside and ("," if usual == "." else ".") in beside
    return quantity.value if is_decimal else None


def _signed(before: str) -> tuple[str, int] | None:
    """Split the sign off the text before a number. Returns the rest and 1 or -1; None if there are two signs.

    A dash directly after a letter is a hyphen.
    """
    rest = before.rstrip()
    *words, last = rest.split() or [""]
    if last in _SIGN_WORDS:
        rest = " ".join([*words, _SIGN_WORDS[last]])
    if rest[-1:] in ("+", "-") and rest and not rest[-2:-1].isalnum():
        sign, rest = rest[-1], rest[:-1].rstrip()
        if rest[-1:] in ("+", "-") or rest[:1] in ("+", "-"):
            return None
    elif rest[:1] in ("+", "-"):
        sign, rest = rest[0], rest[1:].lstrip()  # before a currency sign: -$5
        if any(unicodedata.category(each) != "Sc" for each in rest[-1:]):
            return None
    else:
        sign = "+"
    return rest, -1 if sign == "-" else 1


def _value_at(text: str, at: int, language: str) -> tuple[tuple[Fraction, ...], int] | None:
    """Return the number at a position, or its two readings, and where it ends."""
    from fractions import Fraction

    power = _POWER.match(text, at)
    if power:
        factor = _power_of_ten(power[1])
        return None if factor is None else ((factor,), power.end())
    fraction = _FRACTION.match(text, at)
    if fraction:
        whole, above, below = int(fraction[1] or 0), int(fraction[2]), int(fraction[3])
        if not below or (fraction[1] and above >= below):
            return None
        return (whole + Fraction(above, below),), fraction.end()
    found = _DECIMAL.match(text, at)
    if found is None:
        return None
    factor = _power_of_ten(found[2] or found[3] or "0")
    values = _numeral(found[1], decimal_sign(language))
    if factor is None or values is None:
        return None
    return tuple(value * factor for value in values), found.end()


def _scale_at(text: str, at: int, language: str) -> tuple[int, int]:
    """Return the factor of a word such as "million" after a number, 1 for none, and where it ends."""
    word = _SCALE.match(text, at)
    if word is None:
        return 1, at
    exponent = scale_exponent(word[1], language)
    return 10 ** (2 if exponent is None else exponent), word.end()


def _power_of_ten(exponent: str) -> Fraction | None:
    from fractions import Fraction

    digits = exponent.replace(" ", "")
    if len(digits.lstrip("+-").lstrip("0")) > _MAX_EXPONENT_DIGITS:
        return None
    return Fraction(10) ** int(digits)


def _numeral(text: str, sign: str) -> tuple[Fraction, ...] | None:
    """Return the value of digits with separators, or two if ambiguous: grouped, then decimal.

    sign: the decimal sign of the language, "" if unknown.
    """
    return tuple(_fraction(*each) for each in _digits_of(text, sign)) or None


def numeral_digits(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return the digits before and behind the decimal sign of a text that is nothing but digits with separators.

    Two such pairs, the one used first, if a separator of groups could also be a decimal sign; none for another text.
    """
    return _digits_of(text, decimal_sign(language)) if _DIGITS.fullmatch(text) else ()


def _digits_of(text: str, sign: str) -> tuple[tuple[str, str], ...]:
    digits, signs = _SEPARATOR.split(text), _SEPARATOR.findall(text)
    last = signs[-1] if signs else ""
    if len(signs) == 1 and last in (".", ",") and _are_groups(digits, signs):
        grouped, decimal = ("".join(digits), ""), (digits[0], digits[1])
        return (decimal,) if last == (sign or ".") else (grouped, decimal)
    decimals = ""
    if last in (".", ",", "\u066b") and signs.count(last) == 1:
        *digits, decimals = digits
        signs = signs[:-1]
    if signs and not _are_groups(digits, signs):
        return ()
    return (("".join(digits) or "0", decimals),)


def _are_groups(digits: list[str], signs: list[str]) -> bool:
    """Return whether groups have three digits each, or Indian ones (12,34,567) two each before the last."""
    first, *others = digits
    if len(set(signs)) > 1 or "\u066b" in signs or not 1 <= len(first) <= 3 or first[0] == "0":
        return False
    *middle, last = map(len, others)
    indian = "," in signs and len(first) < 3 and set(middle) == {2}
    return last == 3 and (indian or set(middle) <= {3})


def _fraction(digits: str, decimals: str) -> Fraction:
    from fractions import Fraction

    return Fraction(int(digits + decimals), 10 ** len(decimals))


def _is_double(value: Fraction) -> bool:
    """Return whether a number is neither too large for a double nor far smaller than any."""
    return abs(value) <= LARGEST and (not value or abs(value) * 10**_SMALLEST > 1)

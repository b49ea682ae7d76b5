"""The one reader of numbers: keys, tolerances, units, what a learner types, and every format that holds numbers.

Values are exact fractions, none of them larger than a double can be, so that any program can be given what we read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from zgcquiz.core.text.number_words import SCALES
from zgcquiz.core.text.units import fold_unit, same_unit, simplified
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fractions import Fraction

LONGEST = 2000
"""Characters of a text that may hold a number; a longer one holds none."""
_LONGEST_UNIT = 60
_SMALLEST = 1100
"""Places behind the point at which a number that isn't 0 must have begun: the smallest double begins at 324."""
_MAX_EXPONENT_DIGITS = 4
_LARGEST = 1.7976931348623157e308
"""Of all doubles."""

_COMMA = frozenset(
    re.findall(
        r"\w+",
        "af an ast az be bg br bs ca ckb co cs csb da de dsb el eo es et eu fi fo fr fur fy gl hr hsb hu hy id is it jv"
        " ka kea kk kl km ku ky lb lo lt lv mk nb nl nn no nso oc os pl pt ro ru rw sah sc sk sl smn sq sr su sv tg tk"
        " tr tt uk uz vi wa wo",
    )
)
_POINT = frozenset(
    re.findall(
        r"\w+",
        "am ar bn ceb chr cy dz en fa fil ga gd gu ha haw he hi ig ja kn ko mi ml mn mr ms mt my ne om or pa ps rm sd"
        " si so sw ta te th ti tl to ur yo yue zh zu",
    )
)
_OTHERWISE = {
    **dict.fromkeys(("de-ch", "de-li", "it-ch", "gsw-ch"), "."),
    **dict.fromkeys((f"es-{land}" for land in re.findall(r"\w+", "419 cu do gt hn mx ni pa pe pr sv us")), "."),
    **dict.fromkeys(("ar-dz", "ar-ly", "ar-ma", "ar-tn", "ar-mr", "en-za", "sw-cd", "ms-bn"), ","),
}
"""Lands that write decimals as their language isn't written elsewhere (Unicode CLDR)."""

_NUMERAL = r"(?:[0-9]+(?:[.,'\u066b][0-9]+| [0-9]{3}(?![0-9]))*|[.,\u066b][0-9]+)"
_EXPONENT = r" ?(?:\^|\*\*) ?[({]? ?([+-]? ?[0-9]+) ?[)}]?"
_START = re.compile(r"(?<![\w.,'\u066b])[.,\u066b][0-9]|[0-9]")
_POWER = re.compile(f"10{_EXPONENT}")
_FRACTION = re.compile(r"(?:([0-9]{1,18}) )?([0-9]{1,18}) ?/ ?([0-9]{1,18})(?![0-9])")
_DECIMAL = re.compile(f"({_NUMERAL})(?:e([+-]?[0-9]+)| ?[x*] ?10{_EXPONENT})?")
_SCALE = re.compile(rf" ?({'|'.join(SCALES)}|hundred)s?(?![^\W_])")
_SEPARATOR = re.compile("[.,' \u066b]")
_STRAY = re.compile(r"(?<![^\W\d_])(?<![^\W\d_][+-])(?<!\^)(?<!\^[+-])(?<![0-9])[0-9]")
"""A digit that is no part of a unit, as that of m2 or s^-1 is."""
_UNIT_START = re.compile(
    r"(?![xXeE*\u00d7] ?[-+\u2212]?[0-9^])"
    r"(?:[^\W\d_]|1/|[%\u2030\u00b0\u2032\u2033'\"/$\u00a2-\u00a5\u20a0-\u20c0\u2100-\u214f\u3300-\u33ff(\[])"
)
"""How a unit begins: with a letter or a sign, not with what makes another number of the whole, as ±, _ and x10 do."""
_SIGN_WORDS = {"minus": "-", "negative": "-", "plus": "+"}


class Quantity(Value, frozen=True):
    """A number in a text.

    unit: what stands around it, folded as `fold_unit` does; "" where there is nothing. decimal: what the number
    would be if its one separator, read as parting thousands, began the decimals; None where it can't.
    """

    value: Fraction
    unit: str = ""
    decimal: Fraction | None = None


def decimal_sign(language: str) -> str:
    """Return what starts the decimals in a language (a tag such as de or es-MX): "." or ","; "" if not known."""
    first, *others = re.split("[-_]", language.strip().lower())
    land = next((part for part in others if len(part) != 4), "")  # what has four letters is a script, as in zh-Hans
    usual = "," if first in _COMMA else "." if first in _POINT else ""
    return _OTHERWISE.get(f"{first}-{land}", usual)


@lru_cache(1024)
def read_quantity(text: str, language: str = "") -> Quantity | None:
    """Return the one number in a text, with its unit; None where there is none, or more than one.

    A single comma or point before exactly three digits parts thousands or begins the decimals as the language has
    it; where no language is known, a comma parts thousands and a point begins the decimals.
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
    scale, end = _scale_at(simple, end)
    after = simple[end:]
    if after.lstrip()[:1] in ("^", "!", "+") or after.strip() == "-":
        return None
    if any(_STRAY.search(rest) or "±" in rest for rest in (before, after)):
        return None
    value, *others = (each * sign * scale for each in values)
    if not all(map(_is_double, (value, *others))):
        return None
    return Quantity(value, fold_unit(f"{before} {after}"), others[0] if others else None)


def read_number(text: str, language: str = "") -> Fraction | None:
    """Return the number that a text is; None where it is none, or has a unit."""
    figure = read_quantity(text, language)
    return None if figure is None or figure.unit else figure.value


def split_unit(text: str) -> tuple[str, str]:
    """Return the number that a text begins with and the unit behind it, as they stand; ("", "") where it is neither."""
    whole = text.strip()
    for end in range(len(whole), max(0, len(whole) - _LONGEST_UNIT), -1):
        if read_number(whole[:end]) is not None:
            unit = whole[end:].strip()
            return (whole[:end].strip(), unit) if not unit or _UNIT_START.match(unit) else ("", "")
    return "", ""


def read_tolerance(text: str, key: Fraction | None, unit: str = "", language: str = "") -> float | None:
    """Return how far a number may be off, in its own unit; None where the text doesn't say so.

    text: such as 5, ±0.5, 2.5% (of the key), or with the key's unit. key: None where it isn't known.
    """
    bare = text.strip().removeprefix("±").removeprefix("+/-").removeprefix("+-")
    figure = read_quantity(bare, language)
    if figure is None or figure.value < 0:
        return None
    off = figure.value
    if figure.unit == "%":
        off = off * abs(key) / 100 if key is not None else off * 0
    elif figure.unit and not same_unit(figure.unit, unit):
        return None
    return float(off) if _is_double(off) else None


def span(text: str, tolerance: float) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest number within a tolerance, as far as doubles go.

    text: of a number without a unit.
    """
    from fractions import Fraction

    value, off = read_number(text), Fraction(repr(tolerance))
    assert value is not None
    most = Fraction(repr(_LARGEST))
    return max(value - off, -most), min(value + off, most)


def ambiguous(text: str, language: str = "") -> tuple[Fraction, Fraction] | None:
    """Return how a number is read, and how else it could be, where the language doesn't say which; else None."""
    figure = read_quantity(text, language) if "," in text and not decimal_sign(language) else None
    return (figure.value, figure.decimal) if figure and figure.decimal is not None else None


def _signed(before: str) -> tuple[str, int] | None:
    """Return what stands before a number without its sign, and 1 or -1; None where there are two signs.

    A dash right behind a letter is a hyphen.
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
        sign, rest = rest[0], rest[1:].lstrip()  # of an amount of money: -$5
        if any(unicodedata.category(each) != "Sc" for each in rest[-1:]):
            return None
    else:
        sign = "+"
    return rest, -1 if sign == "-" else 1


def _value_at(text: str, at: int, language: str) -> tuple[tuple[Fraction, ...], int] | None:
    """Return the number at a place, or the two that it can be, and where it ends."""
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


def _scale_at(text: str, at: int) -> tuple[int, int]:
    """Return the factor that a word right behind a number is, 1 where there is none, and where it ends."""
    word = _SCALE.match(text, at)
    return (10 ** SCALES.get(word[1], 2), word.end()) if word else (1, at)


def _power_of_ten(exponent: str) -> Fraction | None:
    from fractions import Fraction

    digits = exponent.replace(" ", "")
    if len(digits.lstrip("+-").lstrip("0")) > _MAX_EXPONENT_DIGITS:
        return None
    return Fraction(10) ** int(digits)


def _numeral(text: str, sign: str) -> tuple[Fraction, ...] | None:
    """Return the values of digits with separators: one, or that with groups and that with decimals.

    sign: of decimals in the language; "" where none is known.
    """
    digits, signs = _SEPARATOR.split(text), _SEPARATOR.findall(text)
    last = signs[-1] if signs else ""
    if len(signs) == 1 and last in (".", ",") and _are_groups(digits, signs):
        grouped, decimal = _fraction("".join(digits), ""), _fraction(*digits)
        return (decimal,) if last == (sign or ".") else (grouped, decimal)
    decimals = ""
    if last in (".", ",", "\u066b") and signs.count(last) == 1:
        *digits, decimals = digits
        signs = signs[:-1]
    if signs and not _are_groups(digits, signs):
        return None
    return (_fraction("".join(digits) or "0", decimals),)


def _are_groups(digits: list[str], signs: list[str]) -> bool:
    """Three digits each; behind commas also two, but for the last three (as in 12,34,567)."""
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
    """Tell whether a number is neither too large for a double nor far smaller than any."""
    return abs(value) <= _LARGEST and (not value or abs(value) * 10**_SMALLEST > 1)

"""Numbers as text that other programs read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zgcquiz.core.text.numbers import LONGEST, decimal_sign, numeral_digits, read_number
from zgcquiz.core.text.signs import same_signs

if TYPE_CHECKING:
    from fractions import Fraction

_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LIKE_GROUPS = re.compile(r"[+-]?[0-9]{1,3}\.[0-9]{3}(?![0-9])")
_SIGNED = re.compile(r"([+-]?) ?([0-9.,\u066b].*)")
_COMMA_ALONE = re.compile(r"[0-9]*,[0-9]+")
_LIKE_A_GROUP = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")


def readings(text: str, language: str = "", *, is_key: bool = False) -> tuple[str, ...]:
    """Return the texts that a text is compared as, the likeliest first: a number in digits with a decimal point and no
    other separator, as the language writes numbers, and any other text unchanged.

    Zeros stay, as 1.10 may be a version. Unchanged are groups that can't be anything else, which every comparison
    folds, but not in a list or an address. A comma alone, as in "1,5", may also separate a list, and only does so in a
    key (is_key) of a language with decimal points. In a language with decimal commas 3.142 is 3142, but may be typed
    on a keyboard or copied from a calculator, so it is 3.142 too.
    """
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return (text,)
    found = _SIGNED.fullmatch(" ".join(same_signs(text).replace("\u066c", "'").split()))
    pairs = numeral_digits(found[2], language) if found else ()
    if not found or not pairs:
        return (text,)
    sign, is_like_group = decimal_sign(language), _LIKE_A_GROUP.fullmatch(found[2]) is not None
    if not (pairs[0][1] or (sign == "," and is_like_group)):
        return (text,)
    written = tuple(found[1] + before + (f".{after}" if after else "") for before, after in pairs)
    if not _COMMA_ALONE.fullmatch(found[2]) or (sign == "," and is_like_group):
        return written
    return (text,) if sign == "." and is_key else (*written, text)


def write_number(value: Fraction | float) -> str:
    """Return a number in ASCII with a decimal point, which every program can read.

    A fraction without an exact decimal form, such as 1/3, is rounded to the nearest double.
    """
    from fractions import Fraction

    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    if not is_decimal(exact):
        exact = Fraction(repr(float(exact)))
    digits, power = _decimal_digits(exact)
    sign = "-" if exact < 0 else ""
    adjusted = len(digits) - 1 + power
    if digits == "0":
        return "0"
    if power >= 0 and adjusted <= 20:
        return f"{sign}{digits}{'0' * power}"
    if power < 0 and -7 < adjusted <= 20:
        padded = digits.rjust(1 - power, "0")
        return f"{sign}{padded[:power]}.{padded[power:]}"
    return f"{sign}{digits[0]}{'.' if len(digits) > 1 else ''}{digits[1:]}e{adjusted}"


def is_decimal(value: Fraction) -> bool:
    """Return whether a number can be written as a decimal without rounding."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def plain_number(text: str, language: str = "") -> str:
    """Return a text that is a number as `write_number` writes it; "" if it is not a number, or has a unit.

    A text in that form already is returned verbatim, including zeros at its end.
    """
    value = read_number(text, language)
    if value is None:
        return ""
    if _PLAIN.fullmatch(text) and read_number(text) == value:
        return text
    return write_number(value)


def in_language(text: str, language: str) -> str:
    """Return the output of `write_number` with the decimal sign of a language."""
    if decimal_sign(language) == "," and read_number(text, language) != read_number(text):
        return text.replace(".", ",")
    return text


def in_any_language(text: str) -> str:
    """Return the output of `write_number` in a form unambiguous in every language: 1.125 as 1.1250."""
    return _LIKE_GROUPS.sub(r"\g<0>0", text)


def _decimal_digits(value: Fraction) -> tuple[str, int]:
    """Return the significant digits of a decimal, and the power of ten of the last one."""
    above, below = abs(value.numerator), value.denominator
    places = max(_times(below, 2), _times(below, 5))
    digits = str(above * 10**places // below)
    bare = digits.rstrip("0")
    return (bare, len(digits) - len(bare) - places) if bare else ("0", 0)


def _times(number: int, prime: int) -> int:
    found = 0
    while number % prime == 0:
        number, found = number // prime, found + 1
    return found

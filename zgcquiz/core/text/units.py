"""Units of numbers, and the normal form of the characters in numbers and units."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from zgcquiz.core.text.han import numbers as han_numbers
from zgcquiz.core.text.number_words import HEDGES, scale_exponent, with_digits

_CHARACTERS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2796\ufe58", "-"),
    **dict.fromkeys("\u2795", "+"),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u2032\u066c", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u00d7\u2715\u2716\u2a09\u00b7\u22c5\u2219\u2217\u2062", "*"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u066a", "%"),
    **dict.fromkeys("\u00ba\u02da", "\u00b0"),
    **dict.fromkeys("\u060c", ","),
    **dict.fromkeys("\u3002", "."),
    **dict.fromkeys("\u2396", "\u066b"),
    **dict.fromkeys("\u2248\u223c\u2245\u2243", "~"),
    **dict(zip("個箇條張隻輛歲噸", "个个条张只辆岁吨", strict=True)),
}
_RAISED = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207a\u207b]+")
_LATEX = re.compile(r"\\[dt]?frac\{([0-9]+)\}\{([0-9]+)\}")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_WRAPS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
_AROUND_SIGN = re.compile(r" ?([/*]) ?")
_EDGE = " .,;:?…~="


def fold_unit(text: str) -> str:
    """Return a unit in a form for comparing, without case, plural, spaces, accents and words such as "about"."""
    text = _AROUND_SIGN.sub(r"\1", simplified(text).casefold().replace("per cent", "%").replace("percent", "%"))
    words = [han_numbers.unit_without_hedges(word.strip(_EDGE)) for word in text.split()]
    unit = " ".join(word for word in words if word and word not in HEDGES).replace("^", "")
    while len(unit) > 1 and _WRAPS.get(unit[0], "") == unit[-1]:
        unit = unit[1:-1].strip(_EDGE)
    if len(unit) > 2:
        unit = "".join(each for each in unicodedata.normalize("NFD", unit) if unicodedata.category(each) != "Mn")
        unit = unit.removesuffix("s")
    return unit


def scaled_unit(unit: str, language: str = "") -> tuple[int, str]:
    """Return the factor that a unit begins with, as in "million dollars", and the rest of it, folded."""
    folded = fold_unit(unit)
    first, _, rest = folded.partition(" ")
    exponent = scale_exponent(first, language)
    return han_numbers.han_scale(folded) if exponent is None else (10**exponent, rest)


def same_unit(one: str, other: str) -> bool:
    """Return whether two units are the same; case is ignored, so mW equals MW."""
    return fold_unit(one) == fold_unit(other)


def simplified(text: str) -> str:
    """Return a text in lower case with ASCII digits and signs, single spaces, and digits for numbers in words.

    Words after figures stay: what "1.200 million" is depends on the language.
    """
    if not text.isascii():
        text = _RAISED.sub(_on_the_line, text)
        text = han_numbers.with_digits("".join(map(_character, text)))
    if "\\" in text:
        text = _LATEX.sub(r" \1/\2", text).replace("\\times", "*").replace("\\cdot", "*")
    text = " ".join(text.casefold().split())
    while len(text) > 2 and _WRAPS.get(text[0], "") == text[-1]:
        text = text[1:-1].strip()
    if re.search("[a-z]{3}", text):
        text = " ".join(with_digits(_HYPHEN.sub(" ", text).split(), figures=False))
    return text


def _on_the_line(match: re.Match[str]) -> str:
    return "^" + unicodedata.normalize("NFKC", match[0]).replace("\u2212", "-")


@cache
def _character(character: str) -> str:
    """Return the normal form of a character in a number or unit."""
    known = _CHARACTERS.get(character)
    if known is not None:
        return known
    if unicodedata.category(character) == "Cf":
        return ""
    if character.isspace():
        return " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    simple = unicodedata.normalize("NFKC", character)
    if "\u2044" in simple:
        simple = " " + simple
    return "".join(_CHARACTERS.get(each, each) for each in simple)

"""Normalization of signs: widths, typographic variants, superscripts and subscripts.

No visible sign is dropped here. Folding of words (case, accents, punctuation) is in `wording`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_VARIANTS = {
    "'": "\u2018\u2019\u201a\u201b\u02bb\u02bc\u02bd\u02be\u02bf\u2032\u00b4\u05f3",
    '"': "\u2033\u201c\u201d\u201e\u201f\u301d\u301e\u301f\u05f4",
    "'''": "\u2034",
    "''''": "\u2057",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\u301c\u30a0\u05be",
    ",": "\u3001\u060c\u066c",
    ".": "\u3002\u0964\u066b",
    ";": "\u061b",
    "?": "\u061f",
    ":": "\u2236",
    " ": "\u30fb",
    "/": "\u2044\u2215\u00f7",
    "*": "\u00d7\u2217",
    "<=": "\u2264\u2266\u2a7d",
    ">=": "\u2265\u2267\u2a7e",
    "!=": "\u2260",
    "->": "\u2192\u27f6",
    "<-": "\u2190\u27f5",
    "<->": "\u2194\u27f7",
    "=>": "\u21d2\u27f9",
    "<=>": "\u21d4\u27fa",
    "+-": "\u00b1",
    "#": "\u266f",
    "~": "\u223c",
    "%": "\u066a",
    "|": "\u2223",
    "\u00b7": "\u2219\u22c5\u2027",
    "\u00b0": "\u00ba\u02da",
    "\u0394": "\u2206",
}
"""The normal form of each sign and its variants, none of which has another meaning.

For signs that keyboards lack, the normal form is the common way to type them: `<=` for ≤, `->` for →.
"""
_SHAPES = {shape: sign for sign, shapes in _VARIANTS.items() for shape in shapes}

_INVISIBLE = frozenset(
    "\u00ad\u034f\u0640\u061c\u180e\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
    "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"
)
"""Direction marks, soft hyphens, zero-width characters, tatweel, and variation selectors.

Without the zero-width joiner, which combines emoji, and the tags of flags.
"""
_JOINER = re.compile("\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])")
"""A zero-width joiner that only shapes letters, as in Indic and Persian texts."""

_RAISED = "\u00b2\u00b3\u00b9\u2070\u2071\u2074-\u207f\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d61\u1d9b-\u1dbf"
_LOWERED = "\u2080-\u209c\u1d62-\u1d6a\u2c7c"
_LEVEL = re.compile(f"[{_RAISED}]+|[{_LOWERED}]+")
"""Superscripts, or subscripts."""
_IS_LOWERED = re.compile(f"[{_LOWERED}]")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "re", "ere", "eme", "me", "lle", "os", "as", "gr", "ier"))
_CHARGE = re.compile(r"\d*[+-]")
_CHARGE_IN_BRACES = re.compile(r"\^\{(\d*[+-])\}")
_IN_BRACES = re.compile(r"(?<=[\^_])\{([^{}]{1,99})\}")
_POWER = re.compile(r"\^\(([+-]?\w+)\)")
_LENGTH = re.compile(r"(?<![^\W\d_])(?:[kcdmh\u00b5\u03bcn]?m|ft|yd|(?<=/)s)\Z", re.IGNORECASE)
_UNLIKE_SIGNS = re.compile(r"[=<>+*/^|~\\{}\[\]_]|[\w'](?=\()|::|(?<!\S)--?(?=[^\W\d_])")
"""Operators and brackets of formulas and code, function calls, command-line options."""


def is_formula(text: str) -> bool:
    """Return whether a text holds operators, so that hyphens, quotation marks and commas in it are significant."""
    if _UNLIKE_SIGNS.search(text):
        return True
    return not text.isascii() and any(unicodedata.category(each) == "Sm" for each in text if each > "\x7f")


def has_levels(text: str) -> bool:
    """Return whether a text has superscripts or subscripts, as in 10² and H₂O."""
    return not text.isascii() and _LEVEL.search(text) is not None


def same_signs(text: str, *, flat: bool = False) -> str:
    """Return a text in composed Unicode, with the normal form of each sign and without invisible characters.

    Superscripts and subscripts become `^` and `_`. flat: plain digits and letters instead where people type
    them so and nothing else can be meant: in chemical formulas, charges, and squares and cubes of lengths.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = _LEVEL.sub(_flat if flat else _marked, text)
        text = _JOINER.sub("", text)
        text = unicodedata.normalize("NFC", "".join(map(_shape, text)))
        if len(text.strip()) > 1:  # a single digit may be what the question is about
            text = "".join(map(_digit, text))
    if "^" in text or "_" in text:
        text = _POWER.sub(r"^\1", _IN_BRACES.sub(_in_brackets, _CHARGE_IN_BRACES.sub(r"^\1", text)))
    if "+/-" in text:
        text = text.replace("+/-", "+-")
    return text


@cache
def _shape(character: str) -> str:
    """Return the normal form of a character, "" for an invisible one."""
    if character in _INVISIBLE:
        return ""
    known = _SHAPES.get(character)
    if known is not None:
        return known
    kind = unicodedata.decomposition(character)
    if not kind.startswith("<"):
        return character
    simple = unicodedata.normalize("NFKC", character)
    if kind.startswith("<fraction>"):
        simple = " " + simple
    elif simple.startswith(" ") and len(simple) > 1:
        return character  # a spacing accent is a sign
    return "".join(_SHAPES.get(each, each) for each in simple)


def with_indices_on_the_line(text: str) -> str:
    """Return a text with subscripts as people type them, and superscripts unchanged: SO4²⁻ for SO₄²⁻."""
    return _LEVEL.sub(lambda match: _flat(match) if _IS_LOWERED.match(match[0]) else match[0], text)


def _digit(character: str) -> str:
    """Return a digit of any script as one of 0 to 9, and any other character unchanged."""
    value = None if character < "\x80" else unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _in_brackets(match: re.Match[str]) -> str:
    return match[1] if match[1].isalnum() else f"({match[1]})"


def _marked(match: re.Match[str]) -> str:
    """Return superscripts or subscripts as plain characters after `^` or `_`."""
    inner = _inner(match)
    if _LEVEL.search(inner):  # some have no plain equivalent
        return match[0]
    lowered = _IS_LOWERED.match(match[0]) is not None
    if not lowered and inner.lower() in _ORDINALS:
        return inner
    if not (inner.isalnum() or (inner[0] in "+-" and inner[1:].isalnum()) or _CHARGE.fullmatch(inner)):
        inner = f"({inner})"
    after = match.string[match.end() :][:1]
    needs_space = (inner[-1].isdecimal() and after.isdecimal()) or (inner[-1].isalpha() and after.isalpha())
    return ("_" if lowered else "^") + inner + (" " if needs_space else "")


def _flat(match: re.Match[str]) -> str:
    """Return the same without `^` or `_` where people type it so and it can mean nothing else."""
    text, inner = match.string, _inner(match)
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    is_behind_letter = before.isalpha() or before in (")", "]")
    if _IS_LOWERED.match(match[0]):
        typed = is_behind_letter and not after.isdecimal()
    elif _CHARGE.fullmatch(inner):
        typed = is_behind_letter or _IS_LOWERED.match(before) is not None
    else:
        typed = inner in ("2", "3") and _LENGTH.search(text[max(0, match.start() - 12) : match.start()]) is not None
    return inner if typed else _marked(match)


def _inner(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0]).replace("\u2212", "-")

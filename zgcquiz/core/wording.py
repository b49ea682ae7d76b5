"""What two texts have in common whatever hand typed them: a form that leaves out manners of writing."""

from __future__ import annotations

import re
import unicodedata

from zgcquiz.core.number_words import with_digits

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
"""Latin letters that Unicode doesn't take apart into a plain one and a mark."""
_ACCENTS = re.compile("[\u0300-\u036f]")
"""Marks of Latin, Greek and Cyrillic. In other scripts a mark makes another letter."""
_QUOTES = re.compile("[\"'`´\u2018-\u201f\u2032-\u2037\u2039\u203a«»\u300c-\u300f\u301d-\u301f]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\u301c\u30a0]")
_GROUPS = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?: \d{3})+)(?!\d|,\d)")
"""Digits in groups: 3,652, 12,34,567 or 3 652."""
_BARE_POINT = re.compile(r"(?<![\w.])\.(?=\d)")
_EDGE = " .,;:!?…。、，；：！？¿¡()[]{}"
_BETWEEN = re.compile(r"(?<=[^\d\s])-|-(?=\D)|[,;:](?=\s)|[/_\s]+")
"""What parts words: white space, a slash, a comma before a space, a dash that is neither a minus nor between digits."""
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d]\.)+[^\W\d](?!\w)")
_CJK = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_BESIDE_CJK = re.compile(f"(?<={_CJK}) | (?={_CJK})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r"(?<=\d) ?(?:percent|per cent)\b|(?<=\d) %")


def plain(text: str) -> str:
    """The text without what a reader would not count as a mistake.

    Case, accents, full and half width, white space, quotation marks and dashes, separators of
    thousands, numbers in English words, "and" for &, per cent signs, a leading "the", and
    punctuation at both ends. Two texts are the same answer where this form is. A text of which
    nothing would be left stays as it is.
    """
    folded = _folded(text)
    inner = _BETWEEN.sub(" ", f" {_INITIALS.sub(_joined, folded)} ").strip(_EDGE)
    words = with_digits(inner.split())
    if len(words) > 1 and words[0] == "the":
        del words[0]
    said = _UNIT.sub("%", " ".join(words))
    return _BESIDE_CJK.sub("", said) or folded or " ".join(text.split())


def numbers(text: str) -> list[str]:
    """The numbers in a text that is plain already, as they are written."""
    return _NUMBER.findall(text)


def _folded(text: str) -> str:
    """Case, width, accents, quotation marks, dashes, and digits in groups, made the same."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).translate(_LETTERS)
    text = _DASHES.sub("-", _QUOTES.sub("", unicodedata.normalize("NFC", text)))
    text = " ".join(_BARE_POINT.sub("0.", text.replace("&", " and ")).split())
    return _GROUPS.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    """A match without what stands between its digits or letters."""
    return re.sub("[., ]", "", match.group())

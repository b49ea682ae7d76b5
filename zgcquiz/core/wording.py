"""What two texts have in common whatever hand typed them: a form that leaves out manners of writing."""

from __future__ import annotations

import re
import unicodedata

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

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_SMALL = {word: number for number, word in enumerate(_ONES + _TEENS)}
_TENS = {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten, in English as it is written today."""


def plain(text: str) -> str:
    """The text without what a reader would not count as a mistake.

    Case, accents, full and half width, white space, quotation marks and dashes, separators of
    thousands, numbers in English words, "and" for &, per cent signs, a leading "the", and
    punctuation at both ends. Two texts are the same answer where this form is. A text of which
    nothing would be left stays as it is.
    """
    folded = _folded(text)
    inner = _BETWEEN.sub(" ", f" {_INITIALS.sub(_joined, folded)} ").strip(_EDGE)
    words = _with_digits(inner.split())
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


def _with_digits(words: list[str]) -> list[str]:
    """The words, with each number that is written out in digits: "three million" is 3000000."""
    found: list[str] = []
    at = 0
    while at < len(words):
        number, used = _read_number(words, at)
        found.append(number if used else words[at])
        at += max(1, used)
    return found


def _read_number(words: list[str], start: int) -> tuple[str, int]:
    """The longest number in words from a position on, in digits, and how many words it takes (0: none)."""
    total, used = 0, 0
    below: int | None = None
    room = 10**15  # what is still to come must be smaller than this
    at = start
    while at < len(words):
        word = words[at]
        value = _SMALL.get(word, _TENS.get(word))
        if value is None and word == "a" and below is None and _is_power(words, at + 1):
            value = 1
        if value is not None:
            unit_after_ten = below is not None and below % 100 >= 20 and below % 10 == 0 and 0 < value < 10
            if below is not None and not unit_after_ten and (below % 100 or not below or value == 0):
                break
            if (below or 0) + value >= room or (total and value == 0):
                break
            below = (below or 0) + value
        elif word == "hundred" and below is not None and 0 < below < 100 and below * 100 < room:
            below *= 100
        elif word in _SCALES and below and below * 10 ** _SCALES[word] < room:
            total, below, room = total + below * 10 ** _SCALES[word], None, 10 ** _SCALES[word]
        elif word == "and" and at > start and words[at - 1] in {"hundred", *_SCALES} and _is_small(words, at + 1):
            at += 1
            continue
        else:
            break
        at += 1
        used = at - start
    if used:
        return str(total + (below or 0)), used
    return _scaled(words, start)


def _scaled(words: list[str], start: int) -> tuple[str, int]:
    """A number in digits before a word: "1.2 million" is 1200000."""
    number = words[start]
    if start + 1 == len(words) or words[start + 1] not in _SCALES or not _NUMBER.fullmatch(number):
        return "", 0
    whole, _, part = number.partition(".")
    zeros = _SCALES[words[start + 1]]
    if len(part) > zeros:
        return "", 0
    return (whole + part.ljust(zeros, "0")).lstrip("0") or "0", 2


def _is_power(words: list[str], at: int) -> bool:
    return at < len(words) and (words[at] == "hundred" or words[at] in _SCALES)


def _is_small(words: list[str], at: int) -> bool:
    return at < len(words) and (words[at] in _SMALL or words[at] in _TENS)

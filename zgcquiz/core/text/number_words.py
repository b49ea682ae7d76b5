"""Numbers written out in English words."""

from __future__ import annotations

import re

from zgcquiz.core.languages import base_language

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
SMALL = {word: number for number, word in enumerate(_ONES + _TEENS)}
TENS = {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
HEDGES = frozenset(
    ("about", "almost", "approximately", "around", "circa", "just", "more", "nearly", "over", "roughly", "some", "than")
)
"""Words that mark a number as approximate."""
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""The exponents of powers of ten, in the short scale of modern English."""
SCALE_WORDS = SCALES | {
    **dict.fromkeys(("tausend", "tsd"), 3),
    **dict.fromkeys(("millionen", "millioner", "mio", "mln", "millón", "millones", "milhão", "milhões", "miljoen"), 6),
    **dict.fromkeys(
        ("milliarde", "milliarden", "milliarder", "milliard", "mrd", "mld", "miljard", "bilhão", "bilhões"), 9
    ),
    **dict.fromkeys(("billionen", "billioner", "billón", "billones", "bilião", "biliões", "biljoen"), 12),
    **dict.fromkeys(("trilhão", "trilhões"), 12),
    **dict.fromkeys(("trillionen", "trillioner", "trillón", "trillones", "trilião", "triliões", "triljoen"), 18),
}
"""The same, with the words and abbreviations of other languages that mean one number everywhere."""
LONG_SCALES = {"billion": 12, "trillion": 18}
"""What two words of the table mean in languages that spell them as English does, and count by the long scale."""
_LONG_SCALE_LANGUAGES = frozenset(("da", "de", "fr", "gsw", "lb", "nb", "nds", "nn", "no"))
NUMBER_WORDS = frozenset((*SMALL, *TENS, *SCALES, "hundred"))
"""Words of which a number written out has at least one."""


def is_long_scale(language: str) -> bool:
    """Return whether a "billion" is 10^12 in a language (a tag such as de-AT)."""
    return base_language(language) in _LONG_SCALE_LANGUAGES


def scale_exponent(word: str, language: str) -> int | None:
    """Return the exponent of the power of ten that a word after a number means in a language; None for other words."""
    known = LONG_SCALES.get(word) if is_long_scale(language) else None
    return SCALE_WORDS.get(word) if known is None else known


def with_digits(words: list[str], *, figures: bool = True) -> list[str]:
    """Return the words with each number written out replaced by digits: "three million" becomes 3000000.

    figures: also those that begin with digits, with a decimal point: "1.2 million" becomes 1200000.
    """
    found: list[str] = []
    lower = [word.lower() for word in words]
    at = 0
    while at < len(words):
        number, used = _read_number(lower, at)
        if not used and figures:
            number, used = _scaled(lower, at)
        found.append(number if used else words[at])
        at += max(1, used)
    return found


def _read_number(words: list[str], start: int) -> tuple[str, int]:
    """Return the longest number in words at a position, in digits, and how many words it takes (0: none)."""
    total, used = 0, 0
    below: int | None = None
    room = 10**15  # the rest must be smaller than this
    at = start
    while at < len(words):
        word = words[at]
        value = SMALL.get(word, TENS.get(word))
        following = words[at + 1] if at + 1 < len(words) else ""
        if value is None and word == "a" and below is None and (following == "hundred" or following in SCALES):
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
        elif word in SCALES and below and below * 10 ** SCALES[word] < room:
            total, below, room = total + below * 10 ** SCALES[word], None, 10 ** SCALES[word]
        elif (
            word == "and"
            and at > start
            and words[at - 1] in {"hundred", *SCALES}
            and (following in SMALL or following in TENS)
        ):
            at += 1
            continue
        else:
            break
        at += 1
        used = at - start
    return str(total + (below or 0)), used


def _scaled(words: list[str], start: int) -> tuple[str, int]:
    """Read a number in digits before a word: "1.2 million" becomes 1200000."""
    number = words[start]
    if start + 1 == len(words) or words[start + 1] not in SCALES or not _NUMBER.fullmatch(number):
        return "", 0
    whole, _, part = number.partition(".")
    zeros = SCALES[words[start + 1]]
    if len(part) > zeros:
        return "", 0
    return (whole + part.ljust(zeros, "0")).lstrip("0") or "0", 2

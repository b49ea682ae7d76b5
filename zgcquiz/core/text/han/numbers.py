"""Numbers written with Han numerals, as in Chinese and Japanese: 三千六百五十二, 7.4万, 二〇〇九, 百分之十九."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from zgcquiz.core.languages import base_language

if TYPE_CHECKING:
    from fractions import Fraction

_SAME = str.maketrans("〇○零兩两萬億", "000二二万亿")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_NUMERALS = "一二三四五六七八九十百千万亿〇○零兩两萬億"
_IN_UNITS = "米克瓦卡帕赫焦升伏安牛比"
"""What 千 and 百 make larger units of, as in 千米 (km)."""
_START = r"(?<![0-9])(?<![0-9][.,'])"
"""Where a figure begins, and no part of a longer one or of a list."""
_GROUPS = "|".join(f"(?:{mark}[0-9]{{3}}){{1,9}}" for mark in ("[ \u00a0\u2009\u202f]", ",", "'"))
_FIGURE = rf"(?:[0-9]{{1,3}}(?:{_GROUPS})(?!,?[0-9])|[0-9]{{1,30}})(?:[.,][0-9]{{1,30}})?"
"""Digits, also in groups of three, and decimals; a comma that doesn't separate groups begins decimals."""
_RUN = re.compile(rf"(?:{_START}{_FIGURE}|(?<![0-9]))[{_NUMERALS}](?:[{_NUMERALS}]|{_FIGURE}){{0,40}}+(?![0-9])")
_SCALED = re.compile(
    rf"{_START}({_FIGURE})([百千]?(?:[万萬][亿億]?|[亿億])|[百千](?![{_IN_UNITS}]))(?![{_NUMERALS}0-9])"
)
_SPACED = re.compile(rf"{_START}({_FIGURE})\s+(?=[百千万萬亿億])(?!百分)")
"""A figure before a space and a power of ten, but no last group of a longer number."""
_LEADING = re.compile(rf"(?:[百千](?![{_IN_UNITS}分]))?[万萬]?[亿億]?")
"""The powers of ten that a unit begins with; 百分点 (percentage point) begins with none."""
_PARTS = re.compile(rf"{_FIGURE}|.")
_GROUP_MARK = re.compile("[ \u00a0\u2009\u202f,'](?=[0-9]{3}(?![0-9]))")
_FRACTION = re.compile(r"(?<![0-9])([0-9]+)分之([0-9]+(?:\.[0-9]+)?)")
_PER_CENT = re.compile(rf"百分之({_FIGURE}|[{_NUMERALS}]{{1,9}})")
_ABOUT = frozenset(("大约", "大約", "大概", "将近", "將近", "接近", "超过", "超過", "约", "約", "近", "逾"))
"""What marks the number after it as approximate."""
_HEDGE_BEFORE = re.compile(rf"(?:{'|'.join(sorted(sorted(_ABOUT), key=len, reverse=True))})(?=[0-9])")
_HEDGE_AFTER = re.compile(r"(?<=[0-9])[多余餘]|(?:左右|上下)\Z")
_HEDGE_IN_UNIT = re.compile(r"^[多余餘](?=.)|(?:左右|上下)\Z")
_LANGUAGES = ("zh", "ja", "yue", "wuu", "hak", "nan")


def uses_han_numbers(language: str) -> bool:
    """Return whether numbers are written with Han numerals in a language (a tag such as zh-Hans)."""
    return base_language(language) in _LANGUAGES


def with_digits(text: str) -> str:
    """Return a text with each number in Han numerals replaced by digits, fractions by a/b, and 百分之 by %.

    What is no number stays: 万一, 三四天 ("three or four days"), and what may be two: 一百二 (102, or 120 when spoken).
    Digits must be ASCII; groups of them count: 1,500万. White space between figures and 百, 千, 万 or 亿 is left out:
    3.1 万件 is 31000件.
    """
    if text.isascii():
        return text
    text = _SPACED.sub(r"\1", text)
    text = _PER_CENT.sub(lambda match: f"{'100' if match[1] == '百' else _RUN.sub(_digits, match[1])}%", text)
    return _FRACTION.sub(r"\2/\1", _RUN.sub(_digits, text))


def with_scales(text: str) -> str:
    """Return a text with figures before 万, 亿, 百 or 千 multiplied: 7.4万件 becomes 74000件. Other numerals stay."""
    return text if text.isascii() else _SCALED.sub(_digits, text)


def without_hedges(text: str) -> str:
    """Return a text without the words that mark a number in digits as approximate: 近1000家 becomes 1000家."""
    return text if text.isascii() else _HEDGE_AFTER.sub("", _HEDGE_BEFORE.sub("", text))


def unit_without_hedges(word: str) -> str:
    """Return a word beside a number without what marks the number as approximate: 多件 and 件左右 become 件, 约 ""."""
    return "" if word in _ABOUT else _HEDGE_IN_UNIT.sub("", word)


def han_scale(unit: str) -> tuple[int, str]:
    """Return the factor that a unit begins with and the rest of it: (10000, 件) of 万件; (1, unit) without one."""
    found = _LEADING.match(unit)
    powers = found[0] if found else ""
    scale = prod((_TENS | _SCALES)[power] for power in powers.translate(_SAME))  # 万亿 is ten thousand times 亿
    return scale, unit.removeprefix(powers)


def _digits(match: re.Match[str]) -> str:
    text = match[0]
    following = match.string[match.end() : match.end() + 1]
    unit = text[-1] if text[0].isdecimal() and text[-1] in "百千" and following in _IN_UNITS and following else ""
    bare = text.removesuffix(unit)
    value = _positional(bare) or _value(_PARTS.findall(bare.translate(_SAME)))
    return text if value is None else value + unit


def _positional(text: str) -> str | None:
    """Return a number that is written digit by digit, as years are, in digits; None for others.

    Two digits alone may be an estimate (三四, three or four), and one is read as any other number.
    """
    same = text.translate(_SAME)
    if len(text) < 2 or any(each not in _DIGITS and each != "0" for each in same):
        return None
    if len(text) == 2 and "0" not in same:
        return None
    return "".join(str(_DIGITS.get(each, each)) for each in same)


def _value(parts: list[str]) -> str | None:
    """Return a number with its powers of ten named, in digits; None if it isn't one number, or not a whole one.

    parts: figures, and single numerals in their simplified form.
    """
    from fractions import Fraction

    total = below = Fraction(0)  # below: what is less than the next scale, 万 or 亿
    digit: Fraction | None = None
    before = ""  # the power or scale that the next digit follows: 五 in 一千五 may be 5 or 500
    last = 10**12  # each power must be smaller than the one before, until a scale
    scales: set[int] = set()
    for part in [*parts, ""]:
        if part == "0" and digit is None and len(parts) > 1:  # 零, in place of a power that is left out
            before = ""
        elif not part or part in _SCALES:
            if digit is not None and before not in ("", "十"):
                return None
            below, digit = below + (digit or 0), None
            if part:
                scale = _SCALES[part]
                is_highest = scale > max(scales, default=0)  # 亿 multiplies all before it, as in 万亿
                if not (below or (is_highest and total)) or scale in scales:
                    return None
                total = (total + below) * scale if is_highest else total + below * scale
                below, last, before, scales = Fraction(0), 10**12, part, {scale} | (set() if is_highest else scales)
        elif part in _TENS:
            if (digit is None and part != "十") or _TENS[part] >= last:
                return None
            below += (1 if digit is None else digit) * _TENS[part]
            digit, last, before = None, _TENS[part], part
        elif digit is not None:
            return None
        else:
            digit = Fraction(_DIGITS.get(part, _GROUP_MARK.sub("", part).replace(",", ".")))
    value = total + below
    return str(value) if value.denominator == 1 else None

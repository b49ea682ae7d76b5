"""Make wrong dates and numbers that are similar to right ones, possible, and in range."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from random import Random

from zgcquiz.core.authoring.drafting.facts import FactKind
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules
from zgcquiz.core.value import Value

DISTRACTORS = 4
"""Distractors that are proposed for a draft."""
_LONGEST_FIGURE = 60
"""The most characters of a figure that similar ones are made for."""
_TRIED = 24
"""How many candidates are made at most, before those are taken out that the sentence has or rules out."""
_PAST = 2020
"""A year that is past. Later ones are only proposed if the text has such."""
_SPREADS = ((1950, (1, 2, 3, 4, 5, 6, 8)), (1800, (2, 3, 4, 5, 7, 9, 12, 15)), (1500, (4, 7, 10, 15, 20, 28, 35)))
"""How far wrong years are from the right one, by the year from which this holds: the older, the farther."""
_OLD_SPREAD = (10, 20, 30, 45, 60, 80, 110)
_FACTORS = (0.35, 0.5, 0.65, 0.8, 1.25, 1.6, 2.0, 2.6)
_MAX_PERCENT = 100.0
_AROUND = 20
"""Whole numbers below this are moved by a few, larger ones by a factor."""
_MOVES = (-4, -3, -2, -1, 1, 2, 3, 4, 5, 6)


class YearLimits(Value, frozen=True):
    """Between which years, exclusive, a wrong year must be for the rest of the sentence to make sense."""

    after: int
    before: int

    def allow(self, year: int) -> bool:
        return self.after < year < self.before


def year_limits(year: int, others: Sequence[int], latest: int) -> YearLimits:
    """Return the limits of wrong years for one. others: the other years of the sentence; latest: of the whole text."""
    return YearLimits(
        max((other for other in others if other < year), default=0),
        min((other for other in others if other > year), default=max(latest, _PAST) + 1),
    )


def wrong_figures(
    kind: FactKind, text: str, rules: LanguageRules, rng: Random, limits: YearLimits, taken: str = ""
) -> list[str]:
    """Return distractors for a date or number: of the same form, with valid days, percentages of at most 100.

    taken: the sentence, none of whose figures is proposed. Fewer than DISTRACTORS if there are no more, none if the
    text is no figure, or has more than _LONGEST_FIGURE characters.
    """
    if len(text) > _LONGEST_FIGURE:
        return []
    makers = {
        FactKind.DATE: _dates,
        FactKind.YEAR: _years,
        FactKind.DECADE: _decades,
        FactKind.CENTURY: _centuries,
    }
    found: dict[str, None] = {}
    for other in makers.get(kind, _numbers)(text, rules, rng, limits):
        if other != text and other not in taken:
            found[other] = None
            if len(found) == DISTRACTORS:
                break
    return list(found)


def _spread(year: int) -> tuple[int, ...]:
    return next((spread for since, spread in _SPREADS if year >= since), _OLD_SPREAD)


def _other_years(year: int, rng: Random, limits: YearLimits) -> list[int]:
    """Return wrong years within limits, in random order, or nearer ones if the limits leave too few."""
    moves = [sign * move for move in _spread(year) for sign in (-1, 1)]
    near = [move for move in range(-DISTRACTORS, DISTRACTORS + 1) if move and move not in moves]
    rng.shuffle(moves)
    return [year + move for move in (*moves, *near) if year + move > 0 and limits.allow(year + move)]


def _years(text: str, rules: LanguageRules, rng: Random, limits: YearLimits) -> Iterator[str]:
    match = re.search(r"\d+", text)
    if match is not None:
        is_before_christ = re.search(r"BC|v\. ?Chr|前", text) is not None
        limits = YearLimits(0, 10_000) if is_before_christ else limits
        for year in _other_years(int(match[0]), rng, limits):
            yield f"{text[: match.start()]}{year}{text[match.end() :]}"


def _decades(text: str, rules: LanguageRules, rng: Random, limits: YearLimits) -> Iterator[str]:
    in_century = re.search(r"世纪(\d0)", text)
    if in_century is not None:
        tens = [ten for ten in range(10, 100, 10) if ten != int(in_century[1])]
        yield from (text.replace(f"世纪{in_century[1]}", f"世纪{ten}") for ten in rng.sample(tens, len(tens)))
        return
    match = re.search(r"\d{4}", text)
    if match is not None:
        moves = [-40, -30, -20, -10, 10, 20, 30, 40]
        rng.shuffle(moves)
        for decade in (int(match[0]) + move for move in moves):
            if limits.allow(decade):
                yield text.replace(match[0], str(decade))


def _centuries(text: str, rules: LanguageRules, rng: Random, limits: YearLimits) -> Iterator[str]:
    match = re.match(r"(\d+)(st|nd|rd|th)?", text)
    if match is not None:
        moves = [-4, -3, -2, -1, 1, 2, 3, 4]
        rng.shuffle(moves)
        for century in (int(match[1]) + move for move in moves):
            if 0 < century <= (limits.before - 2) // 100 + 1:
                yield f"{century}{ordinal_ending(century) if match[2] else ''}{text[match.end() :]}"


def ordinal_ending(number: int) -> str:
    """Return the English ending of an ordinal: "st" for 21, "th" for 11."""
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _dates(text: str, rules: LanguageRules, rng: Random, limits: YearLimits) -> Iterator[str]:
    """Yield other dates of the same format; of a full date, some with the year of the right one."""
    match = next((found for pattern in rules.dates if (found := pattern.fullmatch(text))), None)
    if match is None:
        return
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else 0
    month = _month_number(parts["month"], rules)
    if not 1 <= month <= 12:
        return
    years = _other_years(year, rng, limits) if year else []
    for attempt in range(_TRIED):
        other_year = years[attempt % len(years)] if years and attempt % 4 != 3 else year
        other_month = month if attempt % 2 == 0 and other_year != year else (month - 1 + rng.randrange(1, 12)) % 12 + 1
        values = {"year": other_year, "month": other_month}
        if parts.get("day"):
            last = monthrange(other_year or 2000, other_month)[1]
            values["day"] = rng.randint(1, last) if attempt % 2 else min(int(parts["day"]), last)
        yield _with_parts(match, values, rules)


def _month_number(text: str, rules: LanguageRules) -> int:
    return int(text) if text.isdigit() else rules.months.index(text) + 1


def _with_parts(match: re.Match[str], values: dict[str, int], rules: LanguageRules) -> str:
    """Return the text of a match with other values of its groups."""
    text, first = match[0], match.start()
    index = match.re.groupindex
    has_zeros = re.search(r"\d-\d|(?<!\d)0\d", text) is not None
    for name in sorted((name for name in values if name in index), key=lambda name: -match.start(name)):
        written = str(values[name])
        if name == "month" and not match[name].isdigit():
            written = rules.months[values[name] - 1]
        elif name != "year" and has_zeros:
            written = written.zfill(2)
        start, end = match.start(name) - first, match.end(name) - first
        ending = re.match("st|nd|rd|th", text[end:]) if name == "day" else None
        if ending:
            written, end = written + ordinal_ending(values[name]), end + 2
        text = text[:start] + written + text[end:]
    return text


def _numbers(text: str, rules: LanguageRules, rng: Random, limits: YearLimits) -> Iterator[str]:
    if text in rules.counts:
        at = rules.counts.index(text)
        near = [word for place, word in enumerate(rules.counts) if place != at and abs(place - at) <= DISTRACTORS]
        yield from rng.sample(near, len(near))
        return
    match = rules.numbers.search(text)
    if match is None:
        return
    start, end = match.span("number")
    before, figure, tail = text[:start], match["number"], text[end:]
    right = number_value(figure, rules)
    is_share = re.search(r"[%％]|[Pp]er ?[Cc]ent|Prozent", tail) is not None and right <= _MAX_PERCENT
    if (
        is_share and _MAX_PERCENT / 2 < right < _MAX_PERCENT
    ):  # what is left of the whole is varied, so that 95 has some above it, too
        values = [_MAX_PERCENT - rest for rest in _other_values(_MAX_PERCENT - right, figure, rules, rng)]
    else:
        values = _other_values(right, figure, rules, rng)
    for value in values:
        if value > 0 and (not is_share or value < _MAX_PERCENT):
            yield before + _formatted(value, figure, rules) + tail


def number_value(figure: str, rules: LanguageRules) -> float:
    """Return the value of digits with a language's separators."""
    digits = re.sub(rf"[{re.escape(rules.group)}\u00a0\u202f]", "", figure)
    return float(digits.replace(rules.decimal, "."))


def _other_values(value: float, figure: str, rules: LanguageRules, rng: Random) -> list[float]:
    if value == int(value) and value < _AROUND and rules.decimal not in figure:
        around = [value + move for move in _MOVES if value + move > 1]
        return rng.sample(around, len(around))
    return [value * factor for factor in rng.sample(_FACTORS, len(_FACTORS))]


def _formatted(value: float, figure: str, rules: LanguageRules) -> str:
    """Return a value with the decimals, separators and significant digits of a figure."""
    decimals = len(figure.partition(rules.decimal)[2])
    digits = re.sub(r"\D", "", figure).strip("0")
    whole = len(str(int(value)))
    rounded = round(value, decimals) if decimals else round(value, max(1, len(digits)) - whole)
    written = f"{max(rounded, 10**-decimals):,.{decimals}f}"
    sign = next((each for each in figure if not each.isdigit() and each != rules.decimal), "")
    if not sign and len(figure) < 4 and value >= 1000:
        sign = rules.group
    return "".join({",": sign, ".": rules.decimal}.get(each, each) for each in written)

"""Dates as a learner writes them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from zgcquiz.core.settings import WEEKDAYS

_SPAN = re.compile(r"(?:\+|in )?(?:([0-9]{1,5}) ?(d|days?|w|weeks?|months?)?|(?:a|one) (day|week|month))")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_HOW = "write it as 2027-01-31, tomorrow, friday, 10 days, 2 weeks, or 3 months"


def read_date(text: str, today: date) -> date:
    """Return the date that is meant by "2027-01-31", "today", "tomorrow", "fri", "10 days", "2 weeks" or "+10".

    A weekday is the next one after today; a month later is the same day of the month, or its last one. Raises
    ValueError, saying what is wrong.
    """
    words = " ".join(text.casefold().split())
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if len(words) >= len("mon"):
        for number, name in enumerate(WEEKDAYS):
            if name.startswith(words):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    try:
        if (match := _SPAN.fullmatch(words)) and words != match[1]:  # a bare number could be anything
            return _later(today, int(match[1] or 1), match[2] or match[3] or "day")
        if match := _DATE.fullmatch(words):
            return date(*map(int, match.groups()))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text} is not a date: {error}.") from error
    raise ValueError(f"'{text}' is not a date; {_HOW}.")


def _later(today: date, number: int, unit: str) -> date:
    if not unit.startswith("m"):
        return today + timedelta(days=number * (7 if unit.startswith("w") else 1))
    years, month = divmod(today.month - 1 + number, 12)
    last = monthrange(today.year + years, month + 1)[1]
    return date(today.year + years, month + 1, min(today.day, last))

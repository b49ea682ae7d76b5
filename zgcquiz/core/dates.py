"""Dates as a learner writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from zgcquiz.core.settings import WEEKDAYS

_DAYS = re.compile(r"(?:\+|in +)?([0-9]{1,5}) *(?:d|days?)?")


def read_date(text: str, today: date) -> date:
    """Return the date that is meant by "2027-01-31", "today", "tomorrow", "friday", "fri", "10 days" or "+10".

    A weekday is the next one after today. Raises ValueError, saying what is wrong.
    """
    words = " ".join(text.casefold().split())
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if len(words) >= len("mon"):
        for number, name in enumerate(WEEKDAYS):
            if name.startswith(words):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if (match := _DAYS.fullmatch(words)) and words != match[1]:  # a bare number could be anything
        return today + timedelta(days=int(match[1]))
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"{text} is not a date: {error}.") from error
    raise ValueError(f"'{text}' is not a date; write it as 2027-01-31, tomorrow, friday, or 10 days.")

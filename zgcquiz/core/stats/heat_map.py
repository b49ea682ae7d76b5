"""The heat map: answers per day over a year, in a few steps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from zgcquiz.core.value import Value

STEPS = 4
"""The number of steps above 0."""
_MONDAY = 4
"""The first Monday among the learner's days, which count from Thursday, 1 January 1970."""


class HeatMap(Value, frozen=True):
    """The steps of each day. first_day: the first Monday; weeks: one column each, of seven steps from Monday
    on, 0 for no answers to STEPS, None for days to come; bounds: the most answers of each step.
    """

    first_day: int
    weeks: tuple[tuple[int | None, ...], ...]
    bounds: tuple[int, ...]


def make_heat_map(days: Mapping[int, int], today: int, weeks: int) -> HeatMap:
    """Return the heat map of the last weeks, up to this one, with about as many days in each step.

    days: answers by the learner's day.
    """
    first = today - (today - _MONDAY) % 7 - 7 * (weeks - 1)
    counts = sorted(count for day, count in days.items() if first <= day <= today)
    bounds = tuple(
        sorted({counts[(len(counts) - 1) * step // STEPS] for step in range(1, STEPS + 1)} if counts else ())
    )

    def step(day: int) -> int | None:
        if day > today:
            return None
        count = days.get(day, 0)
        return bisect_left(bounds, count) + 1 if count else 0

    columns = tuple(tuple(step(first + 7 * week + day) for day in range(7)) for week in range(weeks))
    return HeatMap(first, columns, bounds)

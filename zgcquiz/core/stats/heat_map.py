"""A year at a glance: how much was answered on each day, in a few steps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from zgcquiz.core.value import Value

STEPS = 4
"""How many steps of "some" there are above "none"."""
_MONDAY = 4
"""The first Monday among the learner's days, which count from Thursday, 1 January 1970."""


class HeatMap(Value, frozen=True):
    """first_day: the Monday in the upper left; weeks: a column each, of seven steps from Monday on,
    0 for none to STEPS, None for days to come; bounds: of each step the most answers that it stands for."""

    first_day: int
    weeks: tuple[tuple[int | None, ...], ...]
    bounds: tuple[int, ...]


def heat_map(days: Mapping[int, int], today: int, weeks: int) -> HeatMap:
    """The weeks up to this one. Days with answers are parted into steps of about equal size.

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

"""The forgetting curve of a question: how well its answer was known, and will be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from zgcquiz.core.learning.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.value import Value

_AHEAD = 0.25
"""The part of the curve that lies after its last event, as a share of what lies before."""
_LEAST = 4
"""The fewest days of a curve."""


class ForgettingCurve(Value, frozen=True):
    """The chance of recall over time, at equal distances.

    first_day, last_day: the learner's days of the first and the last of the values; today, due: positions among the
    values, due None if the question isn't scheduled.
    """

    first_day: int
    last_day: int
    values: tuple[float, ...]
    today: int
    due: int | None


def forgetting_curve(
    scheduler: Scheduler, attempts: Sequence[Attempt], today: int, due: int | None, size: int
) -> ForgettingCurve | None:
    """Return the curve from the first attempt to some time after the due day; None without attempts.

    attempts: the oldest first; today, due: the learner's days; size: how many values there are.
    """
    cards: list[Reviewed] = []
    card: Card = New()
    for attempt in attempts:
        card = scheduler.advance(card, attempt)
        cards.append(card)
    if not cards:
        return None
    first = cards[0].last_day
    last = max(today, cards[-1].last_day, today if due is None else due)
    end = first + max(_LEAST, (last - first) * (1 + _AHEAD))
    return _sampled(cards, scheduler.retrievability, (first, end), size, today, due)


def _sampled(
    cards: Sequence[Reviewed],
    recall: Callable[[Reviewed, int], float],
    days: tuple[int, float],
    size: int,
    today: int,
    due: int | None,
) -> ForgettingCurve:
    first, end = days
    starts = [card.last_day for card in cards]
    step = (end - first) / max(1, size - 1)
    samples = [round(first + at * step) for at in range(size)]
    values = tuple(recall(cards[max(0, bisect_right(starts, day) - 1)], day) for day in samples)

    def position(day: int) -> int:
        return max(0, min(size - 1, round((day - first) / step)))

    return ForgettingCurve(first, samples[-1], values, position(today), None if due is None else position(due))

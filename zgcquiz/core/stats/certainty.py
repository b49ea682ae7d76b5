"""How well a learner knows what is known: right answers at each level of certainty."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value

STANDS_FOR = {1: 1 / 3, 2: 11 / 15, 3: 9 / 10}
"""The chance of a right answer that a level stands for: the middle of the chances for which it pays best.

With marks of 1, 2, 3 and 0, -2, -6 (core/scoring.py) that is level 1 up to 2/3, where 1p = 2p - 2(1 - p), level 2 up to
4/5, where 2p - 2(1 - p) = 3p - 6(1 - p), level 3 from there.
"""


class Share(Value, frozen=True):
    """So many right of so many."""

    right: int = 0
    of: int = 0


class Overrated(Value, frozen=True):
    """An item answered wrongly with certainty. times: how often; picked: the last such answer; at: when,
    milliseconds UTC; mended: it was known on a later day."""

    ref: Ref
    times: int
    picked: str
    at: int
    mended: bool


class Certainties(Value, frozen=True):
    """levels: 1 to 3, where they were asked for; sure, guess: of the answers where they weren't.

    brier: the mean square of chance less outcome over the levels, 0 at best: half of what G. W. Brier defined in
    "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78(1), 1950, who
    added up both outcomes;
    of_average: what always saying the average would have come to. None without levels.
    """

    levels: Mapping[int, Share]
    sure: Share
    guess: Share
    brier: float | None
    of_average: float | None
    overrated: tuple[Overrated, ...]


def certainties(
    levels: Mapping[int, Share], sure: Share, guess: Share, overrated: tuple[Overrated, ...]
) -> Certainties:
    """The figures over what was counted; of the overrated, those not mended come first, then the most frequent."""
    of = sum(share.of for share in levels.values())
    brier = average = None
    if of:
        right = sum(share.right for share in levels.values()) / of
        average = right * (1 - right)
        brier = (
            sum(
                share.right * (1 - STANDS_FOR[level]) ** 2 + (share.of - share.right) * STANDS_FOR[level] ** 2
                for level, share in levels.items()
            )
            / of
        )
    ranked = sorted(overrated, key=lambda item: (item.mended, -item.times, -item.at, item.ref))
    return Certainties(levels, sure, guess, brier, average, tuple(ranked))

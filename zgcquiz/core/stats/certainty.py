"""Right answers at each level of certainty: how well a learner judges their own knowledge."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value

STANDS_FOR = {1: 1 / 3, 2: 11 / 15, 3: 9 / 10}
"""The chance of a right answer that a level stands for: the middle of the chances for which it has the best mark.

With marks of 1, 2, 3 and 0, -2, -6 (`rounds.scoring`) level 1 is best up to 2/3, where 1p = 2p - 2(1 - p), level 2 up
to 4/5, where 2p - 2(1 - p) = 3p - 6(1 - p), and level 3 from there.
"""


class Share(Value, frozen=True):
    """How many answers were right, of how many."""

    right: int = 0
    of: int = 0


class Overrated(Value, frozen=True):
    """An item answered wrongly at the highest certainty.

    times: how often; picked: the last such answer; at: its time, milliseconds since 1970 in UTC; mended:
    whether the item was known on a later day.
    """

    ref: Ref
    times: int
    picked: str
    at: int
    mended: bool


class Certainties(Value, frozen=True):
    """Right answers by certainty.

    levels: 1 to 3, of answers with a level; sure, guess: of those without. brier: the mean squared
    difference of chance and outcome over the levels, 0 at best: half of the score in G. W. Brier,
    "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78(1), 1950, which
    adds up both outcomes; of_average: the score of always predicting the average. Both are None without levels.
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
    """Return the figures for these counts. Overrated items not mended come first, then the most frequent."""
    of = sum(share.of for share in levels.values())
    brier = average = None
    if of:
        right = sum(share.right for share in levels.values()) / of
        average = right * (1 - right)
        counts = [(STANDS_FOR[level], share.right, share.of - share.right) for level, share in levels.items()]
        brier = sum(hits * (1 - chance) ** 2 + misses * chance**2 for chance, hits, misses in counts) / of
    ranked = sorted(overrated, key=lambda item: (item.mended, -item.times, -item.at, item.ref))
    return Certainties(levels, sure, guess, brier, average, tuple(ranked))

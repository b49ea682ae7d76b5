"""How far a habit of the author is from chance: for key-position, key-length and key-middle."""

from __future__ import annotations

import math
from collections.abc import Sequence

FEWEST = 20
"""Questions: fewer say nothing."""
_SURPRISE = 3.0
"""Standard deviations from chance that are no accident."""


def is_habit(hits: Sequence[bool], chances: Sequence[float], threshold: float) -> bool:
    """A guess that lands by each chance lands clearly more often: by the threshold, and by no accident.

    threshold: how many times as often as by chance.
    """
    expected = sum(chances)
    spread = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    return len(hits) >= FEWEST and sum(hits) >= threshold * expected and sum(hits) > expected + _SURPRISE * spread

"""Compare an author's habits with chance, for key-position, key-length and key-middle."""

from __future__ import annotations

import math
from collections.abc import Sequence

MIN_QUESTIONS = 20
_MIN_DEVIATIONS = 3.0
"""Standard deviations above chance from which a habit is no accident."""


def is_habit(hits: Sequence[bool], chances: Sequence[float], threshold: float) -> bool:
    """Tell whether a guessing strategy hits far more often than by chance, in at least 20 questions.

    hits: for each question, whether the strategy picks the key; chances: P(hit) by chance; threshold: how many
    times as often as by chance it must hit.
    """
    expected = sum(chances)
    deviation = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    is_significant = sum(hits) > expected + _MIN_DEVIATIONS * deviation
    return len(hits) >= MIN_QUESTIONS and sum(hits) >= threshold * expected and is_significant

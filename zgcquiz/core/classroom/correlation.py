"""Correlation of counted pairs of values."""

from __future__ import annotations

import math
from collections.abc import Sequence


def correlation(rows: Sequence[tuple[float, float, int]]) -> float | None:
    """Return Pearson's correlation of two values; None if one of them is always the same.

    rows: two values, and how often this pair of them was observed. If one value is 0 or 1, this is the point-biserial
    correlation. Sums are rounded once, of the differences from the means.
    """
    count = sum(times for _, _, times in rows)
    if not count:
        return None
    mean_x = math.fsum(x * times for x, _, times in rows) / count
    mean_y = math.fsum(y * times for _, y, times in rows) / count
    var_x = math.fsum((x - mean_x) ** 2 * times for x, _, times in rows)
    var_y = math.fsum((y - mean_y) ** 2 * times for _, y, times in rows)
    if len({x for x, _, _ in rows}) < 2 or len({y for _, y, _ in rows}) < 2:
        return None
    return math.fsum((x - mean_x) * (y - mean_y) * times for x, y, times in rows) / math.sqrt(var_x * var_y)

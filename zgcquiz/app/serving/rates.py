"""Limits on how often someone may do something."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable


class Rates:
    """Token buckets, one for each name: a burst at once, and then so many a second."""

    def __init__(self, per_second: float, burst: int, timer: Callable[[], float], most: int = 10_000) -> None:
        """timer: returns seconds; most: the names that are remembered, the ones used last."""
        self._per_second = per_second
        self._burst = burst
        self._timer = timer
        self._most = most
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, name: Hashable, count: int = 1) -> bool:
        """Take tokens of a name, if it has as many. Return whether it had."""
        now = self._timer()
        left, since = self._left.pop(name, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._per_second)
        taken = left >= count
        self._left[name] = (left - count if taken else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return taken

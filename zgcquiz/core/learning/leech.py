"""Leeches: items forgotten so often that they cost more time than they are worth."""

from __future__ import annotations

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value


class Leech(Value, frozen=True):
    """An item with too many lapses.

    path: of its pack, None if that came with the program and can't be edited; suspended: whether it is suspended.
    """

    ref: Ref
    stem: str
    lapses: int
    repetitions: int
    path: str | None
    suspended: bool = False


def is_leech(lapses: int, threshold: int) -> bool:
    """Return whether an item with these lapses is a leech. threshold: `Settings.leech_lapses`, 0 for never."""
    return 0 < threshold <= lapses


def is_named(lapses: int, threshold: int) -> bool:
    """Return whether to report a leech after its latest lapse.

    It is reported when it reaches the threshold, and then every half threshold, rounded up (Anki's rule).
    """
    return is_leech(lapses, threshold) and (lapses - threshold) % -(-threshold // 2) == 0

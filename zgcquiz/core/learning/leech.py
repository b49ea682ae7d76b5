"""Leeches: items that are forgotten again and again, and cost more time than they are worth."""

from __future__ import annotations

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value


class Leech(Value, frozen=True):
    """An item with too many lapses.

    path: of the pack where it can be rewritten, None where it came with the program; stem: what it asks;
    suspended: it isn't asked any more.
    """

    ref: Ref
    stem: str
    lapses: int
    repetitions: int
    path: str | None
    suspended: bool = False


def is_leech(lapses: int, threshold: int) -> bool:
    """threshold: settings.leech_lapses; with 0 there are none."""
    return 0 < threshold <= lapses


def is_named(lapses: int, threshold: int) -> bool:
    """Whether a lapse is one after which the item is to be named as a leech: the one that reaches
    the threshold, and from there each that makes half as many more, rounded up (Anki's rule)."""
    return is_leech(lapses, threshold) and (lapses - threshold) % -(-threshold // 2) == 0

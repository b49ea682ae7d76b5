"""Held items, which are not asked: suspended until resumed, or buried until the next day."""

from __future__ import annotations

from enum import StrEnum

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import Value

HELD_INDEFINITELY = 1_000_000
"""The learner's day, in the year 4707, until which a suspended item is held."""


class Held(StrEnum):
    """What a hold does to its item."""

    SUSPENDED = "suspended"
    BURIED = "buried"
    RESUMED = "resumed"


class Hold(Value, frozen=True):
    """A suspend, bury or resume event; the latest one per item wins.

    id: UUIDv7; until: the learner's day from which the item is asked again.
    """

    id: str
    device: str
    at: Moment
    ref: Ref
    held: Held
    until: int


def held_until(held: Held, today: int) -> int:
    """Return the learner's day from which an item held today is asked again."""
    return {Held.SUSPENDED: HELD_INDEFINITELY, Held.BURIED: today + 1, Held.RESUMED: 0}[held]


def is_change(before: Held | None, held: Held) -> bool:
    """Return whether a hold changes an item's state.

    before: SUSPENDED, BURIED, or None for an item that is not held. Burying a suspended item changes
    nothing, as it would ask the item again tomorrow.
    """
    if held is Held.RESUMED:
        return before is not None
    return before not in (held, Held.SUSPENDED)


class HoldChange(Value, frozen=True):
    """The result of suspending, burying or resuming items of a pack.

    changed: the items whose state changed; already: those that were in that state before.
    """

    pack: str
    held: Held
    changed: tuple[Ref, ...]
    already: tuple[Ref, ...]


class HeldItem(Value, frozen=True):
    ref: Ref
    held: Held
    stem: str

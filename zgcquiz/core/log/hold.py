"""Items that are not to be asked: suspended until they are resumed, or buried until the next day."""

from __future__ import annotations

from enum import StrEnum

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import Value

HELD_INDEFINITELY = 1_000_000
"""The learner's day until which a suspended item is held: in the year 4707."""


class Held(StrEnum):
    """What was said of an item."""

    SUSPENDED = "suspended"
    BURIED = "buried"
    RESUMED = "resumed"


class Hold(Value, frozen=True):
    """One such saying. Of all that were said of an item, the last counts.

    id: UUIDv7; until: the learner's day from which the item is asked again.
    """

    id: str
    device: str
    at: Moment
    ref: Ref
    held: Held
    until: int


def until(held: Held, today: int) -> int:
    """The learner's day from which an item is asked again, of which this was said today."""
    return {Held.SUSPENDED: HELD_INDEFINITELY, Held.BURIED: today + 1, Held.RESUMED: 0}[held]


def is_change(before: Held | None, held: Held) -> bool:
    """Whether a saying changes anything: to bury what is suspended would ask it again tomorrow.

    before: SUSPENDED, BURIED, or None for an item that is not held.
    """
    if held is Held.RESUMED:
        return before is not None
    return before not in (held, Held.SUSPENDED)


class HoldChange(Value, frozen=True):
    """What became of a wish to suspend, bury or resume items of a pack.

    changed: for which it did something; already: for which it was so before.
    """

    pack: str
    held: Held
    changed: tuple[Ref, ...]
    already: tuple[Ref, ...]


class HeldItem(Value, frozen=True):
    """An item that is not asked now."""

    ref: Ref
    held: Held
    stem: str

"""What to ask today: the most forgotten first, within the limits, and no two siblings.

The limits and the siblings of a pack are its own, so each pack is picked from alone;
what was picked is then merged into one order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value

_Any = TypeVar("_Any")

Fact = tuple[str, str, bool]
"""Names what siblings share; an item without siblings stands for itself."""


def fact_of(ref: Ref, fact: str) -> Fact:
    """fact: as the item has it, "" for none."""
    return ref.pack, fact or ref.item, bool(fact)


def in_turn(groups: Iterable[Sequence[_Any]]) -> Iterator[_Any]:
    """The first of each group, then the second of each that has one, and so on."""
    left = [group for group in groups if group]
    turn = 0
    while left:
        yield from (group[turn] for group in left)
        turn += 1
        left = [group for group in left if len(group) > turn]


class Waiting(Value, frozen=True):
    """An item that may be asked. fact: "" where it has no siblings; topic: what it is about."""

    ref: Ref
    fact: str = ""
    topic: str = ""

    @property
    def key(self) -> Fact:
        return fact_of(self.ref, self.fact)


class Due(Waiting, frozen=True):
    """An item that is due.

    forgetting: days since the last answer for each day of stability: as it grows, retrievability
    falls; due_day: the learner's day since which it has been due.
    """

    forgetting: float = 0.0
    due_day: int = 0


class Quota(Value, frozen=True):
    """What may still be asked of a pack: so many due items, so many new ones, so many of both."""

    due: int
    new: int
    both: int


class DueSelection(Value, frozen=True):
    """What is asked of a pack. limited: more is due than may be asked."""

    due: tuple[Due, ...]
    new: tuple[Waiting, ...]
    limited: bool


class Queue(Value, frozen=True):
    """What is asked today. refs: all of it, in order; due: how many of these are due; new: those never
    answered."""

    refs: tuple[Ref, ...]
    due: int
    new: frozenset[Ref]


def pick(due: Iterable[Due], new: Iterable[Waiting], met: Iterable[Fact], quota: Quota) -> DueSelection:
    """Choose from one pack.

    due: what is due; of a fact that has something here, all that is due, so that the sibling that
    has been due longest can go first: thus none waits for ever behind one that is missed day after
    day. new: never answered, in the author's order. met: the facts answered today, which rest
    until tomorrow.
    """
    siblings: dict[Fact, list[Due]] = {}
    for item in due:
        siblings.setdefault(item.key, []).append(item)
    taken = set(met)
    free = [group for key, group in siblings.items() if key not in taken]
    free.sort(key=lambda group: min(map(_urgency, group)))
    chosen = [min(group, key=lambda item: (item.due_day, _urgency(item))) for group in free[: quota.due]]
    taken.update(item.key for item in chosen)
    room = min(quota.new, quota.both - len(chosen))
    return DueSelection(tuple(chosen), tuple(_first_of_facts(new, taken, room)), limited=len(free) > len(chosen))


def _urgency(item: Due) -> tuple[float, Ref]:
    return -item.forgetting, item.ref


def _first_of_facts(items: Iterable[Waiting], taken: set[Fact], room: int) -> Iterator[Waiting]:
    """So many of the items as there is room for, in order, one of a fact."""
    for item in items:
        if room <= 0:
            return
        if item.key not in taken:
            taken.add(item.key)
            room -= 1
            yield item


def merge(
    missed: Sequence[Ref], picked: Sequence[DueSelection], most_due: int | None = None, most_new: int | None = None
) -> Queue:
    """One order for what was picked from each pack.

    missed: what was missed today and is due again. It comes first, whatever the limits; then what
    is due, the most forgotten first but no topic twice in a row where that can be helped; then new
    items, from the packs in turn, each in its author's order. most_due, most_new: at most so many
    of all packs together.
    """
    due = sorted((item for each in picked for item in each.due), key=_urgency)[:most_due]
    new = list(in_turn([each.new for each in picked]))[:most_new]
    refs = (*missed, *(item.ref for item in interleave(due)), *(item.ref for item in new))
    return Queue(refs, len(missed) + len(due), frozenset(item.ref for item in new))


def interleave(items: Sequence[Due]) -> Iterator[Due]:
    """The items in their order, but after one of a topic the first of another, while there is one."""
    topics: dict[tuple[str, str], list[int]] = {}
    for place, item in enumerate(items):
        topics.setdefault((item.ref.pack, item.topic), []).append(place)
    rest = [iter(places) for places in topics.values()]
    fronts = [(next(places), topic) for topic, places in enumerate(rest)]
    heapify(fronts)
    held: tuple[int, int] | None = None  # of the topic asked last: it lets another go first
    while fronts:
        place, topic = heappop(fronts)
        yield items[place]
        if held is not None:
            heappush(fronts, held)
        following = next(rest[topic], None)
        held = None if following is None else (following, topic)
        if held is not None and not fronts:
            fronts, held = [held], None

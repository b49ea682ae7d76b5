"""The queue of today's items: the most forgotten first, within the limits, without siblings.

Limits and siblings are those of a pack, so items are selected from each pack alone, and the selections
then merged into one order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value

_Any = TypeVar("_Any")

Fact = tuple[str, str, bool]
"""Identifies the fact that siblings share, as (pack, name, True); an item without a fact is (pack, id, False)."""


def fact_of(ref: Ref, fact: str) -> Fact:
    """Return an item's fact. fact: its name, "" for none."""
    return ref.pack, fact or ref.item, bool(fact)


def in_turn(groups: Iterable[Sequence[_Any]]) -> Iterator[_Any]:
    """Yield the first of each group, then the second of each that has one, and so on."""
    left = [group for group in groups if group]
    turn = 0
    while left:
        yield from (group[turn] for group in left)
        turn += 1
        left = [group for group in left if len(group) > turn]


class Waiting(Value, frozen=True):
    """An item that may be asked. fact: "" if it has no siblings; topic: its subject, to vary the order by."""

    ref: Ref
    fact: str = ""
    topic: str = ""

    @property
    def key(self) -> Fact:
        return fact_of(self.ref, self.fact)


class Due(Waiting, frozen=True):
    """An item that is due.

    forgetting: days since the last answer divided by stability: retrievability falls as it grows;
    due_day: the learner's day since which it is due.
    """

    forgetting: float = 0.0
    due_day: int = 0


class Quota(Value, frozen=True):
    """How many more items of a pack may be asked: due ones, new ones, and both together."""

    due: int
    new: int
    both: int


class DueSelection(Value, frozen=True):
    """The items of a pack to ask. limited: whether more are due than the limits allow."""

    due: tuple[Due, ...]
    new: tuple[Waiting, ...]
    limited: bool


class Queue(Value, frozen=True):
    """The items to ask today. refs: all, in order; due: how many of them are due; new: those never answered."""

    refs: tuple[Ref, ...]
    due: int
    new: frozenset[Ref]


def select_items(due: Iterable[Due], new: Iterable[Waiting], met: Iterable[Fact], quota: Quota) -> DueSelection:
    """Select the items to ask from one pack.

    due: due items, with all due siblings of each, so that the one due longest can go first and none
    waits for ever behind one that is missed day after day. new: items never answered, in the author's
    order. met: the facts answered today, which are not asked again until tomorrow.
    """
    siblings: dict[Fact, list[Due]] = {}
    for item in due:
        siblings.setdefault(item.key, []).append(item)
    used = set(met)
    free = [group for key, group in siblings.items() if key not in used]
    free.sort(key=lambda group: min(map(_urgency, group)))
    chosen = [min(group, key=lambda item: (item.due_day, _urgency(item))) for group in free[: quota.due]]
    used.update(item.key for item in chosen)
    most_new = min(quota.new, quota.both - len(chosen))
    return DueSelection(tuple(chosen), tuple(_first_of_facts(new, used, most_new)), limited=len(free) > len(chosen))


def _urgency(item: Due) -> tuple[float, Ref]:
    return -item.forgetting, item.ref


def _first_of_facts(items: Iterable[Waiting], used: set[Fact], most: int) -> Iterator[Waiting]:
    """Yield at most `most` items in order, one per fact, without facts used before."""
    for item in items:
        if most <= 0:
            return
        if item.key not in used:
            used.add(item.key)
            most -= 1
            yield item


def merge_selections(
    missed: Sequence[Ref], picked: Sequence[DueSelection], most_due: int | None = None, most_new: int | None = None
) -> Queue:
    """Merge the selections from several packs into one order.

    missed: items missed today and due again, which come first, whatever the limits of the day; then due items, the
    most forgotten first but no topic twice in a row if avoidable; then new items, from the packs in turn, each in its
    author's order. most_due, most_new: limits over all packs, the first of both missed and due items.
    """
    missed = missed[:most_due]
    left = None if most_due is None else most_due - len(missed)
    due = sorted((item for each in picked for item in each.due), key=_urgency)[:left]
    new = list(in_turn([each.new for each in picked]))[:most_new]
    refs = (*missed, *(item.ref for item in interleave(due)), *(item.ref for item in new))
    return Queue(refs, len(missed) + len(due), frozenset(item.ref for item in new))


def interleave(items: Sequence[Due]) -> Iterator[Due]:
    """Yield the items in order, but after one of a topic the first of another topic, while there is one."""
    topics: dict[tuple[str, str], list[int]] = {}
    for position, item in enumerate(items):
        topics.setdefault((item.ref.pack, item.topic), []).append(position)
    rest = [iter(positions) for positions in topics.values()]
    fronts = [(next(positions), topic) for topic, positions in enumerate(rest)]
    heapify(fronts)
    delayed: tuple[int, int] | None = None  # the next item of the last topic, which lets another go first
    while fronts:
        position, topic = heappop(fronts)
        yield items[position]
        if delayed is not None:
            heappush(fronts, delayed)
        following = next(rest[topic], None)
        delayed = None if following is None else (following, topic)
        if delayed is not None and not fronts:
            fronts, delayed = [delayed], None

"""Which items make up a round, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import TypeVar

from zgcquiz.core.log.review import Ref

_Any = TypeVar("_Any")


Fact = tuple[str, str, bool]
"""Names what siblings share; an item without siblings stands for itself."""


def fact_of(ref: Ref, fact: str) -> Fact:
    """fact: as the item has it, "" for none."""
    return ref.pack, fact or ref.item, bool(fact)


def deal(pool: Sequence[tuple[Ref, str]], wanted: int, rng: Random) -> tuple[Ref, ...]:
    """Draw a round of at most `wanted` items from (item, fact) pairs.

    Siblings, which share a fact, give each other's keys away. So a second item of a fact is
    drawn only when every fact has been drawn once, and it comes as many questions after the
    first as there are facts in the round. An item without a fact has no siblings.
    """
    facts: dict[Fact, list[Ref]] = {}
    for ref, fact in rng.sample(pool, len(pool)):
        facts.setdefault(fact_of(ref, fact), []).append(ref)
    drawn = set(islice(in_turn(facts.values()), wanted))
    chosen = [[ref for ref in siblings if ref in drawn] for siblings in facts.values()]
    return tuple(in_turn(sorted(chosen, key=len, reverse=True)))


def in_turn(groups: Iterable[Sequence[_Any]]) -> Iterator[_Any]:
    """The first of each group, then the second of each that has one, and so on."""
    left = [group for group in groups if group]
    turn = 0
    while left:
        yield from (group[turn] for group in left)
        turn += 1
        left = [group for group in left if len(group) > turn]

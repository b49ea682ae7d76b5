"""Which items make up a round, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from random import Random

from zgcquiz.core.review import Ref


def deal(pool: Sequence[tuple[Ref, str]], wanted: int, rng: Random) -> tuple[Ref, ...]:
    """Draw a round of at most `wanted` items from (item, fact) pairs.

    Siblings, which share a fact, give each other's keys away. So a second item of a fact is
    drawn only when every fact has been drawn once, and it comes as many questions after the
    first as there are facts in the round. An item without a fact has no siblings.
    """
    facts: dict[tuple[str, str, bool], list[Ref]] = {}
    for ref, fact in rng.sample(pool, len(pool)):
        facts.setdefault((ref.pack, fact or ref.item, bool(fact)), []).append(ref)
    drawn = set(islice(_in_turn(facts.values()), wanted))
    chosen = [[ref for ref in siblings if ref in drawn] for siblings in facts.values()]
    return tuple(_in_turn(sorted(chosen, key=len, reverse=True)))


def _in_turn(groups: Iterable[Sequence[Ref]]) -> Iterable[Ref]:
    """The first of each group, then the second of each that has one, and so on."""
    left = [group for group in groups if group]
    turn = 0
    while left:
        yield from (group[turn] for group in left)
        turn += 1
        left = [group for group in left if len(group) > turn]

"""Sampling of the items of a round."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

from zgcquiz.core.learning.queue import Fact, fact_of, in_turn
from zgcquiz.core.log.review import Ref


def sample_round(pool: Sequence[tuple[Ref, str]], most: int, rng: Random) -> tuple[Ref, ...]:
    """Sample a round of at most `most` items from (item, fact) pairs.

    Siblings, which share a fact, give each other's keys away. So a second item of a fact is
    drawn only when every fact has been drawn once, and it comes as many questions after the
    first as there are facts in the round. An item without a fact has no siblings.
    """
    facts: dict[Fact, list[Ref]] = {}
    for ref, fact in rng.sample(pool, len(pool)):
        facts.setdefault(fact_of(ref, fact), []).append(ref)
    drawn = set(islice(in_turn(facts.values()), most))
    chosen = [[ref for ref in siblings if ref in drawn] for siblings in facts.values()]
    return tuple(in_turn(sorted(chosen, key=len, reverse=True)))

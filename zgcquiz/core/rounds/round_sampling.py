"""Sampling of the items of a round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import TypeVar

from zgcquiz.core.learning.queue import Fact, fact_of, in_turn
from zgcquiz.core.log.review import Ref

_T = TypeVar("_T")


def sample_round(pool: Sequence[tuple[Ref, str]], most: int, rng: Random) -> tuple[Ref, ...]:
    """Sample a round of at most `most` items from (item, fact) pairs.

    Siblings, which share a fact, give each other's keys away. So a second item of a fact is
    drawn only when every fact has been drawn once, and it comes as many questions after the
    first as there are facts in the round. An item without a fact has no siblings. Only as much of
    the pool is read as it takes to find `most` facts.
    """
    facts: dict[Fact, list[Ref]] = {}
    for ref, fact in shuffled(pool, rng):
        facts.setdefault(fact_of(ref, fact), []).append(ref)
        if len(facts) == most:
            break
    drawn = set(islice(in_turn(facts.values()), most))
    chosen = [[ref for ref in siblings if ref in drawn] for siblings in facts.values()]
    return tuple(in_turn(sorted(chosen, key=len, reverse=True)))


def shuffled(pool: Sequence[_T], rng: Random) -> Iterator[_T]:
    """Yield a pool in the order of `rng.sample(pool, len(pool))`, reading no more of it than is taken.

    It is the same shuffle, of which only the moved positions are kept:
    https://en.wikipedia.org/wiki/Fisher%E2%80%93Yates_shuffle#The_modern_algorithm
    """
    moved: dict[int, int] = {}
    for last in range(len(pool) - 1, -1, -1):
        drawn = rng.randrange(last + 1)
        yield pool[moved.get(drawn, drawn)]
        moved[drawn] = moved.pop(last, last)

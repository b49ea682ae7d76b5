"""No key of the shipped bank can be guessed better than by chance by looks alone.

Every set of three distractors that can be drawn is weighed alike; where a strategy can't decide
between options, it takes its share of the chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from statistics import mean

import pytest

from tests.content.shipped import article_bank
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.rounds.option_sampling import DRAWN_DISTRACTORS

CHANCE = 1 / (1 + DRAWN_DISTRACTORS)
TOLERANCE = 0.03
"""How far over chance a strategy may come by accident, over a hundred items and more."""

Strategy = Callable[[str, Sequence[str]], list[float]]
"""(stem, options) to a score for each option: the highest is picked."""


def drawn_singles() -> list[Item]:
    return [item for item in article_bank().items if item.kind is Kind.SINGLE and item.drawn]


def draws(item: Item) -> Iterator[tuple[str, ...]]:
    """The option texts of every draw, the key first."""
    pool = [option.text for option in item.distractors]
    for distractors in combinations(pool, min(DRAWN_DISTRACTORS, len(pool))):
        yield (item.keys[0].text, *distractors)


def hit_rate(item: Item, strategy: Strategy) -> float:
    """How often a strategy picks the key, over all draws."""
    hits = []
    for options in draws(item):
        scores = strategy(item.stem, options)
        best = [at for at, score in enumerate(scores) if score == max(scores)]
        hits.append((0 in best) / len(best))
    return mean(hits)


def longest(stem: str, options: Sequence[str]) -> list[float]:
    return [float(len(option)) for option in options]


def shortest(stem: str, options: Sequence[str]) -> list[float]:
    return [-float(len(option)) for option in options]


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def repeats_the_stem(stem: str, options: Sequence[str]) -> list[float]:
    return [float(len(words(stem) & words(option))) for option in options]


@pytest.mark.parametrize("strategy", [longest, shortest, repeats_the_stem])
def test_looks_do_not_give_the_key_away(strategy: Strategy) -> None:
    rate = mean(hit_rate(item, strategy) for item in drawn_singles())
    assert CHANCE - 3 * TOLERANCE < rate < CHANCE + TOLERANCE


def number(text: str) -> float | None:
    """The only number in an option, or None."""
    found = re.findall(r"\d[\d,]*\.?\d*", text)
    return float(found[0].replace(",", "")) if len(found) == 1 else None


def numeric_items() -> list[Item]:
    return [item for item in drawn_singles() if all(number(option.text) is not None for option in item.options)]


@pytest.mark.parametrize("rank", range(1 + DRAWN_DISTRACTORS))
def test_the_key_is_at_no_rank_among_numbers_more_than_at_others(rank: int) -> None:
    def at_rank(stem: str, options: Sequence[str]) -> list[float]:
        values = [number(option) or 0.0 for option in options]
        return [float(sorted(values).index(value) == rank) for value in values]

    items = numeric_items()
    assert len(items) > 15
    assert mean(hit_rate(item, at_rank) for item in items) < CHANCE + 2 * TOLERANCE


def test_the_middle_numbers_are_no_better_a_guess() -> None:
    def middle(stem: str, options: Sequence[str]) -> list[float]:
        values = [number(option) or 0.0 for option in options]
        return [float(sorted(values).index(value) in (1, 2)) for value in values]

    assert mean(hit_rate(item, middle) for item in numeric_items()) < CHANCE + TOLERANCE

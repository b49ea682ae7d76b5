"""Scores corrected for luck, and marks by certainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from zgcquiz.core.learning.guessing import choices
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.rounds.marking import Picked, Typed
from zgcquiz.core.rounds.session import Answer
from zgcquiz.core.value import Value

LEVELS = (1, 2, 3)
"""The levels of certainty; 3 is the highest."""
CONFIDENCE = 0.95

_MARKS = {1: (1, 0), 2: (2, -2), 3: (3, -6)}
"""The marks for a right and a wrong answer at each level: A. R. Gardner-Medwin, "Confidence assessment in the teaching
of basic science", Association for Learning Technology Journal 3(1), 1995; the same as Moodle's certainty-based marking.

The honest level has the best expected mark: level 3 from a probability of 4/5, level 2 from 2/3.
"""


class Marks(Value, frozen=True):
    """Marks by certainty. got: the sum; of: the highest possible sum."""

    got: int
    of: int


class Known(Value, frozen=True):
    """An estimate of how many questions were known. low, high: its interval; of: how many were asked."""

    estimate: float
    low: int
    high: int
    of: int


class Picks(NamedTuple):
    """Options picked as sure. choices: how many answers each question allowed; right, wrong: how many picks were."""

    choices: int
    right: int
    wrong: int


def certainty_mark(correct: bool, level: int) -> int:
    """Return the mark for an answer at a level from 1 to 3."""
    return _MARKS[level][0 if correct else 1]


def marks(answers: Sequence[Answer]) -> Marks:
    """Return the sum of the marks. "I don't know" and time run out score 0."""
    got = sum(certainty_mark(answer.correct, answer.level) for answer in answers if answer.level is not None)
    return Marks(got, max(right for right, _ in _MARKS.values()) * len(answers))


def known(answers: Sequence[Answer]) -> Known | None:
    """Estimate how many questions were known from the first answer to each; None without answers.

    A declared guess, "I don't know" and time run out count as not known.
    """
    firsts: dict[Ref, Answer] = {}
    for answer in answers:
        firsts.setdefault(answer.ref, answer)
    if not firsts:
        return None
    sure = [answer for answer in firsts.values() if answer.certainty is Certainty.SURE]
    typed = sum(answer.correct for answer in sure if isinstance(answer.response, Typed))
    picks = (
        Picks(choices(answer.kind, len(answer.shown)), int(answer.correct), int(not answer.correct))
        for answer in sure
        if isinstance(answer.response, Picked)
    )
    return estimate_known(len(firsts), typed, picks)


def estimate_known(of: int, typed: int, picks: Iterable[Picks]) -> Known:
    """Estimate how many questions were known.

    of: how many were asked; typed: right typed answers, which count as known, as they can't be luck; picks: those that
    were not declared guesses. Each wrong one of k answers subtracts 1/(k - 1): the expected number of lucky hits per
    missed guess (formula scoring: Thurstone 1919; Frary 1988, Educational Measurement: Issues and Practice 7).
    """
    found = tuple(picks)
    right, asked = sum(each.right for each in found), sum(each.right + each.wrong for each in found)
    if not asked:
        return Known(float(typed), typed, typed, of)
    lucky = math.fsum(each.wrong / (each.choices - 1) for each in found if each.choices > 1)
    luck = math.fsum((each.right + each.wrong) / each.choices for each in found) / asked
    low, high = known_interval(right, asked, luck)
    return Known(typed + max(0.0, right - lucky), typed + low, typed + high, of)


@lru_cache(4096)
def known_interval(right: int, asked: int, luck: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Return a confidence interval of how many of the questions asked were known.

    A learner who knows K of n gives K + Binomial(n - K, luck) right answers. The interval holds every K
    for which neither so few nor so many right answers have a probability below (1 - confidence) / 2: the
    inversion of an exact test (Clopper and Pearson 1934), whose coverage is at least the confidence at
    any n. luck: the mean chance, 0 to 1, of a blind pick; if chances differ, hits vary less than the
    binomial (Hoeffding 1956), so the interval is not too narrow then either.
    """
    tail = (1 - confidence) / 2
    low = _first(right, lambda known: 1 - _at_most(right - known - 1, asked - known, luck) > tail)
    beyond = _first(right + 1, lambda known: known > right or _at_most(right - known, asked - known, luck) <= tail)
    return low, max(low, beyond - 1)


def _first(end: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from 0 for which a monotonic predicate holds; `end` if none before it."""
    low, high = 0, end
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _at_most(hits: int, guesses: int, luck: float) -> float:
    """Return P(Binomial(guesses, luck) <= hits)."""
    if hits < 0:
        return 0.0
    if luck >= 1:
        return float(hits >= guesses)
    hit, miss = math.log(luck), math.log1p(-luck)
    ways = (
        math.lgamma(guesses + 1) - math.lgamma(k + 1) - math.lgamma(guesses - k + 1) + k * hit + (guesses - k) * miss
        for k in range(min(hits, guesses) + 1)
    )
    return min(1.0, math.fsum(map(math.exp, ways)))

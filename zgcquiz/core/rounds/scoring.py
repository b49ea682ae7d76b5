"""Scores corrected for luck, and marks by certainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from zgcquiz.core.learning.guessing import chance
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.packs.pack import Kind
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


def certainty_mark(correct: bool, level: int) -> int:
    """Return the mark for an answer at a level from 1 to 3."""
    return _MARKS[level][0 if correct else 1]


def marks(answers: Sequence[Answer]) -> Marks:
    """Return the sum of the marks. "I don't know" and time run out score 0."""
    got = sum(certainty_mark(answer.correct, answer.level) for answer in answers if answer.level is not None)
    return Marks(got, max(right for right, _ in _MARKS.values()) * len(answers))


def known(answers: Sequence[Answer]) -> Known | None:
    """Estimate how many questions were known from the first answer to each; None without answers.

    A right typed answer counts as known, as it can't be luck. A declared guess, "I don't know" and time run out count
    as not known. Among options picked as sure, each wrong answer of k options subtracts 1/(k - 1): the expected
    number of lucky hits per missed guess (formula scoring: Thurstone 1919, Frary 1988).
    """
    firsts: dict[Ref, Answer] = {}
    for answer in answers:
        firsts.setdefault(answer.ref, answer)
    if not firsts:
        return None
    sure = [answer for answer in firsts.values() if answer.certainty is Certainty.SURE]
    typed = sum(answer.correct for answer in sure if isinstance(answer.response, Typed))
    picked = [answer for answer in sure if isinstance(answer.response, Picked)]
    right = sum(answer.correct for answer in picked)
    chances = [chance(len(answer.shown), answer.kind is Kind.MULTIPLE) for answer in picked]
    lucky = sum(c / (1 - c) for answer, c in zip(picked, chances, strict=True) if not answer.correct and c < 1)
    low, high = known_interval(right, len(picked), sum(chances) / len(chances)) if picked else (0, 0)
    return Known(typed + max(0.0, right - lucky), typed + low, typed + high, len(firsts))


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

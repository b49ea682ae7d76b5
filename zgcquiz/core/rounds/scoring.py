"""Scores that take luck and certainty into account."""

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
"""How sure: 3 is surest."""
CONFIDENCE = 0.95

_MARKS = {1: (1, 0), 2: (2, -2), 3: (3, -6)}
"""Right and wrong at each level: A. R. Gardner-Medwin, "Confidence assessment in the teaching of basic science",
Association for Learning Technology Journal 3(1), 1995; Moodle's certainty-based marking has the same.

To say what one believes pays best: level 3 from a chance of 4/5 on, level 2 from 2/3.
"""


class Marks(Value, frozen=True):
    """Marks by certainty, and how many could be had."""

    got: int
    of: int


class Known(Value, frozen=True):
    """How many of the questions asked were known. low, high: the interval; of: how many were asked."""

    estimate: float
    low: int
    high: int
    of: int


def certainty_mark(correct: bool, level: int) -> int:
    """The mark for one answer at a level from 1 to 3."""
    return _MARKS[level][0 if correct else 1]


def marks(answers: Sequence[Answer]) -> Marks:
    """The sum of the marks. "I don't know" and time run out score nothing, and lose nothing."""
    got = sum(certainty_mark(answer.correct, answer.level) for answer in answers if answer.level is not None)
    return Marks(got, max(right for right, _ in _MARKS.values()) * len(answers))


def known(answers: Sequence[Answer]) -> Known | None:
    """How many of the questions were known, by the first answer to each; None where there is none.

    A typed answer is not luck: right is known. A declared guess, "I don't know" and time run out
    are not known. Of the options picked as sure, each miss among k takes 1/(k - 1) of a right one
    away: where one guess has missed, so many have hit (formula scoring: Thurstone 1919, Frary 1988).
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
    """The fewest and the most of the questions asked that may have been known.

    Who knows K of n is right K + Binomial(n - K, luck) times. The interval holds every K under
    which neither so few nor so many right answers are less likely than (1 - confidence) / 2: the
    inversion of an exact test (Clopper and Pearson 1934), which holds at any n at least as often
    as it says. luck: the mean chance, 0 to 1, of a blind pick; with chances that differ, hits
    vary less than the binomial (Hoeffding 1956), so it is not too narrow then either.
    """
    tail = (1 - confidence) / 2
    low = _first(right, lambda known: 1 - _at_most(right - known - 1, asked - known, luck) > tail)
    beyond = _first(right + 1, lambda known: known > right or _at_most(right - known, asked - known, luck) <= tail)
    return low, max(low, beyond - 1)


def _first(end: int, holds: Callable[[int], bool]) -> int:
    """The first number from 0 for which something holds that then goes on holding; `end` if none before."""
    low, high = 0, end
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _at_most(hits: int, guesses: int, luck: float) -> float:
    """P(Binomial(guesses, luck) <= hits)."""
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

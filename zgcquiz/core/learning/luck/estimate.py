"""How often a learner who doesn't know the answer picks it all the same, estimated from the log.

A blind pick among k answers is right with a chance of 1/k. Who can rule out options is right more often, who is misled
less often. Both are described by one number, the *edge* e: from 0 up, each wrong option is ruled out with
probability e; below 0, the learner is sure of a wrong option with probability -e, and otherwise picks blindly:

    g(k, e) = (1 + e + ... + e^(k-1)) / k    for e >= 0,    which is the mean of 1 / (1 + Binomial(k - 1, 1 - e))
    g(k, e) = (1 + e) / k                    for e <= 0

So g(k, 0) = 1/k, and answers to questions with different numbers of options all tell of the same number.

**What the edge can be learnt from.** Of items asked for the first time, let p be the fraction that is known, d the
fraction declared not to be known (a guess, or "I don't know"), and u the fraction not known of those that are not
declared: p = (1 - u)(1 - d). Then, of undeclared first answers,

    P(wrong | options shown) = u (1 - g)

and u and g are confounded: one is needed to know the other. An item asked *without* its options is an anchor, as it
can't be guessed:

    P(wrong | options not shown) = 1 - p = 1 - (1 - u)(1 - d)

The items asked so must be like the others, so only those count that are asked with options later, and whether an item
is one must not depend on the answer. A declared guess is a second source: it hits with probability g.

Later answers are not used. Their chance of being known is the retrievability, which depends on parameters that are
fitted under an assumption on luck: a learner with another memory would look lucky. Nor are times and levels of
certainty: they gain little or mislead (docs/guessing.md, measured by benchmarks/luck_evidence.py).

**The estimate.** The edge has a normal prior around 0, and u a Beta(2, 2) prior, symmetric around `KNOWN_BEFORE`. For
each edge on a grid, u is integrated out by Laplace's approximation (Tierney and Kadane 1986): the logarithm of the
likelihood is concave in u, so its peak is unique. d is taken as observed. The posterior mean is the estimate, its
standard deviation the error. While the error of g, on average over the questions asked, exceeds `UNSURE`, or there are
fewer than `LEAST` anchors and declared guesses, the edge is taken as 0; likewise p as `KNOWN_BEFORE`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from zgcquiz.core.learning.guessing import HIGHEST_EDGE, KNOWN_BEFORE, LEAST_KNOWN, LOWEST_EDGE, MOST_KNOWN, lucky_pick
from zgcquiz.core.value import Value

PRIOR = 0.5
"""The standard deviation of the edge among learners, around 0: the estimate is shrunk by it."""
UNSURE = 0.1
"""The largest error of a lucky pick's chance, and of the fraction known at first sight, with which they are used."""
LEAST = 30
"""The fewest anchors and declared guesses: with many options, the prior alone would seem sure."""
LATEST = 14
"""Days at the end of the log in which first answers don't count: an item that was known without its options has not
been asked with them yet, one that was missed has."""

_DIGITS = 3
_GRID = 0.025
_PEAK_STEPS, _PEAK_ENOUGH = 60, 1e-10


class Told(IntEnum):
    """What an answer says beside its rating."""

    NOTHING = 0
    GUESS_MISSED = 1
    GUESS_HIT = 2
    NOT_KNOWN = 3
    """ "I don't know", or the time ran out."""
    UNCLEAR = 4
    """It is not recorded how many answers the question allowed."""


_PICKED = (Told.GUESS_MISSED, Told.GUESS_HIT)


class LoggedAnswer(NamedTuple):
    """One answer. day: the learner's; rating: 1 to 4; choices: how many answers were allowed, 0 if it was typed."""

    day: int
    rating: int
    choices: int
    told: int = Told.NOTHING


class FirstAnswers(Value, frozen=True):
    """Counts of first answers to items, and of declared guesses.

    recalled, not_recalled: of items asked without their options; right, wrong, declared: by the number of answers
    allowed, those that were not declared a guess, and those that were, or "I don't know"; hit, missed: declared
    guesses by the number of answers allowed, first or not.
    """

    recalled: int
    not_recalled: int
    right: Mapping[int, int]
    wrong: Mapping[int, int]
    declared: int
    hit: Mapping[int, int]
    missed: Mapping[int, int]

    @property
    def anchors(self) -> int:
        return self.recalled + self.not_recalled


class AssumedLuck(Value, frozen=True):
    """What is assumed of luck: the edge, and the chance that an item is known when first asked."""

    edge: float = 0.0
    known: float = KNOWN_BEFORE


class LuckEstimate(Value, frozen=True):
    """An estimate of the edge, and of the fraction known when first asked, each with its standard error.

    chances: by the number of answers allowed, the chance of a lucky pick and its standard error; chance_error: the
    mean of these over the questions asked; anchors: first answers without options that the estimate rests on;
    guesses: declared ones.
    """

    edge: float
    edge_error: float
    known: float
    known_error: float
    chances: Mapping[int, tuple[float, float]]
    chance_error: float
    anchors: int
    guesses: int

    @property
    def sure(self) -> bool:
        """Whether the edge is known well enough to be used."""
        return self._is_anchored and self.chance_error <= UNSURE

    @property
    def _is_anchored(self) -> bool:
        return self.anchors + self.guesses >= LEAST

    @property
    def needed(self) -> int:
        """How many first answers without options it takes until a blind learner's luck is known well enough.

        With n of them, the fraction not known, 1 - p, has a relative error of sqrt(p / ((1 - p) n)); so has 1 - g, the
        chance of a miss over that fraction, if the choices are many.
        """
        known = min(MOST_KNOWN, max(LEAST_KNOWN, self.known))
        chances = [((1 - 1 / choices) / UNSURE) ** 2 * known / (1 - known) for choices in self.chances]
        return max(LEAST, math.ceil(max(chances))) if chances else 0

    @property
    def sure_of_known(self) -> bool:
        """Whether the fraction known when first asked is known well enough."""
        return self._is_anchored and self.known_error <= UNSURE

    @property
    def assumed(self) -> AssumedLuck:
        """What to assume from now on: blind picks, and half of the new items known, as far as the errors are large.

        The fraction of new items that are known is taken one error lower, and never above a half: that is cautious, and
        makes up for what keeping one state instead of a mixture loses (docs/guessing.md).
        """
        cautious = max(LEAST_KNOWN, self.known - self.known_error)
        known = min(KNOWN_BEFORE, cautious) if self.sure_of_known else KNOWN_BEFORE
        return AssumedLuck(round(self.edge, _DIGITS) if self.sure else 0.0, round(known, _DIGITS))


def count(histories: Iterable[Sequence[LoggedAnswer]], until: int | None = None) -> FirstAnswers:
    """Count the first answers to items.

    histories: of each item, oldest first; until: the learner's day before which answers count, None for all.
    """
    anchors = [0, 0]
    right: dict[int, int] = {}
    wrong: dict[int, int] = {}
    hit: dict[int, int] = {}
    missed: dict[int, int] = {}
    declared = 0
    kept = [history for history in histories if history]
    last = max((history[-1][0] for history in kept), default=0) + 1 if until is None else until
    for history in kept:
        for day, _, choices, told in history:
            if choices > 1 and told in _PICKED and day < last:
                counts = hit if told == Told.GUESS_HIT else missed
                counts[choices] = counts.get(choices, 0) + 1
        day, rating, choices, told = history[0]
        if day + LATEST >= last or told == Told.UNCLEAR:
            continue
        if choices == 0:
            if any(later[2] > 1 and later[0] < last for later in history):
                anchors[rating == 1] += 1
        elif choices > 1:
            if told == Told.NOTHING:
                counts = wrong if rating == 1 else right
                counts[choices] = counts.get(choices, 0) + 1
            else:
                declared += 1
    return FirstAnswers(anchors[0], anchors[1], right, wrong, declared, hit, missed)


def estimate(answers: FirstAnswers) -> LuckEstimate:
    """Estimate the edge, and the fraction of items known when first asked."""
    silent = sum(answers.right.values()) + sum(answers.wrong.values())
    declared = answers.declared / (silent + answers.declared) if answers.declared else 0.0
    edges = [LOWEST_EDGE + _GRID * step for step in range(round((HIGHEST_EDGE - LOWEST_EDGE) / _GRID) + 1)]
    logs, unknowns, spreads = [], [], []
    for edge in edges:
        log, unknown, spread = _given_edge(answers, edge, declared)
        logs.append(log - 0.5 * (edge / PRIOR) ** 2)
        unknowns.append(unknown)
        spreads.append(spread)
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = math.fsum(weights)
    edge, edge_error = _moments(weights, total, edges, [0.0] * len(edges))
    unknown, error = _moments(weights, total, unknowns, spreads)
    guesses = sum(answers.hit.values()) + sum(answers.missed.values())
    asked = Counter(answers.right) + Counter(answers.wrong) + Counter(answers.hit) + Counter(answers.missed)
    chances = {
        choices: _moments(weights, total, [lucky_pick(choices, each) for each in edges], [0.0] * len(edges))
        for choices in sorted(asked)
    }
    errors = math.fsum(chances[choices][1] * number for choices, number in asked.items())
    return LuckEstimate(
        edge,
        edge_error,
        (1 - unknown) * (1 - declared),
        error * (1 - declared),
        chances,
        errors / asked.total() if asked else math.inf,
        answers.anchors,
        guesses,
    )


def _moments(
    weights: Sequence[float], total: float, means: Sequence[float], variances: Sequence[float]
) -> tuple[float, float]:
    """Return the mean and the standard deviation of a mixture."""
    mean = math.fsum(weight * each for weight, each in zip(weights, means, strict=True)) / total
    terms = zip(weights, means, variances, strict=True)
    return mean, math.sqrt(math.fsum(weight * (inner + (each - mean) ** 2) for weight, each, inner in terms) / total)


def _given_edge(answers: FirstAnswers, edge: float, declared: float) -> tuple[float, float, float]:
    """Return the logarithm of the likelihood of an edge, and the mean and variance of u given it.

    declared: d. The likelihood is a product of terms (a + b u)^n, so its logarithm is concave.
    """
    terms = [(0.0, 1.0, 1.0), (1.0, -1.0, 1.0)]  # the prior
    log = 0.0
    for counts, is_wrong in ((answers.right, False), (answers.wrong, True)):
        for choices, number in counts.items():
            miss = 1 - lucky_pick(choices, edge)
            terms.append((0.0, miss, number) if is_wrong else (1.0, -miss, number))
    terms.append((1 - declared, declared - 1, answers.recalled))
    terms.append((declared, 1 - declared, answers.not_recalled))
    for counts, is_hit in ((answers.hit, True), (answers.missed, False)):
        for choices, number in counts.items():
            chance = lucky_pick(choices, edge)
            log += number * math.log(max(1e-12, chance if is_hit else 1 - chance))
    low, high = 0.0, 1.0
    u = 0.5
    for _ in range(_PEAK_STEPS):
        slope = sum(n * b / (a + b * u) for a, b, n in terms)
        low, high = (u, high) if slope > 0 else (low, u)
        curve = sum(n * (b / (a + b * u)) ** 2 for a, b, n in terms)
        step = u + slope / curve
        before, u = u, step if low < step < high else (low + high) / 2
        if abs(u - before) < _PEAK_ENOUGH:
            break
    curve = sum(n * (b / (a + b * u)) ** 2 for a, b, n in terms)
    log += sum(n * math.log(max(1e-300, a + b * u)) for a, b, n in terms if n)
    return log - 0.5 * math.log(curve), u, 1 / curve

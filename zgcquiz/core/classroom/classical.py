"""Classical test theory: difficulty, discrimination, distractors and reliability."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zgcquiz.core.classroom.correlation import correlation
from zgcquiz.core.classroom.counts import PickCount, ScoreCount, TotalCount
from zgcquiz.core.value import Value


class ClassicalFigures(Value, frozen=True):
    """A question's figures. learners: who answered it; right: how many of them correctly; discrimination: the corrected
    point-biserial correlation, None if it can't be computed."""

    learners: int
    right: int
    discrimination: float | None

    @property
    def difficulty(self) -> float:
        """The share of right answers, 0 to 1: high if the question is easy, as is the custom."""
        return self.right / self.learners


class OptionFigures(Value, frozen=True):
    """An option's figures. shown: how often it was offered; discrimination: the correlation of picking it, among those
    who answered the question, with the share of the other questions that they answered correctly."""

    text: str
    key: bool
    shown: int
    picked: int
    discrimination: float | None


class Reliability(Value, frozen=True):
    """The reliability of a test. questions: its number; learners: those who answered all of it, on whom it is based;
    mean, deviation: of their scores, the deviation with n - 1."""

    questions: int
    learners: int
    mean: float
    deviation: float
    alpha: float

    @property
    def error(self) -> float:
        """The standard error of measurement of a score: s * sqrt(1 - alpha)."""
        return self.deviation * math.sqrt(max(0.0, 1 - self.alpha))


def item_figures(counts: Iterable[ScoreCount]) -> dict[str, ClassicalFigures]:
    """Return the figures of each question.

    The discrimination is the point-biserial correlation of the answer with the rest score, that is without the
    question itself ("corrected": Henrysson 1963, Psychometrika 28). If learners answered different questions, the rest
    score is the share of the others that were right.
    """
    found: dict[str, ClassicalFigures] = {}
    for question, rows in _by_question(counts).items():
        pairs = [(float(row.right), row.rest, row.learners) for row in rows if row.answered > 1]
        found[question] = ClassicalFigures(
            sum(row.learners for row in rows), sum(row.learners * row.right for row in rows), correlation(pairs)
        )
    return found


def option_figures(
    counts: Sequence[PickCount], keys: Iterable[str], texts: Iterable[str], shown: Mapping[str, int]
) -> tuple[OptionFigures, ...]:
    """Return the figures of a question's options.

    counts: those of this question; keys, texts: the right options, and all; shown: how often each was, by its
    text; one that is missing was never drawn.
    """
    right = set(keys)
    found = []
    for text in texts:
        pairs = [
            (float(text in row.picked), (row.score - row.right) / (row.answered - 1), row.learners)
            for row in counts
            if row.answered > 1
        ]
        picked = sum(row.learners for row in counts if text in row.picked)
        found.append(OptionFigures(text, text in right, shown.get(text, 0), picked, correlation(pairs)))
    return tuple(found)


def reliability(counts: Iterable[ScoreCount], totals: Iterable[TotalCount]) -> Reliability | None:
    """Return Cronbach's alpha of the learners who answered every question, which is KR-20 since answers are right or
    wrong; None if fewer than two did, if there is one question only, or if all have the same score.

    alpha = k / (k - 1) * (1 - sum of p q / variance of the scores): Kuder and Richardson 1937, Psychometrika 2;
    Cronbach 1951, Psychometrika 16.
    """
    by_question = _by_question(counts)
    size = len(by_question)
    whole = [row for row in totals if row.answered == size]
    learners = sum(row.learners for row in whole)
    if size < 2 or learners < 2 or len({row.score for row in whole}) < 2:
        return None
    mean = sum(row.score * row.learners for row in whole) / learners
    square = math.fsum((row.score - mean) ** 2 * row.learners for row in whole)
    rights = [sum(row.learners * row.right for row in rows if row.answered == size) for rows in by_question.values()]
    within = math.fsum(right * (learners - right) / learners**2 for right in rights)
    alpha = size / (size - 1) * (1 - within / (square / learners))
    return Reliability(size, learners, mean, math.sqrt(square / (learners - 1)), alpha)


def _by_question(counts: Iterable[ScoreCount]) -> dict[str, list[ScoreCount]]:
    found: defaultdict[str, list[ScoreCount]] = defaultdict(list)
    for row in counts:
        found[row.question].append(row)
    return found

"""Scores of learners, corrected for guessing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from zgcquiz.core.classroom.counts import ResultCount
from zgcquiz.core.rounds.scoring import known_interval
from zgcquiz.core.value import Value


class Score(Value, frozen=True):
    """A learner's score on some questions.

    answered: how many; correct: how many of them; known: the estimate of how many the learner knew; low, high: its 95
    percent interval.
    """

    answered: int
    correct: int
    known: float
    low: int
    high: int


class LearnerScore(Value, frozen=True):
    """A learner's score in all, and by section in the order of the pack."""

    learner: str
    total: Score
    sections: tuple[tuple[str, Score], ...]


def learner_scores(counts: Iterable[ResultCount], sections: Sequence[str]) -> tuple[LearnerScore, ...]:
    """Return the scores of all learners, the highest estimate first, then by name.

    sections: in the order wanted; scores of others come last.
    """
    order = {title: place for place, title in enumerate(sections)}
    by_learner: dict[str, dict[str, list[ResultCount]]] = {}
    for row in counts:
        by_learner.setdefault(row.learner, {}).setdefault(row.section, []).append(row)
    found = [
        LearnerScore(
            learner,
            score([row for rows in parts.values() for row in rows]),
            tuple(
                (title, score(rows))
                for title, rows in sorted(parts.items(), key=lambda part: (order.get(part[0], len(order)), part[0]))
                if title
            ),
        )
        for learner, parts in by_learner.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.total.known / each.total.answered, each.learner)))


def score(counts: Sequence[ResultCount]) -> Score:
    """Return the score of a learner from counts of first answers.

    A right typed answer counts as known. Each wrong answer picked among k subtracts 1/(k - 1) from the right ones
    (formula scoring: Thurstone 1919; Frary 1988, Educational Measurement: Issues and Practice 7). Declared guesses and
    "I don't know" count as not known. The interval is that of `known_interval`.
    """
    typed = sum(row.right for row in counts if not row.choices)
    picked = [row for row in counts if row.choices]
    right, wrong = sum(row.right for row in picked), sum(row.wrong for row in picked)
    lucky = math.fsum(row.wrong / (row.choices - 1) for row in picked if row.choices > 1)
    chance = math.fsum((row.right + row.wrong) / row.choices for row in picked)
    low, high = _interval(right, right + wrong, chance / (right + wrong)) if right + wrong else (0, 0)
    return Score(
        sum(row.asked for row in counts),
        sum(row.correct for row in counts),
        typed + max(0.0, right - lucky),
        typed + low,
        typed + high,
    )


@lru_cache(4096)
def _interval(right: int, asked: int, luck: float) -> tuple[int, int]:
    return known_interval(right, asked, luck)

"""Scores of learners, corrected for guessing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from zgcquiz.core.classroom.counts import ResultCount
from zgcquiz.core.rounds.scoring import Picks, estimate_known
from zgcquiz.core.value import Value

_ENOUGH_PICKS = 20


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


def is_near_chance(picks: Iterable[tuple[bool, int]]) -> bool:
    """Return whether answers are no better than blind picks would be, within two standard deviations; False for fewer
    than 20, which say too little.

    picks: of each, whether it is right, and of how many choices; 0 if it was typed.
    """
    found = [(right, 1 / choices if choices else 0.0) for right, choices in picks]
    right, expected = sum(right for right, _ in found), math.fsum(chance for _, chance in found)
    deviation = math.sqrt(math.fsum(chance * (1 - chance) for _, chance in found))
    return len(found) >= _ENOUGH_PICKS and right <= expected + 2 * deviation


def score(counts: Sequence[ResultCount]) -> Score:
    """Return the score of a learner from counts of first answers.

    Declared guesses and "I don't know" count as not known; the rest is as in `estimate_known`.
    """
    typed = sum(row.right for row in counts if not row.choices)
    picks = (Picks(row.choices, row.right, row.wrong) for row in counts if row.choices)
    found = estimate_known(sum(row.asked for row in counts), typed, picks)
    return Score(found.of, sum(row.correct for row in counts), found.estimate, found.low, found.high)

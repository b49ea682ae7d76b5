"""The counts that all statistics of a class are computed from.

They are whole numbers, so every engine that makes them makes the same. All divisions are done in this folder, and all
sums of fractions with `math.fsum`, whose result doesn't depend on the order.
"""

from __future__ import annotations

from typing import NamedTuple


class ScoreCount(NamedTuple):
    """How many learners of one group and one total score gave one kind of answer to a question.

    group: "" if learners have no groups; answered, score: how many questions these learners answered, and how many of
    them correctly, this one included; right: 1 or 0.
    """

    question: str
    group: str
    answered: int
    score: int
    right: int
    learners: int

    @property
    def rest(self) -> float:
        """The share of the other questions that these learners answered correctly. They answered one at least."""
        return (self.score - self.right) / (self.answered - 1)


class PickCount(NamedTuple):
    """How many learners of one total score picked the same options. picked: their texts, none for "I don't know"."""

    question: str
    picked: tuple[str, ...]
    answered: int
    score: int
    right: int
    learners: int


class TotalCount(NamedTuple):
    """How many learners answered so many questions, so many of them correctly."""

    answered: int
    score: int
    learners: int


class PairCount(NamedTuple):
    """How many learners were right on one question and wrong on another."""

    right: str
    wrong: str
    learners: int


class ResultCount(NamedTuple):
    """The first answers of a learner in a section, to questions that allow equally many answers.

    choices: how many answers each question allows, 0 if it is typed; asked: all of them, right and wrong: those that
    were not declared guesses; correct: the right ones, guesses too. "I don't know" is in `asked` only.
    """

    learner: str
    section: str
    choices: int
    asked: int
    right: int
    wrong: int
    correct: int

"""The analysis of a test: its learners' scores, and its questions."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.classroom.advice import Flag
from zgcquiz.core.classroom.classical import ClassicalFigures, OptionFigures, Reliability
from zgcquiz.core.classroom.differential import Differential
from zgcquiz.core.classroom.scores import LearnerScore
from zgcquiz.core.value import Value


class QuestionAnalysis(Value, frozen=True):
    """A question. fingerprint: of the wording that was answered; stem: "" if its pack was not at hand; rasch: its
    difficulty in logits, None if it can't be estimated; options: none if it is typed."""

    id: str
    fingerprint: str
    section: str
    stem: str
    figures: ClassicalFigures
    rasch: float | None
    options: tuple[OptionFigures, ...]
    differentials: tuple[Differential, ...]
    flags: tuple[Flag, ...]


class PackAnalysis(Value, frozen=True):
    """A pack's questions, in its order. reliability: None if it can't be computed; other_editions: how many answers to
    another wording are left out, by question; groups: how many learners are in each that is compared."""

    pack: str
    title: str
    learners: int
    reliability: Reliability | None
    questions: tuple[QuestionAnalysis, ...]
    other_editions: Mapping[str, int]
    groups: Mapping[str, int]


class ClassReport(Value, frozen=True):
    """The scores of all learners, the highest first. questions: how many were answered by anyone."""

    pack: str
    title: str
    questions: int
    reliability: Reliability | None
    learners: tuple[LearnerScore, ...]
    other_editions: Mapping[str, int]

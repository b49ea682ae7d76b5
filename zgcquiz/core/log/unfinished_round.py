"""A round that was left before its end."""

from __future__ import annotations

from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value


class UnfinishedRound(Value, frozen=True):
    """What is needed to continue a round, besides its reviews in the log.

    session: the id that its reviews have; pack: as the learner can name it, None for all installed packs; heading: its
    title on a screen; order: all its items; seconds: allowed for a question; levels: whether certainty is asked with
    every answer; repeatable: whether the seed alone decides what is drawn; answered, correct: how many answers were
    given, and how many of them were right; day: the learner's day on which it was left.
    """

    session: str
    mode: str
    pack: str | None
    heading: str
    order: tuple[Ref, ...]
    seed: int
    seconds: float | None
    levels: bool
    repeatable: bool
    answered: int
    correct: int
    day: int

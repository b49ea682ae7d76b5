"""The review log's rows."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import Value


class Certainty(StrEnum):
    """How sure the learner said to be."""

    SURE = "sure"
    GUESS = "guess"


class Outcome(StrEnum):
    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"


class Rating(IntEnum):
    """FSRS's four ratings."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


CRAM = "cram"
"""The mode of reviews that leave the schedule alone: they are in the log, and no card follows from them."""


class Ref(Value, frozen=True, order=True):
    """Names an item everywhere: the pack's id and the item's id."""

    pack: str
    item: str


class Review(Value, frozen=True):
    """One rated attempt, as it stands in the log.

    id: UUIDv7; session: the round that it belongs to; kind: how it was asked, so that an item
    asked without its options is `typed` here; shown: the options' texts in the order shown;
    response: the texts picked or typed, or None for "I don't know" and for time run out;
    level: the certainty from 1 to 3, where it was asked for; ms: how long the learner took;
    void: taken back later.
    """

    id: str
    device: str
    session: str
    at: Moment
    ref: Ref
    fingerprint: str
    mode: str
    kind: Kind
    shown: tuple[str, ...]
    response: tuple[str, ...] | None
    outcome: Outcome
    certainty: Certainty | None
    rating: Rating
    ms: int
    level: int | None = None
    void: bool = False

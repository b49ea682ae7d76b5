"""Reviews, the main events of the log."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import Value


class Certainty(StrEnum):
    """Whether the learner declared the answer a guess."""

    SURE = "sure"
    GUESS = "guess"


class Outcome(StrEnum):
    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"


class Rating(IntEnum):
    """The four ratings of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


CRAM = "cram"
"""The mode of reviews that are logged but don't schedule: no card is derived from them."""


class Ref(Value, frozen=True, order=True, gc=False):
    """A reference to an item: its pack's id and its own id."""

    pack: str
    item: str


class Review(Value, frozen=True, gc=False):
    """A rated answer, as stored in the log.

    id: UUIDv7; session: the round it belongs to; kind: how the item was asked, so `typed` if its
    options were not shown; shown: the texts of the options in the order shown; response: the texts
    picked or typed, None for "I don't know" and for time run out; level: the certainty, 1 to 3, if it
    was asked; ms: milliseconds the learner took; void: it doesn't count, as it was undone later or is superseded;
    superseded: another review came with the same id, and counts instead.
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
    superseded: bool = False

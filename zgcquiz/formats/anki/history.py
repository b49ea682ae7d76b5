"""Anki's review log as ours: answers from memory, rated by the learner."""

from __future__ import annotations

from zgcquiz.core.log.review import CRAM, Outcome, Rating, Ref, Review
from zgcquiz.core.log.review_ids import hashed_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki.storage.collection import Logged
from zgcquiz.formats.exchange.contract import Losses

DEVICE = "anki"
"""The device that reviews made in Anki carry."""
LEARN, REVIEW, RELEARN, FILTERED, MANUAL, RESCHEDULED = range(6)
_NO_REVIEW = "no answer, but a change of the schedule"
_LATEST = 1 << 47
"""UTC ms: past the year 6000, and what a UUIDv7 has room for."""


class Asked(Value, frozen=True):
    """What a card of Anki's is here. name: the same for it everywhere."""

    item: str
    name: str


def accepts(line: Logged, losses: Losses) -> bool:
    """The line is a review; what is none is counted."""
    if line.type in (MANUAL, RESCHEDULED) or line.ease == 0:
        losses.add("review log", _NO_REVIEW)
        return False
    if not (1 <= line.ease <= 4 and LEARN <= line.type <= FILTERED and 0 < line.id < _LATEST):
        losses.add("review log", "its time, kind or answer is none that there is")
        return False
    return True


def review(line: Logged, asked: Asked, pack: str, offset: int, three_grades: bool) -> Review:
    """A line of the log that is a review.

    offset: minutes that local time is ahead of UTC; three_grades: while learning, the answers were
    Again, Good and Easy. Its id hangs on the pack, the card and the time alone: it can't come twice into
    one pack, and counts for each pack that has the card.
    What was answered isn't known, so it counts as typed: nothing was there to pick from.
    """
    rating = line.ease
    if three_grades and line.type in (LEARN, RELEARN) and 1 < rating < 4:
        rating += 1
    crammed = line.type == FILTERED and line.factor == 0
    return Review(
        id=hashed_uuid7(line.id, f"{pack}\n{asked.name}"),
        device=DEVICE,
        session="",
        at=Moment(line.id, offset),
        ref=Ref(pack, asked.item),
        fingerprint="",
        mode=CRAM if crammed else "import",
        kind=Kind.TYPED,
        shown=(),
        response=(),
        outcome=Outcome.WRONG if rating == Rating.AGAIN else Outcome.CORRECT,
        certainty=None,
        rating=Rating(rating),
        ms=min(max(0, line.ms), 24 * 60 * 60 * 1000),
    )


def moved(review: Review, pack: str) -> Review:
    """Return a review of ours that a package carries as one of this pack; of another pack it is another."""
    if review.ref.pack == pack:
        return review
    ref = Ref(pack, review.ref.item)
    return replace(review, id=hashed_uuid7(review.at.ms, f"{pack}\n{review.id}"), ref=ref)

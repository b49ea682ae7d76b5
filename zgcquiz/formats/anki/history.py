"""Convert Anki's review log to ours: answers recalled from memory and rated by the learner."""

from __future__ import annotations

from zgcquiz.core.log.limits import is_in_range
from zgcquiz.core.log.review import CRAM, Outcome, Rating, Ref, Review
from zgcquiz.core.log.review_ids import hashed_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki.storage.collection import LogEntry
from zgcquiz.formats.exchange.contract import Losses

DEVICE = "anki"
"""Device name of reviews made in Anki."""
LEARN, REVIEW, RELEARN, FILTERED, MANUAL, RESCHEDULED = range(6)


class CardRef(Value, frozen=True):
    """The item that an Anki card became. card: the note's guid and the card's position, the same on every device."""

    item: str
    card: str


def is_review(entry: LogEntry, losses: Losses) -> bool:
    """Tell whether a log entry is a review; any other is counted as lost."""
    if entry.type in (MANUAL, RESCHEDULED) or entry.ease == 0:
        losses.add("review log", "a change of the schedule, not an answer")
        return False
    if not (1 <= entry.ease <= 4 and LEARN <= entry.type <= FILTERED and is_in_range(entry.id)):
        losses.add("review log", "unknown timestamp, review type or ease")
        return False
    return True


def review(entry: LogEntry, card: CardRef, pack: str, offset: int, three_grades: bool) -> Review:
    """Return a log entry as a review.

    offset: minutes that local time is ahead of UTC; three_grades: learning cards were answered with Again,
    Good or Easy only.

    The id is derived from the pack, the card and the time: importing the same review twice adds it once, and
    each pack that contains the card has its own. Anki doesn't log the response, so the review counts as
    typed: no options were shown.
    """
    rating = entry.ease
    if three_grades and entry.type in (LEARN, RELEARN) and 1 < rating < 4:
        rating += 1
    crammed = entry.type == FILTERED and entry.factor == 0
    return Review(
        id=hashed_uuid7(entry.id, f"{pack}\n{card.card}"),
        device=DEVICE,
        session="",
        at=Moment(entry.id, offset),
        ref=Ref(pack, card.item),
        fingerprint="",
        mode=CRAM if crammed else "import",
        kind=Kind.TYPED,
        shown=(),
        response=(),
        outcome=Outcome.WRONG if rating == Rating.AGAIN else Outcome.CORRECT,
        certainty=None,
        rating=Rating(rating),
        ms=min(max(0, entry.ms), 24 * 60 * 60 * 1000),
    )


def moved(review: Review, pack: str) -> Review:
    """Return one of our own reviews from a package as a review of this pack, with a new id if the pack differs."""
    if review.ref.pack == pack:
        return review
    ref = Ref(pack, review.ref.item)
    return replace(review, id=hashed_uuid7(review.at.ms, f"{pack}\n{review.id}"), ref=ref)

"""Events that share an id but not their content, as after a damaged copy or two versions of an import.

The log keeps every content, as an event of its own under an id that follows from the shared id and the content, and
records them in the table `variants`. Of reviews one counts: the one with the smallest hash; it is void if the learner
took back any of them. Holds and restarts all count, as if they had come with ids of their own. So the outcome depends
only on which contents came and whether one was taken back, never on the order. A sound copy of an event whose row is
damaged is kept in the same way, and takes its place.

Functions that take a connection run inside the caller's transaction.
"""

from __future__ import annotations

import re
import sqlite3
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.log.review_ids import hashed_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import replace
from zgcquiz.store.log.events.event_store import (
    find_hold,
    find_restart,
    find_review,
    insert_hold,
    insert_restart,
    insert_review,
    row_of,
)
from zgcquiz.store.log.tables.projection import add_void, is_void
from zgcquiz.store.log.tables.sql import as_json

KINDS = {Review: "review", Hold: "hold", Restart: "restart"}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_Event = TypeVar("_Event", Review, Hold, Restart)


def is_same(one: Review | Hold | Restart, other: Review | Hold | Restart) -> bool:
    """Return whether two events have the same content; their ids, and whether they count, are not part of it."""
    return row_of(one)[1:] == row_of(other)[1:]


def hash_of(event: Review | Hold | Restart) -> str:
    """Return a hash of an event's content."""
    return blake2b(as_json(row_of(event)[1:]).encode(), digest_size=16).hexdigest()


def variant_of(event: _Event) -> _Event:
    """Return an event under the id for its content."""
    ms = int(event.id[:13].replace("-", ""), 16) if _UUID.fullmatch(event.id) else event.at.ms
    id = hashed_uuid7(ms, f"{KINDS[type(event)]} {event.id} {hash_of(event)}")
    return replace(event, id=id, void=False, superseded=False) if isinstance(event, Review) else replace(event, id=id)


def variants(db: sqlite3.Connection, kind: str, original: str) -> list[str]:
    """Return the ids that the contents of a shared id are kept under, the one that counts first; none for others."""
    rows = db.execute("SELECT variant FROM variants WHERE kind = ? AND original = ? ORDER BY hash", (kind, original))
    return [id for (id,) in rows]


def note_variant(db: sqlite3.Connection, event: Review | Hold | Restart, variant: str) -> bool:
    """Record that a content of an event's id is kept under another id; False if it is recorded already."""
    done = db.execute(
        "INSERT INTO variants SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM variants WHERE variant = ?)",
        (variant, KINDS[type(event)], event.id, hash_of(event), variant),
    )
    return done.rowcount > 0


def counting_variant(db: sqlite3.Connection, review: Review, day_starts: int) -> Review:
    """Return the review itself or, if its id came with several contents, the one of them that counts."""
    kept_as = variants(db, "review", review.id)
    return (kept_as and find_review(db, kept_as[0], day_starts)) or review


class KeptReviews(NamedTuple):
    """What it changed to keep two contents of one review's id.

    is_new: whether the second one was unknown, beside a known one; added: the reviews that the contents became; voided:
    those that don't count any longer; refs: the items of all contents of the id.
    """

    is_new: bool
    added: list[Review]
    voided: list[Review]
    refs: set[Ref]


def keep_both(db: sqlite3.Connection, known: Review | None, other: Review, device: str, now: Moment) -> KeptReviews:
    """Keep a review whose id the log has with other content.

    known: the review with this id; None if its row is damaged or was lost, so that the other one takes its place.
    device, now: for those that don't count any longer.
    """
    undone = is_void(db, counting_variant(db, known or other, now.starts).id) or (other.void and not other.superseded)
    is_new = note_variant(db, other, variant_of(other).id) and known is not None
    kept = KeptReviews(is_new, [], [known] if known else [], {other.ref})
    if known is not None:
        note_variant(db, known, variant_of(known).id)
        kept.refs.add(known.ref)
    for variant in map(variant_of, (known, other) if known else (other,)):
        if find_review(db, variant.id, now.starts) is None:
            insert_review(db, variant)
            kept.added.append(variant)
    for place, id in enumerate(variants(db, "review", other.id)):
        review = find_review(db, id, now.starts)
        if review is not None:
            kept.refs.add(review.ref)
            if undone or place > 0:
                kept.voided.append(review)
    return kept._replace(voided=[review for review in kept.voided if add_void(db, review.id, device, now.ms)])


def merge_hold(db: sqlite3.Connection, hold: Hold) -> list[Hold]:
    """Append a hold of another log, and return those that are new: two if only now its id has several contents."""
    known = find_hold(db, hold.id)
    if known is None and not variants(db, "hold", hold.id) and insert_hold(db, hold):
        return [hold]
    return [each for each in _noted(db, known, hold) if insert_hold(db, each)]


def merge_restart(db: sqlite3.Connection, restart: Restart) -> list[Restart]:
    """Append a restart of another log, and return those that are new: two if only now its id has several contents."""
    known = find_restart(db, restart.id)
    if known is None and not variants(db, "restart", restart.id) and insert_restart(db, restart):
        return [restart]
    return [each for each in _noted(db, known, restart) if insert_restart(db, each)]


def _noted(db: sqlite3.Connection, known: _Event | None, other: _Event) -> list[_Event]:
    """Record two contents of one id, and return the events that they become; none if they are the same.

    known: None if its row is damaged or was lost, so that the other one takes its place.
    """
    if known is not None and is_same(known, other):
        return []
    contents = [event for event in (known, other) if event is not None]
    found = [variant_of(event) for event in contents]
    for event, variant in zip(contents, found, strict=True):
        note_variant(db, event, variant.id)
    return found

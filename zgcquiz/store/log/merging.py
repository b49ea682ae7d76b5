"""Merge the events of another log, in slices: each is one transaction, so that other processes can write in between.

A slice adds events and tallies, and marks the packs whose cards are to be derived (store/log/derivation.py). So the log
is right after each slice; if the merge is interrupted, the next start derives the cards, and another merge of the same
events adds those that are missing.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log import events
from zgcquiz.store.log.cards import CardDeriver
from zgcquiz.store.log.connection import LogConnection
from zgcquiz.store.log.derivation import PendingCards, SliceSize
from zgcquiz.store.log.habits import HabitTallies
from zgcquiz.store.log.invalidation import invalidate_items
from zgcquiz.store.log.projection import NO_CUTOFF, add_void, all_renames

_LARGEST_SLICE = 4000
_MANY = 20_000
"""How many changed items are remembered; if there are more, all cards of their packs are derived."""


class Merged(NamedTuple):
    """What a merge did.

    added: reviews new to this log; voided: reviews known before, and undone elsewhere and now here too; reviews,
    holds, restarts: events given; held, restarted: holds and restarts new to this log.
    """

    added: int = 0
    voided: int = 0
    held: int = 0
    restarted: int = 0
    reviews: int = 0
    holds: int = 0
    restarts: int = 0

    def plus(self, other: Merged) -> Merged:
        return Merged(*(mine + its for mine, its in zip(self, other, strict=True)))


class EventMerger:
    """One merge into a log."""

    def __init__(
        self,
        log: LogConnection,
        db: sqlite3.Connection,
        cards: CardDeriver,
        habits: HabitTallies,
        pending: PendingCards,
        device: str,
        now: Moment,
    ) -> None:
        """device, now: for reviews that are undone here because they were elsewhere."""
        self._path = log.path
        self._db = db
        self._cards = cards
        self._habits = habits
        self._pending = pending
        self._device = device
        self._now = now
        self._marks: dict[str, str] = {}
        self._changed: dict[str, set[Ref]] = {}
        self._remembered = 0
        self._whole: set[str] = set()  # packs all of whose cards are to be derived
        self._renames: dict[Ref, Ref] = {}
        self._version = -1  # SQLite's count of other processes' writes when the next and the renames were read
        self._last_day = NO_CUTOFF

    def merge(self, stream: Iterable[Review | Hold | Restart]) -> Merged:
        """Add the events that the log lacks. Raises ZgcError; the slices before that are in the log."""
        left = iter(stream)
        size = SliceSize(_LARGEST_SLICE)
        merged = Merged()
        while found := list(islice(left, size.count)):
            with explained(self._path, "import reviews"):
                self._habits.forget()
                with transaction(self._db):
                    start = time.monotonic()
                    merged = merged.plus(self._merge_slice(found))
            size.adapt(time.monotonic() - start)
        with explained(self._path, "derive the cards"):
            self._finish()
        return merged

    def _finish(self) -> None:
        self._habits.forget()
        changed = {pack: self._changed.get(pack, set()) for pack in self._marks.keys() - self._whole}
        self._pending.derive(self._marks, changed)

    # Inside the transaction of a slice

    def _merge_slice(self, found: Sequence[Review | Hold | Restart]) -> Merged:
        self._notice_other_writers()
        reviews = [each for each in found if isinstance(each, Review)]
        holds = [each for each in found if isinstance(each, Hold)]
        restarts = [each for each in found if isinstance(each, Restart)]
        added, voided = self._split(reviews)
        events.insert_reviews(self._db, added.values())
        undone = [self._stored(review, added) for review in voided.values() if self._void(review)]
        undone_before = sum(review.id not in added or not review.void for review in undone)
        first_day = self._habits.add_all([*((each, 1) for each in added.values()), *((each, -1) for each in undone)])
        held = [hold for hold in holds if events.insert_hold(self._db, hold)]
        restarted = [restart for restart in restarts if events.insert_restart(self._db, restart)]
        changed = {each.ref for each in (*added.values(), *undone)}
        invalidate_items(self._db, changed | {self._renames.get(ref, ref) for ref in changed})
        self._mark(changed | {restart.ref for restart in restarted}, {hold.ref.pack for hold in held}, first_day)
        return Merged(len(added), undone_before, len(held), len(restarted), len(reviews), len(holds), len(restarts))

    def _notice_other_writers(self) -> None:
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self._renames = all_renames(self._db)
            self._last_day = self._habits.last_day()

    def _split(self, reviews: Sequence[Review]) -> tuple[dict[str, Review], dict[str, Review]]:
        """Return the reviews that the log lacks, and those that are to be undone, by id."""
        known = events.known_reviews(self._db, list(dict.fromkeys(review.id for review in reviews)))
        added: dict[str, Review] = {}
        voided: dict[str, Review] = {}
        for review in reviews:
            if review.id not in known:
                added.setdefault(review.id, review)
            if review.void and not known.get(review.id):
                voided.setdefault(review.id, review)
        return added, voided

    def _void(self, review: Review) -> bool:
        return add_void(self._db, review.id, self._device, self._now.ms)

    def _stored(self, review: Review, added: dict[str, Review]) -> Review:
        """Return a review as the log has it."""
        found = added.get(review.id) or events.find_review(self._db, review.id, self._now.starts)
        assert found is not None
        return found

    def _mark(self, changed: set[Ref], held: set[str], first_day: int) -> None:
        """Mark the packs whose cards are to be derived. first_day: the first whose tallies changed."""
        packs = {ref.pack for ref in changed} | held
        if not packs:
            return
        for pack in packs:
            mark = self._pending.mark_of(pack)
            if mark not in (None, self._marks.get(pack)) and mark != self._cards.settings_fingerprint(pack):
                self._whole.add(pack)  # another process left cards to be derived, or the settings have changed
        for ref in changed:
            refs = self._changed.setdefault(ref.pack, set())
            before = len(refs)
            refs.add(self._renames.get(ref, ref))
            self._remembered += len(refs) - before
        if self._remembered > _MANY:
            self._whole |= self._changed.keys()
            self._changed.clear()
            self._remembered = 0
        if first_day < self._last_day:  # the luck in all later answers changes
            marks = self._pending.mark_all()
            self._whole |= marks.keys()
            self._marks |= marks
        self._marks |= self._pending.mark(packs)

"""Merge the events of another log, in slices: each is one transaction, so that other processes can write in between.

A slice adds events and tallies, and marks the packs whose cards are to be derived (deriving/derivation.py). So the log
is right after each slice; if the merge is interrupted, the next start derives the cards, and another merge of the same
events adds those that are missing.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.log.review_import import Merged
from zgcquiz.core.moment import Moment
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log.deriving.cards import CardDeriver
from zgcquiz.store.log.deriving.derivation import PendingCards, SliceSize
from zgcquiz.store.log.deriving.habits import HabitTallies
from zgcquiz.store.log.deriving.invalidation import invalidate_items
from zgcquiz.store.log.events import event_store
from zgcquiz.store.log.events.variants import (
    KeptReviews,
    counting_variant,
    is_same,
    keep_both,
    merge_hold,
    merge_restart,
)
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.projection import NO_CUTOFF, add_void, all_renames, occupied_ids
from zgcquiz.store.log.tables.rows import checksum

_LARGEST_SLICE = 4000
_LARGEST_TEXTS = 8 << 20
"""Characters of the texts of a slice, more or less: a stranger's lines may be of megabytes."""
_MANY = 20_000
"""How many changed items are remembered; if there are more, all cards of their packs are derived."""


def _slice(events: Iterator[Review | Hold | Restart], count: int) -> list[Review | Hold | Restart]:
    """Return the next events: `count` of them, or fewer if their texts are long."""
    found: list[Review | Hold | Restart] = []
    room = _LARGEST_TEXTS
    for each in islice(events, count):
        found.append(each)
        if isinstance(each, Review):
            room -= len("".join(each.shown)) + len("".join(each.response or ()))
            if room < 0:
                break
    return found


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

    def merge(self, stream: Iterable[Review | Hold | Restart], *, from_folder: bool = False) -> Merged:
        """Add the events that the log lacks. Raises ZgcError; the slices before that are in the log.

        from_folder: they come from the shared folder, so they are not noted for other devices.
        """
        left = iter(stream)
        size = SliceSize(_LARGEST_SLICE)
        merged = Merged()
        while found := _slice(left, size.count):
            with explained(self._path, "import reviews"):
                self._habits.forget()
                with transaction(self._db):
                    start = time.monotonic()
                    if from_folder:
                        self._db.execute("INSERT OR REPLACE INTO settings VALUES ('merging', '1')")
                    merged = merged.plus(self._merge_slice(found))
                    if from_folder:
                        self._db.execute("DELETE FROM settings WHERE key = 'merging'")
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
        news = self._split(reviews)
        event_store.insert_reviews(self._db, news.added.values())
        undone = [review for review in news.undone if self._void(review)]
        undone_before = len(undone)
        undone += [review for review in news.added.values() if _is_undone(review) and self._void(review)]
        signed = [*((each, 1) for each in news.added.values()), *((each, -1) for each in undone)]
        changed = {each.ref for each, _ in signed}
        variants = added = 0
        for review in news.shared:
            kept = self._keep(review)
            variants += kept.is_new
            added += 0 if kept.is_new else len(kept.added)
            undone_before += not kept.added and len(kept.voided)
            signed += [*((each, 1) for each in kept.added), *((each, -1) for each in kept.voided)]
            changed |= kept.refs
        first_day = self._habits.add_all(signed)
        held = [new for hold in holds for new in merge_hold(self._db, hold)]
        restarted = [new for restart in restarts for new in merge_restart(self._db, restart)]
        invalidate_items(self._db, changed | {self._renames.get(ref, ref) for ref in changed})
        self._mark(changed | {restart.ref for restart in restarted}, {hold.ref.pack for hold in held}, first_day)
        counts = (
            len(news.added) + added,
            undone_before,
            len(held),
            len(restarted),
            len(reviews),
            len(holds),
            len(restarts),
        )
        return Merged(*counts, variants)

    def _notice_other_writers(self) -> None:
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self._renames = all_renames(self._db)
            self._last_day = self._habits.last_day()
            self._habits.keep_day_starts()

    def _split(self, reviews: Sequence[Review]) -> _News:
        known = event_store.known_reviews(self._db, list(dict.fromkeys(review.id for review in reviews)))
        occupied = occupied_ids(self._db)
        news = _News({}, [], [])
        for review in reviews:
            stored, added = known.get(review.id), news.added.get(review.id)
            if stored is None and review.id in occupied:
                news.shared.append(review)
            elif stored is None and added is None:
                news.added[review.id] = review
            elif added is not None:
                if not is_same(added, review) or _is_undone(review):
                    news.shared.append(review)
            elif stored is not None and (stored.several or stored.checksum != checksum(event_store.row_of(review))):
                news.shared.append(review)
            elif stored is not None and _is_undone(review) and not stored.void:
                news.undone.append(review)
        return news

    def _keep(self, review: Review) -> KeptReviews:
        """Add a review whose id the log has several times, or with other content, or damaged, or twice in this
        slice."""
        known = event_store.find_review(self._db, review.id, self._now.starts)
        if known is None or not is_same(known, review):
            return keep_both(self._db, known, review, self._device, self._now)
        counting = counting_variant(self._db, known, self._now.starts)
        voided = [counting] if _is_undone(review) and self._void(counting) else []
        return KeptReviews(False, [], voided, {each.ref for each in voided})

    def _void(self, review: Review) -> bool:
        return add_void(self._db, review.id, self._device, self._now.ms)

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
            if ref.pack in self._whole:
                continue
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


class _News(NamedTuple):
    """What the reviews of a slice bring.

    added: those that the log lacks, by id; undone: those that it has, and that were taken back elsewhere; shared: those
    whose id the log has with other content, or that come again in this slice.
    """

    added: dict[str, Review]
    undone: list[Review]
    shared: list[Review]


def _is_undone(review: Review) -> bool:
    """Return whether the learner took a review back: one that is superseded doesn't count either."""
    return review.void and not review.superseded

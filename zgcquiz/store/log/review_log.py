"""The review log: durable appends to an event log, and the cards that follow in the same transaction.

Reviews that are dated later than now, by a clock that ran ahead, count for no card until their time has come.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from errno import ENOENT
from pathlib import Path
from random import Random

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.schedule import Attempt, Card, Scheduler
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import CRAM, Ref, Review
from zgcquiz.core.log.review_import import MergedReviews
from zgcquiz.core.moment import Moment
from zgcquiz.core.settings import Settings
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log import events
from zgcquiz.store.log.cards import CardDeriver, ItemKey
from zgcquiz.store.log.habits import HabitTallies
from zgcquiz.store.log.invalidation import invalidate
from zgcquiz.store.log.opening import open_database
from zgcquiz.store.log.outbox import SyncQueries
from zgcquiz.store.log.projection import Cutoff, add_void, current_ref, is_void
from zgcquiz.store.log.queries import CardQueries
from zgcquiz.store.log.variants import is_same, merge_hold, merge_restart, note_variant, variant_of, variants

ROOM = 1 << 20
"""Bytes that must be free before a round: some two thousand answers."""

_MERGE_CACHE = 64 * 1024
"""KiB of the indexes that a merge may cache: with SQLite's default of 2,000 a large one takes half as long again."""


class ReviewLog(CardQueries, events.EventQueries, SyncQueries):
    """The log in one database. Every method is at most one transaction, and raises ZgcError if it fails."""

    def __init__(
        self,
        path: Path,
        rng: Random,
        settings: Callable[[str | None], Settings] = lambda _: Settings(),
        clock: Callable[[], Moment] | None = None,
    ) -> None:
        """Open the log, creating or migrating it as needed.

        rng: names this device if the log is created. settings: returns the settings of a pack, or for None the
        general ones. clock: returns the time now; without it all reviews count, whenever they were. Raises ZgcError
        if the file can't be used; a log that a newer version has written is left as it is.
        """
        self.from_folder = False
        """Whether what is merged comes from the shared folder."""
        self._day_starts = settings(None).day_starts
        self._cutoff = Cutoff(clock)
        self._file = str(path)
        with explained(path, "open the review log"):
            super().__init__(path, open_database(path, f"{rng.getrandbits(32):08x}"))
            try:
                self._inode = path.stat().st_ino
                row = self._db.execute("SELECT value FROM settings WHERE key = 'device'").fetchone()
                self.device: str = row[0]
            except BaseException:
                self.close()
                raise
        self._habits = HabitTallies(self._db, self._day_starts)
        self._cards = CardDeriver(self._db, settings, self._habits, self._cutoff)

    def scheduler(self, pack: str) -> Scheduler:
        return self._cards.scheduler(pack)

    def attempts(self, ref: Ref) -> list[Attempt]:
        """Return what an item's card is derived from, the oldest first."""
        self._habits.notice_other_writers()
        with explained(self.path, "read the review log"):
            return self._cards.attempts(current_ref(self._db, ref))

    # Appending events

    def check_writable(self) -> None:
        """Raise ZgcError if an answer can't be saved now, so that a round fails before it starts."""
        with explained(self.path, "write to the review log"):
            free = shutil.disk_usage(self.path.parent).free
        if free < ROOM:
            raise ZgcError(
                "disk-full",
                f"Can't save answers at {self.path}: the disk is full.",
                "Make room on the disk, then start again.",
            )
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._db.execute(
                "INSERT INTO settings VALUES ('rounds', '1') "
                "ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )

    def append(self, review: Review) -> Card:
        """Append a review durably, and return the card that follows."""
        self.scheduler(review.ref.pack)  # loads the engine, as in `_deriving`, but remembers the habits
        try:
            with explained(self.path, "save the answer"), transaction(self._db):
                self._check_same_file()
                events.insert_review(self._db, review)
                if review.mode == CRAM:
                    invalidate(self._db, current_ref(self._db, review.ref))
                    return self.card(review.ref)
                self._habits.notice_other_writers()
                card = self._cards.advance(review)
                return self._cards.rebuild_after(review.ref, True) if self._habits.add(review) else card
        except BaseException:
            self._habits.forget()
            raise

    def replace(self, old: Review, new: Review, now: Moment) -> Card:
        """Void a review, append another of its item in its place, and return the card that follows."""
        with explained(self.path, "save the answer"), self._deriving(new.ref.pack):
            self._check_same_file()
            counting = self._counting(old)
            changed = self._void(counting, now)
            if counting.ref != new.ref:
                self._cards.rebuild_item(counting.ref)
            events.insert_review(self._db, new)
            changed |= self._habits.add(new)
            return self._cards.rebuild_after(new.ref, changed)

    def void(self, review: Review, at: Moment) -> Card:
        """Take a review back, and return the card as if the review had never been."""
        with explained(self.path, "take the answer back"), self._deriving(review.ref.pack):
            counting = self._counting(review)
            card = self._cards.rebuild_after(counting.ref, self._void(counting, at))
            return card if counting.ref == review.ref else self.card(review.ref)

    def _counting(self, review: Review) -> Review:
        """Return the review itself or, if its id came with several contents, the one of them that counts."""
        kept_as = variants(self._db, "review", review.id)
        return (kept_as and self._find(kept_as[0])) or review

    def _void(self, review: Review, at: Moment) -> bool:
        return add_void(self._db, review.id, self.device, at.ms) and self._habits.add(review, -1)

    def _find(self, id: str) -> Review | None:
        return events.find_review(self._db, id, self._day_starts)

    def merge(self, reviews: Iterable[Review], now: Moment) -> MergedReviews:
        """Add the reviews of another log that this one lacks, and void those that were voided there."""
        added = voided = several = 0
        self._db.execute(f"PRAGMA cache_size = -{_MERGE_CACHE}")
        changed: set[Ref] = set()
        habits_changed = False
        with explained(self.path, "import reviews"), self._merging():
            for review in reviews:
                known = self._find(review.id)
                if known is None:
                    events.insert_review(self._db, review)
                    added += 1
                    habits_changed |= self._habits.add(review)
                    if review.void and not review.superseded:
                        habits_changed |= self._void(review, now)
                elif not is_same(known, review):
                    is_new, habits, refs = self._keep_both(known, review, now)
                    several += is_new
                    habits_changed |= habits
                    changed |= refs
                elif review.void and not review.superseded and self._is_live(counting := self._counting(known)):
                    habits_changed |= self._void(counting, now)
                    changed.add(counting.ref)
                    voided += 1
                else:
                    continue
                changed.add(review.ref)
            self._cards.note_derived({ref.pack for ref in changed})
            for ref in sorted(changed):
                self._cards.rebuild_item(ref)
            if habits_changed:
                self._cards.rebuild_all()
        return MergedReviews(added, voided, several)

    def _is_live(self, review: Review) -> bool:
        return not is_void(self._db, review.id)

    def _keep_both(self, known: Review, other: Review, now: Moment) -> tuple[bool, bool, set[Ref]]:
        """Keep a review whose id the log has with other content.

        Return whether the content is new, whether the habits of later days change, and the items of all contents.
        """
        undone = not self._is_live(self._counting(known)) or (other.void and not other.superseded)
        is_new = habits_changed = False
        for review in (known, other):
            variant = variant_of(review)
            is_new |= note_variant(self._db, review, variant.id)
            if self._find(variant.id) is None:
                events.insert_review(self._db, variant)
                habits_changed |= self._habits.add(variant)
        habits_changed |= self._void(known, now)
        refs = {known.ref}
        for place, id in enumerate(variants(self._db, "review", known.id)):
            kept = self._find(id)
            if kept is not None:
                refs.add(kept.ref)
                if undone or place > 0:
                    habits_changed |= self._void(kept, now)
        return is_new, habits_changed, refs

    def hold(self, wanted: Iterable[Hold]) -> None:
        """Append holds durably. They replace earlier ones of their items."""
        with explained(self.path, "save what is suspended"), transaction(self._db):
            self._check_same_file()
            packs = set()
            for hold in wanted:
                events.append_hold(self._db, hold)
                packs.add(hold.ref.pack)
            for pack in packs:
                self._cards.update_holds(pack)

    def merge_holds(self, others: Iterable[Hold]) -> int:
        """Add the holds of another log that this one lacks; return how many."""
        with explained(self.path, "import holds"), self._merging():
            added = [new for hold in others for new in merge_hold(self._db, hold)]
            for pack in {hold.ref.pack for hold in added}:
                self._cards.update_holds(pack)
            return len(added)

    def restart(self, pack: str, wanted: Iterable[Restart]) -> None:
        """Append restarts of a pack's items durably. Earlier reviews no longer count for their cards."""
        with explained(self.path, "save that questions start over"), self._deriving(pack):
            self._check_same_file()
            for restart in wanted:
                events.append_restart(self._db, restart, self._cutoff.ms())
                self._cards.rebuild_item(restart.ref)

    def merge_restarts(self, others: Iterable[Restart]) -> int:
        """Add the restarts of another log that this one lacks; return how many."""
        with explained(self.path, "import restarts"), self._merging():
            added = [new for restart in others for new in merge_restart(self._db, restart)]
            for ref in sorted({restart.ref for restart in added}):
                self._cards.rebuild_item(ref)
            return len(added)

    @contextmanager
    def _merging(self) -> Iterator[None]:
        """Return a transaction like `_deriving`. What it adds from the shared folder is not noted for other devices."""
        with self._deriving():
            if self.from_folder:
                self._db.execute("INSERT OR REPLACE INTO settings VALUES ('merging', '1')")
            yield
            if self.from_folder:
                self._db.execute("DELETE FROM settings WHERE key = 'merging'")

    # Deriving cards

    def sync_cards(self, pack: str, edition_key: str, items: Callable[[], Iterable[ItemKey]]) -> None:
        """Make the cards of a pack those of the items that it has now.

        edition_key: of the pack's content; nothing is done if it and the settings are those of the last call.
        items: returns all items, in the pack's order.
        """
        with explained(self.path, "read the review log"):
            fingerprint = self._cards.settings_fingerprint(pack)
            if self._cards.is_synced(pack, edition_key, fingerprint):
                return
        with explained(self.path, "write to the review log"), self._deriving(pack):
            self._cards.sync(pack, edition_key, fingerprint, items())

    def rebuild(self) -> int:
        """Delete all cards and derive them again from the log; return their number. Packs must be synced again."""
        with explained(self.path, "rebuild the cards"), self._deriving():
            return self._cards.rebuild_from_scratch()

    def _deriving(self, pack: str = "") -> AbstractContextManager[None]:
        """Return a transaction with the engine loaded beforehand: loading takes longer than others should wait."""
        self.scheduler(pack)
        self._habits.forget()
        return transaction(self._db)

    def _check_same_file(self) -> None:
        """Raise OSError if the file was deleted or replaced: what is written now would be lost."""
        if os.stat(self._file).st_ino != self._inode:  # noqa: PTH116  # half the time of Path's
            raise FileNotFoundError(ENOENT, "the file was replaced while it was in use")

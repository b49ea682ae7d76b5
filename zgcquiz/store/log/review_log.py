"""The review log: durable appends to an event log, and the cards that follow in the same transaction.

Reviews that are dated later than now, by a clock that ran ahead, count for no card until their time has come.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from errno import ENOENT
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.schedule import Attempt, Card, Scheduler
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import CRAM, Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.settings import Settings
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log import events
from zgcquiz.store.log.cards import CardDeriver, ItemKey
from zgcquiz.store.log.copies import PrivateCopy, check_lasting
from zgcquiz.store.log.habits import HabitTallies
from zgcquiz.store.log.invalidation import invalidate
from zgcquiz.store.log.opening import open_database
from zgcquiz.store.log.projection import Cutoff, add_void, current_ref
from zgcquiz.store.log.queries import CardQueries

if TYPE_CHECKING:
    from zgcquiz.store.backups.rules import BackupRules

ROOM = 1 << 20
"""Bytes that must be free before a round: some two thousand answers."""

_MERGE_CACHE = 64 * 1024
"""KiB of the indexes that a merge may cache: with SQLite's default of 2,000 a large one takes half as long again."""


class ReviewLog(CardQueries, events.EventQueries):
    """The log in one database. Every method is at most one transaction, and raises ZgcError if it fails."""

    _changed: bool | None = None
    """Whether the log was changed, once the connection is closed."""

    def __init__(
        self,
        path: Path,
        rng: Random,
        settings: Callable[[str | None], Settings] = lambda _: Settings(),
        clock: Callable[[], Moment] | None = None,
        backups: BackupRules | None = None,
    ) -> None:
        """Open the log, creating or migrating it as needed.

        rng: names this device if the log is created. settings: returns the settings of a pack, or for None the
        general ones. clock: returns the time now; without it all reviews count, whenever they were. backups: where one
        is made before the log is migrated. Raises ZgcError if the file can't be used; a log that a newer version has
        written is left as it is.
        """
        self._day_starts = settings(None).day_starts
        self._cutoff = Cutoff(clock)
        self._file = str(path)
        with explained(path, "open the review log"):
            name = f"{rng.getrandbits(32):08x}"
            super().__init__(path, open_database(path, name, backups))
            try:
                self._inode = path.stat().st_ino if path.exists() else None
                self.device = self._find_device(name)
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

    def _find_device(self, name: str) -> str:
        """Return the name of this device in the log; one that has lost it gets the name given."""
        find = "SELECT value FROM settings WHERE key = 'device'"
        if not self._db.execute(find).fetchone():
            self._db.execute("INSERT OR IGNORE INTO settings VALUES ('device', ?)", (name,))
        return str(self._db.execute(find).fetchone()[0])

    @property
    def was_changed(self) -> bool:
        """Whether this connection has changed the log, and not just a copy of one that can't be written."""
        if self._changed is None:
            return self._db.total_changes > 0 and not isinstance(self._db, PrivateCopy)
        return self._changed

    def close(self) -> None:
        self._changed = self.was_changed
        super().close()

    # Appending events

    def check_writable(self) -> None:
        """Raise ZgcError if an answer can't be saved now, so that a round fails before it starts."""
        with explained(self.path, "write to the review log"):
            check_lasting(self._db)
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
            changed = self._void(old, now)
            events.insert_review(self._db, new)
            changed |= self._habits.add(new)
            return self._cards.rebuild_after(new.ref, changed)

    def void(self, review: Review, at: Moment) -> Card:
        """Take a review back, and return the card as if the review had never been."""
        with explained(self.path, "take the answer back"), self._deriving(review.ref.pack):
            return self._cards.rebuild_after(review.ref, self._void(review, at))

    def _void(self, review: Review, at: Moment) -> bool:
        """Void a review unless it is void; return whether the habits of later days change."""
        return add_void(self._db, review.id, self.device, at.ms) and self._habits.add(review, -1)

    def merge(self, reviews: Iterable[Review], now: Moment) -> tuple[int, int]:
        """Add the reviews of another log that this one lacks, and void those that were voided there.

        Return how many were added, and how many of those known before were voided.
        """
        added = voided = 0
        self._db.execute(f"PRAGMA cache_size = -{_MERGE_CACHE}")
        changed: set[Ref] = set()
        habits_changed = False
        with explained(self.path, "import reviews"), self._deriving():
            for review in reviews:
                known = events.find_review(self._db, review.id, self._day_starts)
                if known is None:
                    events.insert_review(self._db, review)
                    added += 1
                    habits_changed |= self._habits.add(review)
                elif known.void or not review.void:
                    continue
                if review.void:
                    habits_changed |= self._void(known or review, now)
                    voided += known is not None
                changed.add((known or review).ref)
            self._cards.note_derived({ref.pack for ref in changed})
            for ref in sorted(changed):
                self._cards.rebuild_item(ref)
            if habits_changed:
                self._cards.rebuild_all()
        return added, voided

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
        with explained(self.path, "import holds"), transaction(self._db):
            added = [hold for hold in others if events.insert_hold(self._db, hold)]
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
        with explained(self.path, "import restarts"), self._deriving():
            added = [restart for restart in others if events.insert_restart(self._db, restart)]
            for ref in sorted({restart.ref for restart in added}):
                self._cards.rebuild_item(ref)
            return len(added)

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
        with explained(self.path, "rebuild the cards"):
            check_lasting(self._db)
        with explained(self.path, "rebuild the cards"), self._deriving():
            return self._cards.rebuild_from_scratch()

    def _deriving(self, pack: str = "") -> AbstractContextManager[None]:
        """Return a transaction with the engine loaded beforehand: loading takes longer than others should wait."""
        self.scheduler(pack)
        self._habits.forget()
        return transaction(self._db)

    def _check_same_file(self) -> None:
        """Raise OSError if what is written now would be lost: the file was deleted or replaced, or can't be written."""
        check_lasting(self._db)
        if os.stat(self._file).st_ino != self._inode:  # noqa: PTH116  # half the time of Path's
            raise FileNotFoundError(ENOENT, "the file was replaced while it was in use")

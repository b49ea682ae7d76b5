"""The review log: durable appends to an event log, and the cards that follow in the same transaction.

Reviews that are dated later than now, by a clock that ran ahead, count for no card until their time has come.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
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
from zgcquiz.core.log.review_ids import new_device
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.settings import Settings
from zgcquiz.store.database import BUSY_SECONDS, explained, transaction
from zgcquiz.store.log.damage import detection
from zgcquiz.store.log.damage.detection import DamagedRow, may_be_damage
from zgcquiz.store.log.deriving.cards import CardDeriver, ItemKey
from zgcquiz.store.log.deriving.derivation import PendingCards, many_commits
from zgcquiz.store.log.deriving.habits import HabitTallies
from zgcquiz.store.log.deriving.invalidation import invalidate
from zgcquiz.store.log.events import event_store
from zgcquiz.store.log.events.outbox import SyncQueries
from zgcquiz.store.log.files.copies import PrivateCopy, check_lasting
from zgcquiz.store.log.files.integrity import check
from zgcquiz.store.log.opening.opening import open_database
from zgcquiz.store.log.reading.queries import CardQueries
from zgcquiz.store.log.tables.projection import Cutoff, add_void, current_ref
from zgcquiz.store.log.tables.reviews import is_newest

if TYPE_CHECKING:
    from zgcquiz.core.log.review_import import Merged
    from zgcquiz.store.backups.rules import BackupRules

ROOM = 1 << 20
"""Bytes that must be free before a round: some two thousand answers."""

SMALL = 2 << 20
"""Bytes of a log that is checked before every round: some 4,000 answers, in 13 ms."""

_CHECKED = "SELECT value FROM settings WHERE key = 'checked'"
_MERGE_CACHE = 40 * 1024
"""KiB of the indexes that a merge may cache: with SQLite's default of 2,000 a large one takes half as long again."""


class ReviewLog(CardQueries, event_store.EventQueries, SyncQueries):
    """The log in one database. Every method raises ZgcError if it fails.

    Events are appended in one transaction, with the cards of their items. If more cards follow, they are derived after
    it in further ones (deriving/derivation.py).
    """

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
            name = new_device(rng)
            super().__init__(path, open_database(path, name, backups))
            try:
                self._inode = path.stat().st_ino if path.exists() else None
                self.device = self._find_device(name)
            except BaseException:
                self.close()
                raise
        self._habits = HabitTallies(self._db, self._day_starts)
        self._cards = CardDeriver(self._db, settings, self._habits, self._cutoff)
        self._pending = PendingCards(self._db, self._cards, self._habits)

    def scheduler(self, pack: str) -> Scheduler:
        return self._cards.scheduler(pack)

    def attempts(self, ref: Ref) -> list[Attempt]:
        """Return what an item's card is derived from, the oldest first."""
        self._habits.notice_other_writers()
        with explained(self.path, "read the review log"):
            return self._cards.attempts(current_ref(self._db, ref))

    def count_answered(self, most: int) -> int:
        """Return how many of the packs' present items were answered. most: where to stop counting."""
        ((count,),) = self.read(
            "SELECT count(*) FROM (SELECT 1 FROM cards WHERE active = 1 AND due_day IS NOT NULL LIMIT ?)", (most,)
        )
        return int(count)

    def stays_due_until(self, now: Moment) -> int:
        """Return until when what is due stays so if nothing is written, in milliseconds UTC.

        That is when the next card falls due, or the learner's next day starts. It is now if there are events of a clock
        that ran ahead, which begin to count at any time.
        """
        with explained(self.path, "read the review log"):
            if self._cutoff.events_ahead(self._db):
                return now.ms
        ((due_at,),) = self.read("SELECT min(due_at) FROM cards WHERE active = 1 AND due_at > ?", (now.ms,))
        tomorrow = now.start_of(now.day + 1)
        return tomorrow if due_at is None else min(int(due_at), tomorrow)

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

    def set_patience(self, seconds: float | None = None) -> None:
        """Set how long to wait for other processes before it is an error. None: as long as usual."""
        self._db.execute(f"PRAGMA busy_timeout = {round(1000 * (BUSY_SECONDS if seconds is None else seconds))}")

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
        self.check_undamaged()
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._db.execute(
                "INSERT INTO settings VALUES ('rounds', '1') "
                "ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )

    def append(self, review: Review) -> Card:
        """Append a review durably, and return the card that follows."""
        try:
            return self._append(review)
        except Exception as error:
            if not may_be_damage(error) or not self.leave_out_damaged():
                raise
            return self._append(review)  # an earlier answer was damaged, which harms this one no more

    def _append(self, review: Review) -> Card:
        self.scheduler(review.ref.pack)  # loads the engine, as in `_deriving`, but remembers the habits
        try:
            with explained(self.path, "save the answer"), transaction(self._db):
                self._check_same_file()
                event_store.insert_review(self._db, review)
                if not is_newest(self._db, review.id):
                    invalidate(self._db, current_ref(self._db, review.ref))
                if review.mode == CRAM:
                    return self.card(review.ref)
                self._habits.notice_other_writers()
                card = self._cards.advance(review)
                marks = self._pending.mark_all() if self._habits.add(review) else None
        except BaseException:
            self._habits.forget()
            raise
        return card if marks is None else self._derive_all(marks, review.ref)

    def replace(self, old: Review, new: Review, now: Moment) -> Card:
        """Void a review, append another of its item in its place, and return the card that follows."""
        with explained(self.path, "save the answer"), self._deriving(new.ref.pack):
            self._check_same_file()
            counting = self._counting(old)
            changed = self._void(counting, now)
            if counting.ref != new.ref:
                self._cards.rebuild_item(counting.ref)
            event_store.insert_review(self._db, new)
            changed |= self._habits.add(new)
            card = self._cards.rebuild_item(new.ref)
            marks = self._pending.mark_all() if changed else None
        return card if marks is None else self._derive_all(marks, new.ref)

    def void(self, review: Review, at: Moment) -> Card:
        """Take a review back, and return the card as if the review had never been."""
        with explained(self.path, "take the answer back"), self._deriving(review.ref.pack):
            counting = self._counting(review)
            changed = self._void(counting, at)
            self._cards.rebuild_item(counting.ref)
            marks = self._pending.mark_all() if changed else None
        card = self.card(current_ref(self._db, review.ref))
        return card if marks is None else self._derive_all(marks, review.ref)

    def _counting(self, review: Review) -> Review:
        from zgcquiz.store.log.events.variants import counting_variant  # loads hashing, which a round can do without

        return counting_variant(self._db, review, self._day_starts)

    def _void(self, review: Review, at: Moment) -> bool:
        return add_void(self._db, review.id, self.device, at.ms) and self._habits.add(review, -1)

    def _derive_all(self, marks: Mapping[str, str], ref: Ref) -> Card:
        """Derive all cards of packs after an answer that changes the luck in others, and return one of them.

        The answer is saved. If another process holds the log, the packs stay marked, and the next start derives them.
        """
        try:
            with explained(self.path, "derive the cards"), many_commits(self._db):
                self._habits.forget()
                self._pending.derive(marks)
        except ZgcError as error:
            if error.code != "busy":
                raise
        return self.card(current_ref(self._db, ref))

    def merge(self, stream: Iterable[Review | Hold | Restart], now: Moment, *, from_folder: bool = False) -> Merged:
        """Add the reviews, holds and restarts of another log that this one lacks, and void those reviews that were
        voided there.

        stream: is read a part at a time, while no lock is held. The merge is not one transaction but many, so that
        other processes can save answers meanwhile; if it is interrupted, what was merged until then stays, and merging
        the same events again adds the rest. from_folder: whether the events come from the folder that devices share.
        """
        self.scheduler("")
        self._db.execute(f"PRAGMA cache_size = -{_MERGE_CACHE}")
        from zgcquiz.store.log.events.merging import EventMerger

        merger = EventMerger(self, self._db, self._cards, self._habits, self._pending, self.device, now)
        with many_commits(self._db):
            return merger.merge(stream, from_folder=from_folder)

    def hold(self, wanted: Iterable[Hold]) -> None:
        """Append holds durably. They replace earlier ones of their items."""
        with explained(self.path, "save what is suspended"), transaction(self._db):
            self._check_same_file()
            packs = set()
            for hold in wanted:
                event_store.append_hold(self._db, hold)
                packs.add(hold.ref.pack)
            for pack in packs:
                self._cards.update_holds(pack)

    def restart(self, pack: str, wanted: Iterable[Restart]) -> None:
        """Append restarts of a pack's items durably. Earlier reviews no longer count for their cards."""
        with explained(self.path, "save that questions start over"), self._deriving(pack):
            self._check_same_file()
            for restart in wanted:
                event_store.append_restart(self._db, restart, self._cutoff.ms())
                self._cards.rebuild_item(restart.ref)

    # Damage

    def damaged(self) -> tuple[DamagedRow, ...]:
        """Return the rows that are known to be damaged, and so are left out."""
        with explained(self.path, "read the review log"):
            return detection.known(self._db)

    def leave_out_damaged(self) -> bool:
        """Look for damaged rows, record them, and derive the cards again; return whether any was not recorded yet."""
        with explained(self.path, "read the review log"):
            found, before = detection.damaged_rows(self._db), detection.known(self._db)
        if set(found) == set(before):
            return False
        with explained(self.path, "write to the review log"):
            self._derive_again(lambda: detection.record(self._db, found))
        return len(found) > len(before)

    def check_pages(self, full: bool = False) -> tuple[str, ...]:
        """Return what SQLite's own check says of indexes, if full. Raises ZgcError if it rejects the file's pages."""
        with explained(self.path, "read the review log"):
            pages, indexes = check(self._db, full)
        if pages:
            raise detection.broken(self.path)
        return indexes

    def check_undamaged(self, always: bool = False) -> None:
        """Leave out damaged rows, and raise ZgcError if SQLite's own check rejects the file.

        A log that is not small is checked once a day. always: check it anyway.
        """
        today = str(self._cutoff.ms() // DAY)
        with explained(self.path, "read the review log"):
            is_small = not self.path.exists() or self.path.stat().st_size <= SMALL
            row = None if is_small else self._db.execute(_CHECKED).fetchone()
            if row and row[0] == today and not always:
                return
        indexes = self.check_pages(full=is_small)
        self.leave_out_damaged()
        if len(indexes) > len(self.damaged()):  # an altered row differs from its entry in an index, too
            raise detection.broken(self.path)
        if not is_small and not always:
            with explained(self.path, "write to the review log"), transaction(self._db):
                self._db.execute("INSERT OR REPLACE INTO settings VALUES ('checked', ?)", (today,))

    # Deriving cards

    def unsynced(self, editions: Mapping[str, str]) -> dict[str, str]:
        """Return the packs whose cards are not those of their edition under their settings, with the fingerprint of
        these. editions: edition keys by pack."""
        with explained(self.path, "read the review log"):
            return self._cards.unsynced(editions)

    def sync_cards(self, pack: str, edition_key: str, items: Callable[[], Iterable[ItemKey]]) -> None:
        """Make the cards of a pack those of the items that it has now.

        edition_key: of the pack's content; nothing is done if it and the settings are those of the last call.
        items: returns all items, in the pack's order.
        """
        fingerprint = self.unsynced({pack: edition_key}).get(pack)
        if fingerprint is None:
            return
        with explained(self.path, "write to the review log"):
            with self._deriving(pack):
                stale = self._pending.mark_of(pack) not in (None, fingerprint)
                self._cards.sync(pack, edition_key, fingerprint, items())
                marks = self._pending.mark([pack]) if stale else {}
            if marks:
                with many_commits(self._db):
                    self._pending.derive(marks)

    def rebuild(self) -> int:
        """Delete all cards and derive them again from the log; return their number. Packs must be synced again."""
        with explained(self.path, "rebuild the cards"):
            check_lasting(self._db)
            self._pending.rebuild_tallies()
            with self._deriving():
                self._cards.delete_all()
                marks = self._pending.mark_reviewed()
            with many_commits(self._db):
                self._pending.derive(marks)
            return int(self._db.execute("SELECT count(*) FROM cards WHERE due_day IS NOT NULL").fetchone()[0])

    def rederive(self) -> None:
        """Derive all cards again, as `rebuild` does, but keep what the packs tell of them."""
        with explained(self.path, "rebuild the cards"):
            self._derive_again()

    def _derive_again(self, first: Callable[[], object] = bool) -> None:
        """Derive all cards and tallies from the log, but keep what the packs tell. first: runs in the transaction that
        forgets them."""
        with self._deriving():
            first()
            self._cards.reset_all()
            marks = self._pending.mark_all() | self._pending.mark_reviewed()
        self._pending.derive(marks)

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

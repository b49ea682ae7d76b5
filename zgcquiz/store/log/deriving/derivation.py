"""Derive many cards in slices, so that no other process waits long for the write lock.

A change that concerns more cards than one transaction should write marks their packs in `card_sync`, in its own
transaction: from then on `sync_cards` takes the pack for not synchronized. The cards are derived afterwards, some at a
time, and the mark is removed with the last ones. If this process is killed in between, the mark stays, and the next
start derives the cards.

Each mark is unique, so that only the process whose mark it is removes it: what another one has added meanwhile has
left another mark.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from zgcquiz.core.learning.schedule import Card
from zgcquiz.core.log.review import Ref
from zgcquiz.store.database import transaction
from zgcquiz.store.log.deriving.cards import CardDeriver
from zgcquiz.store.log.deriving.habits import HabitTallies
from zgcquiz.store.log.deriving.whole_log import PackAnswers
from zgcquiz.store.log.tables.projection import current_ref
from zgcquiz.store.log.tables.reviews import reviewed_packs
from zgcquiz.store.log.tables.sql import packs_in

_MARK = "to be derived "
_SLICE_SECONDS = 0.05
"""How long a slice should take."""
_SMALLEST_SLICE, _LARGEST_SLICE = 64, 4096
_CHECKPOINT_PAGES = 8000
"""How large the write-ahead log may grow while many commits are made, in pages of 4 KiB."""

_WITH_CARD = "SELECT item FROM cards WHERE pack = ? AND due_day IS NOT NULL"


@contextmanager
def many_commits(db: sqlite3.Connection) -> Iterator[None]:
    """Make commits cheap within the block, and durable at its end.

    If power fails before that, the last commits may be lost, but the database is as it was after an earlier one. The
    commits of other processes stay durable, and all before them with them: they sync the same log.
    https://www.sqlite.org/pragma.html#pragma_synchronous
    """
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    try:
        yield
    finally:
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA wal_autocheckpoint = 1000")  # SQLite's default
        db.execute("PRAGMA wal_checkpoint").fetchall()


class SliceSize:
    """How many things to do at a time, so that they take as long as a slice should."""

    def __init__(self, largest: int = _LARGEST_SLICE) -> None:
        self._largest = largest
        self.count = _SMALLEST_SLICE

    def adapt(self, seconds: float) -> None:
        """Choose the next size. seconds: how long the last slice took."""
        factor = _SLICE_SECONDS / max(seconds, 1e-4)
        self.count = max(_SMALLEST_SLICE, min(self._largest, int(self.count * min(2.0, max(0.25, factor)))))


class _Collected(NamedTuple):
    """What cards are derived from, by pack, and SQLite's count of other processes' writes when it was read."""

    packs: dict[str, PackAnswers]
    version: int


def _data_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA data_version").fetchone()[0])


class PendingCards:
    """The packs that have cards which are still to be derived."""

    def __init__(self, db: sqlite3.Connection, cards: CardDeriver, habits: HabitTallies) -> None:
        self._db = db
        self._cards = cards
        self._habits = habits

    # Inside the caller's transaction

    def mark(self, packs: Iterable[str]) -> dict[str, str]:
        """Mark packs, whose cards are derived later; return their new marks."""
        mark = f"{_MARK}{os.urandom(8).hex()}"
        marks = dict.fromkeys(packs, mark)
        self._db.executemany(
            "INSERT INTO card_sync VALUES (?, '', ?)"
            " ON CONFLICT DO UPDATE SET settings_fingerprint = excluded.settings_fingerprint",
            marks.items(),
        )
        return marks

    def mark_all(self) -> dict[str, str]:
        """Mark all packs that have cards."""
        synced = (pack for (pack,) in self._db.execute("SELECT pack FROM card_sync"))
        return self.mark({*packs_in(self._db, "cards"), *synced})

    def mark_reviewed(self) -> dict[str, str]:
        """Mark all packs that have reviews."""
        return self.mark(reviewed_packs(self._db))

    def mark_of(self, pack: str) -> str | None:
        """Return a pack's mark, or the fingerprint of the settings that its cards are derived from; None if it is not
        known."""
        row = self._db.execute("SELECT settings_fingerprint FROM card_sync WHERE pack = ?", (pack,)).fetchone()
        return None if row is None else str(row[0])

    # In transactions of its own

    def derive(self, marks: Mapping[str, str], changed: Mapping[str, Iterable[Ref]] | None = None) -> None:
        """Derive the cards of packs in slices, and remove their marks, unless another process has marked them again.

        changed: by pack, the items (by current name) that alone have to be derived; all items of packs that are not
        in it.
        """
        whole = [pack for pack in marks if changed is None or changed.get(pack) is None]
        if whole and self._habits.day_starts_changed():
            self.rebuild_tallies()
        all_at_once = _Collected({}, -1)
        if whole and set(whole).issuperset(reviewed_packs(self._db)):
            all_at_once = self._collect(None)
        for pack, mark in marks.items():
            fingerprint = self._cards.settings_fingerprint(pack)
            if changed is not None and (some := changed.get(pack)) is not None:
                self._derive_all(iter(sorted(some)))
            elif all_at_once.version == -1:
                self._derive_pack(pack, self._collect(pack))
            else:
                self._derive_pack(pack, all_at_once)
            with transaction(self._db):
                self._cards.update_holds(pack)  # after its cards were made
                self._db.execute(
                    "UPDATE card_sync SET settings_fingerprint = ? WHERE pack = ? AND settings_fingerprint = ?",
                    (fingerprint, pack, mark),
                )

    def rebuild_tallies(self) -> None:
        """Tally the whole log again."""
        self._read_first(self._habits.rebuild)

    def _collect(self, pack: str | None) -> _Collected:
        """Read what the cards of a pack, or for None of all packs, are derived from; nobody waits meanwhile."""
        with transaction(self._db, read_first=True):
            self._habits.notice_other_writers()
            version = _data_version(self._db)
            return _Collected(self._cards.collect(pack), version)

    def _derive_pack(self, pack: str, collected: _Collected) -> None:
        """Derive all cards of a pack, from what was collected as long as no other process writes."""
        found = collected.packs.pop(pack, None)
        items = found.items if found else {}
        one_by_one = found.unordered if found else set()
        one_by_one.update(item for (item,) in self._db.execute(_WITH_CARD, (pack,)) if item not in items)
        names = sorted(items.keys() - one_by_one, reverse=True)
        scheduler, size = self._cards.scheduler(pack), SliceSize()
        while names:
            cards: dict[tuple[str, str], Card] = {}
            for name in names[-size.count :]:
                answers = items.pop(name)
                cards[pack, name] = scheduler.card_after(answers, Ref(pack, name), answers.last_at, answers.last_at)
            with transaction(self._db):
                start = time.monotonic()
                if _data_version(self._db) != collected.version:
                    break
                self._cards.store(list(cards), cards)
            del names[-len(cards) :]
            size.adapt(time.monotonic() - start)
        one_by_one.update(names)
        self._derive_all(iter(sorted({current_ref(self._db, Ref(pack, name)) for name in one_by_one})))

    def _derive_all(self, refs: Iterator[Ref]) -> None:
        size = SliceSize()
        while of_slice := set(islice(refs, size.count)):
            self._timed(size, lambda of_slice=of_slice: of_slice)  # type: ignore[misc]

    def _timed(self, size: SliceSize, refs: Callable[[], set[Ref]]) -> None:
        start = time.monotonic()
        self._derive(refs)
        size.adapt(time.monotonic() - start)

    def _derive(self, refs: Callable[[], set[Ref]]) -> None:
        def rebuild() -> None:
            self._habits.notice_other_writers()
            self._cards.rebuild_items(refs())

        self._read_first(rebuild)

    def _read_first(self, work: Callable[[], object]) -> None:
        """Do work that reads and then writes in a transaction that takes the write lock only to write; if another
        process has written since it read, once more with the lock."""
        try:
            with transaction(self._db, read_first=True):
                work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            with transaction(self._db):
                work()

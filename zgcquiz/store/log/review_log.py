"""The review log and the cards derived from it.

The log is the truth: reviews and voids are only ever appended. A card follows in the same
transaction: it is brought on by a new review, or folded anew from its item's own reviews when one
is taken back or comes out of order. Both come to the same, so a rebuild gives the same values.

A right pick may be luck, and how likely that is follows from the learner's habit on the days
before (core/guessing.py). So days are tallied too; where a past day's tally changes, all cards do.

Reviews that are dated later than now, by a clock that ran ahead, count for no card until their time has come.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from errno import ENOENT
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from msgspec.structs import astuple

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.guessing import GuessHabits, Tally, choices
from zgcquiz.core.learning.queue import Due, Waiting
from zgcquiz.core.learning.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.log.review_ids import LAST_MS, first_uuid7
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import Value
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log import holds, invalidation, restarts
from zgcquiz.store.log.opening import open_database
from zgcquiz.store.log.sql import LEARNERS_DAY, STANDING, VOIDED, as_json

ROOM = 1 << 20
"""Bytes that must be free before a round: some two thousand answers."""

_MERGE_CACHE = 64 * 1024
"""KiB that a merge may hold of the indexes: with SQLite's usual 2,000 a large one takes half as long again."""

_NEVER = 1 << 62
"""A day, or a moment, that doesn't come."""
_APART = DAY
"""Milliseconds by which the clocks of two devices may differ: with a wrong time zone, most of a day."""

_REVIEW = (
    "r.id, r.device, r.session, r.at, r.utc_offset, r.pack, r.item, r.fingerprint, r.mode, r.kind,"
    " r.shown, r.response, r.outcome, r.certainty, r.level, r.rating, r.ms"
)
_ATTEMPTS = f"""
    WITH present (name) AS (SELECT coalesce((SELECT new FROM renames WHERE pack = :pack AND old = :item), :item)),
         names (name) AS (SELECT name FROM present UNION ALL
                          SELECT old FROM renames, present WHERE pack = :pack AND new = present.name)
    SELECT present.name, r.item, r.at, r.utc_offset, r.rating, r.choices FROM present LEFT JOIN reviews r
        ON r.pack = :pack AND r.item IN (SELECT name FROM names) AND r.mode <> 'cram' AND r.at <= :until
        AND NOT {VOIDED}
        AND r.at > (SELECT coalesce(max(at), -1) FROM restarts
                    WHERE pack = :pack AND item IN (SELECT name FROM names) AND at <= :until)
    ORDER BY r.at, r.id"""
"""An item's present name, beside each of its attempts under any name since it was last started anew and up to a
moment; the name alone if there are none."""
_STATE = "stability, difficulty, last_day, interval, due_day, due_at, repetitions, lapses, last_at"


def _by_default(pack: str | None) -> Settings:
    return Settings()


class StoredCard(Value, frozen=True):
    """A card as it is kept: whose it is, and its state."""

    ref: Ref
    state: Card


class Lined(Value, frozen=True):
    """An item as its card needs to know it: by id and former ids, by the fact that it shares with
    siblings ("" for none), and by what it is about."""

    id: str
    former: tuple[str, ...] = ()
    fact: str = ""
    topic: str = ""


class ReviewLog:
    """One database. Every method is one transaction at most."""

    def __init__(
        self,
        path: Path,
        rng: Random,
        settings: Callable[[str | None], Settings] = _by_default,
        clock: Callable[[], Moment] | None = None,
    ) -> None:
        """Open the log, making or migrating it as needed.

        rng: names this device when the log is made. settings: gives what holds for a pack, and
        for None what holds for all. clock: the time now; without it all reviews count, whenever
        they were. Raises ZgcError where the file can't be used; a log that a newer version has
        written is left as it is.
        """
        self.path = path
        self._clock = clock
        self._file = str(path)
        self._settings = cache(settings)
        self._day_starts = settings(None).day_starts
        self._schedulers: dict[tuple[object, ...], Scheduler] = {}
        self._scheduler_of: dict[str, Scheduler] = {}
        self._version = 0  # by what other processes have written; both below were read in it
        self._habits: GuessHabits | None = None
        self._tallied: tuple[int, int] | None = None  # a day and choices that stand in `tallies`
        self._habits_until = 0  # what this process has tallied of this day and later is not in the habits
        with explained(path, "open the review log"):
            self._db = open_database(path, f"{rng.getrandbits(32):08x}")
            try:
                self._inode = path.stat().st_ino
                self.device: str = self._one("SELECT value FROM settings WHERE key = 'device'")
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        self._db.close()

    def _one(self, sql: str, *values: object) -> Any:
        row = self._db.execute(sql, values).fetchone()
        return None if row is None else row[0]

    # Writing

    def check_writable(self) -> None:
        """Raises ZgcError if an answer couldn't be kept now: said before a round, not after it."""
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
        """Keep a review, durably, and give the card that follows."""
        self.scheduler(review.ref.pack)  # as in _deriving; but what is known of habits stays known
        try:
            with explained(self.path, "save the answer"), transaction(self._db):
                self._check_place()
                self._insert(review)
                if review.mode == CRAM:
                    rows = self._rows(review.ref)
                    invalidation.mark(self._db, Ref(review.ref.pack, rows[0][0]))
                    return self.card(review.ref)
                self._notice_others()
                card = self._bring_on(review)
                return self._refold_after(review.ref, True) if self._tally(review, 1) else card
        except BaseException:
            self._forget()
            raise

    def replace(self, old: Review, new: Review, now: Moment) -> Card:
        """Keep a review that stands for an earlier one of its item, which is voided, and give the card."""
        with explained(self.path, "save the answer"), self._deriving(new.ref.pack):
            self._check_place()
            shifted = self._void(old, now.ms)
            self._insert(new)
            if new.mode != CRAM:
                shifted |= self._tally(new, 1)
            return self._refold_after(new.ref, shifted)

    def _check_place(self) -> None:
        """Raises OSError where the file was deleted or replaced: what is written now would be lost."""
        if os.stat(self._file).st_ino != self._inode:  # noqa: PTH116  # half the time of Path's
            raise FileNotFoundError(ENOENT, "the file was replaced while it was in use")

    def merge(self, reviews: Iterable[Review], now: Moment) -> tuple[int, int]:
        """Take in the reviews of another log that are not here yet, and what was voided there.

        Gives how many were added, and how many of those here before are voided now.
        """
        added = voided = 0
        self._db.execute(f"PRAGMA cache_size = -{_MERGE_CACHE}")
        changed: set[Ref] = set()
        shifted = False
        with explained(self.path, "import reviews"), self._deriving():
            for review in reviews:
                known = self._find(review.id)
                if known is None:
                    self._insert(review)
                    added += 1
                    shifted |= review.mode != CRAM and self._tally(review, 1)
                elif known.void or not review.void:
                    continue
                if review.void:
                    shifted |= self._void(known or review, now.ms)
                    voided += known is not None
                changed.add((known or review).ref)
            for pack in {ref.pack for ref in changed}:
                self._db.execute("INSERT OR IGNORE INTO lineups VALUES (?, '', ?)", (pack, self._basis(pack)))
            for ref in sorted(changed):
                self._refold(ref)
            if shifted:
                self._refold_all()
        return added, voided

    def _insert(self, review: Review) -> None:
        self._db.execute(
            "INSERT INTO reviews (id, device, session, at, utc_offset, pack, item, fingerprint, mode, kind,"
            " shown, response, outcome, certainty, level, rating, ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                review.id,
                review.device,
                review.session,
                review.at.ms,
                review.at.offset,
                review.ref.pack,
                review.ref.item,
                review.fingerprint,
                review.mode,
                review.kind.value,
                as_json(review.shown),
                None if review.response is None else as_json(review.response),
                review.outcome.value,
                review.certainty.value if review.certainty else None,
                review.level,
                int(review.rating),
                review.ms,
            ),
        )

    def void(self, review: Review, at: Moment) -> Card:
        """Take a review back, and give the card as if it had never been."""
        with explained(self.path, "take the answer back"), self._deriving(review.ref.pack):
            return self._refold_after(review.ref, self._void(review, at.ms))

    def _void(self, review: Review, ms: int) -> bool:
        """Void a review, if it is not so yet; gives what `_tally` does."""
        if self._one("SELECT 1 FROM voids WHERE review = ?", review.id):
            return False
        self._db.execute("INSERT INTO voids VALUES (?, ?, ?)", (review.id, self.device, ms))
        return review.mode != CRAM and self._tally(review, -1)

    def _find(self, id: str) -> Review | None:
        row = self._db.execute(f"SELECT {_REVIEW}, {VOIDED} FROM reviews r WHERE id = ?", (id,)).fetchone()
        return None if row is None else self._review(row)

    def hold(self, wanted: Iterable[Hold]) -> None:
        """Keep holds, durably: those of an item from now on count, and not the ones before."""
        with explained(self.path, "save what is suspended"), transaction(self._db):
            self._check_place()
            packs = set()
            for hold in wanted:
                holds.put(self._db, hold)
                packs.add(hold.ref.pack)
            for pack in packs:
                holds.refresh(self._db, pack, self._buried_until())

    def merge_holds(self, others: Iterable[Hold]) -> int:
        """Take in the holds of another log that are not here yet; gives how many those were."""
        with explained(self.path, "import holds"), transaction(self._db):
            added = [hold for hold in others if holds.insert(self._db, hold)]
            for pack in {hold.ref.pack for hold in added}:
                holds.refresh(self._db, pack, self._buried_until())
            return len(added)

    def restart(self, pack: str, wanted: Iterable[Restart]) -> None:
        """Keep, durably, that items of a pack are learnt anew: earlier answers count for their cards no more."""
        with explained(self.path, "save that questions start anew"), self._deriving(pack):
            self._check_place()
            for restart in wanted:
                restarts.put(self._db, restart, self._counted_until())
                self._refold(restart.ref)

    def merge_restarts(self, others: Iterable[Restart]) -> int:
        """Take in the restarts of another log that are not here yet; gives how many those were."""
        with explained(self.path, "import restarts"), self._deriving():
            added = [restart for restart in others if restarts.insert(self._db, restart)]
            for ref in sorted({restart.ref for restart in added}):
                self._refold(ref)
            return len(added)

    # Deriving cards

    def scheduler(self, pack: str) -> Scheduler:
        """What schedules the cards of a pack."""
        known = self._scheduler_of.get(pack)
        if known:
            return known
        settings = self._settings(pack)
        key = (settings.parameters, settings.desired_retention, settings.weekday_load)
        if key not in self._schedulers:
            self._schedulers[key] = Scheduler(*key)
        self._scheduler_of[pack] = self._schedulers[key]
        return self._schedulers[key]

    def _deriving(self, pack: str = "") -> AbstractContextManager[None]:
        """A transaction with the engine at hand: loading it takes longer than others should wait."""
        self.scheduler(pack)
        self._forget()
        return transaction(self._db)

    def _forget(self) -> None:
        """Forget what was read of the tallies: in a transaction that failed, it may never have been."""
        self._habits = self._tallied = None

    def _notice_others(self) -> None:
        """Forget it too where another process has written."""
        version = self._one("PRAGMA data_version")
        if version != self._version:
            self._forget()
            self._version = version

    def _basis(self, pack: str) -> str:
        """Names what the cards of a pack follow from, beside its reviews that count."""
        settings = self._settings(pack)
        basis = repr(
            (
                settings.parameters,
                settings.desired_retention,
                settings.guess_correction,
                settings.day_starts,
                settings.weekday_load,
            )
        )
        ahead = self._ahead()
        return f"{basis} without {ahead} ahead" if ahead else basis

    def _counted_until(self) -> int:
        """The moment, in milliseconds UTC, up to which reviews count."""
        return _NEVER if self._clock is None else self._clock().ms + _APART

    def _names_until(self) -> str:
        """A name that comes after those of all reviews and holds up to that moment."""
        return first_uuid7(min(self._counted_until() + 1, LAST_MS))

    def _buried_until(self) -> int:
        """The learner's day until which an item can be buried by a clock that is right, wherever the learner was."""
        return HELD_INDEFINITELY - 1 if self._clock is None else self._clock().day + 3

    def _ahead(self) -> int:
        """How many reviews, holds and restarts are of a time to come. The first are found by their names, which tell
        the time; restarts are few."""
        return int(
            self._one(
                "SELECT (SELECT count(*) FROM reviews WHERE id >= ?) + (SELECT count(*) FROM holds WHERE id >= ?)"
                " + (SELECT count(*) FROM restarts WHERE at > ?)",
                self._names_until(),
                self._names_until(),
                self._counted_until(),
            )
        )

    def _tally(self, review: Review, sign: int) -> bool:
        """Count what a review shows of the learner's habit, or with sign -1 take it back.

        Gives if that changes the luck of answers on later days, and with it their cards.
        """
        possible = choices(review.kind, len(review.shown))
        if not possible:
            return False
        day = self._moment(review.at.ms, review.at.offset).day
        if self._tallied != (day, possible):
            self._db.execute("INSERT OR IGNORE INTO tallies VALUES (?, ?, 0, 0)", (day, possible))
            self._tallied = day, possible
        declared = review.response is None or review.certainty is Certainty.GUESS
        if review.outcome is Outcome.CORRECT and not declared:
            return False
        column = "declared" if declared else "undeclared"
        self._db.execute(
            f"UPDATE tallies SET {column} = {column} + ? WHERE day = ? AND choices = ?", (sign, day, possible)
        )
        self._habits_until = min(self._habits_until, day)
        return self._one("SELECT 1 FROM tallies WHERE day > ? LIMIT 1", day) is not None

    def _retally(self) -> None:
        """Tally all days anew, as they start now."""
        self._forget()
        self._db.execute("INSERT OR REPLACE INTO settings VALUES ('day_starts', ?)", (str(self._day_starts),))
        self._db.execute("DELETE FROM tallies")
        self._db.execute(
            "INSERT INTO tallies SELECT day, choices, sum(declared), sum(NOT declared AND outcome <> 'correct') FROM"
            f" (SELECT {LEARNERS_DAY} AS day, choices, outcome,"
            "  (response IS NULL OR certainty IS 'guess') AS declared FROM reviews r"
            f"  WHERE choices > 0 AND mode <> 'cram' AND NOT {VOIDED}) GROUP BY day, choices",
            {"starts": self._day_starts},
        )

    def _habits_for(self, pack: str, day: int = _NEVER) -> GuessHabits | None:
        """What the luck in a pack's answers up to a learner's day follows from; None where it isn't weighed."""
        if not self._settings(pack).guess_correction:
            return None
        if self._habits is None or self._habits_until < day:
            self._habits = GuessHabits(Tally(*row) for row in self._db.execute("SELECT * FROM tallies"))
            self._habits_until = _NEVER
        return self._habits

    def _moment(self, ms: int, offset: int) -> Moment:
        return Moment(ms, offset, self._day_starts)

    def _attempt(
        self, ref: Ref, habits: GuessHabits | None, at: int, offset: int, rating: int, possible: int
    ) -> Attempt:
        moment = self._moment(at, offset)
        return Attempt(ref, moment, _rating(rating), habits.luck(moment.day, possible) if habits else 0.0)

    def _bring_on(self, review: Review) -> Card:
        """Bring an item's card on by its newest review: the same as to refold it, for less."""
        ref = review.ref
        row = self._db.execute(_CARD, (ref.pack, ref.item)).fetchone()
        if row is None or (row[0] is not None and row[-1] >= review.at.ms):
            return self._refold(ref)  # it has another name now, or this review is not its newest
        if row[0] is None and restarts.any_of(self._db, ref.pack):
            return self._refold(ref)  # it may have been started anew at a later time than this review's
        moment = self._moment(review.at.ms, review.at.offset)
        habits = self._habits_for(ref.pack, moment.day)
        luck = habits.luck(moment.day, choices(review.kind, len(review.shown))) if habits else 0.0
        card = self.scheduler(ref.pack).advance(_card(row), Attempt(ref, moment, review.rating, luck))
        self._db.execute(_BROUGHT_ON, (*astuple(card), ref.pack, ref.item))
        return card

    def _refold(self, ref: Ref) -> Card:
        """Derive an item's card from its reviews, those under its former names included."""
        rows = self._rows(ref)
        present = Ref(ref.pack, rows[0][0])
        card = self.scheduler(ref.pack).replay(self._attempts(ref.pack, rows))
        self._keep(present, card)
        for name in {present, ref}:
            invalidation.mark(self._db, name)
        if present != ref:
            self._db.execute("DELETE FROM cards WHERE pack = ? AND item = ? AND active = 0", (ref.pack, ref.item))
        return card

    def _refold_after(self, ref: Ref, shifted: bool) -> Card:
        """Derive the card of an item that has changed; shifted: that changes all the others too."""
        if shifted:
            self._refold_all()
        return self._refold(ref)

    def _rows(self, ref: Ref) -> list[Any]:
        """The rows of `_ATTEMPTS` that count."""
        return self._db.execute(
            _ATTEMPTS, {"pack": ref.pack, "item": ref.item, "until": self._counted_until()}
        ).fetchall()

    def _attempts(self, pack: str, rows: Iterable[Sequence[Any]]) -> list[Attempt]:
        """The attempts that the rows of `_ATTEMPTS` hold."""
        habits = self._habits_for(pack)
        return [self._attempt(Ref(pack, item), habits, *rest) for _, item, *rest in rows if item is not None]

    def _refold_all(self, pack: str | None = None) -> int:
        """Derive all cards that have reviews, of one pack or of all; gives their number."""
        until = self._counted_until()
        anew = restarts.latest(self._db, until)
        if self._db.execute(_UNANSWERED, (until, pack)).rowcount or anew:
            invalidation.clear(self._db)  # repetitions begin anew, and don't tell any more that an item was answered
        where, values = ("", (until,)) if pack is None else ("r.pack = ? AND ", (pack, until))
        rows = self._db.execute(
            "SELECT r.pack, coalesce(n.new, r.item) AS present, r.item, r.at, r.utc_offset, r.rating, r.choices"
            " FROM reviews r LEFT JOIN renames n ON n.pack = r.pack AND n.old = r.item"
            f" WHERE {where} r.mode <> 'cram' AND r.at <= ? AND {STANDING} ORDER BY r.pack, present, r.at, r.id",
            values,
        ).fetchall()
        count = self._db.executemany(_KEEP, self._refolded(rows, anew)).rowcount
        self._db.execute("DELETE FROM cards WHERE active = 0 AND due_day IS NULL")
        return count

    def _refolded(
        self, rows: Iterable[Sequence[Any]], anew: Mapping[tuple[str, str], int]
    ) -> Iterator[tuple[object, ...]]:
        """The values of `_KEEP` that follow from reviews: pack, present name, and what an attempt is made of.

        anew: when items were begun anew.
        """
        for name, of_pack in groupby(rows, key=itemgetter(0)):
            scheduler, habits = self.scheduler(name), self._habits_for(name)
            for present, group in groupby(of_pack, key=itemgetter(1)):
                since = anew.get((name, present), -1)
                attempts = [
                    self._attempt(Ref(name, item), habits, at, *rest) for _, _, item, at, *rest in group if at > since
                ]
                yield name, present, *_columns(scheduler.replay(attempts))

    def _keep(self, ref: Ref, card: Card) -> None:
        self._db.execute(_KEEP, (ref.pack, ref.item, *_columns(card)))
        if isinstance(card, New):
            self._db.execute("DELETE FROM cards WHERE pack = ? AND item = ? AND active = 0", (ref.pack, ref.item))

    def line_up(self, pack: str, content: str, items: Callable[[], Iterable[Lined]]) -> None:
        """Let the cards of a pack stand for the items that it has now.

        content: names the pack's text; nothing is done where it and the settings are the same as
        last time. items: gives all of them, in order.
        """
        with explained(self.path, "read the review log"):
            basis = self._basis(pack)
            last = self._db.execute("SELECT content, basis FROM lineups WHERE pack = ?", (pack,)).fetchone()
            if last == (content, basis):
                return
        with explained(self.path, "write to the review log"), self._deriving(pack):
            before = set(self._db.execute("SELECT old, new FROM renames WHERE pack = ?", (pack,)))
            self._db.execute("DELETE FROM renames WHERE pack = ?", (pack,))
            self._db.execute("UPDATE cards SET active = 0 WHERE pack = ? AND active = 1", (pack,))
            renames: set[tuple[str, str]] = set()
            for position, item in enumerate(items()):
                self._db.execute(
                    "INSERT INTO cards (pack, item, position, active, fact, topic) VALUES (?, ?, ?, 1, ?, ?)"
                    " ON CONFLICT DO UPDATE SET position = excluded.position, active = 1,"
                    " fact = excluded.fact, topic = excluded.topic",
                    (pack, item.id, position, item.fact, item.topic),
                )
                renames.update((old, item.id) for old in item.former)
            self._db.executemany("INSERT INTO renames VALUES (?, ?, ?)", [(pack, *pair) for pair in renames])
            for name in sorted({name for pair in before ^ renames for name in pair}):
                self._refold(Ref(pack, name))
            self._db.execute("DELETE FROM cards WHERE pack = ? AND active = 0 AND due_day IS NULL", (pack,))
            holds.refresh(self._db, pack, self._buried_until())
            if last is not None and last[1] != basis:
                if self._one("SELECT value FROM settings WHERE key = 'day_starts'") != str(self._day_starts):
                    self._retally()
                self._refold_all(pack)
            self._db.execute("INSERT OR REPLACE INTO lineups VALUES (?, ?, ?)", (pack, content, basis))

    def rebuild(self) -> int:
        """Drop all cards and make them again from the log; gives their number.

        The packs must be lined up again afterwards. Former names are kept: a pack that is not at
        hand can't tell them again.
        """
        with explained(self.path, "rebuild the cards"), self._deriving():
            self._db.execute("DELETE FROM cards")
            self._db.execute("DELETE FROM lineups")
            invalidation.clear(self._db)
            self._retally()
            count = self._refold_all()
            packs = self._db.execute("SELECT DISTINCT pack FROM cards").fetchall()
            self._db.executemany(
                "INSERT INTO lineups VALUES (?, '', ?)", [(pack, self._basis(pack)) for (pack,) in packs]
            )
            return count

    # Reading

    def due(self, pack: str, now: Moment, limit: int, ahead: int = 0) -> list[Due]:
        """What is due of a pack, the most forgotten first; at most so many.

        Where there are more, the due siblings of those are given too, after them. ahead: with what
        falls due within so many days.
        """
        when = _when(now, ahead)
        found = self.read(
            f"{_DUE_ITEM} WHERE {_DUE} AND pack = ? ORDER BY forgetting DESC, due_at, item LIMIT ?",
            (now.day, *when, pack, limit),
        )
        facts = {fact for _, fact, *_ in found if fact}
        if len(found) == limit and facts:
            known = {item for item, *_ in found}
            siblings = self.read(
                f"{_DUE_ITEM} INDEXED BY cards_by_fact WHERE {_DUE} AND pack = ? AND fact <> ''"
                " AND fact IN (SELECT value FROM json_each(?)) ORDER BY item",
                (now.day, *when, pack, as_json(tuple(facts))),
            )
            found += [row for row in siblings if row[0] not in known]
        return [Due(Ref(pack, item), *rest) for item, *rest in found]

    def missed(self, pack: str, now: Moment, items: Sequence[str]) -> list[Ref]:
        """Those of a pack's items that were missed last time and are due again, the longest due first."""
        rows = self.read(
            f"SELECT item FROM cards WHERE {_DUE} AND interval = 0 AND pack = ?"
            " AND item IN (SELECT value FROM json_each(?)) ORDER BY due_at, item",
            (*_when(now, 0), pack, as_json(tuple(items))),
        )
        return [Ref(pack, item) for (item,) in rows]

    def count_due(self, packs: Sequence[str], now: Moment, ahead: int = 0) -> int:
        sql = f"SELECT count(*) FROM cards WHERE {_DUE} AND pack IN ({_marks(packs)})"
        return int(self.read(sql, (*_when(now, ahead), *packs))[0][0])

    def count_coming(self, pack: str, now: Moment, days: int, ahead: int = 0) -> tuple[int, int]:
        """How many of a pack are due, and how many fall due within so many days from tomorrow."""
        rows = self.read(
            f"SELECT count(CASE WHEN {_DUE_NOW} THEN 1 END), count(*) FROM cards"
            " WHERE active = 1 AND due_day <= ? AND held_until <= ? AND pack = ?",
            (*_when(now, ahead), now.day + days, now.day + days, pack),
        )
        due, both = rows[0]
        return due, both - due

    def new(self, pack: str, now: Moment, limit: int) -> list[Waiting]:
        """Items of a pack that were never answered and are not held, in its order."""
        rows = self.read(
            f"SELECT item, fact, topic FROM cards WHERE {_NEW} AND pack = ? ORDER BY position LIMIT ?",
            (now.day, pack, limit),
        )
        return [Waiting(Ref(pack, item), fact, topic) for item, fact, topic in rows]

    def count_new(self, packs: Sequence[str], now: Moment) -> int:
        sql = f"SELECT count(*) FROM cards WHERE {_NEW} AND pack IN ({_marks(packs)})"
        return int(self.read(sql, (now.day, *packs))[0][0])

    def next_due(self, packs: Sequence[str]) -> tuple[int, int, int] | None:
        """When the next card falls due: the day, the moment (UTC ms, 0: any), and how many share the day."""
        rows = self.read(
            "SELECT max(due_day, held_until), min(CASE WHEN held_until > due_day THEN 0 ELSE due_at END), count(*)"
            " FROM cards WHERE active = 1 AND due_day IS NOT NULL"
            f" AND held_until < {HELD_INDEFINITELY} AND pack IN ({_marks(packs)}) GROUP BY 1 ORDER BY 1 LIMIT 1",
            packs,
        )
        return None if not rows else (rows[0][0], rows[0][1], rows[0][2])

    def cards(self, packs: Sequence[str]) -> list[StoredCard]:
        """The cards of all items that these packs have now."""
        rows = self.read(
            f"SELECT pack, item, {_STATE} FROM cards WHERE active = 1 AND pack IN ({_marks(packs)})", packs
        )
        return [StoredCard(Ref(row[0], row[1]), _card(row[2:])) for row in rows]

    def held(self, packs: Sequence[str], now: Moment) -> dict[Ref, Held]:
        """The items that are not to be asked now, in the order of the packs."""
        with explained(self.path, "read what is suspended"):
            return holds.held(self._db, packs, now.day)

    def holds(self) -> list[Hold]:
        """Whatever was suspended, buried and resumed, oldest first."""
        with explained(self.path, "read what is suspended"):
            return holds.read(self._db)

    def restarts(self) -> list[Restart]:
        """What was started anew, oldest first."""
        with explained(self.path, "read the review log"):
            return restarts.read(self._db)

    def card(self, ref: Ref) -> Card:
        rows = self.read(_CARD, (ref.pack, ref.item))
        return _card(rows[0]) if rows else New()

    def attempts(self, ref: Ref) -> list[Attempt]:
        """What an item's card follows from, oldest first, as the scheduler takes it."""
        self._notice_others()
        with explained(self.path, "read the review log"):
            return self._attempts(ref.pack, self._rows(ref))

    def renames(self) -> dict[Ref, Ref]:
        """Former names of items, and the present ones."""
        rows = self.read("SELECT pack, old, new FROM renames")
        return {Ref(pack, old): Ref(pack, new) for pack, old, new in rows}

    def reviews(self, limit: int | None = None) -> Iterator[Review]:
        """The whole log, newest first, voided reviews marked."""
        with explained(self.path, "read the review log"):
            rows = self._db.execute(
                f"SELECT {_REVIEW}, {VOIDED} FROM reviews r ORDER BY r.at DESC, r.id DESC LIMIT ?",
                (-1 if limit is None else limit,),
            )
            yield from map(self._review, rows)

    def to_come(self) -> tuple[int, Moment] | None:
        """How many reviews are dated later than now and don't count yet, with the time of the last; None: none."""
        rows = self.read(
            "SELECT count(*), max(at), utc_offset FROM reviews WHERE id >= ? AND at > ?",
            (self._names_until(), self._counted_until()),
        )
        count, at, offset = rows[0]
        return (count, self._moment(at, offset)) if count else None

    def last(self) -> Review | None:
        """The newest review that counts and was not taken back."""
        rows = self.read(
            f"SELECT {_REVIEW}, 0 FROM reviews r WHERE r.id < ? AND NOT {VOIDED} ORDER BY r.id DESC LIMIT 1",
            (self._names_until(),),
        )
        return self._review(rows[0]) if rows else None

    def last_score(self, mode: str, packs: Sequence[str]) -> float | None:
        """The share of right answers, 0 to 1, in the last round of this mode with these packs, if there was one."""
        rows = self.read(
            f"SELECT session FROM reviews r WHERE id < ? AND mode = ? AND +pack IN ({_marks(packs)}) AND NOT {VOIDED}"
            " ORDER BY id DESC LIMIT 1",
            (self._names_until(), mode, *packs),
        )
        if not rows:
            return None
        session = rows[0][0]  # no review of a round is older than the round's own name
        rows = self.read(
            f"SELECT avg(outcome = 'correct') FROM reviews r WHERE id >= ? AND session = ? AND NOT {VOIDED}",
            (session, session),
        )
        return None if rows[0][0] is None else float(rows[0][0])

    def read(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """The rows of a query that changes nothing."""
        with explained(self.path, "read the review log"):
            return self._db.execute(sql, values).fetchall()

    def _review(self, row: Sequence[Any]) -> Review:
        id, device, session, at, offset, pack, item, fingerprint, mode, kind, shown, response, *rest = row
        outcome, certainty, level, rating, ms, void = rest
        return Review(
            id=id,
            device=device,
            session=session,
            at=self._moment(at, offset),
            ref=Ref(pack, item),
            fingerprint=fingerprint,
            mode=mode,
            kind=Kind(kind),
            shown=_texts(shown),
            response=None if response is None else _texts(response),
            outcome=Outcome(outcome),
            certainty=None if certainty is None else Certainty(certainty),
            rating=Rating(rating),
            ms=ms,
            level=level,
            void=bool(void),
        )


_CARD = f"SELECT {_STATE} FROM cards WHERE pack = ? AND item = ?"
_UNANSWERED = (
    "UPDATE cards SET stability = NULL, difficulty = NULL, last_day = NULL, interval = NULL, due_day = NULL,"
    " due_at = NULL, repetitions = NULL, lapses = NULL, last_at = NULL WHERE last_at > ? AND pack = coalesce(?, pack)"
)
"""Cards that follow from reviews of a time to come."""
_KEEP = (
    f"INSERT INTO cards (pack, item, position, active, {_STATE}) VALUES (?,?,0,0,?,?,?,?,?,?,?,?,?)"
    " ON CONFLICT DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,"
    " last_day = excluded.last_day, interval = excluded.interval, due_day = excluded.due_day,"
    " due_at = excluded.due_at, repetitions = excluded.repetitions, lapses = excluded.lapses,"
    " last_at = excluded.last_at"
)
_BROUGHT_ON = (
    "UPDATE cards SET stability = ?, difficulty = ?, last_day = ?, interval = ?, due_day = ?, due_at = ?,"
    " repetitions = ?, lapses = ?, last_at = ? WHERE pack = ? AND item = ?"
)
_DUE_NOW = "held_until <= ? AND (due_day <= ? OR interval = 0) AND due_at <= ?"
_DUE = f"active = 1 AND {_DUE_NOW}"
"""Never so where these are NULL. A step within the day is due by the moment alone: who travels west is back on the
day before."""
_NEW = "active = 1 AND due_day IS NULL AND held_until <= ?"
_DUE_ITEM = "SELECT item, fact, topic, max(0, ? - last_day) / stability AS forgetting, due_day FROM cards"


def _when(now: Moment, ahead: int) -> tuple[int, int, int]:
    """The values of `_DUE`."""
    return now.day, now.day + ahead, now.ms + ahead * DAY


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _columns(card: Card) -> tuple[object, ...]:
    return (None,) * 9 if isinstance(card, New) else astuple(card)


def _card(row: Sequence[Any]) -> Card:
    return New() if row[0] is None else Reviewed(*row)


_rating = dict(zip(map(int, Rating), Rating, strict=True)).__getitem__  # the enum's own look-up takes longer
_texts = msgspec.json.Decoder(tuple[str, ...]).decode

"""The review log and the cards derived from it.

The log is the truth: reviews and voids are only ever appended. A card follows in the same
transaction: it is brought on by a new review, or folded anew from its item's own reviews when one
is taken back or comes out of order. Both come to the same, so a rebuild gives the same values.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from errno import ENOENT
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.hold import FOREVER, Held, Hold
from zgcquiz.core.marking import Certainty, Outcome, Rating
from zgcquiz.core.moment import Moment
from zgcquiz.core.pack import Kind
from zgcquiz.core.review import Ref, Review
from zgcquiz.core.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.value import Value
from zgcquiz.store import holds
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.opening import open_database

ROOM = 1 << 20
"""Bytes that must be free before a round: some two thousand answers."""

_REVIEW = (
    "r.id, r.device, r.session, r.at, r.utc_offset, r.pack, r.item, r.fingerprint, r.mode, r.kind,"
    " r.shown, r.response, r.outcome, r.certainty, r.level, r.rating, r.ms"
)
_VOID = "EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id)"
_ATTEMPTS = f"""
    WITH present (name) AS (SELECT coalesce((SELECT new FROM renames WHERE pack = ?1 AND old = ?2), ?2)),
         names (name) AS (SELECT name FROM present UNION ALL
                          SELECT old FROM renames, present WHERE pack = ?1 AND new = present.name)
    SELECT present.name, r.item, r.at, r.utc_offset, r.rating FROM present LEFT JOIN reviews r
        ON r.pack = ?1 AND r.item IN (SELECT name FROM names) AND NOT {_VOID}
    ORDER BY r.at, r.id"""
"""An item's present name, beside each of its attempts under any name; the name alone if there are none."""
_STATE = "stability, difficulty, last_day, interval, due_day, due_at, repetitions, lapses, last_at"


class StoredCard(Value, frozen=True):
    """A card as it is kept: whose it is, and its state."""

    ref: Ref
    state: Card


class ReviewLog:
    """One database. Every method is one transaction at most."""

    def __init__(self, path: Path, scheduler: Callable[[], Scheduler], rng: Random) -> None:
        """Open the log, making or migrating it as needed.

        scheduler: called when a card is first to be derived. rng: names this device when the
        log is made. Raises ZgcError where the file can't be used; a log that a newer version
        has written is left as it is.
        """
        self.path = path
        self._make_scheduler = scheduler
        self._scheduler: Scheduler | None = None
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

    def append(self, review: Review) -> Reviewed:
        """Keep a review, durably, and give the card that follows."""
        with explained(self.path, "save the answer"), self._deriving():
            self._check_place()
            self._insert(review)
            return _begun(self._bring_on(review))

    def replace(self, id: str, review: Review, now: Moment) -> Reviewed:
        """Keep a review that stands for an earlier one, which is voided, and give the card."""
        with explained(self.path, "save the answer"), self._deriving():
            self._check_place()
            self._void(id, now.ms)
            self._insert(review)
            return _begun(self._refold(review.ref))

    def _check_place(self) -> None:
        """Raises OSError where the file was deleted or replaced: what is written now would be lost."""
        if self.path.stat().st_ino != self._inode:
            raise FileNotFoundError(ENOENT, "the file was replaced while it was in use")

    def merge(self, reviews: Iterable[Review], now: Moment) -> tuple[int, int]:
        """Take in the reviews of another log that are not here yet, and what was voided there.

        Gives how many were added, and how many of those here before are voided now.
        """
        added = voided = 0
        changed: set[Ref] = set()
        with explained(self.path, "import reviews"), self._deriving():
            for review in reviews:
                new = self._one("SELECT 1 FROM reviews WHERE id = ?", review.id) is None
                if new:
                    self._insert(review)
                    added += 1
                if review.void and self._void(review.id, now.ms):
                    voided += not new
                elif not new:
                    continue
                changed.add(review.ref)
            for ref in sorted(changed):
                self._refold(ref)
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
                _as_json(review.shown),
                None if review.response is None else _as_json(review.response),
                review.outcome.value,
                review.certainty.value if review.certainty else None,
                review.level,
                int(review.rating),
                review.ms,
            ),
        )

    def void(self, review: Review, at: Moment) -> Card:
        """Take a review back, and give the card as if it had never been."""
        with explained(self.path, "take the answer back"), self._deriving():
            self._void(review.id, at.ms)
            return self._refold(review.ref)

    def _void(self, id: str, ms: int) -> bool:
        """Void a review; False where it was so already."""
        if self._one("SELECT 1 FROM voids WHERE review = ?", id):
            return False
        self._db.execute("INSERT INTO voids VALUES (?, ?, ?)", (id, self.device, ms))
        return True

    def hold(self, wanted: Iterable[Hold]) -> None:
        """Keep holds, durably: those of an item from now on count, and not the ones before."""
        with explained(self.path, "save what is suspended"), transaction(self._db):
            self._check_place()
            packs = set()
            for hold in wanted:
                holds.put(self._db, hold)
                packs.add(hold.ref.pack)
            for pack in packs:
                holds.refresh(self._db, pack)

    def merge_holds(self, others: Iterable[Hold]) -> int:
        """Take in the holds of another log that are not here yet; gives how many those were."""
        with explained(self.path, "import holds"), transaction(self._db):
            added = [hold for hold in others if holds.insert(self._db, hold)]
            for pack in {hold.ref.pack for hold in added}:
                holds.refresh(self._db, pack)
            return len(added)

    # Deriving cards

    @property
    def scheduler(self) -> Scheduler:
        if self._scheduler is None:
            self._scheduler = self._make_scheduler()
        return self._scheduler

    def _deriving(self) -> AbstractContextManager[None]:
        """A transaction with the engine at hand: loading it takes longer than others should wait."""
        _ = self.scheduler
        return transaction(self._db)

    def _bring_on(self, review: Review) -> Card:
        """Bring an item's card on by its newest review: the same as to refold it, for less."""
        ref = review.ref
        rows = self._db.execute(_CARD, (ref.pack, ref.item)).fetchall()
        if not rows or (rows[0][0] is not None and rows[0][-1] >= review.at.ms):
            return self._refold(ref)  # it has another name now, or this review is not its newest
        card = self.scheduler.advance(_card(rows[0]), Attempt(ref, review.at, review.rating))
        self._keep(ref, card)
        return card

    def _refold(self, ref: Ref) -> Card:
        """Derive an item's card from its reviews, those under its former names included."""
        rows = self._db.execute(_ATTEMPTS, (ref.pack, ref.item)).fetchall()
        present = Ref(ref.pack, rows[0][0])
        attempts = [
            Attempt(Ref(ref.pack, item), Moment(at, offset), Rating(rating))
            for _, item, at, offset, rating in rows
            if item is not None
        ]
        card = self.scheduler.replay(attempts)
        self._keep(present, card)
        if present != ref:
            self._db.execute("DELETE FROM cards WHERE pack = ? AND item = ? AND active = 0", (ref.pack, ref.item))
        return card

    def _keep(self, ref: Ref, card: Card) -> None:
        self._db.execute(
            f"INSERT INTO cards (pack, item, position, active, {_STATE}) VALUES (?,?,0,0,?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,"
            " last_day = excluded.last_day, interval = excluded.interval, due_day = excluded.due_day,"
            " due_at = excluded.due_at, repetitions = excluded.repetitions, lapses = excluded.lapses,"
            " last_at = excluded.last_at",
            (ref.pack, ref.item, *_columns(card)),
        )
        if isinstance(card, New):
            self._db.execute("DELETE FROM cards WHERE pack = ? AND item = ? AND active = 0", (ref.pack, ref.item))

    def line_up(self, pack: str, content: str, items: Callable[[], Iterable[tuple[str, Sequence[str]]]]) -> None:
        """Let the cards of a pack stand for the items that it has now.

        content: names the pack's text; nothing is done where it is the same as last time.
        items: gives (id, former ids) in order.
        """
        sql = "SELECT content FROM lineups WHERE pack = ?"
        with explained(self.path, "read the review log"):
            if self._one(sql, pack) == content:
                return
        with explained(self.path, "write to the review log"), self._deriving():
            before = set(self._db.execute("SELECT old, new FROM renames WHERE pack = ?", (pack,)))
            self._db.execute("DELETE FROM renames WHERE pack = ?", (pack,))
            self._db.execute("UPDATE cards SET active = 0 WHERE pack = ? AND active = 1", (pack,))
            renames: set[tuple[str, str]] = set()
            for position, (item, former) in enumerate(items()):
                self._db.execute(
                    "INSERT INTO cards (pack, item, position, active) VALUES (?, ?, ?, 1)"
                    " ON CONFLICT DO UPDATE SET position = excluded.position, active = 1",
                    (pack, item, position),
                )
                renames.update((old, item) for old in former)
            self._db.executemany("INSERT INTO renames VALUES (?, ?, ?)", [(pack, *pair) for pair in renames])
            for name in sorted({name for pair in before ^ renames for name in pair}):
                self._refold(Ref(pack, name))
            self._db.execute("DELETE FROM cards WHERE pack = ? AND active = 0 AND due_day IS NULL", (pack,))
            holds.refresh(self._db, pack)
            self._db.execute("INSERT OR REPLACE INTO lineups VALUES (?, ?)", (pack, content))

    def rebuild(self) -> int:
        """Drop all cards and make them again from the log; gives their number.

        The packs must be lined up again afterwards. Former names are kept: a pack that is not at
        hand can't tell them again.
        """
        with explained(self.path, "rebuild the cards"), self._deriving():
            for table in ("cards", "lineups"):
                self._db.execute(f"DELETE FROM {table}")
            rows = self._db.execute(
                "SELECT r.pack, coalesce(n.new, r.item) AS present, r.item, r.at, r.utc_offset, r.rating"
                " FROM reviews r LEFT JOIN renames n ON n.pack = r.pack AND n.old = r.item"
                f" WHERE NOT {_VOID} ORDER BY r.pack, present, r.at, r.id"
            ).fetchall()
            count = 0
            for (pack, present), group in groupby(rows, key=lambda row: row[:2]):
                attempts = [
                    Attempt(Ref(pack, item), Moment(at, offset), Rating(rating))
                    for _, _, item, at, offset, rating in group
                ]
                self._keep(Ref(pack, present), self.scheduler.replay(attempts))
                count += 1
            return count

    # Reading

    def due(self, packs: Sequence[str], now: Moment, limit: int) -> list[Ref]:
        """What is due, most forgotten first: retrievability falls with elapsed days by stability."""
        rows = self._read(
            f"SELECT pack, item FROM cards WHERE {_DUE} AND pack IN ({_marks(packs)})"
            " ORDER BY (? - last_day) / stability DESC, due_at, pack, item LIMIT ?",
            (now.day, now.ms, *packs, now.day, limit),
        )
        return [Ref(*row) for row in rows]

    def count_due(self, packs: Sequence[str], now: Moment) -> int:
        sql = f"SELECT count(*) FROM cards WHERE {_DUE} AND pack IN ({_marks(packs)})"
        return int(self._read(sql, (now.day, now.ms, *packs))[0][0])

    def new(self, packs: Sequence[str], now: Moment, limit: int) -> list[Ref]:
        """Items never answered and not held, in the order of the packs."""
        rows = self._read(
            f"SELECT pack, item FROM cards WHERE {_NEW} AND pack IN ({_marks(packs)}) ORDER BY pack, position LIMIT ?",
            (now.day, *packs, limit),
        )
        return [Ref(*row) for row in rows]

    def count_new(self, packs: Sequence[str], now: Moment) -> int:
        sql = f"SELECT count(*) FROM cards WHERE {_NEW} AND pack IN ({_marks(packs)})"
        return int(self._read(sql, (now.day, *packs))[0][0])

    def next_due(self, packs: Sequence[str]) -> tuple[int, int, int] | None:
        """When the next card falls due: the day, the moment (UTC ms, 0: any), and how many share the day."""
        rows = self._read(
            "SELECT max(due_day, held_until), min(CASE WHEN held_until > due_day THEN 0 ELSE due_at END), count(*)"
            " FROM cards WHERE active = 1 AND due_day IS NOT NULL"
            f" AND held_until < {FOREVER} AND pack IN ({_marks(packs)}) GROUP BY 1 ORDER BY 1 LIMIT 1",
            packs,
        )
        return None if not rows else (rows[0][0], rows[0][1], rows[0][2])

    def cards(self, packs: Sequence[str]) -> list[StoredCard]:
        """The cards of all items that these packs have now."""
        rows = self._read(
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

    def card(self, ref: Ref) -> Card:
        rows = self._read(_CARD, (ref.pack, ref.item))
        return _card(rows[0]) if rows else New()

    def renames(self) -> dict[Ref, Ref]:
        """Former names of items, and the present ones."""
        rows = self._read("SELECT pack, old, new FROM renames")
        return {Ref(pack, old): Ref(pack, new) for pack, old, new in rows}

    def reviews(self, limit: int | None = None) -> Iterator[Review]:
        """The whole log, newest first, voided reviews marked."""
        with explained(self.path, "read the review log"):
            rows = self._db.execute(
                f"SELECT {_REVIEW}, {_VOID} FROM reviews r ORDER BY r.at DESC, r.id DESC LIMIT ?",
                (-1 if limit is None else limit,),
            )
            yield from map(_review, rows)

    def last(self) -> Review | None:
        """The newest review that was not taken back."""
        rows = self._read(f"SELECT {_REVIEW}, 0 FROM reviews r WHERE NOT {_VOID} ORDER BY r.id DESC LIMIT 1")
        return _review(rows[0]) if rows else None

    def last_score(self, mode: str, packs: Sequence[str]) -> float | None:
        """The share of right answers, 0 to 1, in the last round of this mode with these packs, if there was one."""
        rows = self._read(
            f"SELECT session FROM reviews r WHERE mode = ? AND +pack IN ({_marks(packs)}) AND NOT {_VOID}"
            " ORDER BY id DESC LIMIT 1",
            (mode, *packs),
        )
        if not rows:
            return None
        session = rows[0][0]  # no review of a round is older than the round's own name
        rows = self._read(
            f"SELECT avg(outcome = 'correct') FROM reviews r WHERE id >= ? AND session = ? AND NOT {_VOID}",
            (session, session),
        )
        return None if rows[0][0] is None else float(rows[0][0])

    def _read(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with explained(self.path, "read the review log"):
            return self._db.execute(sql, tuple(values)).fetchall()


_CARD = f"SELECT {_STATE} FROM cards WHERE pack = ? AND item = ?"
_DUE = "active = 1 AND due_day IS NOT NULL AND max(due_day, held_until) <= ? AND due_at <= ?"
_NEW = "active = 1 AND due_day IS NULL AND held_until <= ?"


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _begun(card: Card) -> Reviewed:
    """The card of an item that has a review."""
    assert isinstance(card, Reviewed)
    return card


def _columns(card: Card) -> tuple[object, ...]:
    if isinstance(card, New):
        return (None,) * 9
    return (
        card.stability,
        card.difficulty,
        card.last_day,
        card.interval,
        card.due_day,
        card.due_at,
        card.repetitions,
        card.lapses,
        card.last_at,
    )


def _card(row: Sequence[Any]) -> Card:
    return New() if row[0] is None else Reviewed(*row)


def _review(row: Sequence[Any]) -> Review:
    id, device, session, at, offset, pack, item, fingerprint, mode, kind, shown, response, *rest = row
    outcome, certainty, level, rating, ms, void = rest
    return Review(
        id=id,
        device=device,
        session=session,
        at=Moment(at, offset),
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


def _as_json(texts: tuple[str, ...]) -> str:
    return msgspec.json.encode(texts).decode()


_texts = msgspec.json.Decoder(tuple[str, ...]).decode

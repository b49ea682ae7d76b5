"""The review log and the cards derived from it.

The log is the truth: reviews and voids are only ever appended. A card is refolded from its
item's own reviews whenever one is added or taken back, in the same transaction, so the two
can't drift apart and a rebuild gives the same values by construction.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.marking import Certainty, Outcome, Rating
from zgcquiz.core.moment import Moment
from zgcquiz.core.review import Ref, Review
from zgcquiz.core.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.value import Value
from zgcquiz.store.database import BUSY_SECONDS, check_sqlite, connect, explained, transaction
from zgcquiz.store.migrations import STEPS, VERSION

APPLICATION_ID = 0x7A676371
"""Marks the file as ours ("zgcq")."""

ROOM = 1 << 20
"""Bytes that must be free before a round: some two thousand answers."""

_REVIEW = (
    "r.id, r.device, r.session, r.at, r.utc_offset, r.pack, r.item, r.fingerprint, r.mode, r.shown,"
    " r.response, r.outcome, r.certainty, r.rating, r.ms"
)
_VOID = "EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id)"
_STATE = "stability, difficulty, last_day, interval, due_day, due_at, repetitions, lapses"


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
        check_sqlite()
        self.path = path
        self._make_scheduler = scheduler
        self._scheduler: Scheduler | None = None
        with explained(path, "open the review log"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(path)
            try:
                self._prepare(rng)
            except BaseException:
                self._db.close()
                raise
        self.device: str = self._one("SELECT value FROM settings WHERE key = 'device'")

    def close(self) -> None:
        self._db.close()

    def _one(self, sql: str, *values: object) -> Any:
        row = self._db.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def _prepare(self, rng: Random) -> None:
        version = self._refuse_newer()
        if version == 0 and self._one("SELECT count(*) FROM sqlite_master"):
            raise ZgcError(
                "corrupt",
                f"{self.path} is some other program's database.",
                "Nothing was changed. Move the file away, or set ZGCQUIZ_HOME to another folder.",
            )
        self._use_wal()
        self._db.execute("PRAGMA synchronous = FULL")
        if version < VERSION:
            with transaction(self._db):
                for step in STEPS[self._refuse_newer() :]:
                    for statement in _statements(step):
                        self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {VERSION}")
                self._db.execute("INSERT OR IGNORE INTO settings VALUES ('device', ?)", (f"{rng.getrandbits(32):08x}",))

    def _refuse_newer(self) -> int:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise ZgcError(
                "newer-database",
                f"{self.path} was written by a newer zgcquiz (version {version} of the log; this one knows {VERSION}).",
                "Nothing was changed. Update zgcquiz, or set ZGCQUIZ_HOME to another folder.",
            )
        return int(version)

    def _use_wal(self) -> None:
        """Switch to write-ahead logging. SQLite doesn't wait for its turn here, so we do."""
        deadline = time.monotonic() + BUSY_SECONDS
        while self._one("PRAGMA journal_mode") != "wal":
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    # Writing

    def check_writable(self) -> None:
        """Raises ZgcError if an answer couldn't be kept now: said before a round, not after it."""
        with explained(self.path, "write to the review log"):
            free = shutil.disk_usage(self.path.parent).free
        if free < ROOM:
            raise ZgcError(
                "disk-full",
                f"Can't save answers at {self.path}: the disk is full.",
                "Make room on the disk, or play without saving: --no-record",
            )
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._db.execute(
                "INSERT INTO settings VALUES ('rounds', '1') "
                "ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )

    def append(self, review: Review, replaces: str | None = None) -> Reviewed:
        """Keep a review, durably, and give the card that follows.

        replaces: the id of an earlier review that this one stands for; it is voided.
        """
        with explained(self.path, "save the answer"), transaction(self._db):
            if replaces is not None:
                self._void(replaces, review.at.ms)
            self._insert(review)
            card = self._refold(review.ref)
        assert isinstance(card, Reviewed)
        return card

    def merge(self, reviews: Iterable[Review], now: Moment) -> tuple[int, int]:
        """Take in the reviews of another log that are not here yet, and what was voided there.

        Gives how many were added, and how many of those here before are voided now.
        """
        added = voided = 0
        changed: set[Ref] = set()
        with explained(self.path, "import reviews"), transaction(self._db):
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
            "INSERT INTO reviews (id, device, session, at, utc_offset, pack, item, fingerprint, mode,"
            " shown, response, outcome, certainty, rating, ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
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
                json.dumps(review.shown, ensure_ascii=False),
                None if review.response is None else json.dumps(review.response, ensure_ascii=False),
                review.outcome.value,
                review.certainty.value if review.certainty else None,
                int(review.rating),
                review.ms,
            ),
        )

    def void(self, review: Review, at: Moment) -> Card:
        """Take a review back, and give the card as if it had never been."""
        with explained(self.path, "take the answer back"), transaction(self._db):
            self._void(review.id, at.ms)
            return self._refold(review.ref)

    def _void(self, id: str, ms: int) -> bool:
        """Void a review; False where it was so already."""
        return self._db.execute("INSERT OR IGNORE INTO voids VALUES (?, ?, ?)", (id, self.device, ms)).rowcount > 0

    # Deriving cards

    @property
    def scheduler(self) -> Scheduler:
        if self._scheduler is None:
            self._scheduler = self._make_scheduler()
        return self._scheduler

    def _refold(self, ref: Ref) -> Card:
        """Derive an item's card from its reviews, those under its former names included."""
        pack = ref.pack
        renamed = self._one("SELECT new FROM renames WHERE pack = ? AND old = ?", pack, ref.item)
        item: str = renamed or ref.item
        rows = self._db.execute(
            "SELECT r.item, r.at, r.utc_offset, r.rating FROM reviews r WHERE r.pack = ?1 AND r.item IN"
            f" (SELECT ?2 UNION SELECT old FROM renames WHERE pack = ?1 AND new = ?2) AND NOT {_VOID}"
            " ORDER BY r.at, r.id",
            (pack, item),
        )
        attempts = [Attempt(Ref(pack, row[0]), Moment(row[1], row[2]), Rating(row[3])) for row in rows]
        card = self.scheduler.replay(attempts)
        self._keep(Ref(pack, item), card)
        if renamed:
            self._db.execute("DELETE FROM cards WHERE pack = ? AND item = ? AND active = 0", (pack, ref.item))
        return card

    def _keep(self, ref: Ref, card: Card) -> None:
        self._db.execute(
            f"INSERT INTO cards (pack, item, position, active, {_STATE}) VALUES (?,?,0,0,?,?,?,?,?,?,?,?)"
            " ON CONFLICT DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,"
            " last_day = excluded.last_day, interval = excluded.interval, due_day = excluded.due_day,"
            " due_at = excluded.due_at, repetitions = excluded.repetitions, lapses = excluded.lapses",
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
        with explained(self.path, "write to the review log"), transaction(self._db):
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
            self._db.execute("INSERT OR REPLACE INTO lineups VALUES (?, ?)", (pack, content))

    def rebuild(self) -> int:
        """Drop everything derived and make the cards again from the log; gives their number.

        The packs must be lined up again afterwards.
        """
        with explained(self.path, "rebuild the cards"), transaction(self._db):
            for table in ("cards", "renames", "lineups"):
                self._db.execute(f"DELETE FROM {table}")
            rows = self._db.execute(
                f"SELECT r.pack, r.item, r.at, r.utc_offset, r.rating FROM reviews r WHERE NOT {_VOID}"
                " ORDER BY r.pack, r.item, r.at, r.id"
            ).fetchall()
            count = 0
            for (pack, item), group in groupby(rows, key=lambda row: row[:2]):
                ref = Ref(pack, item)
                attempts = (Attempt(ref, Moment(at, offset), Rating(rating)) for _, _, at, offset, rating in group)
                self._keep(ref, self.scheduler.replay(attempts))
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

    def new(self, packs: Sequence[str], limit: int) -> list[Ref]:
        """Items never answered, in the order of the packs."""
        rows = self._read(
            "SELECT pack, item FROM cards WHERE active = 1 AND due_day IS NULL"
            f" AND pack IN ({_marks(packs)}) ORDER BY pack, position LIMIT ?",
            (*packs, limit),
        )
        return [Ref(*row) for row in rows]

    def count_new(self, packs: Sequence[str]) -> int:
        sql = f"SELECT count(*) FROM cards WHERE active = 1 AND due_day IS NULL AND pack IN ({_marks(packs)})"
        return int(self._read(sql, packs)[0][0])

    def next_due(self, packs: Sequence[str]) -> tuple[int, int, int] | None:
        """When the next card falls due: the day, the moment (UTC ms, 0: any), and how many share the day."""
        rows = self._read(
            "SELECT due_day, min(due_at), count(*) FROM cards WHERE active = 1 AND due_day IS NOT NULL"
            f" AND pack IN ({_marks(packs)}) GROUP BY due_day ORDER BY due_day LIMIT 1",
            packs,
        )
        return None if not rows else (rows[0][0], rows[0][1], rows[0][2])

    def cards(self, packs: Sequence[str]) -> list[StoredCard]:
        """The cards of all items that these packs have now."""
        rows = self._read(
            f"SELECT pack, item, {_STATE} FROM cards WHERE active = 1 AND pack IN ({_marks(packs)})", packs
        )
        return [StoredCard(Ref(row[0], row[1]), _card(row[2:])) for row in rows]

    def card(self, ref: Ref) -> Card:
        rows = self._read(f"SELECT {_STATE} FROM cards WHERE pack = ? AND item = ?", (ref.pack, ref.item))
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
        rows = self._read(f"SELECT {_REVIEW}, 0 FROM reviews r WHERE NOT {_VOID} ORDER BY r.seq DESC LIMIT 1")
        return _review(rows[0]) if rows else None

    def last_score(self, mode: str, packs: Sequence[str]) -> float | None:
        """The share of right answers, 0 to 1, in the last round of this mode with these packs."""
        recent = "r.seq > (SELECT max(seq) FROM reviews) - 1000"
        rows = self._read(
            f"SELECT avg(outcome = 'correct') FROM reviews r WHERE {recent} AND NOT {_VOID} AND session ="
            f" (SELECT session FROM reviews r WHERE {recent} AND mode = ? AND pack IN ({_marks(packs)})"
            f" AND NOT {_VOID} ORDER BY seq DESC LIMIT 1)",
            (mode, *packs),
        )
        return None if rows[0][0] is None else float(rows[0][0])

    def _read(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with explained(self.path, "read the review log"):
            return self._db.execute(sql, tuple(values)).fetchall()


_DUE = "active = 1 AND due_day IS NOT NULL AND due_day <= ? AND due_at <= ?"


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _columns(card: Card) -> tuple[object, ...]:
    if isinstance(card, New):
        return (None,) * 8
    return (
        card.stability,
        card.difficulty,
        card.last_day,
        card.interval,
        card.due_day,
        card.due_at,
        card.repetitions,
        card.lapses,
    )


def _card(row: Sequence[Any]) -> Card:
    return New() if row[0] is None else Reviewed(*row)


def _review(row: Sequence[Any]) -> Review:
    id, device, session, at, offset, pack, item, fingerprint, mode, shown, response, *rest = row
    outcome, certainty, rating, ms, void = rest
    return Review(
        id=id,
        device=device,
        session=session,
        at=Moment(at, offset),
        ref=Ref(pack, item),
        fingerprint=fingerprint,
        mode=mode,
        shown=tuple(json.loads(shown)),
        response=None if response is None else tuple(json.loads(response)),
        outcome=Outcome(outcome),
        certainty=None if certainty is None else Certainty(certainty),
        rating=Rating(rating),
        ms=ms,
        void=bool(void),
    )


def _statements(script: str) -> Iterator[str]:
    """A script's statements one by one (`executescript` would commit in between)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

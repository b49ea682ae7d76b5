"""Cards: the scheduling state that is derived from the log.

A card changes in the same transaction as the log. It is advanced by a new review, or rebuilt from its item's reviews
if one is taken back or comes out of order; both give the same values, so rebuilding all of them changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec.structs import astuple

from zgcquiz.core.learning.guessing import KNOWN_BEFORE, GuessHabits, choices
from zgcquiz.core.learning.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.log.hold import HELD_INDEFINITELY
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import Value
from zgcquiz.store.log.deriving.habits import HabitTallies
from zgcquiz.store.log.deriving.invalidation import invalidate, invalidate_all
from zgcquiz.store.log.deriving.whole_log import PackAnswers, collect
from zgcquiz.store.log.tables.projection import (
    NO_CUTOFF,
    Cutoff,
    current_ref,
    live_reviews,
    original_events,
    set_renames,
    with_current_name,
)
from zgcquiz.store.log.tables.sql import as_json

STATE = "stability, difficulty, last_day, interval, due_day, due_at, repetitions, lapses, last_at"
"""The columns of `cards` that hold a `Reviewed` card; all are NULL if the item is new."""
CARD = f"SELECT {STATE} FROM cards WHERE pack = ? AND item = ?"

_STATE_COLUMNS = STATE.split(", ")
_STORE = (
    f"INSERT INTO cards (pack, item, position, active, {STATE}) VALUES (?,?,0,0,?,?,?,?,?,?,?,?,?)"
    f" ON CONFLICT DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _STATE_COLUMNS)}"
)
_ADVANCE = f"UPDATE cards SET {', '.join(f'{name} = ?' for name in _STATE_COLUMNS)} WHERE pack = ? AND item = ?"

_ATTEMPTS = (
    f"SELECT item, at, utc_offset, rating, choices FROM {live_reviews(of_items=True, for_cards=True)} ORDER BY at, id"
)

_HOLDS = with_current_name(original_events("holds", "hold"))

_BLIND = (0.0, KNOWN_BEFORE)
"""What is assumed of luck as long as none was learnt."""
_rating = dict(zip(map(int, Rating), Rating, strict=True)).__getitem__  # faster than the enum's own look-up


class ItemKey(Value, frozen=True):
    """What a card needs to know of an item.

    former: former ids; fact: what it shares with its siblings ("": none); topic: what it is about.
    """

    id: str
    former: tuple[str, ...] = ()
    fact: str = ""
    topic: str = ""


def card_of(row: Sequence[Any]) -> Card:
    return New() if row[0] is None else Reviewed(*row)


class CardDeriver:
    """Derives the cards of a log. Every method runs inside the caller's transaction, or only reads."""

    def __init__(
        self, db: sqlite3.Connection, settings: Callable[[str | None], Settings], habits: HabitTallies, cutoff: Cutoff
    ) -> None:
        """settings: returns the settings of a pack, or for None the general ones."""
        self._db = db
        self._settings = cache(settings)
        self._day_starts = settings(None).day_starts
        self._habits = habits
        self._cutoff = cutoff
        self._schedulers: dict[tuple[object, ...], Scheduler] = {}
        self._scheduler_of: dict[str, Scheduler] = {}
        self._fingerprints: dict[Settings, str] = {}

    def scheduler(self, pack: str) -> Scheduler:
        known = self._scheduler_of.get(pack)
        if known:
            return known
        settings = self._settings(pack)
        key = (settings.parameters, settings.desired_retention, settings.weekday_load, settings.known_at_sight)
        if key not in self._schedulers:
            self._schedulers[key] = Scheduler(*key)
        self._scheduler_of[pack] = self._schedulers[key]
        return self._schedulers[key]

    def settings_fingerprint(self, pack: str) -> str:
        """Return a fingerprint of every setting that the pack's cards are derived from, and of how many events of the
        log don't count yet."""
        return self._fingerprint(pack) + self._ahead()

    def _ahead(self) -> str:
        ahead = self._cutoff.events_ahead(self._db)
        return f" without {ahead} ahead" if ahead else ""

    def _fingerprint(self, pack: str) -> str:
        of = self._settings(pack)
        if of not in self._fingerprints:
            own = (of.parameters, of.desired_retention, of.guess_correction, of.day_starts, of.weekday_load)
            luck = (of.guess_edge, of.known_at_sight)
            is_learnt = of.guess_correction and luck != _BLIND
            self._fingerprints[of] = repr((*own, *luck) if is_learnt else own)
        return self._fingerprints[of]

    # One item

    def advance(self, review: Review) -> Card:
        """Advance an item's card by its newest review: the same as `rebuild_item`, at less cost."""
        ref = review.ref
        row = self._db.execute(CARD, (ref.pack, ref.item)).fetchone()
        if row is None:
            return self.rebuild_item(ref)  # the item was renamed
        if row[0] is not None and row[-1] >= review.at.ms:
            self._notice_clock(ref.pack)
            return self.rebuild_item(ref)  # this review is not its newest
        if row[0] is None and self._db.execute("SELECT 1 FROM restarts WHERE pack = ? LIMIT 1", (ref.pack,)).fetchone():
            return self.rebuild_item(ref)  # it may have been restarted later than this review
        moment = self._moment(review.at.ms, review.at.offset)
        habits = self._habits_for(ref.pack, moment.day)
        luck = habits.luck(moment.day, choices(review.kind, len(review.shown))) if habits else 0.0
        card = self.scheduler(ref.pack).advance(card_of(row), Attempt(ref, moment, review.rating, luck))
        self._db.execute(_ADVANCE, (*astuple(card), ref.pack, ref.item))
        return card

    def _notice_clock(self, pack: str) -> None:
        """Have a pack's cards derived again at the next synchronization if the clock went back since the last one, so
        that some answers don't count yet."""
        self._db.execute(
            "INSERT INTO card_sync VALUES (?, '', '')"
            " ON CONFLICT DO UPDATE SET settings_fingerprint = '' WHERE settings_fingerprint <> ?",
            (pack, self.settings_fingerprint(pack)),
        )

    def rebuild_item(self, ref: Ref) -> Card:
        """Derive an item's card from its reviews under all of its names."""
        current = current_ref(self._db, ref)
        card = self.scheduler(ref.pack).replay(self.attempts(current))
        self._db.execute(_STORE, (current.pack, current.item, *_columns(card)))
        if isinstance(card, New):
            self._delete_inactive(current)
        for name in {current, ref}:
            invalidate(self._db, name)
        if current != ref:
            self._delete_inactive(ref)
        return card

    def attempts(self, ref: Ref) -> list[Attempt]:
        """Return what an item's card is derived from, the oldest first. ref: its current name."""
        habits = self._habits_for(ref.pack)
        rows = self._db.execute(_ATTEMPTS, {"items": as_json([(ref.pack, ref.item)]), "until": self._cutoff.ms()})
        return [self._attempt(Ref(ref.pack, item), habits, *rest) for item, *rest in rows]

    def _attempt(
        self, ref: Ref, habits: GuessHabits | None, at: int, offset: int, rating: int, possible: int
    ) -> Attempt:
        moment = self._moment(at, offset)
        return Attempt(ref, moment, _rating(rating), habits.luck(moment.day, possible) if habits else 0.0)

    def _habits_for(self, pack: str, day: int = NO_CUTOFF) -> GuessHabits | None:
        """Return the habits up to a learner's day; None if a pack's settings ignore luck."""
        settings = self._settings(pack)
        return self._habits.until(day, settings.guess_edge) if settings.guess_correction else None

    def _moment(self, ms: int, offset: int) -> Moment:
        return Moment(ms, offset, self._day_starts)

    def _delete_inactive(self, ref: Ref) -> None:
        self._db.execute("DELETE FROM cards WHERE pack = ? AND item = ? AND active = 0", (ref.pack, ref.item))

    # All items

    def rebuild_items(self, refs: Iterable[Ref]) -> None:
        """Derive the cards of many items. refs: their current names."""
        names = sorted({(ref.pack, ref.item) for ref in refs})
        rows = self._db.execute(
            "SELECT pack, current, item, at, utc_offset, rating, choices"
            f" FROM {live_reviews(of_items=True, for_cards=True)} ORDER BY pack, current, at, id",
            {"items": as_json(names), "until": self._cutoff.ms()},
        ).fetchall()
        self.store(names, {(pack, item): card for pack, item, card in self._replayed(rows)})

    def store(self, names: Sequence[tuple[str, str]], cards: Mapping[tuple[str, str], Card]) -> None:
        """Store what was derived of items. names: their packs and current names; cards: of those that have reviews."""
        before = {
            (pack, item): repetitions
            for pack, item, repetitions in self._db.execute(
                "SELECT c.pack, c.item, c.repetitions FROM json_each(?) n CROSS JOIN cards c"
                " ON c.pack = json_extract(n.value, '$[0]') AND c.item = json_extract(n.value, '$[1]')",
                (as_json(names),),
            )
        }
        new = New()
        stored = [(*name, *_columns(cards.get(name, new))) for name in names if name in cards or name in before]
        self._db.executemany(_STORE, stored)
        for name in names:
            card = cards.get(name)
            if card is None:
                self._delete_inactive(Ref(*name))
            if (before.get(name) or 0) > (card.repetitions if isinstance(card, Reviewed) else 0):
                # Repetitions start again, so they no longer show whether the item was answered.
                invalidate(self._db, Ref(*name))

    def collect(self, pack: str | None) -> dict[str, PackAnswers]:
        """Return what the cards of a pack, or for None of all packs, are derived from, read in one pass."""
        return collect(self._db, self._habits_for, self._day_starts, self._cutoff.ms(), pack)

    def _replayed(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, Card]]:
        """Yield the card of each item that has reviews."""
        for pack, of_pack in groupby(rows, key=itemgetter(0)):
            scheduler, habits = self.scheduler(pack), self._habits_for(pack)
            for item, of_item in groupby(of_pack, key=itemgetter(1)):
                attempts = [self._attempt(Ref(pack, name), habits, *rest) for _, _, name, *rest in of_item]
                yield pack, item, scheduler.replay(attempts)

    def sync(self, pack: str, edition_key: str, fingerprint: str, items: Iterable[ItemKey]) -> None:
        """Make the cards of a pack those of the items that it has now. items: all of them, in the pack's order.

        fingerprint: of what the cards are derived from; the state of those that were there is not changed.
        """
        db = self._db
        db.execute("UPDATE cards SET active = 0 WHERE pack = ? AND active = 1", (pack,))
        renames: list[tuple[str, str]] = []
        for position, item in enumerate(items):
            db.execute(
                "INSERT INTO cards (pack, item, position, active, fact, topic) VALUES (?, ?, ?, 1, ?, ?)"
                " ON CONFLICT DO UPDATE SET position = excluded.position, active = 1,"
                " fact = excluded.fact, topic = excluded.topic",
                (pack, item.id, position, item.fact, item.topic),
            )
            renames += [(old, item.id) for old in item.former]
        for name in set_renames(db, pack, renames):
            self.rebuild_item(Ref(pack, name))
        db.execute("DELETE FROM cards WHERE pack = ? AND active = 0 AND due_day IS NULL", (pack,))
        self.update_holds(pack)
        db.execute("INSERT OR REPLACE INTO card_sync VALUES (?, ?, ?)", (pack, edition_key, fingerprint))

    def unsynced(self, editions: Mapping[str, str]) -> dict[str, str]:
        """Return the settings' fingerprints of those packs for which `sync` was not last called with them and their
        edition keys. editions: edition keys by pack."""
        rows = self._db.execute(
            "SELECT s.* FROM json_each(?) p CROSS JOIN card_sync s ON s.pack = p.value", (as_json(tuple(editions)),)
        )
        synced = {pack: (edition_key, fingerprint) for pack, edition_key, fingerprint in rows}
        ahead = self._ahead()
        wanted = ((pack, edition_key, self._fingerprint(pack) + ahead) for pack, edition_key in editions.items())
        return {pack: key for pack, edition_key, key in wanted if synced.get(pack) != (edition_key, key)}

    def delete_all(self) -> None:
        """Delete all cards and aggregates. Packs must be synced again.

        Former names are kept: a pack that is not installed can't tell them again.
        """
        self._db.execute("DELETE FROM cards")
        self._db.execute("DELETE FROM card_sync")
        invalidate_all(self._db)

    def reset_all(self) -> None:
        """Forget the states of all cards, and tally the log again; what the packs tell of their items is kept."""
        self._db.execute("DELETE FROM cards WHERE active = 0")
        self._db.execute(f"UPDATE cards SET {', '.join(f'{name} = NULL' for name in _STATE_COLUMNS)}")
        invalidate_all(self._db)
        self._habits.rebuild()

    def update_holds(self, pack: str) -> None:
        """Set on the cards of a pack until when their items are held, from the last hold of each.

        An item that is buried until a later day than any correct clock allows is not held.
        """
        self._db.execute("UPDATE cards SET held_until = 0 WHERE pack = ? AND held_until > 0", (pack,))
        rows = self._db.execute(f"SELECT until, pack, current FROM {_HOLDS} WHERE pack = ? ORDER BY at, id", (pack,))
        last = {item: (until, pack, item) for until, pack, item in rows}
        latest = self._cutoff.buried_until()
        self._db.executemany(
            "UPDATE cards SET held_until = ? WHERE pack = ? AND item = ?",
            [row for row in last.values() if 0 < row[0] <= latest or row[0] == HELD_INDEFINITELY],
        )


def _columns(card: Card) -> tuple[object, ...]:
    return (None,) * len(_STATE_COLUMNS) if isinstance(card, New) else astuple(card)

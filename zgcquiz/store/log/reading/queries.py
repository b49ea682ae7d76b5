"""Queries on cards: what is due, new or held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zgcquiz.core.learning.queue import Due, Waiting
from zgcquiz.core.learning.schedule import Card, New
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.value import Value
from zgcquiz.store.database import explained
from zgcquiz.store.log.deriving.cards import CARD, STATE, card_of
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.sql import as_json, placeholders

_DUE_NOW = "held_until <= :today AND (due_day <= :until OR interval = 0) AND due_at <= :ms"
_DUE = f"active = 1 AND {_DUE_NOW}"
"""Not true if these are NULL. A step within the day is due by its moment alone: a learner who travels west is back on
the day before."""
_NEW = "active = 1 AND due_day IS NULL AND held_until <= ?"
_FREE = "active = 1 AND held_until <= :today AND due_at <= :ms"
_COLUMNS = "item, fact, topic, max(0, :today - last_day) / stability AS forgetting, due_day, due_at"
_ALL_DUE = (
    f"SELECT {_COLUMNS} FROM cards INDEXED BY cards_due WHERE pack = :pack AND due_day <= :until AND {_FREE} UNION ALL"
    f" SELECT {_COLUMNS} FROM cards INDEXED BY cards_steps WHERE pack = :pack AND due_day > :until AND interval = 0"
    f" AND {_FREE}"
)
"""The same as `_DUE`, by ranges of indexes."""
_PACKS_DUE = f"""SELECT p.value FROM json_each(:packs) p WHERE
    EXISTS (SELECT 1 FROM cards INDEXED BY cards_due WHERE pack = p.value AND due_day <= :until AND {_FREE}) OR
    EXISTS (SELECT 1 FROM cards INDEXED BY cards_steps WHERE pack = p.value AND due_day > :until AND interval = 0
        AND {_FREE})"""
_FIRST_NEW = f"""SELECT p.value, c.item, c.fact, c.topic FROM json_each(?) p CROSS JOIN cards c ON c.pack = p.value
    AND c.item IN (SELECT n.item FROM cards n INDEXED BY cards_new WHERE n.pack = p.value AND {_NEW}
        ORDER BY n.position LIMIT ?) ORDER BY c.position"""
_COUNT_NEW = """SELECT p.value, (SELECT count(*) FROM (SELECT 1 FROM cards INDEXED BY cards_new
        WHERE active = 1 AND due_day IS NULL AND held_until <= :today AND pack = p.value LIMIT :limit))
    FROM json_each(:packs) p
    WHERE NOT EXISTS (SELECT 1 FROM cards INDEXED BY cards_by_fact WHERE pack = p.value AND fact <> '')"""
_FIRST_DUE = """SELECT due_day FROM cards INDEXED BY cards_due WHERE active = 1 AND due_day IS NOT NULL
    AND pack = p.value AND held_until <= due_day ORDER BY due_day LIMIT 1"""
_HELD_LONGER = f"""SELECT max(due_day, held_until) AS day FROM cards INDEXED BY cards_held WHERE held_until > 0
    AND held_until < {HELD_INDEFINITELY} AND active = 1 AND due_day IS NOT NULL AND pack = p.value"""
_PACKS = "json_each(:packs) p"
_HELD_POSITIONS = f"""SELECT c.pack, c.position FROM {_PACKS} CROSS JOIN cards c INDEXED BY cards_held
    ON c.held_until > 0 AND c.pack = p.value AND c.held_until > :today AND c.active = 1 ORDER BY 1, 2"""
_NEXT_DAY = f"""SELECT min(day) FROM (
    SELECT ({_FIRST_DUE}) AS day FROM {_PACKS}
    UNION ALL SELECT (SELECT min(day) FROM ({_HELD_LONGER})) FROM {_PACKS})"""
_ON_DAY = f"""SELECT min(at), count(*) FROM (
    SELECT due_at AS at FROM {_PACKS} CROSS JOIN cards c INDEXED BY cards_due
        ON c.active = 1 AND c.pack = p.value AND c.due_day = :day AND c.held_until <= :day
    UNION ALL SELECT 0 FROM {_PACKS} CROSS JOIN cards c INDEXED BY cards_held
        ON c.active = 1 AND c.held_until > 0 AND c.pack = p.value AND c.held_until = :day AND c.due_day < :day)"""
_IN_ORDER = "FROM cards c INDEXED BY cards_in_order WHERE c.active = 1 AND c.pack"


class StoredCard(Value, frozen=True):
    ref: Ref
    state: Card


class CardQueries(LogConnection):
    def card(self, ref: Ref) -> Card:
        rows = self.read(CARD, (ref.pack, ref.item))
        return card_of(rows[0]) if rows else New()

    def cards(self, packs: Sequence[str]) -> list[StoredCard]:
        """Return the cards of all items that packs have now."""
        rows = self.read(
            f"SELECT pack, item, {STATE} FROM cards WHERE active = 1 AND pack IN ({placeholders(packs)})", packs
        )
        return [StoredCard(Ref(row[0], row[1]), card_of(row[2:])) for row in rows]

    def count_items(self, packs: Sequence[str]) -> dict[str, int]:
        """Return how many items each of some packs had at its last synchronization."""
        rows = self.read(
            f"SELECT p.value, (SELECT max(c.position) {_IN_ORDER} = p.value) FROM {_PACKS}",
            {"packs": as_json(tuple(packs))},
        )
        return {pack: 0 if last is None else last + 1 for pack, last in rows}

    def item_at(self, pack: str, position: int) -> tuple[str, str] | None:
        """Return the item at a position in a pack, from 0, and its fact; None if there is none."""
        rows = self.read(f"SELECT c.item, c.fact {_IN_ORDER} = ? AND c.position = ?", (pack, position))
        return rows[0] if rows else None

    def answered(self, packs: Sequence[str]) -> set[str]:
        """Return those of the packs of which a question was ever answered."""
        query = "SELECT p.value FROM json_each(?) p WHERE EXISTS (SELECT 1 FROM reviews WHERE pack = p.value)"
        return {pack for (pack,) in self.read(query, (as_json(tuple(packs)),))}

    def held_positions(self, packs: Sequence[str], now: Moment) -> dict[str, list[int]]:
        """Return the sorted positions of the items that are suspended or buried now, by pack."""
        found: dict[str, list[int]] = {}
        for pack, position in self.read(_HELD_POSITIONS, {"packs": as_json(tuple(packs)), "today": now.day}):
            found.setdefault(pack, []).append(position)
        return found

    def due(self, pack: str, now: Moment, limit: int, ahead: int = 0) -> list[Due]:
        """Return the due items of a pack, the most forgotten first.

        limit: how many at most; if there are more, the due siblings of those returned follow them. ahead: include
        what falls due within this many days.
        """
        values = {"pack": pack, "limit": limit, **_due_values(now, ahead)}
        found = self.read(f"{_ALL_DUE} ORDER BY forgetting DESC, due_at, item LIMIT :limit", values)
        facts = {fact for _, fact, *_ in found if fact}
        if len(found) == limit and facts:
            known = {item for item, *_ in found}
            siblings = self.read(
                f"SELECT {_COLUMNS} FROM cards INDEXED BY cards_by_fact WHERE {_DUE} AND pack = :pack AND fact <> ''"
                " AND fact IN (SELECT value FROM json_each(:facts)) ORDER BY item",
                values | {"facts": as_json(tuple(facts))},
            )
            found += [row for row in siblings if row[0] not in known]
        return [Due(Ref(pack, item), *rest) for item, *rest, _ in found]

    def packs_due(self, packs: Iterable[str], now: Moment, ahead: int = 0) -> set[str]:
        """Return those of some packs of which an item is due; ahead: as in `due`."""
        rows = self.read(_PACKS_DUE, {"packs": as_json(tuple(packs)), **_due_values(now, ahead)})
        return {pack for (pack,) in rows}

    def missed(self, pack: str, now: Moment, items: Sequence[str]) -> list[Ref]:
        """Return those of a pack's items that were missed last time and are due again, the longest due first."""
        rows = self.read(
            f"SELECT item FROM cards WHERE {_DUE} AND interval = 0 AND pack = :pack"
            " AND item IN (SELECT value FROM json_each(:items)) ORDER BY due_at, item",
            {"pack": pack, "items": as_json(tuple(items)), **_due_values(now, 0)},
        )
        return [Ref(pack, item) for (item,) in rows]

    def count_coming(self, pack: str, now: Moment, days: int, ahead: int = 0) -> tuple[int, int]:
        """Return how many items of a pack are due, and how many fall due within the given days from tomorrow."""
        rows = self.read(
            f"SELECT count(CASE WHEN {_DUE_NOW} THEN 1 END), count(*) FROM cards INDEXED BY cards_due"
            " WHERE active = 1 AND due_day <= :last AND held_until <= :last AND pack = :pack",
            {"pack": pack, "last": now.day + days, **_due_values(now, ahead)},
        )
        due, both = rows[0]
        return due, both - due

    def next_due(self, packs: Sequence[str]) -> tuple[int, int, int] | None:
        """Return when the next card falls due: the day, the moment (UTC ms; 0: any), and how many share the day.

        A card that is held falls due when it is no longer held, if that is later.
        """
        names = as_json(tuple(packs))
        ((day,),) = self.read(_NEXT_DAY, {"packs": names})
        if day is None:
            return None
        ((at, number),) = self.read(_ON_DAY, {"packs": names, "day": day})
        return day, at, number

    def new(self, pack: str, now: Moment, limit: int) -> list[Waiting]:
        """Return items of a pack that were never answered and are not held, in the pack's order."""
        rows = self.read(
            f"SELECT item, fact, topic FROM cards INDEXED BY cards_new WHERE {_NEW} AND pack = ?"
            " ORDER BY position LIMIT ?",
            (now.day, pack, limit),
        )
        return [Waiting(Ref(pack, item), fact, topic) for item, fact, topic in rows]

    def first_new(self, limits: Mapping[str, int], now: Moment) -> dict[str, list[Waiting]]:
        """Return what `new` does for each of some packs. limits: by pack, how many at most."""
        found: dict[str, list[Waiting]] = {pack: [] for pack in limits}
        for limit, alike in _by_limit(limits):
            for pack, item, fact, topic in self.read(_FIRST_NEW, (as_json(alike), now.day, limit)):
                found[pack].append(Waiting(Ref(pack, item), fact, topic))
        return found

    def count_first_new(self, limits: Mapping[str, int], now: Moment) -> dict[str, int]:
        """Return how many items `first_new` finds of each pack in which no items are siblings."""
        found: dict[str, int] = {}
        for limit, alike in _by_limit(limits):
            found |= self.read(_COUNT_NEW, {"packs": as_json(alike), "today": now.day, "limit": limit})
        return found

    def count_new(self, packs: Sequence[str], now: Moment) -> int:
        """Return how many items of packs were never answered and are not held."""
        if not packs:
            return 0  # SQLite would take no index for an empty list
        sql = f"SELECT count(*) FROM cards INDEXED BY cards_new WHERE {_NEW} AND pack IN ({placeholders(packs)})"
        return int(self.read(sql, (now.day, *packs))[0][0])

    def held(self, packs: Sequence[str], now: Moment) -> dict[Ref, Held]:
        """Return the items of packs that are suspended or buried now, in the packs' order."""
        if not packs:
            return {}
        with explained(self.path, "read what is suspended"):
            rows = self._db.execute(
                "SELECT pack, item, held_until FROM cards INDEXED BY cards_held WHERE held_until > 0 AND active = 1"
                f" AND pack IN ({placeholders(packs)}) AND held_until > ? ORDER BY pack, position",
                (*packs, now.day),
            )
            return {
                Ref(pack, item): Held.SUSPENDED if day == HELD_INDEFINITELY else Held.BURIED for pack, item, day in rows
            }


def _by_limit(limits: Mapping[str, int]) -> Iterable[tuple[int, list[str]]]:
    """Return the packs of each limit."""
    found: dict[int, list[str]] = {}
    for pack, limit in limits.items():
        found.setdefault(limit, []).append(pack)
    return found.items()


def _due_values(now: Moment, ahead: int) -> dict[str, int]:
    return {"today": now.day, "until": now.day + ahead, "ms": now.ms + ahead * DAY}

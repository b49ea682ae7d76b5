"""The items of packs, counted by state, by due date and by tags: what is left to add up when statistics are read."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.learning.schedule import MATURE
from zgcquiz.core.log.hold import HELD_INDEFINITELY
from zgcquiz.core.moment import Moment
from zgcquiz.core.stats.picks import HardFact, hardest, missed_at_least
from zgcquiz.core.stats.summary import FORECAST_DAYS, HARDEST, Standings
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.sql import as_json

_OF_PACKS = "pack IN (SELECT value FROM json_each(:packs))"
_DUE = "c.held_until <= :today AND c.due_day <= :today AND c.due_at <= :ms"
_FREE = f"c.held_until <> {HELD_INDEFINITELY}"
# SQLite counts faster than it adds.
_BY_STATE = f"""
    SELECT c.pack, count(*), count(c.interval), count(CASE WHEN {_DUE} THEN 1 END),
        count(CASE WHEN NOT {_FREE} THEN 1 END), count(CASE WHEN c.interval IS NULL AND {_FREE} THEN 1 END),
        count(CASE WHEN c.interval = 0 AND {_FREE} THEN 1 END),
        count(CASE WHEN c.interval >= {MATURE} AND {_FREE} THEN 1 END)
    FROM cards c WHERE c.active = 1 AND c.{_OF_PACKS} GROUP BY c.pack"""
_FORECAST = f"""
    SELECT max(c.held_until > :today, c.due_day - :today), count(*) FROM cards c
    WHERE c.active = 1 AND c.due_day < :today + {FORECAST_DAYS} AND {_FREE} AND c.{_OF_PACKS} GROUP BY 1"""
_TAGS_OF_CARDS = f"""
    SELECT t.tags, count(*) FROM cards c CROSS JOIN item_tags t ON t.pack = c.pack AND t.item = c.item
    WHERE c.active = 1 AND c.{_OF_PACKS} AND {{}} GROUP BY 1"""
_ALONE = "c.active = 1 AND c.fact = ''"
_OF_FACTS = f"""
    SELECT pack, fact, sum(reviews), sum(correct) FROM (
        SELECT c.pack, c.fact, s.reviews, s.correct
            FROM cards c INDEXED BY cards_by_fact CROSS JOIN item_totals s ON s.pack = c.pack AND s.item = c.item
            WHERE c.active = 1 AND c.fact <> '' AND c.{_OF_PACKS}
        UNION ALL SELECT c.pack, c.item, s.reviews, s.correct
            FROM (SELECT DISTINCT pack, fact FROM cards INDEXED BY cards_by_fact
                WHERE active = 1 AND fact <> '' AND {_OF_PACKS}) f
            CROSS JOIN cards c ON c.pack = f.pack AND c.item = f.fact AND {_ALONE}
            CROSS JOIN item_totals s ON s.pack = c.pack AND s.item = c.item)
    WHERE reviews > 0 GROUP BY 1, 2"""
"""The answers to the items of each fact, and to an item that has the fact's name as its id."""
_COUNTS = "SELECT DISTINCT reviews, correct FROM item_totals WHERE pack = ? AND reviews > correct"
_WITH_COUNT = f"""
    SELECT s.item FROM item_totals s CROSS JOIN cards c ON c.pack = s.pack AND c.item = s.item AND {_ALONE}
    WHERE s.pack = ? AND s.reviews = ? AND s.correct = ? AND NOT EXISTS (
        SELECT 1 FROM cards f INDEXED BY cards_by_fact
            WHERE f.pack = s.pack AND f.fact = s.item AND f.fact <> '' AND f.active = 1)
    ORDER BY s.item LIMIT {HARDEST}"""


class StandingQueries(LogConnection):
    """Queries of the cards together with the aggregates of their items' answers and of their tags."""

    def standings(self, packs: Sequence[str], now: Moment) -> Standings:
        """Return the counts of the items that packs have now. Their tags must have been read (`ReviewStats`)."""
        values: dict[str, object] = {"packs": as_json(packs), "today": now.day, "ms": now.ms}
        of_packs: dict[str, tuple[int, int]] = {}
        sums = [0] * 6
        for pack, *counts in self.read(_BY_STATE, values):
            of_packs[pack] = (counts[1], counts[2])
            sums = [one + other for one, other in zip(sums, (counts[0], *counts[3:], counts[1]), strict=True)]
        items, suspended, new, learning, mature, answered = sums
        young = items - suspended - new - learning - mature
        states = {"new": new, "learning": learning, "young": young, "mature": mature, "suspended": suspended}
        forecast = [0] * FORECAST_DAYS
        for ahead, number in self.read(_FORECAST, values):
            forecast[max(0, ahead)] += number
        tag_sets = self._tag_sets(values, answered, items)
        return Standings(of_packs, states, forecast, tag_sets, self._hardest(packs, values))

    def _tag_sets(self, values: dict[str, object], answered: int, items: int) -> dict[tuple[str, ...], list[int]]:
        found: dict[str, list[int]] = {}
        totals = self.read(
            f"SELECT tags, sum(items), sum(reviews), sum(correct) FROM tag_totals WHERE {_OF_PACKS} GROUP BY 1", values
        )
        is_most = answered * 2 > items
        for tags, of_tags, reviews, correct in totals:
            found[tags] = [reviews, correct, of_tags if is_most else 0, 0]
        # Looking up the tags of an item costs more than counting it, so this is done for the fewer ones.
        for tags, number in self.read(_TAGS_OF_CARDS.format(f"c.due_day IS {'' if is_most else 'NOT '}NULL"), values):
            found[tags][2] += -number if is_most else number
        for tags, number in self.read(_TAGS_OF_CARDS.format(_DUE), values):
            found[tags][3] += number
        return {tuple(tags.split("\n")) if tags else (): counts for tags, counts in found.items()}

    def _hardest(self, packs: Sequence[str], values: dict[str, object]) -> tuple[HardFact, ...]:
        counts = {(pack, fact): (reviews, correct) for pack, fact, reviews, correct in self.read(_OF_FACTS, values)}
        rated = [
            (missed_at_least(reviews - correct, reviews), pack, reviews, correct)
            for pack in packs
            for reviews, correct in self.read(_COUNTS, (pack,))
        ]
        worst, number = 1.0, 0
        for least, pack, reviews, correct in sorted(rated, reverse=True):
            if number >= HARDEST and least < worst:
                break
            items = self.read(_WITH_COUNT, (pack, reviews, correct))
            counts |= {(pack, item): (reviews, correct) for (item,) in items}
            worst, number = least, number + len(items)
        return hardest(counts, HARDEST)

"""How much of each pack is known, counted from the cards."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.moment import Moment
from zgcquiz.core.stats.progress import LearningProgress
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.sql import as_json

_OF_PACKS = """SELECT p.value,
    (SELECT 1 + max(c.position) FROM cards c INDEXED BY cards_in_order WHERE c.active = 1 AND c.pack = p.value),
    (SELECT count(*) FROM cards c INDEXED BY cards_due
        WHERE c.active = 1 AND c.due_day IS NOT NULL AND c.pack = p.value),
    (SELECT count(*) FROM cards c INDEXED BY cards_steps WHERE c.active = 1 AND c.interval = 0 AND c.pack = p.value),
    (SELECT count(*) FROM cards c INDEXED BY cards_due WHERE c.active = 1 AND c.due_day <= :today AND c.pack = p.value
        AND c.held_until <= :today AND c.due_at <= :ms)
    FROM json_each(:packs) p"""
_OF_TOPICS = """SELECT topic, count(*), count(due_day), count(CASE WHEN interval = 0 THEN 1 END),
        count(CASE WHEN held_until <= :today AND due_day <= :today AND due_at <= :ms THEN 1 END)
    FROM cards WHERE active = 1 AND pack = :pack GROUP BY topic"""


def progress_of_packs(log: LogConnection, packs: Sequence[str], now: Moment) -> list[LearningProgress]:
    """Return the progress with each pack, in the order given. Their cards must be synced."""
    rows = log.read(_OF_PACKS, {"packs": as_json(tuple(packs)), "today": now.day, "ms": now.ms})
    return [LearningProgress(pack, items or 0, begun, learning, due) for pack, items, begun, learning, due in rows]


def progress_of_topics(log: LogConnection, pack: str, now: Moment) -> list[LearningProgress]:
    """Return the progress with each topic of a pack. This reads all of the pack's cards."""
    return [LearningProgress(*row) for row in log.read(_OF_TOPICS, {"pack": pack, "today": now.day, "ms": now.ms})]

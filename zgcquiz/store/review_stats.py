"""Per-item and per-day aggregates of the review log, maintained incrementally.

They are updated when statistics are read, and only for the items whose reviews have changed: so an answer costs
nothing more, and statistics over a million answers don't read them again. The part that each item has in the
aggregates is stored, so that it can be subtracted when the item has changed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from zgcquiz.core.moment import DAY, MINUTE
from zgcquiz.core.stats.activity import CRAMMED, Activity, DayTotals, ItemAnswers, Recall, activity_by_pack
from zgcquiz.core.stats.summary import ItemStatus
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log.deriving.invalidation import CHANGED, invalidate_all
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.opening.opening import open_reader
from zgcquiz.store.log.tables.projection import all_renames, live_reviews
from zgcquiz.store.log.tables.schema import STATS_TABLES
from zgcquiz.store.log.tables.sql import as_json

MANY = 2_000
"""Number of changed items above which everything is aggregated again, which is faster."""

_PATIENCE = 500
"""Milliseconds to wait for another process to commit, before aggregating in memory instead."""
_FROM = "added_up_from"
"""The setting that stores the start of the day that the aggregates were made with."""
_CODE = (
    f"(at + utc_offset * {MINUTE} + :shift) / {DAY} * 16"
    f" + 2 * iif(mode = 'cram', {CRAMMED}, rating) + (outcome = 'correct')"
)
"""The same as `core.stats.activity.code`."""
_STALE = f"""
    SELECT c.pack, c.item FROM cards c LEFT JOIN item_totals s ON s.pack = c.pack AND s.item = c.item
        WHERE c.repetitions IS NOT NULL AND s.seen IS NOT c.repetitions
    UNION SELECT pack, item FROM item_totals WHERE seen = {CHANGED}"""
"""Items whose card has advanced since they were aggregated, and those marked by store/log/deriving/invalidation.py."""
Name = tuple[str, str]
"""A pack's id and an item's."""

_numbers = msgspec.json.Decoder(list[int]).decode


class ReviewStats(LogConnection):
    """The aggregates of a log, without the reviews that were taken back."""

    def __init__(self, path: Path, starts: int) -> None:
        """Open the log at a path and bring the aggregates up to date. Raises ZgcError.

        starts: milliseconds from midnight to the start of the learner's day.
        """
        self._values = {"shift": DAY - starts}
        with explained(path, "read the review log"):
            super().__init__(path, open_reader(path))
            try:
                self._catch_up()
            except BaseException:
                self.close()
                raise

    # Reading

    def activities(self, packs: Sequence[str] | None) -> dict[str, Activity]:
        """Return what was done on each day, by pack. packs: None for all."""
        where = "" if packs is None else "WHERE pack IN (SELECT value FROM json_each(?))"
        values = () if packs is None else (as_json(packs),)
        days: dict[str, dict[int, DayTotals]] = {}
        recalls: dict[str, dict[int, Recall]] = {}
        for pack, day, *done in self.read(f"SELECT * FROM days_done {where}", values):
            days.setdefault(pack, {})[day] = DayTotals(*done)
        for pack, gap, kept, of in self.read(f"SELECT * FROM recalls {where}", values):
            recalls.setdefault(pack, {})[gap] = Recall(kept, of)
        return {pack: Activity(of_days, recalls.get(pack, {})) for pack, of_days in days.items()}

    def standings(self, packs: Sequence[str]) -> Iterator[ItemStatus]:
        """Return the totals and the due date of all items that packs have now."""
        rows = self.read(
            "SELECT c.pack, c.item, c.fact, coalesce(s.reviews, 0), coalesce(s.correct, 0),"
            " c.interval, c.due_day, c.due_at, c.held_until"
            " FROM cards c LEFT JOIN item_totals s ON s.pack = c.pack AND s.item = c.item"
            " WHERE c.active = 1 AND c.pack IN (SELECT value FROM json_each(?))",
            (as_json(packs),),
        )
        return map(ItemStatus._make, rows)

    def counts(self, packs: Sequence[str]) -> dict[Name, tuple[int, int]]:
        """Return the number of reviews, and of right ones, of each item of packs that has any."""
        rows = self.read(
            "SELECT pack, item, reviews, correct FROM item_totals WHERE pack IN (SELECT value FROM json_each(?))",
            (as_json(packs),),
        )
        return {(pack, item): (reviews, correct) for pack, item, reviews, correct in rows}

    # Updating

    def _catch_up(self) -> None:
        if not (self._is_empty() or self._db.execute(f"{_STALE} LIMIT 1").fetchall()):
            return
        self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            with transaction(self._db, read_first=True):
                self._update()
                self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_FROM, str(self._values["shift"])))
        except sqlite3.OperationalError:
            # The log can't be written to, or not now, so it is aggregated in memory this time. Any other error occurs
            # there again.
            self._db.execute("PRAGMA temp_store = MEMORY")
            self._db.execute("BEGIN")
            for table, columns in STATS_TABLES.items():
                self._db.execute(f"CREATE TEMP TABLE {table} {columns}")
                self._db.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table}")
            self._update()
            self._db.execute("COMMIT")

    def _is_empty(self) -> bool:
        """Return whether nothing is aggregated yet, or only with days that start at another hour."""
        ((shift, added, any_),) = self._db.execute(
            "SELECT (SELECT value FROM settings WHERE key = ?), EXISTS (SELECT 1 FROM item_totals),"
            " EXISTS (SELECT 1 FROM reviews)",
            (_FROM,),
        )
        return bool(any_) and (not added or shift != str(self._values["shift"]))

    def _update(self) -> None:
        changed: set[Name] = set(self._db.execute(_STALE))
        current = changed - {(ref.pack, ref.item) for ref in all_renames(self._db)}
        before: list[ItemAnswers] = []
        if self._is_empty() or len(changed) > MANY:
            now = self._all()
            invalidate_all(self._db)
        else:
            before = self._kept(changed)
            now = self._of_items(current)
        for sign, pasts in ((-1, before), (1, now)):
            self._add(sign, activity_by_pack(pasts))
        for table in ("item_histories", "item_totals"):
            self._db.executemany(f"DELETE FROM {table} WHERE pack = ? AND item = ?", changed)
        self._db.executemany(
            "INSERT INTO item_histories VALUES (?, ?, ?, ?)",
            ((past.pack, past.item, as_json(past.codes), as_json(past.times)) for past in now),
        )
        self._db.executemany(
            "INSERT INTO item_totals VALUES (:pack, :item,"
            " (SELECT repetitions FROM cards WHERE pack = :pack AND item = :item), :answers, :correct)",
            (
                {"pack": past.pack, "item": past.item, "answers": len(past.codes), "correct": past.correct}
                for past in now
            ),
        )

    def _add(self, sign: int, activities: Mapping[str, Activity]) -> None:
        """Add activities to the aggregates, or with sign -1 subtract them."""
        for pack, activity in activities.items():
            self._db.executemany(
                "INSERT INTO days_done VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " reviews = reviews + excluded.reviews, correct = correct + excluded.correct,"
                " crammed = crammed + excluded.crammed, ms = ms + excluded.ms",
                (
                    (pack, day, sign * done.reviews, sign * done.correct, sign * done.crammed, sign * done.ms)
                    for day, done in activity.days.items()
                ),
            )
            self._db.executemany(
                "INSERT INTO recalls VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " kept = kept + excluded.kept, reviews = reviews + excluded.reviews",
                ((pack, days, sign * recall.kept, sign * recall.of) for days, recall in activity.recall.items()),
            )
        self._db.execute("DELETE FROM days_done WHERE reviews = 0")
        self._db.execute("DELETE FROM recalls WHERE reviews = 0")

    def _kept(self, names: Iterable[Name]) -> list[ItemAnswers]:
        """Return the part of the aggregates that items have."""
        rows = self._db.execute(
            "SELECT h.pack, h.item, codes, times FROM json_each(?) n CROSS JOIN item_histories h"
            " ON h.pack = json_extract(n.value, '$[0]') AND h.item = json_extract(n.value, '$[1]')",
            (as_json(sorted(names)),),
        )
        return [ItemAnswers(pack, item, _numbers(codes), _numbers(times)) for pack, item, codes, times in rows]

    def _all(self) -> list[ItemAnswers]:
        """Return the reviews of all items, by current name."""
        # The index has each item's reviews in the order of time, so group_concat joins them in that order.
        rows = self._db.execute(
            f"SELECT pack, current, group_concat({_CODE}), group_concat(ms) FROM {live_reviews()} GROUP BY pack, item",
            self._values,
        ).fetchall()
        names = Counter((pack, item) for pack, item, *_ in rows)
        renamed = {name for name, times in names.items() if times > 1}
        pasts = [
            ItemAnswers(pack, item, _numbers(f"[{codes}]"), _numbers(f"[{times}]"))
            for pack, item, codes, times in rows
            if (pack, item) not in renamed
        ]
        return pasts + self._of_items(renamed)

    def _of_items(self, names: Collection[Name]) -> list[ItemAnswers]:
        """Return the reviews of the items that have these names now, read one by one."""
        rows = self._db.execute(
            f"SELECT pack, current, at, id, {_CODE}, ms FROM {live_reviews(of_items=True)}",
            {**self._values, "items": as_json(sorted(names))},
        )
        items: dict[Name, list[tuple[int, str, int, int]]] = {}
        for pack, item, *review in rows:
            items.setdefault((pack, item), []).append(tuple(review))
        return [
            ItemAnswers(*name, [code for _, _, code, _ in reviews], [ms for *_, ms in reviews])
            for name, reviews in ((name, sorted(reviews)) for name, reviews in items.items())
        ]

"""What the log says of each item and each day, added up beside the log for statistics over all of it.

It is brought up to date when it is asked for, and only for items with other reviews than last time:
so an answer costs nothing more, and a look at a million answers does not read them again. Each
item's part in the sums is kept, to be taken out again when it has changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from zgcquiz.core.moment import DAY, MINUTE
from zgcquiz.core.stats.activity import CRAMMED, Activity, DayTotals, ItemAnswers, Recall, activity_by_pack
from zgcquiz.core.stats.summary import ItemStatus
from zgcquiz.store.database import connect, explained, transaction
from zgcquiz.store.log.invalidation import CHANGED, clear
from zgcquiz.store.log.schema import ADDED_UP
from zgcquiz.store.log.sql import NAMED, STANDING, as_json

MANY = 2_000
"""From so many changed items on all are added up anew, which is quicker."""

_PATIENCE = 500
"""Milliseconds to wait for another zgcquiz to finish its commit: there is another way."""
_FROM = "added_up_from"
"""The setting that keeps when the days start by which it was added up."""
_CODE = (
    f"(at + utc_offset * {MINUTE} + :shift) / {DAY} * 16"
    f" + 2 * iif(mode = 'cram', {CRAMMED}, rating) + (outcome = 'correct')"
)
"""As core.activity.code gives it."""
_STALE = f"""
    SELECT c.pack, c.item FROM cards c LEFT JOIN sums s ON s.pack = c.pack AND s.item = c.item
        WHERE c.repetitions IS NOT NULL AND s.seen IS NOT c.repetitions
    UNION SELECT pack, item FROM sums WHERE seen = {CHANGED}"""
"""Items whose card has been brought on since, and those marked; see store/sums.py."""
Name = tuple[str, str]
"""A pack's id and an item's."""

_numbers = msgspec.json.Decoder(list[int]).decode


class Pasts:
    """The log on a connection of its own, added up. What was taken back counts nowhere.

    Close it, or use it in a `with` block.
    """

    def __init__(self, path: Path, starts: int) -> None:
        """starts: milliseconds from midnight to the start of the learner's day. Raises ZgcError."""
        self._path = path
        self._values = {"shift": DAY - starts}
        with explained(path, "read the review log"):
            self._db = connect(path)
            try:
                self._catch_up()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Pasts:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    # Reading

    def activities(self, packs: Sequence[str] | None) -> dict[str, Activity]:
        """What was done, by pack; packs: None for all."""
        where = "" if packs is None else "WHERE pack IN (SELECT value FROM json_each(?))"
        values = () if packs is None else (as_json(packs),)
        days: dict[str, dict[int, DayTotals]] = {}
        recalls: dict[str, dict[int, Recall]] = {}
        for pack, day, *done in self._read(f"SELECT * FROM days_done {where}", values):
            days.setdefault(pack, {})[day] = DayTotals(*done)
        for pack, gap, kept, of in self._read(f"SELECT * FROM recalls {where}", values):
            recalls.setdefault(pack, {})[gap] = Recall(kept, of)
        return {pack: Activity(of_days, recalls.get(pack, {})) for pack, of_days in days.items()}

    def standings(self, packs: Sequence[str]) -> Iterator[ItemStatus]:
        """All items that these packs have now."""
        rows = self._read(
            "SELECT c.pack, c.item, c.fact, coalesce(s.reviews, 0), coalesce(s.correct, 0),"
            " c.interval, c.due_day, c.due_at, c.held_until"
            " FROM cards c LEFT JOIN sums s ON s.pack = c.pack AND s.item = c.item"
            " WHERE c.active = 1 AND c.pack IN (SELECT value FROM json_each(?))",
            (as_json(packs),),
        )
        return map(ItemStatus._make, rows)

    def counts(self, packs: Sequence[str]) -> dict[Name, tuple[int, int]]:
        """Reviews of each item of these packs that has any, and those that were right."""
        rows = self._read(
            "SELECT pack, item, reviews, correct FROM sums WHERE pack IN (SELECT value FROM json_each(?))",
            (as_json(packs),),
        )
        return {(pack, item): (reviews, correct) for pack, item, reviews, correct in rows}

    def _read(self, sql: str, values: Sequence[object]) -> list[Any]:
        with explained(self._path, "read the review log"):
            return self._db.execute(sql, values).fetchall()

    # Adding up

    def _catch_up(self) -> None:
        if not self._is_behind():
            return
        self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            with transaction(self._db):
                self._add_up()
                self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_FROM, str(self._values["shift"])))
        except sqlite3.OperationalError:
            # It can't be written to, or not now, so it is added up in memory for this time. What
            # else may be wrong comes up again there.
            self._db.execute("PRAGMA temp_store = MEMORY")
            self._db.execute("BEGIN")
            for table, columns in ADDED_UP.items():
                self._db.execute(f"CREATE TEMP TABLE {table} {columns}")
                self._db.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table}")
            self._add_up()
            self._db.execute("COMMIT")

    def _is_behind(self) -> bool:
        return self._is_to_be_made() or bool(self._db.execute(f"{_STALE} LIMIT 1").fetchall())

    def _is_to_be_made(self) -> bool:
        """Nothing is added up yet, or with days that start at another hour."""
        ((shift, added, any_),) = self._db.execute(
            "SELECT (SELECT value FROM settings WHERE key = ?), EXISTS (SELECT 1 FROM sums),"
            " EXISTS (SELECT 1 FROM reviews)",
            (_FROM,),
        )
        return bool(any_) and (not added or shift != str(self._values["shift"]))

    def _add_up(self) -> None:
        changed: set[Name] = set(self._db.execute(_STALE))
        before: list[ItemAnswers] = []
        if self._is_to_be_made() or len(changed) > MANY:
            clear(self._db)
            now = self._all()
        else:
            before = self._kept(changed)
            now = self._merged(changed)
        for sign, pasts in ((-1, before), (1, now)):
            self._add(sign, activity_by_pack(pasts))
        for table in ("pasts", "sums"):
            self._db.executemany(f"DELETE FROM {table} WHERE pack = ? AND item = ?", changed)
        self._db.executemany(
            "INSERT INTO pasts VALUES (?, ?, ?, ?)",
            ((past.pack, past.item, as_json(past.codes), as_json(past.times)) for past in now),
        )
        self._db.executemany(
            "INSERT INTO sums VALUES (:pack, :item,"
            " (SELECT repetitions FROM cards WHERE pack = :pack AND item = :item), :answers, :correct)",
            (
                {"pack": past.pack, "item": past.item, "answers": len(past.codes), "correct": past.correct}
                for past in now
            ),
        )

    def _add(self, sign: int, activities: Mapping[str, Activity]) -> None:
        """Put what was done in, or with sign -1 take it out."""
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
        """The part that items have in the sums."""
        rows = self._db.execute(
            "SELECT p.pack, p.item, codes, times FROM json_each(?) n CROSS JOIN pasts p"
            " ON p.pack = json_extract(n.value, '$[0]') AND p.item = json_extract(n.value, '$[1]')",
            (as_json(sorted(names)),),
        )
        return [ItemAnswers(pack, item, _numbers(codes), _numbers(times)) for pack, item, codes, times in rows]

    def _all(self) -> list[ItemAnswers]:
        """What the log says of each item, by its present name."""
        # The index brings each item's reviews in the order of time, and so they are strung together.
        rows = self._db.execute(
            f"SELECT pack, item, group_concat({_CODE}), group_concat(ms) FROM reviews r WHERE {STANDING}"
            " GROUP BY pack, item",
            self._values,
        ).fetchall()
        renamed = {name for old, new in self._renames() for name in (old, new)}
        pasts = [
            ItemAnswers(pack, item, _numbers(f"[{codes}]"), _numbers(f"[{times}]"))
            for pack, item, codes, times in rows
            if (pack, item) not in renamed
        ]
        return pasts + self._merged(renamed) if renamed else pasts

    def _merged(self, names: Collection[Name]) -> list[ItemAnswers]:
        """The same of the items that have these names now, from their reviews one by one."""
        present = dict(self._renames())
        wanted = {*names, *(old for old, new in present.items() if new in names)}
        rows = self._db.execute(
            f"SELECT r.pack, r.item, r.at, r.id, {_CODE}, ms FROM {NAMED} WHERE {STANDING}",
            {**self._values, "names": as_json(sorted(wanted))},
        )
        items: dict[Name, list[tuple[int, str, int, int]]] = {}
        for pack, item, *review in rows:
            name = present.get((pack, item), (pack, item))
            if name in names:
                items.setdefault(name, []).append(tuple(review))
        return [
            ItemAnswers(*name, [code for _, _, code, _ in reviews], [ms for *_, ms in reviews])
            for name, reviews in ((name, sorted(reviews)) for name, reviews in items.items())
        ]

    def _renames(self) -> list[tuple[Name, Name]]:
        rows = self._db.execute("SELECT pack, old, new FROM renames")
        return [((pack, old), (pack, new)) for pack, old, new in rows]

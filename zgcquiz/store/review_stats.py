"""Per-item and per-day aggregates of the review log, maintained incrementally.

They are updated when statistics are read, and only for the items whose reviews have changed: so an answer costs
nothing more, and statistics over a million answers don't read them again. The part that each item has in the
aggregates is stored, so that it can be subtracted when the item has changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, MINUTE
from zgcquiz.core.stats.activity import CRAMMED, Activity, DayTotals, ItemAnswers, Recall, activity_by_pack
from zgcquiz.core.value import Value
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.details import DetailQueries
from zgcquiz.store.log.deriving.invalidation import CHANGED
from zgcquiz.store.log.opening.opening import open_reader
from zgcquiz.store.log.tables.projection import all_renames, live_reviews, sound_events
from zgcquiz.store.log.tables.schema import STATS_TABLES
from zgcquiz.store.log.tables.sql import as_json
from zgcquiz.store.standings import StandingQueries

MANY = 2_000
"""Number of changed items above which everything is aggregated again, which is faster."""

SHORT = 20_000
"""Number of reviews of a log that is aggregated in less than a second."""

_PATIENCE = 500
"""Milliseconds to wait for another process to commit, before aggregating in memory instead."""
_FROM = "added_up_from"
"""The setting that stores the start of the day that the aggregates were made with."""
_TO = "added_up_to"
"""The setting that stores the last id of the reviews that were aggregated."""
_CODE = (
    f"(at + utc_offset * {MINUTE} + :shift) / {DAY} * 16"
    f" + 2 * iif(mode = 'cram', {CRAMMED}, rating) + (outcome = 'correct')"
)
"""The same as `core.stats.activity.code`."""
_STALE = f"""
    SELECT pack, item FROM {sound_events("reviews")} WHERE id > :id
    UNION SELECT pack, item FROM item_totals WHERE seen = {CHANGED}"""
"""Items, some by a former name, that have reviews with later ids, or were marked by
store/log/deriving/invalidation.py."""
_FROM_LOG = ("item_histories", "item_totals", "days_done", "recalls", "item_details", "stale_details")
_SLICE = 5_000
"""How many items are added up at a time, so that not all of a large log is in memory."""
Name = tuple[str, str]
"""A pack's id and an item's."""

_numbers = msgspec.json.Decoder(list[int]).decode


class PackTags(Value, frozen=True):
    """The tags of a pack's items. edition_key: of the pack's content; read: returns the tags of each item, by its id.

    An item must have a card (`ReviewLog.sync_cards`).
    """

    edition_key: str
    read: Callable[[], Mapping[str, tuple[str, ...]]]


class ReviewStats(StandingQueries, DetailQueries):
    """The aggregates of a log, without the reviews that were taken back."""

    is_current = True
    """Whether the aggregates are up to date."""

    def __init__(
        self, path: Path, starts: int, tags: Mapping[str, PackTags] | None = None, *, quick: bool = False
    ) -> None:
        """Open the log at a path and bring the aggregates up to date. Raises ZgcError.

        starts: milliseconds from midnight to the start of the learner's day; tags: of the packs that `standings` is to
        be asked about; quick: leave the aggregates as they are if to bring them up to date would take seconds.
        """
        self._values = {"shift": DAY - starts}
        self._tags = tags or {}
        with explained(path, "read the review log"):
            super().__init__(path, open_reader(path))
            try:
                if quick and self._takes_long():
                    self.is_current = False
                else:
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

    def counts(self, packs: Sequence[str]) -> dict[Name, tuple[int, int]]:
        """Return the number of reviews, and of right ones, of each item of packs that has any."""
        rows = self.read(
            "SELECT pack, item, reviews, correct FROM item_totals WHERE pack IN (SELECT value FROM json_each(?))",
            (as_json(packs),),
        )
        return {(pack, item): (reviews, correct) for pack, item, reviews, correct in rows}

    # Updating

    def _catch_up(self) -> None:
        is_stale = self._is_empty() or bool(self._stale(1))
        if not is_stale and not self._stale_packs():
            return
        self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            with transaction(self._db, read_first=True):
                self._update()
        except sqlite3.OperationalError:
            # The log can't be written to, or not now, so it is aggregated in memory this time. Any other error occurs
            # there again.
            self._db.execute("PRAGMA temp_store = MEMORY")
            self._db.execute("BEGIN")
            for table, columns in STATS_TABLES.items():
                self._db.execute(f"CREATE TEMP TABLE {table} {columns}")
                self._db.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table}")
            self._db.execute("CREATE TEMP TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
            self._db.execute("INSERT INTO temp.settings SELECT * FROM main.settings")
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

    def _takes_long(self) -> bool:
        """Return whether all of a long log would be aggregated."""
        (is_short,) = self._db.execute(
            f"SELECT count(*) <= {SHORT} FROM (SELECT 1 FROM reviews LIMIT {SHORT + 1})"
        ).fetchone()
        return not is_short and (self._is_empty() or len(self._stale(MANY + 1)) > MANY)

    def _stale(self, limit: int) -> list[Name]:
        """Return some of the items that are to be aggregated again."""
        row = self._db.execute("SELECT value FROM settings WHERE key = ?", (_TO,)).fetchone()
        return self._db.execute(f"{_STALE} LIMIT {limit}", {"id": row[0] if row else ""}).fetchall()

    def _stale_packs(self) -> list[str]:
        """Return the packs whose tags were read from another edition, or never."""
        known = dict(self._db.execute("SELECT pack, edition_key FROM tag_sync"))
        return [pack for pack, tags in self._tags.items() if known.get(pack) != tags.edition_key]

    def _update(self) -> None:
        renames = all_renames(self._db)
        is_all = self._is_empty()
        marked: set[Name] = set() if is_all else set(self._stale(MANY + 1))
        changed = marked | {_current(name, renames) for name in marked}
        is_all |= len(changed) > MANY
        if is_all:
            self._aggregate_all(renames)
        else:
            self._aggregate(changed, {_current(name, renames) for name in changed})
        packs = self._stale_packs()
        for pack in packs:
            self._read_tags(pack)
        for pack in {*packs, *(pack for (pack,) in self._db.execute("SELECT pack FROM tag_sync"))} if is_all else packs:
            self._total_tags(pack)
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_FROM, str(self._values["shift"])))
        self._db.execute(
            "INSERT OR REPLACE INTO settings SELECT ?, id FROM"
            f" (SELECT id FROM {sound_events('reviews')} ORDER BY id DESC LIMIT 1)",
            (_TO,),
        )

    def _aggregate_all(self, renames: Mapping[Ref, Ref]) -> None:
        for table in _FROM_LOG:
            self._db.execute(f"DELETE FROM {table}")
        renamed = {(ref.pack, ref.item) for pair in renames.items() for ref in pair}
        # The index has each item's reviews in the order of time, so group_concat joins them in that order.
        self._db.execute(
            f"INSERT INTO item_histories SELECT pack, item, '[' || group_concat({_CODE}) || ']',"
            f" '[' || group_concat(ms) || ']' FROM {live_reviews()} GROUP BY pack, item"
            " HAVING (pack, item) NOT IN"
            " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:renamed))",
            {**self._values, "renamed": as_json(sorted(renamed))},
        )
        rows = self._db.execute("SELECT pack, item, codes, times FROM item_histories")
        pasts = (ItemAnswers(pack, item, _numbers(codes), _numbers(times)) for pack, item, codes, times in rows)
        while of_slice := list(islice(pasts, _SLICE)):
            self._add(1, activity_by_pack(of_slice))
            self._set_totals(of_slice)
        self._aggregate(set(), {_current(name, renames) for name in renamed})

    def _aggregate(self, changed: Collection[Name], current: Collection[Name]) -> None:
        """Aggregate the reviews of items again. changed: their names before; current: the names that they have now."""
        before, now = self._kept(changed), self._of_items(current)
        for sign, pasts in ((-1, before), (1, now)):
            self._add(sign, activity_by_pack(pasts))
            self._db.executemany(
                "UPDATE tag_totals SET reviews = reviews + ?, correct = correct + ? WHERE pack = ?"
                " AND tags = (SELECT t.tags FROM item_tags t WHERE t.pack = tag_totals.pack AND t.item = ?)",
                ((sign * len(past.codes), sign * past.correct, past.pack, past.item) for past in pasts),
            )
        is_detailed = bool(self._db.execute("SELECT 1 FROM item_details LIMIT 1").fetchall())
        for table in ("item_histories", "item_totals", "item_details", "stale_details"):
            self._db.executemany(f"DELETE FROM {table} WHERE pack = ? AND item = ?", changed)
        if is_detailed:
            self._db.executemany("INSERT OR IGNORE INTO stale_details VALUES (?, ?)", current)
        self._db.executemany(
            "INSERT INTO item_histories VALUES (?, ?, ?, ?)",
            ((past.pack, past.item, as_json(past.codes), as_json(past.times)) for past in now),
        )
        self._set_totals(now)

    def _set_totals(self, pasts: Iterable[ItemAnswers]) -> None:
        self._db.executemany(
            "INSERT INTO item_totals VALUES (?, ?, 0, ?, ?)",
            ((past.pack, past.item, len(past.codes), past.correct) for past in pasts),
        )

    def _read_tags(self, pack: str) -> None:
        self._db.execute("DELETE FROM item_tags WHERE pack = ?", (pack,))
        self._db.executemany(
            "INSERT INTO item_tags VALUES (?, ?, ?)",
            ((pack, item, "\n".join(tags)) for item, tags in self._tags[pack].read().items()),
        )
        self._db.execute("INSERT OR REPLACE INTO tag_sync VALUES (?, ?)", (pack, self._tags[pack].edition_key))

    def _total_tags(self, pack: str) -> None:
        self._db.execute("DELETE FROM tag_totals WHERE pack = ?", (pack,))
        self._db.execute(
            "INSERT INTO tag_totals"
            " SELECT t.pack, t.tags, count(*), coalesce(sum(s.reviews), 0), coalesce(sum(s.correct), 0)"
            " FROM item_tags t LEFT JOIN item_totals s ON s.pack = t.pack AND s.item = t.item"
            " WHERE t.pack = ? GROUP BY 1, 2",
            (pack,),
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


def _current(name: Name, renames: Mapping[Ref, Ref]) -> Name:
    ref = renames.get(Ref(*name))
    return (ref.pack, ref.item) if ref else name

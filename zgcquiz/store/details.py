"""What the answers to each item say beyond numbers: certainty, picked and shown options, mistakes.

They are kept beside the log as one record for each item, and read again only for items whose reviews have changed
(store/review_stats.py tells which).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, HOUR
from zgcquiz.core.rounds.confusion import Mistake, answer_key
from zgcquiz.core.stats.certainty import Overrated, Share
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.projection import LEARNERS_DAY, all_renames, live_reviews
from zgcquiz.store.log.tables.schema import STATS_TABLES
from zgcquiz.store.log.tables.sql import as_json

_FROM = "detailed_from"
"""The setting that stores the hour at which the learner's day started when the details were made."""
_COLUMNS = f"pack, current, at, id, {LEARNERS_DAY} AS day, kind, shown, response, outcome, certainty, level, rating"
_CACHE = 16 * 1024
"""KiB of the log that are cached while all reviews are read by item."""
_texts = msgspec.json.Decoder(list[str]).decode
_keys = lru_cache(4096)(answer_key)


class ItemDetails(msgspec.Struct, array_like=True):
    """What the answers to an item say.

    right_day: the learner's day on which it was last known; certainty: [level, certainty, right, how many answers];
    sure_but_wrong: how many answers, and of the last one the time, the learner's day and the response; mistakes: of a
    single choice, [the distractor picked, how often, the time and the learner's day of the last time]; picks: how often
    each option was shown and picked, by its answer key. Times are milliseconds since 1970 in UTC.
    """

    right_day: int | None
    certainty: list[tuple[int | None, str | None, bool, int]]
    sure_but_wrong: tuple[int, int, int, str] | None
    mistakes: list[tuple[str, int, int, int]]
    picks: dict[str, tuple[int, int]]


_decode = msgspec.json.Decoder(ItemDetails).decode


def summed(reviews: Iterable[Sequence[Any]]) -> ItemDetails:
    """Return the details of an item. reviews: its rows of `_COLUMNS`, the oldest first."""
    right_day: int | None = None
    certainty: Counter[tuple[int | None, str | None, bool]] = Counter()
    sure_but_wrong: tuple[int, int, int, str] | None = None
    mistakes: dict[str, tuple[str, int, int, int]] = {}
    shown_times: Counter[str] = Counter()
    picked_times: Counter[str] = Counter()
    for _, _, at, _, day, kind, shown, response, outcome, sure, level, rating in reviews:
        if rating > 1 and (right_day is None or day > right_day):
            right_day = day
        certainty[level, sure, outcome == "correct"] += 1
        texts = _texts(response or "[]")
        if response is not None and outcome != "correct":
            if outcome == "wrong" and (level == 3 or (level is None and sure == "sure")):
                times, *last = sure_but_wrong or (0, at, day, response)
                sure_but_wrong = (times + 1, *max((at, day, response), (last[0], last[1], last[2])))
            if kind == "single":
                for text in texts:
                    _, times, *_ = mistakes.get(_keys(text), ("", 0))
                    mistakes[_keys(text)] = (text, times + 1, at, day)
        if kind not in ("typed", "numeric"):
            shown_times.update({_keys(text) for text in _texts(shown)})
            picked_times.update({_keys(text) for text in texts})
    picks = {key: (shown_times[key], picked_times[key]) for key in shown_times | picked_times}
    return ItemDetails(
        right_day, [(*key, count) for key, count in certainty.items()], sure_but_wrong, [*mistakes.values()], picks
    )


class ItemRecord(NamedTuple):
    """The answers to an item, the right ones, its difficulty (None if it was only crammed), and `ItemDetails.picks`."""

    reviews: int
    correct: int
    difficulty: float | None
    picks: dict[str, tuple[int, int]]


class DetailQueries(LogConnection):
    """Queries of the details, which the first one brings up to date."""

    _values: dict[str, int]

    def certainty(self, packs: Sequence[str] | None) -> tuple[dict[int, Share], Share, Share, tuple[Overrated, ...]]:
        """Return the shares of right answers at each level of certainty, and where no level was asked for, of sure
        answers and of declared guesses; and the items answered wrongly at level 3, or as sure. packs: None for all."""
        counts: Counter[tuple[int | None, str | None, bool]] = Counter()
        overrated = []
        for pack, item, details in self.details(packs):
            for level, sure, right, number in details.certainty:
                counts[level, sure if level is None else None, right] += number
            if details.sure_but_wrong:
                times, at, day, response = details.sure_but_wrong
                mended = (details.right_day if details.right_day is not None else day) > day
                overrated.append(Overrated(Ref(pack, item), times, "; ".join(_texts(response)), at, mended))

        def share(level: int | None, sure: str | None = None) -> Share:
            right, wrong = (counts[level, sure, is_right] for is_right in (True, False))
            return Share(right, right + wrong)

        levels = {level: found for level in (1, 2, 3) if (found := share(level)).of}
        return levels, share(None, "sure"), share(None, "guess"), tuple(overrated)

    def mistakes(self, packs: Sequence[str] | None) -> tuple[list[Mistake], dict[Ref, int]]:
        """Return which distractors were picked of items with one key, and the learner's day on which each of these
        items was last known. packs: None for all."""
        mistakes = []
        right_days = {}
        for pack, item, details in self.details(packs):
            if details.mistakes:
                ref = Ref(pack, item)
                mistakes += [Mistake(ref, *mistake) for mistake in details.mistakes]
                if details.right_day is not None:
                    right_days[ref] = details.right_day
        return mistakes, right_days

    def item_records(self, pack: str, items: Sequence[str]) -> dict[str, ItemRecord]:
        """Return the records of those of a pack's items that were answered. items: not too many."""
        with explained(self.path, "read the review log"):
            self._detail()
        rows = self.read(
            "SELECT s.item, s.reviews, s.correct, c.difficulty, d.details FROM json_each(?) n"
            " CROSS JOIN item_totals s ON s.pack = ? AND s.item = n.value"
            " LEFT JOIN cards c ON c.pack = s.pack AND c.item = s.item AND c.active = 1"
            " JOIN item_details d ON d.pack = s.pack AND d.item = s.item WHERE s.reviews > 0",
            (as_json(items), pack),
        )
        return {
            item: ItemRecord(reviews, correct, difficulty, _decode(details).picks)
            for item, reviews, correct, difficulty, details in rows
        }

    def details(self, packs: Sequence[str] | None) -> Iterator[tuple[str, str, ItemDetails]]:
        """Yield pack, item and details of the answered items, in this order. packs: None for all."""
        where = "" if packs is None else "WHERE pack IN (SELECT value FROM json_each(?))"
        with explained(self.path, "read the review log"):
            self._detail()
            rows = self._db.execute(
                f"SELECT pack, item, details FROM item_details {where} ORDER BY pack, item",
                () if packs is None else (as_json(packs),),
            )
            for pack, item, details in rows:
                yield pack, item, _decode(details)

    # Updating

    def _detail(self) -> None:
        starts = (DAY - self._values["shift"]) // HOUR
        ((made, any_, stale),) = self._db.execute(
            "SELECT (SELECT value FROM settings WHERE key = ?), EXISTS (SELECT 1 FROM item_details),"
            " EXISTS (SELECT 1 FROM stale_details)",
            (_FROM,),
        )
        is_all = not any_ or made != str(starts)
        if not is_all and not stale:
            return
        try:
            with transaction(self._db, read_first=True):
                self._update_details(starts, is_all)
        except sqlite3.OperationalError:  # as in `ReviewStats`
            self._db.execute("PRAGMA temp_store = MEMORY")
            self._db.execute("BEGIN")
            for table in ("item_details", "stale_details"):
                self._db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} {STATS_TABLES[table]}")
                self._db.execute(f"INSERT OR IGNORE INTO temp.{table} SELECT * FROM main.{table}")
            self._db.execute("CREATE TEMP TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
            self._db.execute("INSERT OR IGNORE INTO temp.settings SELECT * FROM main.settings")
            self._update_details(starts, is_all)
            self._db.execute("COMMIT")

    def _update_details(self, starts: int, is_all: bool) -> None:
        """Read the reviews of stale items, or of all, and store their details; only then take the write lock."""
        values = {"starts": starts}
        names = self._db.execute("SELECT pack, item FROM stale_details").fetchall()
        self._db.execute(f"CREATE TEMP TABLE fresh {STATS_TABLES['item_details']}")
        if is_all:
            renames = all_renames(self._db)
            names = sorted({(ref.pack, ref.item) for ref in renames.values()})
            renamed = sorted({(ref.pack, ref.item) for pair in renames.items() for ref in pair})
            before = self._db.execute("PRAGMA cache_size").fetchone()[0]
            self._db.execute(f"PRAGMA cache_size = -{_CACHE}")
            self._keep(
                self._db.execute(
                    f"SELECT {_COLUMNS} FROM {live_reviews()} WHERE (pack, item) NOT IN"
                    " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:items))"
                    f" ORDER BY pack, item, at, id",
                    {**values, "items": as_json(renamed)},
                )
            )
            self._db.execute(f"PRAGMA cache_size = {before}")
        self._keep(
            self._db.execute(
                f"SELECT {_COLUMNS} FROM {live_reviews(of_items=True)} ORDER BY pack, current, at, id",
                {**values, "items": as_json(names)},
            )
        )
        self._db.execute("DELETE FROM stale_details")
        if is_all:
            self._db.execute("DELETE FROM item_details")
        self._db.executemany("DELETE FROM item_details WHERE pack = ? AND item = ?", names)
        self._db.execute("INSERT INTO item_details SELECT * FROM fresh")
        self._db.execute("DROP TABLE fresh")
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_FROM, str(starts)))

    def _keep(self, rows: Iterable[Sequence[Any]]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO temp.fresh VALUES (?, ?, ?)",
            ((*name, as_json(summed(reviews))) for name, reviews in groupby(rows, key=itemgetter(0, 1))),
        )

"""What the log says of each item, for statistics over all of it: added up by SQLite from one index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from sqlite3 import Connection
from threading import Thread
from typing import Any

import msgspec

from zgcquiz.core.activity import CRAMMED, Past, day_of
from zgcquiz.core.moment import DAY, MINUTE
from zgcquiz.store.database import connect, explained
from zgcquiz.store.rows import NAMED, STANDING, as_json

MANY = 5_000
"""From so many items on the log is read in two halves at a time: SQLite lets Python's other threads run."""
_MAPPED = 1 << 40
"""Bytes of the file, at most, that are read where they lie in memory instead of being copied."""

_CODE = f"(at + utc_offset * {MINUTE} + :shift) / {DAY} * 8 + iif(mode = 'cram', {CRAMMED}, rating)"
"""As core.activity.code gives it."""

Name = tuple[str, str]
"""A pack's id and an item's."""

_codes = msgspec.json.Decoder(list[int]).decode


class Pasts:
    """The log, or some packs of it, on connections of its own, for reading. What was taken back counts nowhere."""

    def __init__(self, path: Path, packs: Sequence[str] | None, starts: int) -> None:
        """packs: None for all; starts: milliseconds from midnight to the start of the learner's day."""
        self._path = path
        self._where = STANDING
        self._values: dict[str, object] = {"shift": DAY - starts}
        if packs is not None:
            self._where += " AND r.pack IN (SELECT value FROM json_each(:packs))"
            self._values["packs"] = as_json(packs)

    def read(self) -> list[Past]:
        """What the log says of each item, by its present name."""
        with explained(self._path, "read the review log"):
            db = self._connect()
            try:
                # The index brings each item's reviews in the order of time, and so they are strung together.
                query = (
                    f"SELECT pack, item, count(*), sum(outcome = 'correct'), sum(ms), group_concat({_CODE})"
                    f" FROM reviews r WHERE {self._where} AND %s GROUP BY pack, item"
                )
                rows = self._in_halves(db, query)
                renames = {(pack, old): new for pack, old, new in db.execute("SELECT pack, old, new FROM renames")}
                renamed = {*renames, *((pack, new) for (pack, _), new in renames.items())}
                pasts = [
                    Past(pack, item, reviews, correct, ms, _codes(f"[{codes}]"))
                    for pack, item, reviews, correct, ms, codes in rows
                    if (pack, item) not in renamed
                ]
                if len(pasts) < len(rows):
                    columns = f"r.pack, r.item, r.at, r.id, outcome = 'correct', ms, {_CODE}"
                    pasts += _merged(self._of(db, columns, renamed), renames)
                return pasts
            finally:
                db.close()

    def recent(self, pasts: Iterable[Past], week: int, today: int) -> tuple[int, int]:
        """Milliseconds spent since each of two moments (UTC ms), of which the second is the later."""
        first_day = week // DAY - 2  # wherever the learner was
        names = {(past.pack, past.item) for past in pasts if day_of(past.codes[-1]) >= first_day}
        with explained(self._path, "read the review log"):
            db = self._connect()
            try:
                renames = db.execute("SELECT pack, new, old FROM renames").fetchall()
                names |= {(pack, old) for pack, new, old in renames if (pack, new) in names}
                rows = self._of(db, "r.at, ms", names, "AND r.at >= :week", week=week)
                return sum(ms for _, ms in rows), sum(ms for at, ms in rows if at >= today)
            finally:
                db.close()

    def _of(self, db: Connection, columns: str, names: Iterable[Name], more: str = "", **values: object) -> list[Any]:
        """Some columns of the reviews of some items."""
        given = {**self._values, **values, "names": as_json(sorted(names))}
        return db.execute(f"SELECT {columns} FROM {NAMED} WHERE {self._where} {more}", given).fetchall()

    def _in_halves(self, db: Connection, query: str) -> list[Any]:
        """The rows of a query by item, which has a place for one more condition. Large logs are read by two threads."""
        (cards,) = db.execute("SELECT count(*) FROM cards").fetchone()
        if cards < MANY:
            return db.execute(query % "true", self._values).fetchall()
        middle = db.execute("SELECT pack, item FROM cards ORDER BY pack, item LIMIT 1 OFFSET ?", (cards // 2,))
        values = self._values | dict(zip(("pack", "item"), middle.fetchone(), strict=True))
        later: list[Any] = []
        errors: list[BaseException] = []

        def read_later() -> None:
            try:
                other = self._connect()
                try:
                    later.extend(other.execute(query % "(pack, item) >= (:pack, :item)", values))
                finally:
                    other.close()
            except BaseException as error:
                errors.append(error)

        thread = Thread(target=read_later)
        thread.start()
        try:
            rows = db.execute(query % "(pack, item) < (:pack, :item)", values).fetchall()
        finally:
            thread.join()
        for error in errors:
            raise error
        return rows + later

    def _connect(self) -> Connection:
        db = connect(self._path)
        db.execute("PRAGMA query_only = 1")
        db.execute(f"PRAGMA mmap_size = {_MAPPED}")
        return db


def _merged(rows: Iterable[tuple[Any, ...]], renames: dict[Name, str]) -> list[Past]:
    """The pasts of items that have had other names, from their reviews one by one."""
    items: dict[Name, list[tuple[Any, ...]]] = {}
    for pack, item, *review in rows:
        items.setdefault((pack, renames.get((pack, item), item)), []).append(tuple(review))
    return [
        Past(
            pack,
            item,
            len(reviews),
            sum(right for _, _, right, _, _ in reviews),
            sum(ms for _, _, _, ms, _ in reviews),
            [code for *_, code in sorted(reviews)],
        )
        for (pack, item), reviews in items.items()
    ]

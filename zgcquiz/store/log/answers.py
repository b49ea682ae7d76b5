"""What was answered, in texts and with what certainty: read from the log's own rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import msgspec

from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.confusion import Mistake, answer_key
from zgcquiz.core.stats.certainty import Overrated, Share
from zgcquiz.store.database import explained
from zgcquiz.store.log.opening import open_reader
from zgcquiz.store.log.sql import LEARNERS_DAY, NAMED, STANDING, as_json

_MISTAKEN = "r.outcome <> 'correct' AND r.kind = 'single' AND r.response IS NOT NULL"

_texts = msgspec.json.Decoder(list[str]).decode


class Answers:
    """The log on a connection of its own, for reading. Close it, or use it in a `with` block."""

    def __init__(self, path: Path, packs: Sequence[str] | None, starts: int) -> None:
        """packs: None for all; starts: the hour at which the learner's day starts."""
        self._path = path
        with explained(path, "read the review log"):
            self._db: Connection = open_reader(path)
            self._db.execute("PRAGMA query_only = 1")
            renames = self._db.execute("SELECT pack, old, new FROM renames")
            self._present = {Ref(pack, old): Ref(pack, new) for pack, old, new in renames}
        self._values: dict[str, object] = {"starts": starts}
        self._where = STANDING
        if packs is not None:
            self._where += " AND r.pack IN (SELECT value FROM json_each(:packs))"
            self._values["packs"] = as_json(packs)

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def mistakes(self, refs: Iterable[Ref] | None = None) -> list[Mistake]:
        """Which distractors were picked of items with one key; of all, or of these."""
        found: dict[tuple[Ref, str], Mistake] = {}
        for ref, at, day, response in self._rows(f"r.at, {LEARNERS_DAY}, r.response", _MISTAKEN, refs):
            for text in _texts(response):
                before = found.get((ref, answer_key(text)))
                last = (at, day, text) if before is None or at >= before.at else (before.at, before.day, before.picked)
                times = before.times + 1 if before else 1
                found[ref, answer_key(text)] = Mistake(ref, last[2], times, last[0], last[1])
        return list(found.values())

    def right_days(self, refs: Iterable[Ref] | None = None) -> dict[Ref, int]:
        """The learner's day on which each item was last known. The index alone answers this."""
        found: dict[Ref, int] = {}
        for ref, day in self._rows(f"max({LEARNERS_DAY})", "r.rating > 1", refs, "GROUP BY r.pack, r.item"):
            found[ref] = max(day, found.get(ref, day))
        return found

    def picks(self) -> dict[Ref, tuple[Counter[str], Counter[str]]]:
        """How often each option of an item was shown, and picked, by its text folded."""
        found: dict[Ref, tuple[Counter[str], Counter[str]]] = {}
        rows = Counter(self._rows("r.shown, r.response", "r.kind NOT IN ('typed', 'numeric')"))
        for (ref, shown, response), times in rows.items():
            counters = found.setdefault(ref, (Counter(), Counter()))
            for counter, texts in zip(counters, (shown, response or "[]"), strict=True):
                for text in {answer_key(text) for text in _texts(texts)}:
                    counter[text] += times
        return found

    def certainty(self) -> tuple[dict[int, Share], Share, Share]:
        """Right answers at each level, where it was asked for; else where they were sure, and guesses."""
        counts = Counter(row[1:] for row in self._rows("r.level, r.certainty, r.outcome = 'correct'", "true"))

        def share(level: int | None, certainty: str | None = None) -> Share:
            fit = [
                (right, times)
                for (at, said, right), times in counts.items()
                if at == level and (level is not None or said == certainty)
            ]
            return Share(sum(times for right, times in fit if right), sum(times for _, times in fit))

        levels = {level: share(level) for level in (1, 2, 3)}
        return {level: found for level, found in levels.items() if found.of}, share(None, "sure"), share(None, "guess")

    def overrated(self) -> tuple[Overrated, ...]:
        """Items answered wrongly at level 3, or as sure where no level was asked for."""
        sure = (
            "r.outcome = 'wrong' AND r.response IS NOT NULL"
            " AND (r.level = 3 OR r.level IS NULL AND r.certainty = 'sure')"
        )
        found: dict[Ref, tuple[int, int, int, str]] = {}
        for ref, at, day, response in self._rows(f"r.at, {LEARNERS_DAY}, r.response", sure):
            times, *last = found.get(ref, (0, at, day, response))
            latest = max((at, day, response), (last[0], last[1], last[2]))
            found[ref] = (times + 1, *latest)
        right = self.right_days()
        return tuple(
            Overrated(ref, times, "; ".join(_texts(response)), at, right.get(ref, day) > day)
            for ref, (times, at, day, response) in found.items()
        )

    def _rows(
        self, columns: str, where: str, refs: Iterable[Ref] | None = None, more: str = ""
    ) -> list[tuple[Any, ...]]:
        """Some columns of the reviews that stand, behind the present name of their item."""
        table, values = "reviews r", self._values
        if refs is not None:
            wanted = set(refs)
            wanted |= {old for old, present in self._present.items() if present in wanted}
            table = NAMED
            values = values | {"names": as_json(sorted((ref.pack, ref.item) for ref in wanted))}
        with explained(self._path, "read the review log"):
            rows = self._db.execute(
                f"SELECT r.pack, r.item, {columns} FROM {table} WHERE {self._where} AND {where} {more}", values
            )
            present = self._present
            return [(present.get(ref := Ref(pack, item), ref), *rest) for pack, item, *rest in rows]

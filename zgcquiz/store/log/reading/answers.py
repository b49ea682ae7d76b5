"""What was answered to the items of a round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.confusion import Mistake, answer_key
from zgcquiz.store.log.opening.connection import LogReader
from zgcquiz.store.log.tables.projection import LEARNERS_DAY, live_reviews
from zgcquiz.store.log.tables.sql import as_json

_texts = msgspec.json.Decoder(list[str]).decode


class Answers(LogReader):
    """The answers that were not taken back, by their items' current names."""

    def __init__(self, path: Path, packs: Sequence[str] | None, starts: int) -> None:
        """packs: None for all; starts: the hour at which the learner's day starts."""
        super().__init__(path)
        self._values: dict[str, object] = {"starts": starts}
        self._of_packs: list[str] = []
        if packs is not None:
            self._of_packs = ["pack IN (SELECT value FROM json_each(:packs))"]
            self._values["packs"] = as_json(packs)

    def mistakes(self, refs: Iterable[Ref] | None = None) -> list[Mistake]:
        """Return which distractors were picked of items with one key. refs: the items; None: all."""
        wrong = "outcome <> 'correct' AND kind = 'single' AND response IS NOT NULL"
        found: dict[tuple[Ref, str], Mistake] = {}
        for ref, at, day, response in self._rows(f"at, {LEARNERS_DAY}, response", wrong, refs):
            for text in _texts(response):
                before = found.get((ref, answer_key(text)))
                last = (at, day, text) if before is None or at >= before.at else (before.at, before.day, before.picked)
                times = before.times + 1 if before else 1
                found[ref, answer_key(text)] = Mistake(ref, last[2], times, last[0], last[1])
        return list(found.values())

    def right_days(self, refs: Iterable[Ref] | None = None) -> dict[Ref, int]:
        """Return the learner's day on which each item was last known. The index alone answers this."""
        found: dict[Ref, int] = {}
        for ref, day in self._rows(f"max({LEARNERS_DAY})", "rating > 1", refs, "GROUP BY pack, item"):
            found[ref] = max(day, found.get(ref, day))
        return found

    def _rows(
        self, columns: str, where: str = "", refs: Iterable[Ref] | None = None, more: str = ""
    ) -> list[tuple[Any, ...]]:
        """Return the current name of the item and some columns of each review."""
        values = self._values
        if refs is not None:
            values = values | {"items": as_json(sorted((ref.pack, ref.item) for ref in set(refs)))}
        sql = f"SELECT pack, current, {columns} FROM {live_reviews(of_items=refs is not None)}"
        conditions = [*self._of_packs, *filter(None, [where])]  # SQLite would scan an index for `true AND …`
        if conditions:
            sql += f" WHERE {' AND '.join(conditions)}"
        return [(Ref(pack, item), *rest) for pack, item, *rest in self.read(f"{sql} {more}", values)]

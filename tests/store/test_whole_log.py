"""Cards derived from one pass over the log are those derived item by item, and the pass costs little."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import card_rows, items, make_review, opened
from tests.store.test_merging import Event, event_lists
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.value import replace
from zgcquiz.formats.history import review_lines
from zgcquiz.store.log.deriving import whole_log
from zgcquiz.store.log.deriving.cards import CardDeriver
from zgcquiz.store.log.review_log import ReviewLog

Collect = Callable[..., dict[str, whole_log.PackAnswers]]


def many(items: int, each: int, seed: int = 1) -> list[Review]:
    """Reviews of items, day by day, which nobody else has."""
    rng = Random(seed)
    found = []
    for day in range(each):
        for number in range(items):
            at = Moment(NOON.ms + (day * day - 400) * DAY + number)
            found.append(make_review(rng, Ref("p", f"q{number}"), at, Rating(rng.choice([1, 3, 3, 4]))))
    return found


def one_by_one(collect: Collect) -> Collect:
    """The plain fold: what is collected is not used, every item is read by itself."""

    def without(*arguments: Any) -> dict[str, whole_log.PackAnswers]:
        found = collect(*arguments)
        for pack in found.values():
            pack.unordered |= pack.items.keys()
        return found

    return without


def rebuilt(log: ReviewLog) -> list[Any]:
    log.rebuild()
    log.sync_cards("p", "1", items(a=["former-a"], b=[]))
    return card_rows(log.path)


@settings(max_examples=examples(20), deadline=None)
@given(events=event_lists())
def test_one_pass_gives_the_cards_of_a_fold_item_by_item(events: list[Event]) -> None:
    events += [replace(each, id=f"no-uuid-{each.id}") for each in events[:3] if isinstance(each, Review)]
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "log.db") as log:
        log._db.execute("PRAGMA synchronous = OFF")
        log.sync_cards("p", "1", items(a=["former-a"], b=[]))
        log.merge(events, NOON)
        found = rebuilt(log)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("zgcquiz.store.log.deriving.cards.collect", one_by_one(whole_log.collect))
            assert rebuilt(log) == found


def test_an_answer_that_comes_in_meanwhile_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path / "log.db") as log:
        log.merge(many(5, 4), NOON)
        late = make_review(Random(7), Ref("p", "q3"), Moment(NOON.ms + DAY))
        before = log._pending._collect

        def collected(pack: str | None) -> Any:
            found = before(pack)
            with opened(tmp_path / "log.db") as other:
                other.append(late)
            return found

        monkeypatch.setattr(log._pending, "_collect", collected)
        log.rebuild()
        found = card_rows(log.path)
        monkeypatch.undo()
        log.rebuild()
        assert card_rows(log.path) == found
        assert {row[1]: row[10] for row in found}["q3"] == 5


def test_the_log_is_read_once_in_its_own_order(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        log.merge(many(40, 3), NOON)
        statements: list[str] = []
        log._db.set_trace_callback(statements.append)
        log.rebuild()
        log._db.set_trace_callback(None)
        reads = [sql for sql in statements if sql.startswith("SELECT") and "rating, choices" in sql]
        assert len(reads) == 1
        plan = log.read(f"EXPLAIN QUERY PLAN {whole_log._ALL}", {"until": 0})
        assert not [row for row in plan if "ORDER BY" in row[3] or "r USING INDEX" in row[3]]


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def export(log: ReviewLog) -> None:
    target = io.BytesIO()
    for line in review_lines.write(log.reviews(oldest_first=True)):
        target.seek(0)
        target.write(line)


@pytest.mark.parametrize(("work", "most"), [(ReviewLog.rebuild, 60), (export, 2)])
def test_memory_grows_by_a_few_bytes_a_review(tmp_path: Path, work: Callable[[ReviewLog], object], most: int) -> None:
    peaks = []
    for each in (4, 24):
        with opened(tmp_path / f"{each}.db") as log:
            log._db.execute("PRAGMA synchronous = OFF")
            log.merge(many(100, each), NOON)
            work(log)
            peaks.append(peak(lambda: work(log)))
    assert peaks[1] - peaks[0] < most * 2000


def test_the_pass_takes_no_lock(tmp_path: Path) -> None:
    """Another process can write while the log is read."""
    with opened(tmp_path / "log.db") as log:
        log.merge(many(5, 4), NOON)
        other = sqlite3.connect(log.path, timeout=0, isolation_level=None)
        before = CardDeriver.collect
        with pytest.MonkeyPatch.context() as patch:

            def collected(cards: CardDeriver, pack: str | None) -> dict[str, whole_log.PackAnswers]:
                found = before(cards, pack)
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
                return found

            patch.setattr(CardDeriver, "collect", collected)
            assert log.rebuild() == 5
        other.close()

"""What is suspended and buried: kept for good, the last word counts, and through renames, rebuilds and merges."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.store.making import items, make_review, opened, query
from zgcquiz.core.learning.queue import Waiting
from zgcquiz.core.log.hold import Held, Hold, held_until
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.store.log.review_log import ReviewLog

A, B = Ref("p", "a"), Ref("p", "b")
RNG = Random(3)


def refs(waiting: Sequence[Waiting]) -> list[Ref]:
    return [item.ref for item in waiting]


def later(days: float) -> Moment:
    return Moment(NOON.ms + round(days * DAY), NOON.offset)


def hold(ref: Ref, held: Held, at: Moment = NOON) -> Hold:
    return Hold(uuid7(at.ms, RNG), "0badcafe", at, ref, held, held_until(held, at.day))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ReviewLog]:
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        yield log


def test_a_suspended_item_is_neither_due_nor_new_until_it_is_resumed(log: ReviewLog) -> None:
    log.append(make_review(RNG, A))
    month = later(30)
    log.hold([hold(A, Held.SUSPENDED), hold(B, Held.SUSPENDED)])
    assert (refs(log.due("p", month, 9)), log.count_coming("p", month, days=0)[0]) == ([], 0)
    assert (refs(log.new("p", month, 9)), log.count_new(["p"], month)) == ([], 0)
    assert log.next_due(["p"]) is None
    assert log.held(["p"], month) == {A: Held.SUSPENDED, B: Held.SUSPENDED}
    log.hold([hold(A, Held.RESUMED, month), hold(B, Held.RESUMED, month)])
    assert (refs(log.due("p", month, 9)), log.count_coming("p", month, days=0)[0]) == ([A], 1)
    assert (refs(log.new("p", month, 9)), log.count_new(["p"], month)) == ([B], 1)
    assert log.held(["p"], month) == {}


def test_a_buried_item_comes_back_with_the_learners_next_day(log: ReviewLog) -> None:
    log.append(make_review(RNG, A, rating=Rating.AGAIN))
    log.hold([hold(A, Held.BURIED), hold(B, Held.BURIED)])
    soon = Moment(NOON.ms + 15 * 3_600_000)  # three in the morning
    assert (refs(log.due("p", soon, 9)), refs(log.new("p", soon, 9))) == ([], [])
    assert log.next_due(["p"]) == (NOON.day + 1, 0, 1)
    dawn = Moment(NOON.ms + 16 * 3_600_000)
    assert (refs(log.due("p", dawn, 9)), refs(log.new("p", dawn, 9))) == ([A], [B])
    assert log.held(["p"], dawn) == {}


def test_the_last_word_counts_though_the_clock_went_back(log: ReviewLog) -> None:
    log.hold([hold(A, Held.SUSPENDED, later(5))])
    log.hold([hold(A, Held.RESUMED, NOON)])
    assert log.held(["p"], NOON) == {}
    log.hold([hold(A, Held.BURIED, NOON)])
    assert log.held(["p"], NOON) == {A: Held.BURIED}


def test_a_hold_goes_with_its_item_through_a_rename_and_back(log: ReviewLog) -> None:
    log.hold([hold(A, Held.SUSPENDED)])
    log.sync_cards("p", "2", items(z=["a"], b=[]))
    assert log.held(["p"], NOON) == {Ref("p", "z"): Held.SUSPENDED}
    log.hold([hold(Ref("p", "z"), Held.RESUMED, later(1))])
    assert log.held(["p"], NOON) == {}
    log.sync_cards("p", "3", items(a=["z"], b=[]))
    assert log.held(["p"], NOON) == {}
    log.hold([hold(A, Held.SUSPENDED, NOON)])  # an older clock, and under the former name
    assert log.held(["p"], NOON) == {A: Held.SUSPENDED}


def test_a_hold_outlives_its_pack_and_a_rebuild(log: ReviewLog) -> None:
    log.append(make_review(RNG, A))
    log.hold([hold(A, Held.SUSPENDED), hold(B, Held.SUSPENDED)])
    log.sync_cards("p", "2", items(c=[]))
    assert log.held(["p"], NOON) == {}
    log.sync_cards("p", "1", items(a=[], b=[]))
    assert log.held(["p"], NOON) == {A: Held.SUSPENDED, B: Held.SUSPENDED}
    log.rebuild()
    log.sync_cards("p", "1", items(a=[], b=[]))
    assert log.held(["p"], NOON) == {A: Held.SUSPENDED, B: Held.SUSPENDED}
    assert log.count_coming("p", later(99), days=0)[0] == 0


def test_an_answer_leaves_a_hold_as_it_is(log: ReviewLog) -> None:
    log.hold([hold(A, Held.SUSPENDED)])
    review = make_review(RNG, A)
    log.append(review)
    log.void(review, NOON)
    assert log.held(["p"], NOON) == {A: Held.SUSPENDED}


def test_logs_merge_to_the_same_in_any_order(tmp_path: Path) -> None:
    said = [
        hold(A, Held.SUSPENDED, NOON),
        hold(A, Held.RESUMED, later(1)),
        hold(A, Held.BURIED, later(2)),
        hold(Ref("gone", "x"), Held.SUSPENDED),
    ]
    for number, order in enumerate(permutations(said)):
        with opened(tmp_path / f"{number}.db") as log:
            log.sync_cards("p", "1", items(a=[], b=[]))
            assert [log.merge([hold], NOON).held for hold in order] == [1] * 4
            assert log.merge(said, NOON).held == 0
            assert log.held(["p"], later(2)) == {A: Held.BURIED}
            assert len(log.holds()) == 4
            log.sync_cards("gone", "1", items(x=[]))
            assert log.held(["gone"], NOON) == {Ref("gone", "x"): Held.SUSPENDED}


@pytest.mark.parametrize("sql", ["DELETE FROM holds", "UPDATE holds SET until = 0", "INSERT OR REPLACE INTO holds"])
def test_the_database_refuses_to_change_what_was_said(log: ReviewLog, sql: str) -> None:
    log.hold([hold(A, Held.SUSPENDED)])
    if sql.startswith("INSERT"):
        sql += " SELECT id, device, at, utc_offset, pack, item, 'resumed', 0, NULL FROM holds"
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        query(log.path, sql)

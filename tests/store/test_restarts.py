"""What is learnt anew: its card begins again, its reviews stay, and devices agree on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.store.making import card_rows, items, make_review, opened, query, write_old_database
from zgcquiz.core.learning.schedule import New, Reviewed
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.store.log.reading.histories import Histories
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables.schema import STEPS

A, B = Ref("p", "a"), Ref("p", "b")
RNG = Random(3)


def later(days: float) -> Moment:
    return Moment(NOON.ms + round(days * DAY), NOON.offset)


def restart(ref: Ref, at: Moment = NOON) -> Restart:
    return Restart(uuid7(at.ms, RNG), "0badcafe", at, ref)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[ReviewLog]:
    with opened(path) as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        yield log


def test_its_card_is_new_and_its_reviews_stay(log: ReviewLog, path: Path) -> None:
    for day in range(3):
        log.append(make_review(RNG, A, later(day)))
        log.append(make_review(RNG, B, later(day)))
    log.restart("p", [restart(A, later(3))])
    assert log.card(A) == New()
    assert isinstance(log.card(B), Reviewed)
    assert [waiting.ref for waiting in log.new("p", later(4), 9)] == [A]
    assert len(list(log.reviews())) == 6
    with Histories(path) as histories:
        assert [len(reviews) for reviews in histories.read_histories([A, B])] == [0, 3]
    card = log.append(make_review(RNG, A, later(4)))
    assert isinstance(card, Reviewed)
    assert card.repetitions == 1
    before = card_rows(path)
    log.rebuild()
    log.sync_cards("p", "1", items(a=[], b=[]))
    assert card_rows(path) == before


def test_it_counts_though_the_clock_went_back(log: ReviewLog) -> None:
    log.append(make_review(RNG, A, later(9)))
    log.restart("p", [restart(A, NOON)])
    assert log.card(A) == New()


def test_it_goes_with_its_item_through_a_rename(log: ReviewLog) -> None:
    log.append(make_review(RNG, A))
    log.restart("p", [restart(A, later(1))])
    log.append(make_review(RNG, A, later(2)))
    log.sync_cards("p", "2", items(c=["a"], b=[]))
    card = log.card(Ref("p", "c"))
    assert isinstance(card, Reviewed)
    assert card.repetitions == 1


def test_devices_agree_in_whatever_order_they_are_merged(tmp_path: Path) -> None:
    reviews = [make_review(RNG, A, later(day)) for day in range(4)]
    anew = [restart(A, later(1.5)), restart(A, later(0.5))]
    found = set()
    for number, order in enumerate(permutations(range(3))):
        with opened(tmp_path / f"{number}.db") as log:
            log.sync_cards("p", "1", items(a=[]))
            for step in order:
                if step == 0:
                    log.merge(reviews, later(5))
                else:
                    assert log.merge([anew[step - 1]], later(9)).restarted == 1
            assert log.merge(anew, later(9)).restarted == 0
            found.add(repr(log.card(A)))
            assert log.restarts() == anew[::-1]
    assert len(found) == 1
    assert "repetitions=2" in found.pop()


def test_it_can_t_be_changed_or_taken_out(log: ReviewLog, path: Path) -> None:
    log.restart("p", [restart(A)])
    db = sqlite3.connect(path)
    for sql in (
        "DELETE FROM restarts",
        "UPDATE restarts SET item = 'b'",
        "INSERT OR REPLACE INTO restarts SELECT * FROM restarts",
    ):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            db.execute(sql)
    db.close()


def test_a_log_from_before_there_was_such_a_thing_is_brought_on(path: Path) -> None:
    with opened(path.with_name("new.db")) as log:
        log.sync_cards("p", "1", items(a=[]))
        log.append(make_review(RNG, A))
    before = card_rows(path.with_name("new.db"))
    write_old_database(path.with_name("new.db"), path, version=1)
    with opened(path) as log:
        assert log.restarts() == []
        assert card_rows(path) == before
        log.restart("p", [restart(A, later(1))])
        assert log.card(A) == New()
    assert query(path, "PRAGMA user_version") == [(len(STEPS),)]


def test_an_answer_by_a_clock_put_back_before_the_restart_does_not_count(log: ReviewLog) -> None:
    """As rebuilding has it: a card is brought on by its newest answer only where no restart lies after that."""
    log.append(make_review(RNG, A, NOON))
    log.restart("p", [restart(A, later(3))])
    assert log.append(make_review(RNG, A, later(1))) == New()
    log.rebuild()
    assert log.card(A) == New()

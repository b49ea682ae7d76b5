"""The events of one item: those that count, under any of its names, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.store.making import items, make_review, opened
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.value import replace
from zgcquiz.store.log.review_log import ReviewLog

A, B, C = Ref("p", "a"), Ref("p", "b"), Ref("p", "c")
RNG = Random(5)


def later(days: float) -> Moment:
    return Moment(NOON.ms + round(days * DAY), NOON.offset)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ReviewLog]:
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        yield log


def test_reviews_are_those_of_the_item_that_were_not_taken_back(log: ReviewLog) -> None:
    reviews = [make_review(RNG, ref, later(day)) for day, ref in enumerate((A, B, A, A, B))]
    for review in (reviews[2], reviews[0], reviews[1], reviews[3], reviews[4]):
        log.append(review)
    crammed = replace(make_review(RNG, A, later(7)), mode=CRAM)
    log.append(crammed)
    log.void(reviews[3], later(8))
    assert log.reviews_of(A) == [reviews[0], reviews[2], crammed]
    assert log.reviews_of(B) == [reviews[1], reviews[4]]
    assert log.reviews_of(Ref("q", "a")) == []


def test_events_go_with_the_item_through_a_rename(log: ReviewLog) -> None:
    first, last = make_review(RNG, A, NOON), make_review(RNG, C, later(2))
    restart = Restart(uuid7(later(1).ms, RNG), "0badcafe", later(1), A)
    log.append(first)
    log.restart("p", [restart])
    log.sync_cards("p", "2", items(c=["a"], b=[]))
    log.append(last)
    for ref in (C, A):
        assert log.reviews_of(ref) == [first, last]
        assert log.restarts_of(ref) == [restart]
    assert log.restarts_of(B) == []

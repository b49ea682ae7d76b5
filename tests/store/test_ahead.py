"""Reviews that are dated later than now: they are kept, and count for nothing until then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.store.making import card_rows, items, make_review
from zgcquiz.core.learning.schedule import New, Reviewed
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold, held_until
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.review_stats import ReviewStats

A, B = Ref("p", "a"), Ref("p", "b")
YEARS = 3650


class Clock:
    """Opens a log anew on any day, as a command does."""

    def __init__(self, path: Path) -> None:
        self.path, self.rng, self.now = path, Random(1), NOON
        self.log: ReviewLog | None = None

    def on(self, days: float) -> ReviewLog:
        self.close()
        self.now = Moment(NOON.ms + round(days * DAY))
        self.log = ReviewLog(self.path, self.rng, clock=lambda: self.now)
        self.log.sync_cards("p", "1", items(a=[], b=[]))
        return self.log

    def answer(self, ref: Ref, rating: Rating = Rating.GOOD) -> Review:
        review = make_review(self.rng, ref, self.now, rating)
        assert self.log is not None
        self.log.append(review)
        return review

    def hold(self, ref: Ref, held: Held) -> None:
        assert self.log is not None
        self.log.hold([Hold(uuid7(self.now.ms, self.rng), "d", self.now, ref, held, held_until(held, self.now.day))])

    def close(self) -> None:
        if self.log is not None:
            self.log.close()
            self.log = None


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Clock]:
    clock = Clock(tmp_path / "log.db")
    yield clock
    clock.close()


def due(log: ReviewLog, now: Moment) -> set[str]:
    return {item.ref.item for item in log.due("p", now, 9)}


def test_an_item_answered_by_a_clock_that_ran_ahead_is_as_it_was_before(clock: Clock) -> None:
    log = clock.on(0)
    clock.answer(A)
    before = log.card(A)
    clock.on(YEARS)
    clock.answer(A)
    clock.answer(B)
    log = clock.on(1)
    assert (log.card(A), log.card(B)) == (before, New())
    assert [item.ref for item in log.new("p", clock.now, 9)] == [B]
    assert len(list(log.reviews())) == 3
    assert log.to_come() == (2, Moment(NOON.ms + YEARS * DAY))
    log.rebuild()
    log.sync_cards("p", "1", items(a=[], b=[]))
    assert (log.card(A), log.card(B)) == (before, New())


def test_it_is_scheduled_by_its_next_answer_from_now(clock: Clock) -> None:
    clock.on(YEARS)
    clock.answer(A)
    log = clock.on(1)
    clock.answer(A)
    card = log.card(A)
    assert isinstance(card, Reviewed)
    assert (card.last_day, card.repetitions) == (clock.now.day, 1)
    assert due(clock.on(60), clock.now) == {"a"}


def test_what_is_taken_back_is_the_last_answer_that_counts(clock: Clock) -> None:
    clock.on(YEARS)
    clock.answer(A)
    log = clock.on(1)
    assert log.last() is None
    mine = clock.answer(B)
    assert log.last() == mine


def test_it_counts_when_its_time_has_come(clock: Clock) -> None:
    clock.on(30)
    clock.answer(A)
    assert clock.on(0).card(A) == New()
    clock.answer(A)
    log = clock.on(31)
    card = log.card(A)
    assert isinstance(card, Reviewed)
    assert card.repetitions == 2
    assert log.to_come() is None


def test_a_clock_that_goes_back_and_forth_changes_no_card_in_the_end(clock: Clock) -> None:
    for day in (0, 3, 11):
        clock.on(day)
        clock.answer(A, Rating.AGAIN if day == 3 else Rating.GOOD)
        clock.answer(B)
    clock.close()
    before = card_rows(clock.path)
    for day in (-YEARS, 2, 5, 12):
        clock.on(day)
    clock.close()
    assert card_rows(clock.path) == before


def test_clocks_of_two_devices_that_are_hours_apart_make_no_difference(clock: Clock) -> None:
    clock.on(0)
    clock.answer(A)
    log = clock.on(-14 * HOUR / DAY)
    assert isinstance(log.card(A), Reviewed)
    assert log.to_come() is None


@pytest.mark.parametrize("later", [Held.RESUMED, None])
def test_nothing_stays_buried_for_years(clock: Clock, later: Held | None) -> None:
    clock.on(YEARS)
    clock.hold(A, Held.BURIED)
    assert [item.ref for item in clock.on(YEARS).new("p", clock.now, 9)] == [B]
    log = clock.on(0)
    if later:
        clock.hold(A, later)
    assert [item.ref for item in log.new("p", clock.now, 9)] == [A, B]
    assert log.held(["p"], clock.now) == {}


def test_what_was_suspended_by_a_wrong_clock_is_suspended_and_can_be_resumed(clock: Clock) -> None:
    clock.on(YEARS)
    clock.hold(A, Held.SUSPENDED)
    log = clock.on(0)
    assert log.held(["p"], clock.now) == {A: Held.SUSPENDED}
    clock.hold(A, Held.RESUMED)
    assert log.held(["p"], clock.now) == {}
    assert max(hold.until for hold in log.holds()) == HELD_INDEFINITELY


@pytest.mark.parametrize(
    "take_in", [lambda log, review: log.merge([review], NOON), lambda log, review: log.append(review)]
)
def test_reviews_of_another_device_that_runs_ahead(
    clock: Clock, take_in: Callable[[ReviewLog, Review], object]
) -> None:
    log = clock.on(0)
    take_in(log, make_review(clock.rng, A, Moment(NOON.ms + YEARS * DAY)))
    clock.answer(B)
    log = clock.on(0)
    assert log.card(A) == New()
    assert isinstance(log.card(B), Reviewed)


def test_statistics_count_every_answer_though_cards_begin_anew(clock: Clock) -> None:
    clock.on(YEARS)
    clock.answer(A)
    assert counted(clock) == 1
    clock.on(0)
    clock.answer(A)
    assert counted(clock) == 2
    clock.on(YEARS + 2)
    assert counted(clock) == 2
    clock.answer(A)
    assert counted(clock) == 3


def counted(clock: Clock) -> int:
    with ReviewStats(clock.path, 4 * HOUR) as pasts:
        return pasts.counts(["p"])["p", "a"][0]


def test_a_clock_that_goes_back_while_the_log_is_open_costs_no_answer(clock: Clock) -> None:
    clock.on(2)
    clock.answer(A)
    clock.now = NOON
    clock.answer(A)
    log = clock.on(3)
    card = log.card(A)
    assert isinstance(card, Reviewed)
    assert card.repetitions == 2

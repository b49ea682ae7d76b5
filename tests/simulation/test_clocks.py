"""Limits and clocks: a second review of a day, undo, cramming, travel, and clocks that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.simulation.learner import FIRST_DAY, LOS_ANGELES, TOKYO, Learner, bank, learner
from zgcquiz.app.learner.history import undo
from zgcquiz.app.round.plan import ReviewRequest, plan_today
from zgcquiz.core.learning.schedule import Reviewed
from zgcquiz.core.learning.workload import Today
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.settings import Settings

TUESDAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture
def who(tmp_path: Path) -> Iterator[Learner]:
    """Somebody with 30 facts, two questions on each, who may meet four a day and answer ten."""
    limits = {"": Settings(new_per_day=4, reviews_per_day=10)}
    with learner(tmp_path, {"a": bank("a", 30, 2, 3)}, limits) as who:
        who.wake(FIRST_DAY, 8)
        yield who


def today(who: Learner) -> Today:
    return plan_today(who.context, who.selection)[1]


def asked_new(who: Learner) -> int:
    return who.review().new


def test_a_second_review_of_a_day_goes_on_where_the_first_stopped(who: Learner) -> None:
    who.review(patience=1)
    assert len({asked.ref for asked in who.asked}) == 1
    assert asked_new(who) >= 3
    assert len({asked.ref for asked in who.asked}) == 4
    assert who.review().asked == 0
    who.wake(TUESDAY, 8)
    who.review()
    assert len({asked.ref for asked in who.asked}) == 8


def test_what_is_taken_back_may_be_asked_again(who: Learner) -> None:
    who.review()
    while today(who).new == 0:
        undo(who.context)
    assert today(who).new == 1


def test_what_was_played_counts_and_what_was_crammed_does_not(who: Learner) -> None:
    who.play(8, cram=True)
    before = who.context.log.cards(["a"])
    assert not any(isinstance(card.state, Reviewed) for card in before)
    assert today(who).new == 4
    who.play(3)
    assert today(who).new == 1
    after = who.context.log.cards(["a"])
    who.play(8, cram=True)
    assert who.context.log.cards(["a"]) == after
    who.context.log.rebuild()
    assert sum(isinstance(card.state, Reviewed) for card in after) == 3
    assert len(list(who.context.log.reviews())) >= 19


def test_a_number_on_the_command_line_goes_before_the_day_s_limit(who: Learner) -> None:
    who.review()
    assert who.review(ReviewRequest(new=6)).new == 6
    assert today(who).new == 0


def test_ahead_asks_what_is_due_soon_but_nothing_of_today(who: Learner) -> None:
    who.review()
    done = {asked.ref for asked in who.asked}
    who.review(ReviewRequest(ahead=30, new=0))
    assert {asked.ref for asked in who.asked} == done
    who.wake(TUESDAY, 8)
    ahead = who.review(ReviewRequest(ahead=30, new=0))
    assert {answer.ref for answer in ahead.answers} == done
    for card in ahead.cards.values():
        assert isinstance(card, Reviewed)
        assert card.last_day == who.now.day


def test_over_the_date_line_a_day_s_limit_is_not_given_twice(who: Learner) -> None:
    who.wake(FIRST_DAY, 8, TOKYO)
    who.review()
    who.wake(TUESDAY, 8, TOKYO)
    who.review()
    for day in (FIRST_DAY, TUESDAY):
        who.wake(day, 20, LOS_ANGELES)
        assert today(who).new == 0
    who.wake(TUESDAY + timedelta(days=1), 8, LOS_ANGELES)
    assert today(who).new == 4


def test_a_miss_comes_back_though_its_day_has_not_begun_where_the_learner_is_now(who: Learner) -> None:
    who.wake(TUESDAY, 8, TOKYO)
    who.review(patience=1)  # new: not known, and there is no patience to see it again
    assert who.context.log.count_coming("a", who.now, days=0)[0] == 0
    who.wake(FIRST_DAY, 20, LOS_ANGELES)  # twenty-nine hours later, and yet the day before
    assert [asked.ref for asked in who.asked] == list(plan_today(who.context, who.selection)[0].refs[:1])


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_was_wrong_costs_nothing_once_it_is_right(who: Learner, years: int) -> None:
    who.wake(date(FIRST_DAY.year + years, 1, 5), 8)
    who.review()
    wrong = {asked.ref for asked in who.asked}
    by_wrong_clock = len(who.asked)
    who.wake(FIRST_DAY, 8)
    assert today(who).new == 4
    for number in range(40):
        who.wake(FIRST_DAY + timedelta(days=number), 8)
        who.review()
    assert set(who.facts) - wrong <= {asked.ref for asked in who.asked}
    assert wrong <= {asked.ref for asked in who.asked[by_wrong_clock:]}, (
        "they are asked again by the clock that is right"
    )
    assert len(list(who.context.log.reviews())) == len(who.asked) + who.taken_back_so_far


def test_summer_time_neither_adds_a_day_nor_loses_one(who: Learner) -> None:
    days = []
    for number in range(80, 90):  # the clocks go forward on the 84th
        who.wake(FIRST_DAY + timedelta(days=number), 3.9)
        days.append(who.now.day)
        who.wake(FIRST_DAY + timedelta(days=number), 4.1)
        days.append(who.now.day)
    assert days == sorted(days)
    assert sorted(set(days)) == list(range(days[0], days[0] + 11))
    assert Moment(who.now.ms + DAY, who.now.offset).day == who.now.day + 1


def test_two_devices_in_different_zones_come_to_one_log_and_one_schedule(tmp_path: Path) -> None:
    """One is left in Tokyo and one in Los Angeles; each answers some of a day, and each takes in the other's log."""
    limits = {"": Settings(new_per_day=4, reviews_per_day=10)}
    packs = {"a": bank("a", 30, 2, 3)}
    with learner(tmp_path / "east", packs, limits, 1) as east, learner(tmp_path / "west", packs, limits, 2) as west:
        for number in range(20):
            day = FIRST_DAY + timedelta(days=number)
            east.wake(day, 20, TOKYO)
            east.review(patience=8)
            west.wake(day, 8, LOS_ANGELES)
            for here, there in ((east, west), (west, east)):
                here.now = max(here.now, Moment(west.now.ms, here.now.offset))
                here.context.log.merge(list(there.context.log.reviews()), here.now)
            west.review(patience=8)
        east.wake(day + timedelta(days=1), 8, TOKYO)
        east.context.log.merge(list(west.context.log.reviews()), east.now)
        assert len(list(east.context.log.reviews())) == len(east.asked) + len(west.asked) + taken_back(east, west)
        assert east.context.log.cards(["a"]) == west.context.log.cards(["a"])
        cards = [card.state for card in east.context.log.cards(["a"]) if isinstance(card.state, Reviewed)]
        assert len(cards) >= 20
        assert all(card.due_day >= card.last_day for card in cards)


def taken_back(*devices: Learner) -> int:
    return sum(who.taken_back_so_far for who in devices)

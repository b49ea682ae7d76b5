"""Scheduling with FSRS: a known history, fuzz, steps, and invalid input."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from tests.unit.making import REF, attempt, on_day
from zgcquiz.core.learning import schedule
from zgcquiz.core.learning.schedule import STEP, Attempt, Card, New, Reviewed, Scheduler, fuzz
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, MINUTE, Moment
from zgcquiz.core.value import replace

FIXTURE = [(0, 3, 2), (2, 3, 11), (11, 3, 46), (46, 1, 3), (3, 2, 6), (5, 3, 12), (20, 4, 43)]
"""Days since the last attempt, rating, interval in days without fuzz."""


def test_the_fixture_of_the_measurements(monkeypatch: pytest.MonkeyPatch) -> None:
    unfuzzed: list[int] = []

    def keep(interval: float, rng: float, loads: object) -> int:
        unfuzzed.append(max(1, round(interval)))
        return unfuzzed[-1]

    monkeypatch.setattr(schedule, "fuzz", keep)
    day = 20_000
    attempts = []
    for days, rating, _ in FIXTURE:
        day += days
        attempts.append(attempt(day, rating))
    scheduler = Scheduler()
    card: Card = New()
    for each in attempts:
        card = scheduler.advance(card, each)
    assert isinstance(card, Reviewed)
    assert unfuzzed == [interval for _, rating, interval in FIXTURE if rating != 1]
    assert card.stability == pytest.approx(42.516, abs=5e-4)
    assert card.difficulty == pytest.approx(7.637, abs=5e-4)
    assert (card.repetitions, card.lapses, card.interval, card.due_day) == (7, 1, 43, day + 43)


def test_a_miss_is_due_again_in_ten_minutes_of_the_same_day() -> None:
    card = Scheduler().advance(New(), attempt(20_000, 1))
    asked = on_day(20_000).ms
    assert STEP == 10 * MINUTE
    assert (card.interval, card.due_day, card.due_at) == (0, 20_000, asked + STEP)
    assert not card.is_due(Moment(asked + STEP - 1))
    assert card.is_due(Moment(asked + STEP))


def test_a_right_answer_is_due_from_the_morning_of_its_day() -> None:
    card = Scheduler().advance(New(), attempt(20_000, 3))
    morning = on_day(card.due_day, 4)
    assert card.due_at == 0
    assert not card.is_due(Moment(morning.ms - 1))
    assert card.is_due(morning)


def test_lapses_count_what_was_known_and_then_missed() -> None:
    scheduler = Scheduler()
    days = [(0, 1), (0, 1), (0, 3), (5, 1), (5, 1), (5, 3), (30, 1)]
    lapses = []
    card: New | Reviewed = New()
    for day, rating in days:
        card = scheduler.advance(card, attempt(20_000 + day, rating))
        lapses.append(card.lapses)
    assert lapses == [0, 0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("interval", "low", "high"),
    [
        (0.2, 1, 1),
        (1, 1, 1),
        (2, 2, 2),
        (2.4, 2, 2),
        (3, 2, 4),
        (4, 3, 5),
        (7, 5, 9),
        (10, 8, 12),
        (20, 17, 23),
        (100, 93, 107),
        (365, 345, 385),
        (36_500, 34_673, 36_500),
        (1e9, 34_673, 36_500),
    ],
)
def test_fuzz_reaches_as_far_as_ankis_bands(interval: float, low: int, high: int) -> None:
    rng = [step / 10_000 for step in range(10_000)]
    assert (fuzz(interval, 0.0), fuzz(interval, math.nextafter(1, 0))) == (low, high)
    assert {fuzz(interval, each) for each in rng} == set(range(low, high + 1))


def test_items_learnt_together_drift_apart() -> None:
    scheduler = Scheduler()
    intervals = set()
    for number in range(200):
        ref = Ref("pack", f"item-{number}")
        card = scheduler.replay([attempt(20_000, 3, ref), attempt(20_002, 3, ref), attempt(20_013, 3, ref)])
        assert isinstance(card, Reviewed)
        intervals.add(card.interval)
    assert intervals == set(range(42, 51))  # around 46


def test_the_fuzz_hangs_on_item_and_repetition_alone() -> None:
    scheduler = Scheduler()
    early = scheduler.replay([attempt(20_000, 3), attempt(20_011, 3)])
    late = scheduler.replay([attempt(20_500, 3, hour=5), attempt(20_511, 3, hour=23)])
    assert isinstance(early, Reviewed)
    assert isinstance(late, Reviewed)
    assert early.interval == late.interval
    other = [scheduler.replay([attempt(20_000, 3, Ref("x", n)), attempt(20_011, 3, Ref("x", n))]) for n in "abcdefgh"]
    assert len({card.interval for card in other if isinstance(card, Reviewed)}) > 2


def test_every_repetition_rolls_its_own_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    rolls: list[float] = []

    def keep(interval: float, rng: float, loads: object) -> int:
        rolls.append(rng)
        return 1

    monkeypatch.setattr(schedule, "fuzz", keep)
    scheduler = Scheduler()
    card: Card = New()
    for day in range(50):
        card = scheduler.advance(card, attempt(20_000 + day, 3))
    assert len(set(rolls)) == 50
    assert all(0 <= roll < 1 for roll in rolls)
    assert min(rolls) < 0.2 < 0.8 < max(rolls)


def test_two_attempts_before_four_in_the_morning_are_one_day() -> None:
    scheduler = Scheduler()
    card = scheduler.replay([attempt(20_000, 3, hour=23), attempt(20_000, 3, hour=27)])
    same_day = scheduler.replay([attempt(20_000, 3), attempt(20_000, 3)])
    assert isinstance(card, Reviewed)
    assert isinstance(same_day, Reviewed)
    assert replace(card, last_at=0) == replace(same_day, last_at=0)


def test_a_clock_that_went_back_counts_as_no_time() -> None:
    scheduler = Scheduler()
    first = scheduler.advance(New(), attempt(20_000, 3))
    back = scheduler.advance(first, attempt(19_000, 3))
    same = scheduler.advance(first, attempt(20_000, 3))
    assert replace(back, last_at=0) == replace(same, last_at=0)


def test_nothing_answered_leaves_a_new_card() -> None:
    assert Scheduler().replay([]) == New()


def test_retrievability_is_nine_tenths_after_the_stability() -> None:
    scheduler = Scheduler()
    card = Reviewed(30.0, 5.0, 20_000, 30, 20_030, 0, 3, 0)
    assert scheduler.retrievability(card, 20_000) == 1
    assert scheduler.retrievability(card, 20_030) == pytest.approx(0.9)
    assert scheduler.retrievability(card, 19_000) == 1


@pytest.mark.parametrize("retention", [0, 0.69, 0.991, 1, -1, math.nan, math.inf])
def test_a_retention_out_of_reach_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="retention"):
        Scheduler(desired_retention=retention)


@pytest.mark.parametrize("parameters", [[], [1.0] * 17, [1.0] * 22, [math.nan] * 21, [1.0] * 20 + [math.inf]])
def test_parameters_that_are_none_are_refused(parameters: list[float]) -> None:
    with pytest.raises(ValueError, match="21 finite"):
        Scheduler(parameters)


@pytest.mark.parametrize("retention", [0.7, 0.8, 0.9, 0.95, 0.99])
def test_more_retention_means_shorter_intervals(retention: float) -> None:
    history = [attempt(20_000, 4), attempt(20_030, 4), attempt(20_130, 3)]
    card = Scheduler(desired_retention=retention).replay(history)
    base = Scheduler(desired_retention=0.9).replay(history)
    assert isinstance(card, Reviewed)
    assert isinstance(base, Reviewed)
    assert card.stability == base.stability
    if retention != 0.9:
        assert (card.interval > base.interval) == (retention < 0.9)


def test_easy_waits_longer_than_good_and_good_than_hard() -> None:
    scheduler = Scheduler()
    card = scheduler.replay([attempt(20_000, 3), attempt(20_002, 3), attempt(20_013, 3)])
    at = on_day(20_060)
    again, hard, good, easy = (scheduler.advance(card, Attempt(REF, at, rating)).interval for rating in Rating)
    assert again == 0 < hard < good < easy


def test_a_century_away_is_still_a_schedule() -> None:
    card = Scheduler().replay([attempt(0, 4), attempt(36_500, 4), attempt(120_000, 4)])
    assert isinstance(card, Reviewed)
    assert card.interval <= 36_500
    assert math.isfinite(card.stability)
    assert on_day(card.due_day).ms < 300 * 366 * 2 * DAY


def test_a_lighter_weekday_gets_fewer_and_an_empty_one_none() -> None:
    """An interval of 20 days may fall on 5 days: those after a Monday's review are Friday to Wednesday."""
    low, high = fuzz(20, 0.0), fuzz(20, math.nextafter(1, 0))
    rng = [number / 10_000 for number in range(10_000)]
    free = Counter(fuzz(20, each, (0, 0, 0, 0, 0, 100, 50)) for each in rng)
    assert set(free) <= {day for day in range(low, high + 1) if day % 7 in (5, 6)}
    assert free[19] == pytest.approx(2 * free[20], abs=2)
    assert [fuzz(20, each, (0,) * 7) for each in rng] == [fuzz(20, each) for each in rng]


def test_the_week_is_the_learners() -> None:
    """All work on Wednesdays: 1 January 1970 was a Thursday."""
    scheduler = Scheduler(weekday_load=(0, 0, 100, 0, 0, 0, 0))
    for day in range(20_000, 20_007):
        card = scheduler.replay([attempt(day - 40, 4), attempt(day, 4)])
        assert isinstance(card, Reviewed)
        assert card.interval > 30
        assert (card.due_day - 6) % 7 == 0  # 7 January 1970 was a Wednesday


@pytest.mark.parametrize("load", [(100,) * 6, (100,) * 8, (100, 100, 100, 100, 100, 100, -1)])
def test_a_week_that_is_none_is_refused(load: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="seven numbers of 0 or more"):
        Scheduler(weekday_load=load)

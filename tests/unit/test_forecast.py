"""Forecasts compared with a year simulated with py-fsrs, and invalid input."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import fsrs
import pytest
from fsrs_rs_python import optimal_retention

from benchmarks.learners import another_memory
from zgcquiz.core.learning import forecast as module
from zgcquiz.core.learning.fitting import default_parameters
from zgcquiz.core.learning.forecast import RETENTIONS, USUAL, AnswerHabits, Forecast, forecast, habits_of
from zgcquiz.core.value import replace

DEFAULTS = default_parameters()
FEW = (0.7, 0.8, 0.9, 0.95)


@pytest.fixture(scope="module")
def year() -> Forecast:
    return forecast(DEFAULTS, items=500, new=5)


def test_it_has_a_row_for_every_retention(year: Forecast) -> None:
    assert tuple(row.retention for row in year.rows) == RETENTIONS
    assert (RETENTIONS[0], RETENTIONS[-1], len(RETENTIONS)) == (0.7, 0.97, 28)
    assert (year.items, year.new, year.days, year.habits) == (500, 5, 365, USUAL)


def test_more_retention_takes_more_reviews_and_leaves_more_remembered(year: Forecast) -> None:
    rows = [year.at(retention) for retention in FEW]
    for less, more in pairwise(rows):
        assert less.reviews < more.reviews
        assert less.minutes < more.minutes
        assert less.remembered < more.remembered


def test_what_is_remembered_lies_between_the_desired_share_and_all(year: Forecast) -> None:
    for row in year.rows:
        assert row.retention * 500 < row.remembered < 500


def test_the_cost_is_time_by_what_is_remembered_and_the_cheapest_has_the_least(year: Forecast) -> None:
    for row in year.rows:
        assert row.cost == pytest.approx(row.minutes * 365 / row.remembered)
    assert year.at(year.cheapest).cost == min(row.cost for row in year.rows)


def test_the_cheapest_is_about_what_the_engine_finds() -> None:
    """The engine's search uses its own seed; the cost is flat near the minimum, so costs are compared."""
    found = forecast(another_memory(), items=2000, new=20)
    theirs = optimal_retention(module._config(USUAL, 2000, 20, 365), another_memory())
    assert found.at(theirs).cost == pytest.approx(found.at(found.cheapest).cost, rel=0.1)


def lived(retention: float, items: int, new: int, seed: int) -> tuple[float, float]:
    """Simulate a year with py-fsrs. Returns the reviews per day, and the items known at its end."""
    rng = Random(seed)
    scheduler = fsrs.Scheduler(
        tuple(DEFAULTS), desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    reviews, known = 0, 0.0
    for number in range(items):
        card, day, first = fsrs.Card(card_id=number), number // new, True
        while day < 365:
            at = start + timedelta(days=day)
            chance = USUAL.first[2] if first else scheduler.get_card_retrievability(card, at)
            reviews += not first
            first = False
            right = rng.random() < chance
            for _ in range(6):
                card, _ = scheduler.review_card(card, fsrs.Rating.Good if right else fsrs.Rating.Again, at)
                if right:
                    break
                right = rng.random() < USUAL.again
            day = (card.due - start).days
        known += scheduler.get_card_retrievability(card, start + timedelta(days=364))
    return reviews / 365, known


@pytest.mark.parametrize("retention", [0.8, 0.9])
def test_it_is_as_a_year_lived_through(retention: float) -> None:
    reviews, known = lived(retention, items=600, new=6, seed=1)
    row = forecast(DEFAULTS, items=600, new=6, retentions=(retention,)).rows[0]
    assert row.reviews == pytest.approx(reviews, rel=0.1)
    assert row.remembered == pytest.approx(known, rel=0.02)


def test_it_is_repeatable_and_hangs_on_the_seed() -> None:
    def at(seed: int) -> Forecast:
        return forecast(DEFAULTS, items=300, new=5, seed=seed, retentions=FEW)

    assert at(1) == at(1)
    assert at(1) != at(2)
    for one, other in zip(at(1).rows, at(2).rows, strict=True):
        assert one.minutes == pytest.approx(other.minutes, rel=0.15)


def test_a_deck_that_is_not_begun_within_the_time_counts_as_far_as_it_is() -> None:
    assert forecast(DEFAULTS, items=5000, new=2, retentions=FEW).items == 730
    assert forecast(DEFAULTS, items=5000, new=2, days=30, retentions=FEW).items == 60


@pytest.mark.parametrize(("items", "new"), [(1, 1), (37, 5), (1_000_000, 1_000_000), (1_000_000, 1)])
def test_any_number_of_items_takes_about_a_second(items: int, new: int) -> None:
    start = time.process_time()
    found = forecast(DEFAULTS, items, new)
    assert time.process_time() - start < 5
    assert all(0 < row.remembered <= found.items and row.minutes > 0 for row in found.rows)


def test_ten_times_the_items_are_ten_times_the_work() -> None:
    small, large = (forecast(DEFAULTS, items, items // 100, retentions=(0.9,)).rows[0] for items in (1000, 10_000))
    assert large.minutes == pytest.approx(10 * small.minutes, rel=0.1)
    assert large.remembered == pytest.approx(10 * small.remembered, rel=0.02)


def test_slower_answers_take_in_proportion_longer() -> None:
    slow = replace(USUAL, right=2 * USUAL.right, wrong=2 * USUAL.wrong)
    usual, slower = (forecast(DEFAULTS, 300, 5, habits, retentions=(0.9,)).rows[0] for habits in (USUAL, slow))
    assert slower.minutes == pytest.approx(2 * usual.minutes, rel=1e-4)
    assert slower.reviews == usual.reviews


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_certain_habits_break_nothing(chance: float) -> None:
    habits = replace(USUAL, again=chance, first=(1 - chance, 0.0, chance, 0.0))
    assert forecast(DEFAULTS, 50, 5, habits, retentions=(0.9,)).rows[0].minutes > 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"items": 0}, "number of items must be between 1 and 1,000,000, not 0"),
        ({"items": 10**7}, "number of items"),
        ({"new": 0}, "new items a day"),
        ({"new": -3}, "new items a day"),
        ({"days": 0}, "number of days"),
        ({"days": 10**6}, "number of days"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**64}, "seed"),
        ({"retentions": ()}, "at least one desired retention"),
        ({"retentions": (0.5,)}, "desired retention must be between 0.7 and 0.99, not 0.5"),
        ({"retentions": (math.nan,)}, "desired retention"),
        ({"parameters": DEFAULTS[:20]}, "21 parameters, not 20"),
        ({"parameters": (math.nan,) * 21}, "not nan"),
        ({"habits": replace(USUAL, right=0.0)}, "seconds for an answer"),
        ({"habits": replace(USUAL, wrong=math.inf)}, "seconds for an answer"),
        ({"habits": replace(USUAL, first=(0.5, 0.0, 0.0, 0.0))}, "add up to 1"),
        ({"habits": replace(USUAL, passed=(-1.0, 2.0, 0.0))}, "add up to 1"),
        ({"habits": replace(USUAL, again=1.5)}, "after a miss"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        forecast(**{"parameters": DEFAULTS, "items": 100, "new": 5, **wrong})


# Habits


def test_without_reviews_habits_are_the_usual() -> None:
    found = habits_of([])
    assert found.first == pytest.approx(USUAL.first)
    assert found.passed == pytest.approx(USUAL.passed)
    assert found.again == pytest.approx(USUAL.again)
    assert (found.right, found.wrong) == (USUAL.right, USUAL.wrong)


def test_many_reviews_tell_the_learners_own() -> None:
    """First answers: half missed. Repeats after a miss: all right. Later reviews: Hard and Easy by turns."""
    some = [[(0, 1), (0, 3), (3, 2), (9, 1)], [(0, 3), (3, 4), (9, 1)]] * 2000
    found = habits_of(some, right=5.0, wrong=9.0)
    assert found.first == pytest.approx((0.5, 0, 0.5, 0), abs=0.01)
    assert found.passed == pytest.approx((0.5, 0, 0.5), abs=0.01)
    assert found.again == 0.95
    assert (found.right, found.wrong) == (5.0, 9.0)
    assert isinstance(found, AnswerHabits)


def test_times_of_answers_are_bounded() -> None:
    found = habits_of([], right=0.0004, wrong=1e9)
    assert (found.right, found.wrong) == (0.001, 3600.0)
    assert forecast(DEFAULTS, 10, 1, found, days=10).rows

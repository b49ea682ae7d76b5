"""Certainty, calibration, picks, hardest facts and the heat map, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.making import attempt, fixed, pool
from zgcquiz.core.learning.schedule import Scheduler
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import date_of
from zgcquiz.core.stats.calibration import Bin, calibrate, predictions
from zgcquiz.core.stats.certainty import STANDS_FOR, Overrated, Share, certainties
from zgcquiz.core.stats.heat_map import STEPS, make_heat_map
from zgcquiz.core.stats.picks import HardFact, OptionPicks, hardest, option_picks
from zgcquiz.core.value import replace

A, B = Ref("pack", "a"), Ref("pack", "b")
TODAY = 20_000


def test_levels_stand_for_the_middle_of_where_they_pay_best() -> None:
    """The best level for a chance, by the marks 1, 2, 3 and 0, -2, -6, changes at 2/3 and 4/5."""
    marks = {1: (1, 0), 2: (2, -2), 3: (3, -6)}

    def best(chance: float) -> int:
        return max(marks, key=lambda level: chance * marks[level][0] + (1 - chance) * marks[level][1])

    bounds = {1: (0, 2 / 3), 2: (2 / 3, 4 / 5), 3: (4 / 5, 1)}
    for level, (low, high) in bounds.items():
        assert best(low + 0.001) == best(high - 0.001) == level
        assert STANDS_FOR[level] == pytest.approx((low + high) / 2)


def test_the_brier_score_of_counted_answers() -> None:
    found = certainties({3: Share(9, 10), 1: Share(0, 1)}, Share(), Share(), ())
    assert found.brier == pytest.approx((9 * 0.1**2 + 0.9**2 + (1 / 3) ** 2) / 11)
    assert found.of_average == pytest.approx(9 / 11 * 2 / 11)
    assert certainties({}, Share(3, 4), Share(), ()).brier is None


def test_what_is_still_wrong_comes_before_what_was_mended() -> None:
    often = Overrated(A, 5, "x", 1, mended=True)
    once = Overrated(B, 1, "x", 1, mended=False)
    late = Overrated(Ref("pack", "c"), 1, "x", 2, mended=False)
    assert certainties({}, Share(), Share(), (often, once, late)).overrated == (late, once, often)


def test_predictions_are_made_just_before_the_first_answer_of_a_later_day() -> None:
    scheduler = Scheduler()
    history = [attempt(0, 3), attempt(0, 3, hour=13), attempt(2, 3), attempt(12, 1), attempt(12, 3, hour=13)]
    found = list(predictions(history, scheduler))
    assert [right for _, right in found] == [True, False]
    card = scheduler.replay(history[:2])
    assert found[0][0] == pytest.approx(scheduler.retrievability(card, 2))  # type: ignore[arg-type]


def test_a_pick_is_predicted_with_its_luck() -> None:
    plain = [attempt(0, 3), attempt(9, 3)]
    lucky = [plain[0], replace(plain[1], luck=0.25)]
    recall, with_luck = (next(iter(predictions(each, Scheduler())))[0] for each in (plain, lucky))
    assert with_luck == pytest.approx(recall + (1 - recall) / 4)


def test_bins_and_how_far_they_are_off() -> None:
    found = calibrate([(0.9, True), (0.88, False), (0.97, True), (0.4, False)])
    assert [replace(each, predicted=round(each.predicted, 9)) for each in found.bins] == [
        Bin(0.0, 0.5, 0.4, 0, 1),
        Bin(0.85, 0.9, 0.89, 1, 2),
        Bin(0.95, 1.0, 0.97, 1, 1),
    ]
    assert found.rmse == pytest.approx(((0.4**2 + 2 * 0.39**2 + 0.03**2) / 4) ** 0.5)
    assert calibrate([]).of == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_prediction_has_one_bin(found: list[tuple[float, bool]]) -> None:
    bins = calibrate(found).bins
    assert sum(each.of for each in bins) == len(found)
    assert all(each.low <= each.predicted + 1e-9 and each.predicted <= each.high + 1e-9 for each in bins)


def test_picks_are_of_the_options_that_the_pack_has_now() -> None:
    item = fixed(("Right", "wrong", "new"), ("Right",))
    found = option_picks(item, {"right": 12, "wrong": 12, "gone": 3}, {"right": 12})
    assert found == (
        OptionPicks("Right", True, 12, 12),
        OptionPicks("wrong", False, 12, 0),
        OptionPicks("new", False, 0, 0),
    )
    assert [option.useless for option in found] == [False, True, False]
    assert not OptionPicks("x", False, 9, 0).useless
    assert option_picks(pool(), {}, {})[0].shown == 0


def test_the_hardest_facts_are_those_that_are_surely_missed() -> None:
    counts = {
        ("pack", name): (reviews, reviews - missed)
        for name, reviews, missed in (
            ("one", 10, 8),
            ("c", 1, 1),
            ("two", 9, 0),
            ("three", 10, 2),
            ("four", 10, 2),
            ("five", 10, 1),
        )
    }
    found = (
        HardFact("pack", "one", 10, 8),
        HardFact("pack", "c", 1, 1),
        HardFact("pack", "four", 10, 2),
        HardFact("pack", "three", 10, 2),
        HardFact("pack", "five", 10, 1),
    )
    assert hardest(counts, 10) == found
    assert [hardest(counts, most) for most in (1, 3, 4)] == [found[:1], found[:3], found[:4]]


def test_the_year_begins_on_a_monday_and_ends_in_this_week() -> None:
    found = make_heat_map({TODAY: 3, TODAY - 1: 1}, TODAY, 53)
    assert date_of(found.first_day).weekday() == 0
    assert len(found.weeks) == 53
    weekday = date_of(TODAY).weekday()
    assert found.weeks[-1][weekday] is not None
    assert set(found.weeks[-1][weekday + 1 :]) <= {None}
    assert found.weeks[-1][weekday] == len(found.bounds)


def test_days_with_answers_are_parted_evenly() -> None:
    found = make_heat_map({TODAY - day: day + 1 for day in range(100)}, TODAY, 53)
    assert found.bounds == (25, 50, 75, 100)
    assert [step for week in found.weeks for step in week].count(STEPS) == 25
    assert make_heat_map({TODAY: 10, TODAY - 1: 10}, TODAY, 4).bounds == (10,)
    assert make_heat_map({}, TODAY, 4).bounds == ()


@given(st.dictionaries(st.integers(TODAY - 400, TODAY + 3), st.integers(1, 500)), st.integers(1, 53))
def test_every_day_has_the_step_of_its_count(days: dict[int, int], weeks: int) -> None:
    found = make_heat_map(days, TODAY, weeks)
    for number, week in enumerate(found.weeks):
        for place, step in enumerate(week):
            day = found.first_day + 7 * number + place
            if day > TODAY:
                assert step is None
            elif not days.get(day):
                assert step == 0
            else:
                assert step is not None
                assert days[day] <= found.bounds[step - 1]
                assert step == 1 or days[day] > found.bounds[step - 2]

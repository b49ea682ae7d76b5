"""The correction for luck, in cases that can be computed by hand."""

from __future__ import annotations

import math
from random import Random
from statistics import mean

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS

from tests.unit.making import attempt
from tests.unit.test_schedule import FIXTURE
from zgcquiz.core.learning.guessing import (
    KNOWN_BEFORE,
    Evidence,
    GuessHabits,
    Habit,
    Memory,
    Model,
    Tally,
    chance,
    choices,
    probability_known,
    probability_right,
)
from zgcquiz.core.learning.schedule import New, Reviewed, Scheduler
from zgcquiz.core.log.review import Rating
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import replace

MODEL = Model(DEFAULT_PARAMETERS, 0.9)
TEN_DAYS = Memory(10.0, 5.0)


@pytest.mark.parametrize(
    ("options", "multiple", "expected"),
    [(1, False, 1), (2, False, 1 / 2), (4, False, 1 / 4), (1, True, 1), (2, True, 1 / 3), (5, True, 1 / 31)],
)
def test_the_chance_of_a_blind_pick(options: int, multiple: bool, expected: float) -> None:
    assert chance(options, multiple) == expected


@pytest.mark.parametrize("options", [0, -1])
def test_a_choice_among_nothing_is_refused(options: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        chance(options)


def test_bayes_by_hand() -> None:
    assert probability_right(0.9, 0.25) == pytest.approx(0.925)
    assert probability_known(0.9, 0.25) == pytest.approx(0.9 / 0.925)
    assert probability_known(0.9, 0.0) == 1
    assert probability_known(0.9, 1.0) == pytest.approx(0.9)


def test_nothing_is_known_of_a_habit_at_first() -> None:
    assert Habit().honesty == 0.5
    assert Habit().luck(0.25) == 0.125


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("options", [2, 4])
def test_the_habit_is_found_out(share: float, options: int) -> None:
    rng = Random(options)
    habit = Habit()
    for _ in range(5000):
        lucky, declared = rng.random() < 1 / options, rng.random() < share
        habit = habit.after(1 / options, right=lucky, declared=declared)
    assert habit.honesty == pytest.approx(share, abs=0.02)


def test_a_silent_right_answer_says_nothing_about_the_habit() -> None:
    assert Habit().after(0.25, right=True, declared=False) == Habit()


def test_without_luck_it_is_the_engine_to_the_last_digit() -> None:
    scheduler = Scheduler()
    card: New | Reviewed = New()
    memory: Memory | None = None
    day = 20_000
    for days, rating, interval in FIXTURE:
        day += days
        card = scheduler.advance(card, attempt(day, rating))
        step = MODEL.after(memory, Evidence(days, Rating(rating)))
        memory = step.memory
        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert max(1, round(step.interval)) == interval
        assert step.known == (rating != 1)


def test_luck_shortens_the_interval_by_so_much() -> None:
    steps = [MODEL.after(TEN_DAYS, Evidence(10, Rating.GOOD, luck)) for luck in (0, 1 / 4, 1 / 2)]
    assert [round(step.interval, 2) for step in steps] == [32.03, 28.57, 25.57]
    assert [round(step.known, 4) for step in steps] == [1, 0.973, 0.9474]


@pytest.mark.parametrize("retention", [0.7, 0.8, 0.9, 0.99])
def test_the_mixture_is_asked_when_its_recall_falls_to_the_desired_one(retention: float) -> None:
    model = Model(DEFAULT_PARAMETERS, retention)
    step = model.after(TEN_DAYS, Evidence(12, Rating.GOOD, 0.5))
    good = model.after(TEN_DAYS, Evidence(12, Rating.GOOD))
    again = model.after(TEN_DAYS, Evidence(12, Rating.AGAIN))
    recalls = [model.recall(end.memory, step.interval) for end in (good, again)]
    assert step.known * recalls[0] + (1 - step.known) * recalls[1] == pytest.approx(retention, abs=1e-9)
    assert model.recall(step.memory, step.interval) == pytest.approx(retention, abs=1e-9)
    assert step.memory.difficulty == step.known * good.memory.difficulty + (1 - step.known) * again.memory.difficulty


def test_a_first_right_answer_may_well_be_luck() -> None:
    step = MODEL.after(None, Evidence(0, Rating.GOOD, 0.5))
    assert KNOWN_BEFORE == 0.5
    assert step.known == pytest.approx(2 / 3)
    assert step.interval < 1 < MODEL.after(None, Evidence(0, Rating.GOOD)).interval


def test_minutes_after_the_feedback_it_is_known() -> None:
    plain = MODEL.after(TEN_DAYS, Evidence(0, Rating.GOOD))
    assert MODEL.after(TEN_DAYS, Evidence(0, Rating.GOOD, 0.5)) == plain


@pytest.mark.parametrize("luck", [0, 0.25, 1])
@pytest.mark.parametrize("memory", [None, TEN_DAYS])
def test_a_miss_is_a_miss(memory: Memory | None, luck: float) -> None:
    assert MODEL.after(memory, Evidence(9, Rating.AGAIN, luck)) == MODEL.after(memory, Evidence(9, Rating.AGAIN))


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(-1, Rating.GOOD),
        Evidence(1, Rating.GOOD, -0.1),
        Evidence(1, Rating.GOOD, 1.1),
        Evidence(1, Rating.GOOD, math.nan),
    ],
)
def test_what_cannot_be_is_refused(evidence: Evidence) -> None:
    with pytest.raises(ValueError, match="negative"):
        MODEL.after(TEN_DAYS, evidence)


def history(*answers: tuple[int, int], luck: float = 0.5) -> list[Evidence]:
    return [Evidence(days, Rating(rating), luck) for days, rating in answers]


def share_of_luck(answers: list[Evidence], at: int) -> float:
    return mean(MODEL.impute(answers, Random(seed))[at] is Rating.AGAIN for seed in range(800))


def test_a_draw_is_as_the_posterior_has_it() -> None:
    assert share_of_luck(history((0, 3)), 0) == pytest.approx(1 / 3, abs=0.05)


def test_what_came_later_tells_of_luck_before() -> None:
    doubtful = history((0, 3), (3, 3))
    missed = share_of_luck([*doubtful, *history((3, 1))], 1)
    known = share_of_luck([*doubtful, *history((3, 3))], 1)
    assert known < share_of_luck(doubtful, 1) < missed


def test_without_luck_nothing_is_drawn() -> None:
    answers = history((0, 3), (3, 2), (9, 1), (0, 4), luck=0)
    rng = Random(1)
    before = rng.getstate()
    assert MODEL.impute(answers, rng) == tuple(answer.rating for answer in answers)
    assert rng.getstate() == before


def test_a_miss_minutes_after_feedback_is_no_stumbling_block() -> None:
    answers = history((0, 3), (0, 1), (0, 1), (0, 3), (2, 3))
    assert len(MODEL.impute(answers, Random(1))) == len(answers)


def test_the_habit_of_a_day_is_that_of_the_days_before() -> None:
    habit = Habit().after(0.25, right=False, declared=True).after(0.25, right=False, declared=False)
    habits = GuessHabits([Tally(7, 4, 1, 1), Tally(9, 2, 3, 0)])
    assert habits.luck(7, 4) == Habit().luck(0.25)
    assert habits.luck(8, 4) == habits.luck(9, 4) == pytest.approx(habit.luck(0.25))
    for _ in range(3):
        habit = habit.after(0.5, right=False, declared=True)
    assert habits.luck(10, 2) == pytest.approx(habit.luck(0.5))


def test_a_typed_answer_is_never_luck() -> None:
    assert GuessHabits([]).luck(1, choices(Kind.TYPED, 0)) == 0
    assert GuessHabits([]).luck(1, choices(Kind.NUMERIC, 4)) == 0


def test_a_lucky_pick_comes_back_sooner() -> None:
    plain, lucky = (Scheduler().advance(New(), replace(attempt(20_000, 3), luck=luck)) for luck in (0.0, 0.5))
    assert lucky.stability < plain.stability

"""Luck never lengthens a schedule, whatever the answers, and without luck nothing changes."""

from __future__ import annotations

import math
from functools import reduce
from random import Random

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.strategies import ratings, seeds
from zgcquiz.core.learning.guessing import Evidence, Habit, Memory, Model, Step, probability_known, probability_right
from zgcquiz.core.log.review import Rating

QUICK = settings(deadline=None, max_examples=examples(80))
RETENTIONS = (0.7, 0.85, 0.9, 0.97, 0.99)
MODELS = {retention: Model(DEFAULT_PARAMETERS, retention) for retention in RETENTIONS}
ENGINE = FSRS(DEFAULT_PARAMETERS)

retentions = st.sampled_from(RETENTIONS)
shares = st.floats(0, 1)
days = st.one_of(st.just(0), st.integers(0, 60), st.integers(0, 3000))
evidences = st.builds(Evidence, days, ratings, shares)
histories = st.lists(evidences, max_size=12)
memories = st.builds(Memory, st.floats(0.001, 36_500), st.floats(1, 10))


def steps(model: Model, history: list[Evidence]) -> list[Step]:
    """Return the result of each answer."""
    memory = None
    found = []
    for evidence in history:
        found.append(model.after(memory, evidence))
        memory = found[-1].memory
    return found


@QUICK
@given(st.lists(st.builds(Evidence, days, ratings), max_size=12), retentions)
def test_without_luck_it_is_the_engine(history: list[Evidence], retention: float) -> None:
    state: MemoryState | None = None
    for evidence, step in zip(history, steps(MODELS[retention], history), strict=True):
        states = ENGINE.next_states(state, retention, evidence.elapsed)
        chosen = (states.again, states.hard, states.good, states.easy)[evidence.rating - 1]
        state = chosen.memory
        assert (step.memory.stability, step.memory.difficulty) == (state.stability, state.difficulty)
        assert step.interval == chosen.interval


@QUICK
@given(histories, retentions)
def test_states_stay_within_the_models_bounds(history: list[Evidence], retention: float) -> None:
    for evidence, step in zip(history, steps(MODELS[retention], history), strict=True):
        assert 0 < step.memory.stability <= 36_501
        assert 1 <= step.memory.difficulty <= 10
        assert step.interval > 0
        assert (step.known == 0) == (evidence.rating is Rating.AGAIN)
        assert step.known <= 1


@QUICK
@given(histories, histories, retentions)
def test_the_state_hangs_on_the_history_alone(before: list[Evidence], after: list[Evidence], retention: float) -> None:
    whole = steps(Model(DEFAULT_PARAMETERS, retention), [*before, *after])
    assert whole[: len(before)] == steps(MODELS[retention], before)


@QUICK
@given(memories, days, st.sampled_from([Rating.GOOD, Rating.EASY]), shares, shares, retentions)
def test_more_luck_never_means_a_longer_interval(
    memory: Memory, elapsed: int, rating: Rating, one: float, other: float, retention: float
) -> None:
    low, high = sorted((one, other))
    less, more = (MODELS[retention].after(memory, Evidence(elapsed, rating, luck)) for luck in (low, high))
    assert more.known <= less.known
    assert more.interval <= less.interval * (1 + 1e-5)  # the engine counts in single precision
    assert more.memory.difficulty >= less.memory.difficulty - 1e-6


@QUICK
@given(memories, memories, shares, retentions)
def test_a_mixture_lies_between_and_meets_the_desired_recall(
    one: Memory, other: Memory, share: float, retention: float
) -> None:
    model = MODELS[retention]
    mixed = model.mix(share, one, other)
    low, high = sorted((one.stability, other.stability))
    assert low * (1 - 1e-9) <= mixed.stability <= high * (1 + 1e-9)
    alone = Model(DEFAULT_PARAMETERS, retention)
    interval = mixed.stability * reach(retention)
    recall = share * alone.recall(one, interval) + (1 - share) * alone.recall(other, interval)
    assert recall == pytest.approx(retention, abs=1e-8)


def reach(retention: float) -> float:
    """Return the ratio of interval to stability by the formula of FSRS-6; independent of the product's code."""
    decay = DEFAULT_PARAMETERS[20]
    return float((retention ** (-1 / decay) - 1) / (0.9 ** (-1 / decay) - 1))


@QUICK
@given(st.floats(1e-6, 1), shares)
def test_bayes_keeps_its_bounds(recall: float, luck: float) -> None:
    assert recall <= probability_right(recall, luck) <= 1 + 1e-12
    assert recall * (1 - 1e-9) <= probability_known(recall, luck) <= 1


@QUICK
@given(st.lists(st.tuples(shares, st.booleans(), st.booleans()), max_size=60), shares)
def test_a_habit_is_a_share(answers: list[tuple[float, bool, bool]], picked: float) -> None:
    habit = reduce(lambda habit, answer: habit.after(*answer), answers, Habit())
    assert 0 < habit.honesty < 1
    assert 0 <= habit.luck(picked) <= picked
    assert habit.after(picked, right=False, declared=True).honesty >= habit.honesty
    assert habit.after(picked, right=False, declared=False).honesty < habit.honesty


@QUICK
@given(histories, seeds)
def test_imputing_only_ever_turns_right_into_again(history: list[Evidence], seed: int) -> None:
    drawn = MODELS[0.9].impute(history, Random(seed))
    assert len(drawn) == len(history)
    for evidence, rating in zip(history, drawn, strict=True):
        assert rating in (evidence.rating, Rating.AGAIN)
        assert rating == evidence.rating or evidence.luck > 0
    assert drawn == Model(DEFAULT_PARAMETERS, 0.9).impute(history, Random(seed))


@QUICK
@given(memories, retentions)
def test_recall_falls_from_one(memory: Memory, retention: float) -> None:
    recalls = [MODELS[retention].recall(memory, elapsed) for elapsed in (0, 1, 10, 1000, 36_500)]
    assert recalls[0] == 1
    assert recalls == sorted(recalls, reverse=True)
    assert math.isclose(MODELS[retention].recall(memory, memory.stability), 0.9)

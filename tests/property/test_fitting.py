"""Metrics of parameters compared with FSRS-6 in Python, and invariants of every fit."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from random import Random

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.learners import Histories, another_memory, evaluate
from tests.effort import examples
from zgcquiz.core.learning.fit_metrics import TooFewReviewsError
from zgcquiz.core.learning.fitting import (
    HIGHEST,
    LOWEST,
    SAMPLE_REVIEWS,
    SAMPLE_STEPS,
    check_parameters,
    default_parameters,
    fit,
    sample,
)

TOLERANCE = 1e-4
"""Relative: the engine counts in single precision."""

gaps = st.one_of(st.just(0), st.integers(1, 5), st.integers(1, 400))
ratings = st.integers(1, 4)


def in_days(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Convert days since the last review to days."""
    day = 20_000
    found = []
    for gap, rating in steps:
        day += gap
        found.append((day, rating))
    return found


histories = st.lists(
    st.lists(st.tuples(gaps, ratings), min_size=1, max_size=10).map(in_days), min_size=1, max_size=12
).filter(lambda found: any(history[0][0] < history[-1][0] for history in found))
parameters = st.sampled_from([default_parameters(), another_memory()])


def by_py_fsrs(weights: tuple[float, ...], found: Histories) -> tuple[float, int]:
    scheduler = fsrs.Scheduler(parameters=weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    losses = []
    for history in found:
        card = fsrs.Card(card_id=1)
        last = history[0][0]
        for day, rating in history:
            noon = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
            if day > last:
                recall = scheduler.get_card_retrievability(card, noon)
                losses.append(-math.log(recall if rating > 1 else 1 - recall))
            card, _ = scheduler.review_card(card, fsrs.Rating(rating), noon)
            last = day
    return sum(losses) / len(losses), len(losses)


@settings(deadline=None, max_examples=examples(80))
@given(parameters, histories)
def test_the_log_loss_is_py_fsrs_own(weights: tuple[float, ...], found: Histories) -> None:
    expected, count = by_py_fsrs(weights, found)
    loss = evaluate(weights, found)
    assert loss.reviews == count
    assert loss.log_loss == pytest.approx(expected, rel=TOLERANCE)
    assert 0 <= loss.rmse_bins <= 1


@settings(deadline=None, max_examples=examples(40))
@given(st.tuples(*(st.floats(low, high) for low, high in zip(LOWEST, HIGHEST, strict=True))), histories)
def test_any_parameters_within_bounds_give_a_loss_that_is_a_number(
    weights: tuple[float, ...], found: Histories
) -> None:
    loss = evaluate(weights, found)
    assert math.isfinite(loss.log_loss)
    assert 0 <= loss.rmse_bins <= 1


@settings(deadline=None, max_examples=examples(25))
@given(st.integers(0, 2**32), st.integers(2, 12), st.integers(1, 60), st.floats(0, 1))
def test_a_fit_is_sound_and_never_keeps_what_did_worse(seed: int, length: int, longest: int, known: float) -> None:
    """Answers are random rather than by a memory, and days are in any order."""
    rng = Random(seed)
    found = [
        in_days([(rng.randint(0, longest), rng.randint(2, 4) if rng.random() < known else 1) for _ in range(length)])
        for _ in range(600)
    ]
    try:
        result = fit(found)
    except TooFewReviewsError:
        return
    assert check_parameters(result.parameters) == result.parameters
    assert result.better == (result.before.log_loss - result.after.log_loss > 0)
    assert result.parameters == (result.fitted if result.better else result.in_use)


@given(st.lists(st.integers(0, 5000), max_size=300), st.integers(0, 100))
def test_a_sample_is_all_or_within_its_limits(sizes: list[int], seed: int) -> None:
    chosen = sample(sizes, seed)
    assert chosen == sorted(set(chosen))
    assert bool(chosen) == bool(sizes)
    counted = [min(sizes[place], 256) for place in chosen]
    assert sum(counted) <= SAMPLE_REVIEWS
    assert sum(size * (size + 1) // 2 for size in counted) <= SAMPLE_STEPS

"""Scheduling of any history: replay equals advancing, clocks can't break it, and fuzz stays within bounds."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.strategies import histories
from zgcquiz.core.learning.schedule import MAX_INTERVAL, STEP, Attempt, Card, New, Reviewed, Scheduler, fuzz
from zgcquiz.core.log.review import Rating
from zgcquiz.core.moment import Moment

QUICK = settings(deadline=None, max_examples=examples(80))
SCHEDULER = Scheduler()
rng = st.floats(0, 1, exclude_max=True)


def steps(attempts: list[Attempt]) -> list[Reviewed]:
    """Return the state after each attempt."""
    card: Card = New()
    states = []
    for attempt in attempts:
        card = SCHEDULER.advance(card, attempt)
        states.append(card)
    return states


@QUICK
@given(histories())
def test_replay_is_advancing_step_by_step(attempts: list[Attempt]) -> None:
    states = steps(attempts)
    for count in range(len(attempts) + 1):
        assert SCHEDULER.replay(attempts[:count]) == (states[count - 1] if count else New())


@QUICK
@given(histories())
def test_another_scheduler_comes_to_the_same(attempts: list[Attempt]) -> None:
    assert Scheduler().replay(attempts) == SCHEDULER.replay(attempts)


@QUICK
@given(histories())
def test_an_item_is_never_due_before_its_last_day(attempts: list[Attempt]) -> None:
    latest: float = -math.inf
    for attempt, card in zip(attempts, steps(attempts), strict=True):
        latest = max(latest, attempt.at.day)
        assert card.last_day == latest
        assert card.due_day >= card.last_day >= attempt.at.day
        assert not card.is_due(attempt.at)


@QUICK
@given(histories())
def test_a_miss_waits_a_step_and_a_success_at_least_a_day(attempts: list[Attempt]) -> None:
    for attempt, card in zip(attempts, steps(attempts), strict=True):
        if attempt.rating is Rating.AGAIN:
            assert (card.interval, card.due_day, card.due_at) == (0, card.last_day, attempt.at.ms + STEP)
        else:
            assert 1 <= card.interval <= MAX_INTERVAL
            assert (card.due_day, card.due_at) == (card.last_day + card.interval, 0)


@QUICK
@given(histories())
def test_counts_agree_with_the_history(attempts: list[Attempt]) -> None:
    states = steps(attempts)
    lapses = 0
    for at, (attempt, card) in enumerate(zip(attempts, states, strict=True)):
        known = at > 0 and attempts[at - 1].rating is not Rating.AGAIN
        lapses += attempt.rating is Rating.AGAIN and known
        assert (card.repetitions, card.lapses) == (at + 1, lapses)


@QUICK
@given(histories())
def test_the_memory_keeps_the_models_bounds(attempts: list[Attempt]) -> None:
    for card in steps(attempts):
        assert 0 < card.stability <= MAX_INTERVAL
        assert 1 <= card.difficulty <= 10
        chances = [SCHEDULER.retrievability(card, card.last_day + day) for day in (0, 1, 10, 100, 10_000)]
        assert chances == sorted(chances, reverse=True)
        assert all(0 < chance <= 1 for chance in chances)


@QUICK
@given(histories(), st.integers(0, 2**45), st.sampled_from([-720, 0, 840]))
def test_due_stays_due(attempts: list[Attempt], ms: int, offset: int) -> None:
    now, later = Moment(ms, offset), Moment(ms + 1, offset)
    for card in steps(attempts):
        assert card.is_due(later) or not card.is_due(now)


@QUICK
@given(st.floats(0, 1e7), rng)
def test_fuzz_stays_within_its_band_and_above_a_day(interval: float, roll: float) -> None:
    days = min(MAX_INTERVAL, max(1, round(interval)))
    fuzzed = fuzz(interval, roll)
    reach = 1.5 + 0.15 * min(4.5, days) + 0.1 * min(13, days) + 0.05 * days
    assert max(1, days - reach) <= fuzzed <= min(MAX_INTERVAL, days + reach)
    assert fuzzed == days or days > 2


@QUICK
@given(st.floats(0, 1e5), rng, rng)
def test_fuzz_grows_with_the_dice(interval: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert fuzz(interval, low) <= fuzz(interval, high)


def test_the_bounds_of_fuzz_never_fall_as_the_interval_grows() -> None:
    for roll in (0.0, 0.1, 0.5, 0.9, math.nextafter(1, 0)):
        fuzzed = [fuzz(days, roll) for days in range(1, 3000)]
        assert fuzzed == sorted(fuzzed)

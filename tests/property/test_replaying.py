"""Replaying histories gives, to the last digit, what the model gives step by step."""

from __future__ import annotations

import math

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.core.learning import replaying
from zgcquiz.core.learning.guessing import Evidence, Memory, Model
from zgcquiz.core.learning.replaying import Answer, Replayed, Replayer
from zgcquiz.core.log.review import Rating

MODELS = [
    Model([*DEFAULT_PARAMETERS[:20], decay], retention)
    for decay in (0.1, 0.1542, 0.8)
    for retention in (0.7, 0.9, 0.99)
]
REPLAYERS = [Replayer(model) for model in MODELS]
"""They are kept over all examples, as what they remember must not change what they return."""

lucks = st.sampled_from([0.0, 1.0, 0.25, 0.125, 1e-300, 1e-17]) | st.floats(0, 1)
gaps = st.integers(0, 3) | st.integers(0, 400) | st.integers(-5, 40_000)
histories = st.lists(st.tuples(gaps, st.integers(1, 4), lucks), min_size=1, max_size=12)


def plainly(model: Model, answers: list[Answer]) -> Replayed:
    """The state after a history, answer by answer."""
    memory: Memory | None = None
    day, last, lapses = answers[0][0], 1, 0
    for today, rating, luck in answers:
        elapsed = max(0, today - day)
        day += elapsed
        lapses += rating == 1 and last != 1
        step = model.after(memory, Evidence(elapsed, Rating(rating), luck))
        memory, last = step.memory, rating
    return Replayed(step.memory.stability, step.memory.difficulty, step.interval, day, lapses)


@settings(deadline=None, max_examples=examples(30))
@given(st.sampled_from(range(len(MODELS))), histories)
@example(4, [(0, 3, 0.25), (1, 3, 0.25), (2, 3, 0.25), (3, 3, 0.25), (40, 2, 0.25), (0, 4, 0.25)])
@example(4, [(0, 1, 0.25), (3, 1, 0.25), (3, 3, 1.0), (3, 3, 0.0), (9, 4, 0.5)])
@example(4, [(0, 3, 0.0), (5, 3, 1e-17)])
def test_a_replay_is_the_model_step_by_step(number: int, history: list[tuple[int, int, float]]) -> None:
    day = 20_000
    answers = []
    for gap, rating, luck in history:
        day += gap
        answers.append((day, rating, luck))
    for count in range(1, len(answers) + 1):
        found, plain = REPLAYERS[number].replay(answers[:count]), plainly(MODELS[number], answers[:count])
        assert found._replace(interval=0) == plain._replace(interval=0)
        assert found.interval == plain.interval or answers[count - 1][1] == 1
        assert math.isfinite(found.stability)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "_REMEMBERED", 20)
    replayer = Replayer(MODELS[4])
    for number in range(100):
        answers = [(0, 3, 0.25), (1 + number, 3, 0.25)]
        assert replayer.replay(answers) == plainly(MODELS[4], answers)
        assert max(len(replayer._mixtures), len(replayer._inputs)) <= 20

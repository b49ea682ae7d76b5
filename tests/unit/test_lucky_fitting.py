"""Fitting if right answers may be luck: parameters describe memory, not luck."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from random import Random

import pytest

from benchmarks.learners import Histories, another_memory, evaluate, simulate
from zgcquiz.core.learning import fitting
from zgcquiz.core.learning.fit_metrics import Observation
from zgcquiz.core.learning.fitting import default_parameters, fit
from zgcquiz.core.learning.guessing import Evidence, Model, probability_right
from zgcquiz.core.log.review import Rating

LUCK = 1 / 2
"""Two options and no guess declared, the most harmful case."""


@pytest.fixture(scope="module")
def lucky() -> Histories:
    return simulate(default_parameters(), 20_000, seed=1, luck=LUCK)


@pytest.fixture(scope="module")
def typed() -> Histories:
    """Make the log of the same learner without luck."""
    return simulate(default_parameters(), 20_000, seed=2)


def all_at(luck: float, histories: Histories) -> list[list[float]]:
    return [[luck] * len(history) for history in histories]


def test_a_fit_that_knows_of_luck_foresees_memory_better(lucky: Histories, typed: Histories) -> None:
    """The learner's memory has the parameters in use, so a worse fit has mistaken luck for memory."""
    best = evaluate(default_parameters(), typed).log_loss
    naive = evaluate(fit(lucky).fitted, typed).log_loss - best
    aware = evaluate(fit(lucky, lucks=all_at(LUCK, lucky)).fitted, typed).log_loss - best
    assert aware < naive / 2


def test_without_luck_it_is_the_plain_fit(typed: Histories) -> None:
    few = typed[:300]
    assert fit(few, lucks=all_at(0.0, few)) == fit(few)
    assert evaluate(default_parameters(), few, all_at(0.0, few)) == evaluate(default_parameters(), few)


def test_what_is_judged_is_what_is_seen() -> None:
    """Computed by hand: the scheduler's mixed memory, with luck added to its recall."""
    histories = [[(0, 3), (5, 3), (30, 1)]]
    model = Model(default_parameters(), 0.9)
    memory = model.after(None, Evidence(0, Rating.GOOD, LUCK)).memory
    first = probability_right(model.recall(memory, 5), LUCK)
    memory = model.after(memory, Evidence(5, Rating.GOOD, LUCK)).memory
    second = probability_right(model.recall(memory, 25), LUCK)
    expected = -(math.log(first) + math.log(1 - second)) / 2
    assert evaluate(default_parameters(), histories, [[LUCK] * 3]).log_loss == pytest.approx(expected, rel=1e-6)


def test_the_fit_that_is_compared_draws_from_what_came_before_alone(
    lucky: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later miss would reveal earlier luck, and so the answers by which the fit is judged."""
    drawn: list[list[Sequence[Observation]]] = []
    draw = fitting._imputed

    def keep(model: Model, histories: Iterable[Sequence[Observation]], rng: Random) -> Iterator[Sequence[Observation]]:
        drawn.append(list(histories))
        return draw(model, drawn[-1], rng)

    monkeypatch.setattr(fitting, "_imputed", keep)
    found = fit(lucky, another_memory(), lucks=all_at(LUCK, lucky))
    assert found.better
    early, everything = drawn
    last = max(day for history in early for day, *_ in history)
    predicted = [day for history in everything for day, _, elapsed, _ in history if elapsed]
    assert sum(day > last for day in predicted) == found.after.reviews
    assert sum(day <= last for day in predicted) == found.trained


def test_equal_arguments_give_equal_fits(lucky: Histories) -> None:
    few = lucky[:400]
    assert fit(few, lucks=all_at(LUCK, few)) == fit(few, lucks=all_at(LUCK, few))

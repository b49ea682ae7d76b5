"""Forecast of a year's workload at each desired retention, by the engine's simulator.

The simulated learner, whose memory follows the given parameters, starts a number of new items a day and answers every
review on the day it falls due. The simulator is `simulate` of https://github.com/open-spaced-repetition/fsrs-rs; the
measure of the cheapest retention, time spent per item remembered at the end, is that of its `optimal_retention`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from zgcquiz.core.learning.fitting import History, check_parameters
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from fsrs_rs_python import SimulatorConfig

DAYS = 365
RETENTIONS = tuple(percent / 100 for percent in range(70, 98))
"""The desired retentions simulated: 0.70 to 0.97."""
SIMULATED = 2000
"""About how many items are simulated, whatever their number: they don't affect each other, so figures scale."""
MOST_ITEMS = 1_000_000
LEAST_SECONDS = 0.001
MOST_SECONDS = 3600.0
"""The bounds of the seconds for an answer."""

_PRIOR = 20
"""The weight of the usual habits, in answers, against the learner's own."""
_AGAIN_BOUNDS = (0.05, 0.95)
"""The bounds of the chance that a missed item is answered right when repeated."""


class AnswerHabits(Value, frozen=True):
    """A learner's habits of answering, apart from memory.

    first: the chances of Again, Hard, Good and Easy for a new item; passed: of Hard, Good and Easy if the answer was
    known; again: of a right answer on the day of a miss; right, wrong: the seconds of a right and a wrong answer.
    """

    first: tuple[float, float, float, float]
    passed: tuple[float, float, float]
    again: float
    right: float
    wrong: float


USUAL = AnswerHabits(first=(0.24, 0.0, 0.76, 0.0), passed=(0.0, 1.0, 0.0), again=0.72, right=12.4, wrong=19.4)
"""The habits without a log: the engine's averages over learners with Anki, Hard and Easy counted as Good."""


class Workload(Value, frozen=True):
    """The workload at one desired retention.

    minutes: the daily mean, for all answers; reviews: the daily mean, without first answers and repeats within the
    day; remembered: items expected to be known at the end; cost: minutes in all per item remembered.
    """

    retention: float
    minutes: float
    reviews: float
    remembered: float
    cost: float


class Forecast(Value, frozen=True):
    """A forecast. items: started within the days; new: items per day; habits: those assumed; rows: by
    ascending retention; cheapest: the retention with the least cost.
    """

    items: int
    new: int
    days: int
    habits: AnswerHabits
    rows: tuple[Workload, ...]
    cheapest: float

    def at(self, retention: float) -> Workload:
        """Return the row closest to a desired retention."""
        return min(self.rows, key=lambda row: abs(row.retention - retention))


def habits_of(histories: Iterable[History], right: float | None = None, wrong: float | None = None) -> AnswerHabits:
    """Estimate a learner's habits from reviews, shrunk towards the usual ones if there are few.

    right, wrong: the seconds of a right and a wrong answer, None if unknown.
    """
    first = [_PRIOR * share for share in USUAL.first]
    passed = [_PRIOR * share for share in USUAL.passed]
    known, repeats = _PRIOR * USUAL.again, float(_PRIOR)
    for history in histories:
        if history:
            first[history[0][1] - 1] += 1
        for (day, rating), (next_day, next_rating) in pairwise(history):
            if next_day > day:
                if next_rating > 1:
                    passed[next_rating - 2] += 1
            elif rating == 1:
                repeats += 1
                known += next_rating > 1
    again, hard, good, easy = (count / sum(first) for count in first)
    passed_hard, passed_good, passed_easy = (count / sum(passed) for count in passed)
    low, high = _AGAIN_BOUNDS
    return AnswerHabits(
        first=(again, hard, good, easy),
        passed=(passed_hard, passed_good, passed_easy),
        again=min(high, max(low, known / repeats)),
        right=_seconds(right, USUAL.right),
        wrong=_seconds(wrong, USUAL.wrong),
    )


def _seconds(measured: float | None, usual: float) -> float:
    return usual if measured is None else min(MOST_SECONDS, max(LEAST_SECONDS, measured))


def forecast(
    parameters: Sequence[float],
    items: int,
    new: int,
    habits: AnswerHabits = USUAL,
    seed: int = 0,
    days: int = DAYS,
    retentions: Sequence[float] = RETENTIONS,
) -> Forecast:
    """Forecast the workload of learning `items`, `new` ones a day, and of remembering them.

    Equal arguments give equal forecasts. Raises ValueError for invalid parameters and numbers out of range.
    """
    from fsrs_rs_python import simulate

    weights = list(check_parameters(parameters))
    _check(items, new, habits, seed, days, retentions)
    begun = min(items, new * days)
    daily = max(1, round(new * SIMULATED / begun))
    simulated = max(1, round(daily * begun / new))
    scale = begun / simulated
    config = _config(habits, simulated, daily, days)
    rows = []
    for retention in sorted(retentions):
        found = simulate(weights, retention, config, seed)
        minutes = sum(found.cost_per_day) / 60 * scale
        remembered = found.memorized_cnt_per_day[-1] * scale
        reviews = sum(found.review_cnt_per_day) * scale / days
        rows.append(Workload(retention, minutes / days, reviews, remembered, cost=minutes / remembered))
    return Forecast(begun, new, days, habits, tuple(rows), min(rows, key=lambda row: row.cost).retention)


def _check(items: int, new: int, habits: AnswerHabits, seed: int, days: int, retentions: Sequence[float]) -> None:
    _within("the number of items", items, 1, MOST_ITEMS)
    _within("new items a day", new, 1, MOST_ITEMS)
    _within("the number of days", days, 1, 10 * DAYS)
    _within("the seed", seed, 0, 2**64 - 1)
    if not retentions:
        raise ValueError("at least one desired retention is needed")
    for retention in retentions:
        _within("desired retention", retention, 0.7, 0.99)
    for seconds in (habits.right, habits.wrong):
        _within("seconds for an answer", seconds, LEAST_SECONDS, MOST_SECONDS)
    for chances in (habits.first, habits.passed):
        if not (all(chance >= 0 for chance in chances) and math.isclose(sum(chances), 1, rel_tol=1e-6)):
            raise ValueError("the chances of the ratings must be 0 or more and add up to 1")
    _within("the chance after a miss", habits.again, 0, 1)


def _within(what: str, number: float, low: float, high: float) -> None:
    if not low <= number <= high:  # also true for NaN
        raise ValueError(f"{what} must be between {low:,} and {high:,}, not {number}")


def _config(habits: AnswerHabits, items: int, new: int, days: int) -> SimulatorConfig:
    """Configure the simulator: no limit but the new items, and one step within the day after a miss."""
    from fsrs_rs_python import default_simulator_config

    config = default_simulator_config()
    config.deck_size = items
    config.learn_limit = new
    config.learn_span = days
    config.max_cost_perday = math.inf
    config.first_rating_prob = list(habits.first)
    config.review_rating_prob = list(habits.passed)
    config.learning_step_count = config.relearning_step_count = 1
    step = [1 - habits.again, 0.0, habits.again, 0.0]
    config.learning_step_transitions = config.relearning_step_transitions = [step, step, step]
    costs = [habits.wrong, habits.right, habits.right, habits.right]
    config.state_rating_costs = [costs, costs, costs]
    return config

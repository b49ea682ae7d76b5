"""What the next year costs at each desired retention, by the engine's simulator.

A learner whose memory follows the given parameters begins so many new items a day and answers
every review on the day it falls due. The simulator: https://github.com/open-spaced-repetition/fsrs-rs
(`simulate`); the measure of what is cheapest, time spent by items remembered at the end, is its
own too (`optimal_retention`).
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
"""The desired retentions that are tried: 0.70 to 0.97."""
SIMULATED = 2000
"""How many items the simulator is given, about, whatever the number asked for: none waits for
another, so that the figures of fewer or more are in proportion."""
MOST_ITEMS = 1_000_000
MOST_SECONDS = 3600.0

_PRIOR = 20
"""Answers that the usual habits count for against the learner's own."""
_SURELY = (0.05, 0.95)
"""Between these the chance stays that an item just missed is right on its second showing."""


class AnswerHabits(Value, frozen=True):
    """How a learner answers, apart from what memory decides.

    first: chances of Again, Hard, Good and Easy at first sight; passed: of Hard, Good and Easy
    where the answer was known; again: of a right answer on the day of a miss; right, wrong:
    seconds that such an answer takes.
    """

    first: tuple[float, float, float, float]
    passed: tuple[float, float, float]
    again: float
    right: float
    wrong: float


USUAL = AnswerHabits(first=(0.24, 0.0, 0.76, 0.0), passed=(0.0, 1.0, 0.0), again=0.72, right=12.4, wrong=19.4)
"""Where the log says nothing: the engine's averages over Anki's learners, Hard and Easy taken as Good."""


class Workload(Value, frozen=True):
    """A year at one desired retention.

    minutes: a day on average, for all answers; reviews: a day on average, neither first
    answers nor repeats within the day among them; remembered: items expected to be known at the
    end; cost: minutes in all for each of these.
    """

    retention: float
    minutes: float
    reviews: float
    remembered: float
    cost: float


class Forecast(Value, frozen=True):
    """items: begun within the time; new: a day; days: how far it looks; habits: what was
    assumed; rows: by rising retention; cheapest: the retention with the least cost."""

    items: int
    new: int
    days: int
    habits: AnswerHabits
    rows: tuple[Workload, ...]
    cheapest: float

    def at(self, retention: float) -> Workload:
        """The row nearest to a desired retention."""
        return min(self.rows, key=lambda row: abs(row.retention - retention))


def habits_of(histories: Iterable[History], right: float | None = None, wrong: float | None = None) -> AnswerHabits:
    """A learner's habits from reviews, leaning on the usual ones where there are few.

    right, wrong: seconds that such answers take, None where not known.
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
    low, high = _SURELY
    return AnswerHabits(
        first=_shares4(first),
        passed=_shares3(passed),
        again=min(high, max(low, known / repeats)),
        right=USUAL.right if right is None else right,
        wrong=USUAL.wrong if wrong is None else wrong,
    )


def _shares4(counts: Sequence[float]) -> tuple[float, float, float, float]:
    again, hard, good, easy = (count / sum(counts) for count in counts)
    return again, hard, good, easy


def _shares3(counts: Sequence[float]) -> tuple[float, float, float]:
    hard, good, easy = (count / sum(counts) for count in counts)
    return hard, good, easy


def forecast(
    parameters: Sequence[float],
    items: int,
    new: int,
    habits: AnswerHabits = USUAL,
    seed: int = 0,
    days: int = DAYS,
    retentions: Sequence[float] = RETENTIONS,
) -> Forecast:
    """What it costs to learn `items`, so many `new` a day, and to keep them, from the first day on.

    Equal arguments give equal forecasts. Raises
    ValueError for wrong parameters, and for numbers out of range.
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
        rows.append(
            Workload(
                retention=retention,
                minutes=minutes / days,
                reviews=sum(found.review_cnt_per_day) * scale / days,
                remembered=remembered,
                cost=minutes / remembered,
            )
        )
    return Forecast(begun, new, days, habits, tuple(rows), min(rows, key=lambda row: row.cost).retention)


def _check(items: int, new: int, habits: AnswerHabits, seed: int, days: int, retentions: Sequence[float]) -> None:
    _within("the number of items", items, 1, MOST_ITEMS)
    _within("new items a day", new, 1, MOST_ITEMS)
    _within("the number of days", days, 1, 10 * DAYS)
    _within("the seed", seed, 0, 2**64 - 1)
    if not retentions:
        raise ValueError("there must be a desired retention to look at")
    for retention in retentions:
        _within("desired retention", retention, 0.7, 0.99)
    for seconds in (habits.right, habits.wrong):
        _within("seconds for an answer", seconds, 0.001, MOST_SECONDS)
    for chances in (habits.first, habits.passed):
        if not (all(chance >= 0 for chance in chances) and math.isclose(sum(chances), 1, rel_tol=1e-6)):
            raise ValueError("the chances of the ratings must be 0 or more and come to 1")
    _within("the chance after a miss", habits.again, 0, 1)


def _within(what: str, number: float, low: float, high: float) -> None:
    if not low <= number <= high:  # NaN is not either
        raise ValueError(f"{what} must lie between {low:,} and {high:,}, not {number}")


def _config(habits: AnswerHabits, items: int, new: int, days: int) -> SimulatorConfig:
    """What the simulator is told: no limits but the new items, and one step within the day after a miss."""
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

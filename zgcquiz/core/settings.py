"""What a learner can set, and what holds where nothing is set."""

from __future__ import annotations

from zgcquiz.core.learning.schedule import DESIRED_RETENTION, EVEN_WEEK
from zgcquiz.core.value import Value

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Settings(Value, frozen=True):
    """What holds for one pack, or for all.

    desired_retention: the chance of recall at which an item is asked again, 0.7 to 0.99.
    parameters: FSRS-6's 21, None for the engine's defaults. guess_correction: a right answer
    among options is weighed as what it is. new_per_day, reviews_per_day: limits, from 0.
    day_starts: the hour, 0 to 23, at which the learner's day starts. weekday_load: per cent of
    a day's usual work, Monday first. recall_after: days of stability from which an item is asked
    without its options; 0: never. leech_lapses: so many lapses make a leech; 0: none is one.
    certainty: how sure, in three steps, is asked with every answer.
    """

    desired_retention: float = DESIRED_RETENTION
    parameters: tuple[float, ...] | None = None
    guess_correction: bool = True
    new_per_day: int = 10
    reviews_per_day: int = 200
    day_starts: int = 4
    weekday_load: tuple[int, ...] = EVEN_WEEK
    recall_after: int = 30
    leech_lapses: int = 8
    certainty: bool = False

"""The values of all settings, with their defaults."""

from __future__ import annotations

from zgcquiz.core.learning.guessing import KNOWN_BEFORE
from zgcquiz.core.learning.schedule import DESIRED_RETENTION, EVEN_WEEK
from zgcquiz.core.log.rotation import LAST
from zgcquiz.core.moment import DAY_STARTS
from zgcquiz.core.value import Value

COLOURS = ("right", "wrong", "caution", "accent", "faint")
"""What has a colour: right and wrong answers, guesses and warnings, keys and bars, and what is of less importance."""
PLAIN = "plain"
"""The theme of plain lines: nothing is drawn or redrawn."""
AUTO, OFF = "auto", "off"
"""Of settings that are left to the program, and of what is not done at all."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Settings(Value, frozen=True):
    """The settings in effect for one pack, or for all.

    desired_retention: the chance of recall at which an item is asked again, 0.7 to 0.99. parameters: the 21 of
    FSRS-6, None for the engine's defaults. guess_correction: allow for luck in right answers among options;
    guess_edge, known_at_sight: what is assumed of it (learning/luck/estimate.py).
    new_per_day, reviews_per_day: limits, 0 or more. day_starts: the hour, 0 to 23, at which the learner's day starts.
    weekday_load: per cent of a day's usual work, Monday first. recall_after: days of stability from which an item is
    asked without its options; 0: never. leech_lapses: the number of lapses that makes a leech; 0: no item is one.
    certainty: ask with every answer how sure the learner is, 1 to 3. backups: how many of the latest backups of the log
    are kept; 0: none are made without being asked for. theme, glyphs, images: a name from core/configuration.py.
    colours: of each of `COLOURS`, "" for the theme's. player: the command line that plays a sound, or `AUTO` or `OFF`.
    """

    desired_retention: float = DESIRED_RETENTION
    parameters: tuple[float, ...] | None = None
    guess_correction: bool = True
    guess_edge: float = 0.0
    known_at_sight: float = KNOWN_BEFORE
    new_per_day: int = 10
    reviews_per_day: int = 200
    day_starts: int = DAY_STARTS
    weekday_load: tuple[int, ...] = EVEN_WEEK
    recall_after: int = 30
    leech_lapses: int = 8
    certainty: bool = False
    backups: int = LAST
    theme: str = "default"
    glyphs: str = AUTO
    colours: tuple[str, ...] = ("",) * len(COLOURS)
    images: str = AUTO
    player: str = AUTO

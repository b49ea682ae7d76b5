"""The table of settings, with the check of each one's values, and the settings in effect for a pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from shlex import split
from typing import Any

from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.learning.guessing import HIGHEST_EDGE, LEAST_KNOWN, LOWEST_EDGE, MOST_KNOWN
from zgcquiz.core.learning.schedule import MAX_INTERVAL, RETENTION_BOUNDS
from zgcquiz.core.settings import AUTO, COLOURS, OFF, PLAIN, WEEKDAYS, Settings
from zgcquiz.core.value import Value, replace

MOST_A_DAY = 1_000_000
LOAD = "weekday_load"
TUNED = "tuned"
"""The key, beside the settings, of the day on which `tune` wrote the parameters."""

_SHOWN = 40
"""The most characters of a value that a message quotes."""
_LAST_HOUR = 23
_HOUR = r"(\d{1,2}):(\d\d)"
_FULL_LOAD = 100
"""Per cent."""


class Setting(Value, frozen=True):
    """A setting.

    takes: the values allowed, in words; about: what it does; check: returns the value as stored in `Settings`, raises
    TypeError for a wrong type and ValueError for a value out of bounds, with a message that says what is allowed;
    for_packs: whether it can be set for a single pack; parts: of a table, its keys in the order of the tuple that is
    stored; part: the setting of each of them.
    """

    name: str
    takes: str
    about: str
    check: Callable[[object], Any]
    for_packs: bool = False
    parts: tuple[str, ...] = ()
    part: Setting | None = None

    @property
    def default(self) -> Any:
        return getattr(_DEFAULTS, self.name)


_DEFAULTS = Settings()


def shown(value: object) -> str:
    """Return a value as a user would type it, shortened to fit a message."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | list):
        return "a list" if isinstance(value, list) else "a table"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"must be a number, not {shown(value)}")
    return value


def _retention(value: object) -> float:
    low, high = RETENTION_BOUNDS
    if not low <= (share := _number(value)) <= high:  # also false for NaN
        raise ValueError(f"must be {low} to {high}, not {shown(value)}")
    return float(share)


def _share(low: float, high: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        if not low <= (share := _number(value)) <= high:  # also false for NaN
            raise ValueError(f"must be {low:g} to {high:g}, not {shown(value)}")
        return float(share)

    return check


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"must be true or false, not {shown(value)}")
    return value


def _whole(high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"must be a whole number, not {shown(value)}")
        if not 0 <= value <= high:
            raise ValueError(f"must be 0 to {high:,}, not {shown(value)}")
        return value

    return check


def _hour(value: object) -> int:
    hour = value.isoformat("minutes") if isinstance(value, time) else value  # TOML has a type for times
    if isinstance(hour, str):
        match = re.fullmatch(_HOUR, hour)
        if match is None or match[2] != "00":
            raise ValueError(f'must be a whole hour, such as "04:00" or 4, not {shown(value)}')
        hour = int(match[1])
    if isinstance(hour, bool) or not isinstance(hour, int):
        raise TypeError(f'must be a whole hour, such as "04:00" or 4, not {shown(value)}')
    if not 0 <= hour <= _LAST_HOUR:
        raise ValueError(f"must be 0 to {_LAST_HOUR}, not {shown(value)}")
    return hour


def _parameters(value: object) -> tuple[float, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"must be a list of 21 numbers, not {shown(value)}")
    from zgcquiz.core.learning.fitting import check_parameters

    for weight in value:
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise TypeError(f"must be a list of 21 numbers; {shown(weight)} is not a number")
    try:
        return check_parameters(value)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"must be 21 finite numbers within FSRS-6's bounds: {error}") from error


def _one_of(*names: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise TypeError(f"must be a text, not {shown(value)}")
        if value not in names:
            raise ValueError(f"must be {_either(names)}, not {shown(value)}")
        return value

    return check


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


_THEMES = ("default", "dark", "light", "high-contrast", PLAIN)
_GLYPHS = (AUTO, "unicode", "ascii")
_IMAGES = (AUTO, "kitty", "iterm", "sixel", "blocks", OFF)
_RGB = "#[0-9a-fA-F]{6}"
_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_NAMED = frozenset((*_ANSI, *(f"bright_{name}" for name in _ANSI)))
_A_COLOUR = 'such as "#00875f", "green" or "bright_green"'


def _colour(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"must be a colour, {_A_COLOUR}, not {shown(value)}")
    if value and value not in _NAMED and not re.fullmatch(_RGB, value):
        raise ValueError(f"must be a colour, {_A_COLOUR}, not {shown(value)}")
    return value


def _table(
    value: object, parts: Mapping[str, object], check: Callable[[object], Any], of: str, names: str
) -> tuple[Any, ...]:
    """Return the values of a table in the order of its parts.

    parts: the names that it may have, each with its default; of, names: for messages, what it is a table of, and what
    must be named.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"must be a table of {of}, not {shown(value)}")
    for name, each in value.items():
        if name not in parts:
            raise ValueError(f"must name {names}, not {shown(name)}")
        check(each)
    return tuple({**parts, **value}.values())


def _colours(value: object) -> tuple[str, ...]:
    parts = dict.fromkeys(COLOURS, "")
    return _table(value, parts, _colour, 'colours, such as {right = "#00875f"}', _either(COLOURS))


def _player(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"must be {AUTO}, {OFF} or a command line, not {shown(value)}")
    try:
        words = split(value)
    except ValueError as error:
        raise ValueError(f"must be a command line, and in {shown(value)} a quotation mark is not closed") from error
    if not words or not value.isprintable():
        raise ValueError(f"must be {AUTO}, {OFF} or a command line, not {shown(value)}")
    return value


_day_load = _whole(_FULL_LOAD)


def _loads(value: object) -> tuple[int, ...]:
    parts = dict.fromkeys(WEEKDAYS, _FULL_LOAD)
    loads = _table(value, parts, _day_load, "weekdays, such as {saturday = 50}", f"weekdays, such as {WEEKDAYS[0]}")
    if not any(loads):
        raise ValueError("must leave at least one weekday above 0")
    return loads


_ALL = (
    Setting(
        "desired_retention", "0.7 to 0.99", "The chance of recall at which a question is asked again.", _retention, True
    ),
    Setting(
        "parameters", "21 numbers", "The parameters of FSRS-6; `zgcquiz tune` fits them to your reviews.", _parameters
    ),
    Setting(
        "guess_correction",
        "true or false",
        "Weigh a right answer among options by the chance that it was luck.",
        _switch,
    ),
    Setting(
        "guess_edge",
        f"{LOWEST_EDGE:g} to {HIGHEST_EDGE:g}",
        "How much better than blindly you guess: the chance to rule out a wrong option; below 0, of being misled."
        " `zgcquiz tune` learns it.",
        _share(LOWEST_EDGE, HIGHEST_EDGE),
    ),
    Setting(
        "known_at_sight",
        f"{LEAST_KNOWN:g} to {MOST_KNOWN:g}",
        "The chance that you know a new question; `zgcquiz tune` learns it.",
        _share(LEAST_KNOWN, MOST_KNOWN),
    ),
    Setting("new_per_day", "0 to 1,000,000", "How many new questions a day.", _whole(MOST_A_DAY), True),
    Setting("reviews_per_day", "0 to 1,000,000", "How many due questions a day.", _whole(MOST_A_DAY), True),
    Setting("day_starts", "0 to 23, or 00:00 to 23:00", "The hour at which your day starts.", _hour),
    Setting(
        LOAD,
        "0 to 100 for each weekday",
        "How much of a day's usual work falls on a weekday, in per cent; 0: none.",
        _loads,
        parts=WEEKDAYS,
        part=Setting("", f"0 to {_FULL_LOAD}", "", _day_load),
    ),
    Setting(
        "recall_after",
        "0 to 36,500",
        "Days of stability from which a question is asked without its options; 0: never.",
        _whole(MAX_INTERVAL),
        True,
    ),
    Setting(
        "leech_lapses",
        "0 to 1,000",
        "The number of lapses that makes a question a leech; 0: none is.",
        _whole(1000),
        True,
    ),
    Setting("certainty", "true or false", "Ask with every answer how sure you are, 1 to 3.", _switch, True),
    Setting(
        "backups",
        "0 to 1,000",
        "How many of the latest backups of your log are kept; 0: none are made daily.",
        _whole(1000),
    ),
    Setting(
        "theme",
        _either(_THEMES),
        "The colours: for any terminal, a dark or a light one, none but bold print, or plain lines as by --plain.",
        _one_of(*_THEMES),
    ),
    Setting(
        "glyphs",
        _either(_GLYPHS),
        "The signs of bars, lines and marks; auto: Unicode, but ASCII where the locale is not UTF-8 or is East Asian.",
        _one_of(*_GLYPHS),
    ),
    Setting(
        "colours",
        f"a colour for {_either(COLOURS)}",
        "Colours of your own instead of the theme's.",
        _colours,
        parts=COLOURS,
        part=Setting("", f"a colour, {_A_COLOUR}", "", _colour),
    ),
    Setting(
        "images",
        _either(_IMAGES),
        "How images are shown: as your terminal says that it can, by one of these ways, or only named.",
        _one_of(*_IMAGES),
    ),
    Setting(
        "player",
        f"{AUTO}, {OFF} or a command line",
        'What plays sounds: the first player that is found, none, or a command such as "mpv --no-video".',
        _player,
    ),
)
SETTINGS = {setting.name: setting for setting in _ALL}
"""Every setting by name. Reading, checking, `zgcquiz config` and its help are driven by this table."""


class Configuration(Value, frozen=True):
    """The settings a learner has changed, by name, with values as stored in `Settings`.

    packs: those changed for single packs, by pack; tuned: the day on which `tune` wrote the parameters.
    """

    given: dict[str, Any]
    packs: dict[str, dict[str, Any]]
    tuned: date | None = None

    def settings(self, pack: str | None = None) -> Settings:
        """Return the settings in effect for a pack, or for all packs if none is named."""
        own = self.packs.get(pack, {}) if pack is not None else {}
        return replace(_DEFAULTS, **(self.given | own))


class Effective(Value, frozen=True):
    """A setting's value in effect, and where it was set.

    name: of a setting, or `weekday_load.DAY`; value: as stored in `Settings`; pack: the pack it is set for, None for
    all; file, line: where it is set, "" and 0 for a default; tuned: the day on which `tune` wrote it.
    """

    name: str
    value: Any
    pack: str | None = None
    file: str = ""
    line: int = 0
    tuned: date | None = None


class SettingChange(Value, frozen=True):
    """The value in effect before and after a setting was changed."""

    before: Effective
    after: Effective


def known(name: str, for_pack: bool = False) -> Setting:
    """Return the setting of a name.

    for_pack: require one that can be set for a single pack. Raises ZgcError for any other name, with a suggestion.
    """
    allowed = [setting.name for setting in SETTINGS.values() if setting.for_packs or not for_pack]
    if name not in SETTINGS:
        raise ZgcError("unknown-setting", f"There is no setting '{name}'.", suggest(name, allowed, ""))
    if name not in allowed:
        raise ZgcError(
            "not-by-pack", f"'{name}' holds for all packs.", f"These can be set for one pack: {', '.join(allowed)}."
        )
    return SETTINGS[name]

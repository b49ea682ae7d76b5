"""Settings that are synced: every one that the learner changed, for all packs or for one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zgcquiz.app.context import AppContext
from zgcquiz.core.configuration import SETTINGS, TUNED, Configuration
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.store.config_file import read_config

_PARAMETERS = "parameters"
_PACK = "pack"
OF_THE_DEVICE = ("backups", "theme", "glyphs", "colours", "images", "player")
"""Settings that each device keeps for itself: whoever writes to the folder can't thin out the backups of others or run
programs on their devices, and devices differ in their terminals."""
_MOST_AT_ONCE = 50
"""How many settings one sync takes over: each is another edit of the settings file, which grows with them."""
_MOST_REPORTED = 20


class AppliedSettings(Value, frozen=True):
    """names: of the settings that changed; problems: those that could not be taken over."""

    names: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def current_settings(configuration: Configuration) -> dict[str, Any]:
    """Return the settings in the settings file as JSON values, by `NAME` or `NAME@PACK`.

    Without those of the device. The parameters and the day on which `tune` wrote them are one value.
    """
    given = configuration.given.items()
    found = {name: _plain(name, value) for name, value in given if name not in OF_THE_DEVICE}
    if _PARAMETERS in found:
        day = configuration.tuned
        found[_PARAMETERS] = {_PARAMETERS: found[_PARAMETERS], TUNED: day.isoformat() if day else None}
    for pack, table in configuration.packs.items():
        found |= {f"{name}@{pack}": _plain(name, value) for name, value in table.items()}
    return found


def _plain(name: str, value: Any) -> Any:
    if parts := SETTINGS[name].parts:
        return dict(zip(parts, value, strict=True))
    return list(value) if isinstance(value, tuple) else value


def set_at(context: AppContext) -> int:
    """Return when the settings file was last changed, in milliseconds UTC; 0 if there is none."""
    try:
        return int(context.paths.config.stat().st_mtime_ns // 1_000_000)
    except OSError:
        return 0


def apply_settings(context: AppContext, wanted: Mapping[str, Any]) -> AppliedSettings:
    """Write settings of other devices to the settings file, keeping its comments and layout. None: remove it.

    Raises ZgcError if the file can't be written.
    """
    if not wanted:
        return AppliedSettings()
    from zgcquiz.app.learner.settings import save
    from zgcquiz.formats.config.toml_edit import CantEditError

    text = (read_config(context.paths.config) or b"").decode("utf-8-sig")
    names: list[str] = []
    problems: list[Problem] = []
    unused = 0
    for key, value in sorted(wanted.items(), key=lambda each: ("@" in each[0], each[0])):
        name, _, pack = key.partition("@")
        if name in OF_THE_DEVICE:
            continue
        if len(names) == _MOST_AT_ONCE:
            message = "there are more changes from other devices; the next syncs take them over"
            problems.append(Problem("too-many", message, str(context.paths.config)))
            break
        try:
            text = _edited(text, name, pack, value)
            names.append(key)
        except (CantEditError, TypeError, ValueError, KeyError) as error:
            unused += 1
            if unused <= _MOST_REPORTED:
                message = f"'{key}' from another device is not used: {error or 'it is invalid'}"
                problems.append(Problem("bad-value", message, str(context.paths.config)))
    if unused > _MOST_REPORTED:
        message = f"{unused - _MOST_REPORTED:,} more settings from other devices are not used"
        problems.append(Problem("bad-value", message, str(context.paths.config)))
    if names:
        try:
            save(context, text)
        except ZgcError as error:
            problems.append(Problem(error.code, error.message, str(context.paths.config)))
            names = []
    return AppliedSettings(tuple(names), tuple(problems))


def _edited(text: str, name: str, pack: str, value: Any) -> str:
    """Return the settings file's text with a setting changed. Raises ValueError or TypeError for an invalid value."""
    from zgcquiz.formats.config import toml_edit
    from zgcquiz.formats.config.toml_reader import PACK_ID

    setting = SETTINGS.get(name)
    if setting is None or (pack and not setting.for_packs):
        raise ValueError("this version of zgcquiz has no such setting")
    if pack and not PACK_ID.fullmatch(pack):
        raise ValueError("no pack can have this id")
    path = (_PACK, pack, name) if pack else (name,)
    if value is None:
        text = toml_edit.without(text, path)
        return toml_edit.without(text, (TUNED,)) if name == _PARAMETERS else text
    if name == _PARAMETERS:
        parameters, day = list(value[_PARAMETERS]), value[TUNED]
        setting.check(parameters)
        text = toml_edit.with_value(toml_edit.without(text, (TUNED,)), path, parameters)
        return toml_edit.with_value(text, (TUNED,), date.fromisoformat(day)) if day else text
    setting.check(value)
    if setting.parts:
        text = toml_edit.without(text, path)
        for part, each in value.items():
            text = toml_edit.with_value(text, (*path, part), each)
        return text
    return toml_edit.with_value(text, path, value)

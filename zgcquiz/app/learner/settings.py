"""Show and change the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from zgcquiz.app.context import AppContext, parse_config
from zgcquiz.app.selection import select
from zgcquiz.core.configuration import (
    SETTINGS,
    TUNED,
    Configuration,
    Effective,
    Setting,
    SettingChange,
    known,
)
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.formats.config.toml_reader import PACK, place_of, places
from zgcquiz.store.config_file import read_config, write_config


def settings(context: AppContext) -> tuple[Effective, ...]:
    """Return every setting in effect for all packs, followed by those of single packs."""
    own = [(name, id) for id, table in context.configuration.packs.items() for name in table]
    lookup = _Lookup(context)
    return tuple(lookup.find((name,), id) for name, id in [*((name, None) for name in SETTINGS), *own])


def setting(context: AppContext, key: str, pack: str | None = None) -> Effective:
    """Return a setting in effect, for a pack or for all. Raises ZgcError if it is unknown."""
    path, _ = _path(key)
    return _Lookup(context).find(path, None if pack is None else _pack_id(context, pack))


def change(context: AppContext, key: str, text: str | None, pack: str | None = None) -> SettingChange:
    """Set a setting, or remove it from the file so that the default applies.

    text: the value as typed, None to remove it. Raises ZgcError, before anything changes, if the setting is unknown,
    the value is invalid, or the file has errors.
    """
    from zgcquiz.formats.config import toml_edit

    path, setting = _path(key, for_pack=pack is not None)
    id = None if pack is None else _pack_id(context, pack)
    before = _Lookup(context).find(path, id)
    whole = path if id is None else (PACK, id, *path)
    data = read_config(context.paths.config) or b""
    old = data.decode("utf-8-sig")
    with _editing(context):
        if text is None:
            new = toml_edit.without(old, whole)
        else:
            value = toml_edit.typed(text)
            if isinstance(setting.default, str) and isinstance(value, bool):  # as `off`, which is no switch there
                value = text
            new = toml_edit.with_value(old, whole, _check(setting, path, value))
        if setting.name == "parameters":
            new = toml_edit.without(new, (TUNED,))
    if new != old:
        save(context, new)
    return SettingChange(before, _Lookup(context).find(path, id))


def keep_fit(context: AppContext, parameters: Sequence[float] | None, others: Mapping[str, float], day: date) -> None:
    """Write fitted parameters with their day, and other settings that were fitted, to the settings file.

    parameters: None if they stay as they are; others: values by name. Raises ZgcError, before anything changes, if
    that fails.
    """
    from zgcquiz.formats.config import toml_edit

    new = (read_config(context.paths.config) or b"").decode("utf-8-sig")
    with _editing(context):
        if parameters is not None:
            rounded = tuple(float(f"{weight:.6g}") for weight in parameters)  # the engine has seven digits
            new = toml_edit.with_parameters(new, rounded, day)
        for name, value in others.items():
            is_default = value == SETTINGS[name].default
            new = toml_edit.without(new, (name,)) if is_default else toml_edit.with_value(new, (name,), value)
    save(context, new)


FITTED = ("parameters", "guess_edge", "known_at_sight")
"""The settings that `tune` writes."""


def forget_fit(context: AppContext) -> tuple[SettingChange, ...]:
    """Remove what was fitted from the settings file, and return the changes. Raises ZgcError, before anything changes,
    if that fails."""
    from zgcquiz.formats.config import toml_edit

    before = _Lookup(context)
    old = new = (read_config(context.paths.config) or b"").decode("utf-8-sig")
    with _editing(context):
        for name in (*FITTED, TUNED):
            new = toml_edit.without(new, (name,))
    if new != old:
        save(context, new)
    after = _Lookup(context)
    return tuple(SettingChange(before.find((name,), None), after.find((name,), None)) for name in FITTED)


@contextmanager
def _editing(context: AppContext) -> Iterator[None]:
    """Turn CantEditError into a ZgcError with a hint."""
    from zgcquiz.formats.config.toml_edit import CantEditError

    try:
        yield
    except CantEditError as error:
        raise ZgcError(
            "cant-edit",
            f"{context.paths.config} has a layout that can't be edited safely. Nothing was changed.",
            "To edit it by hand: zgcquiz config edit",
        ) from error


def save(context: AppContext, text: str) -> None:
    """Replace the settings file and use it from now on. Raises SettingsError, before anything changes, for errors."""
    data = text.encode()
    configuration = parse_config(data, str(context.paths.config))
    write_config(context.paths.config, data)
    context.configuration = configuration


def begin(context: AppContext) -> None:
    """Create the settings file if it is missing, with all settings commented out."""
    from zgcquiz.formats.config import toml_edit

    if read_config(context.paths.config) is None:
        write_config(context.paths.config, toml_edit.template().encode())


def _check(setting: Setting, path: tuple[str, ...], value: object) -> object:
    """Return the value unchanged. Raises ZgcError if it is invalid."""
    limits = setting.part if setting.part and len(path) > 1 else setting
    try:
        limits.check(value)
    except (TypeError, ValueError) as error:
        raise ZgcError(
            "bad-value", f"'{'.'.join(path)}' {error}.", f"Allowed: {limits.takes}. Nothing was changed."
        ) from error
    return value


def _path(key: str, for_pack: bool = False) -> tuple[tuple[str, ...], Setting]:
    """Split a key such as `weekday_load.saturday`, and return its parts and its setting."""
    name, dot, part = key.partition(".")
    parts = SETTINGS[name].parts if name in SETTINGS else ()
    setting = known(key if dot and not parts else name, for_pack)
    if not dot:
        return (name,), setting
    if part not in parts:
        raise ZgcError("unknown-setting", f"There is no setting '{key}'.", suggest(part, parts, "", f"{name}."))
    return (name, part), setting


def _pack_id(context: AppContext, name: str) -> str:
    """Return the id of a pack, which need not be installed if the settings file names it."""
    if name in context.configuration.packs:
        return name
    return next(iter(select(context, name).packs))


class _Lookup:
    """Find the values in effect, and where in the file they are set."""

    def __init__(self, context: AppContext) -> None:
        self._configuration: Configuration = context.configuration
        self._file = context.paths.config
        data = read_config(self._file) or b""
        self._places = places(data.decode("utf-8-sig"))

    def find(self, path: tuple[str, ...], pack: str | None) -> Effective:
        name, key = path[0], ".".join(path)
        value = getattr(self._configuration.settings(pack), name)
        if len(path) > 1:
            value = value[SETTINGS[name].parts.index(path[1])]
        own = pack is not None and name in self._configuration.packs.get(pack, {})
        if not own and name not in self._configuration.given:
            return Effective(key, value)
        line, _ = place_of((PACK, pack, *path) if own and pack is not None else path, self._places)
        tuned = self._configuration.tuned if name == "parameters" else None
        return Effective(key, value, pack if own else None, str(self._file), line, tuned)

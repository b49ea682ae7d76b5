"""The settings: what holds and where it comes from, and changing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from zgcquiz.app.context import AppContext, parse_config
from zgcquiz.app.selection import select
from zgcquiz.core.configuration import (
    DAY_LOAD,
    LOAD,
    SETTINGS,
    TUNED,
    Configuration,
    Effective,
    Setting,
    SettingChange,
    known,
)
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.settings import WEEKDAYS
from zgcquiz.formats.config.toml_reader import PACK, place_of, places
from zgcquiz.store.config_file import read_config, write_config


def settings(context: AppContext) -> tuple[Effective, ...]:
    """Every setting as it holds for all packs, and after them those that packs have of their own."""
    own = [(name, id) for id, table in context.configuration.packs.items() for name in table]
    lookup = _Lookup(context)
    return tuple(lookup.found((name,), id) for name, id in [*((name, None) for name in SETTINGS), *own])


def setting(context: AppContext, key: str, pack: str | None = None) -> Effective:
    """One setting as it holds, for a pack or for all. Raises ZgcError for one that is not known."""
    path, _ = _path(key)
    return _Lookup(context).found(path, None if pack is None else _pack_id(context, pack))


def change(context: AppContext, key: str, text: str | None, pack: str | None = None) -> SettingChange:
    """Set a value, or take it out of the file (text: None) so that the default holds.

    text: the value as it was typed. Raises ZgcError before anything is changed: for a setting
    that is not known, a value that is wrong, a file that has errors.
    """
    from zgcquiz.formats.config import toml_edit

    path, setting = _path(key, for_pack=pack is not None)
    id = None if pack is None else _pack_id(context, pack)
    before = _Lookup(context).found(path, id)
    whole = path if id is None else (PACK, id, *path)
    data = read_config(context.paths.config) or b""
    old = data.decode("utf-8-sig")
    with _editing(context):
        if text is None:
            new = toml_edit.without(old, whole)
        else:
            new = toml_edit.with_value(old, whole, _checked(setting, path, toml_edit.typed(text)))
        if setting.name == "parameters":
            new = toml_edit.without(new, (TUNED,))
    if new != old:
        save(context, new)
    return SettingChange(before, _Lookup(context).found(path, id))


def keep_parameters(context: AppContext, parameters: Sequence[float], day: date) -> None:
    """Write fitted parameters into the settings file, with their day. Raises ZgcError where that can't be."""
    from zgcquiz.formats.config import toml_edit

    rounded = tuple(float(f"{weight:.6g}") for weight in parameters)  # the engine has seven digits
    old = (read_config(context.paths.config) or b"").decode("utf-8-sig")
    with _editing(context):
        new = toml_edit.with_parameters(old, rounded, day)
    save(context, new)


@contextmanager
def _editing(context: AppContext) -> Iterator[None]:
    """Let a file that can't be edited safely be an error that says what to do."""
    from zgcquiz.formats.config.toml_edit import CantEditError

    try:
        yield
    except CantEditError as error:
        raise ZgcError(
            "cant-edit",
            f"{context.paths.config} is laid out in a way that can't be changed safely. Nothing was changed.",
            "Change it by hand: zgcquiz config edit",
        ) from error


def save(context: AppContext, text: str) -> None:
    """Put a new settings file in the place of the old, and go by it from here on.

    Raises SettingsError, before anything is changed, where it has errors.
    """
    data = text.encode()
    configuration = parse_config(data, str(context.paths.config))
    write_config(context.paths.config, data)
    context.configuration = configuration


def begin(context: AppContext) -> None:
    """Make the settings file where there is none: it names all settings and changes nothing."""
    from zgcquiz.formats.config import toml_edit

    if read_config(context.paths.config) is None:
        write_config(context.paths.config, toml_edit.template().encode())


def _checked(setting: Setting, path: tuple[str, ...], value: object) -> object:
    """The value as it came. Raises ZgcError where it is wrong."""
    limits = DAY_LOAD if len(path) > 1 else setting
    try:
        limits.check(value)
    except (TypeError, ValueError) as error:
        raise ZgcError(
            "bad-value", f"'{'.'.join(path)}' {error}.", f"It takes {limits.takes}. Nothing was changed."
        ) from error
    return value


def _path(key: str, for_pack: bool = False) -> tuple[tuple[str, ...], Setting]:
    """A key's parts, and the setting that it belongs to: `weekday_load.saturday` has two."""
    name, dot, day = key.partition(".")
    setting = known(key if dot and name != LOAD else name, for_pack)
    if not dot:
        return (name,), setting
    if day not in WEEKDAYS:
        raise ZgcError("unknown-setting", f"There is no setting '{key}'.", suggest(day, WEEKDAYS, ""))
    return (name, day), setting


def _pack_id(context: AppContext, name: str) -> str:
    """The id of a pack, which need not be at hand where the settings know it."""
    if name in context.configuration.packs:
        return name
    return next(iter(select(context, name).packs))


class _Lookup:
    """Finds where in the file a value is given."""

    def __init__(self, context: AppContext) -> None:
        self._configuration: Configuration = context.configuration
        self._file = context.paths.config
        data = read_config(self._file) or b""
        self._places = places(data.decode("utf-8-sig"))

    def found(self, path: tuple[str, ...], pack: str | None) -> Effective:
        name, said = path[0], ".".join(path)
        value = getattr(self._configuration.settings(pack), name)
        if len(path) > 1:
            value = value[WEEKDAYS.index(path[1])]
        own = pack is not None and name in self._configuration.packs.get(pack, {})
        if not own and name not in self._configuration.given:
            return Effective(said, value)
        line, _ = place_of((PACK, pack, *path) if own and pack is not None else path, self._places)
        tuned = self._configuration.tuned if name == "parameters" else None
        return Effective(said, value, pack if own else None, str(self._file), line, tuned)

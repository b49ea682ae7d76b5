"""Edits a settings file one value at a time, keeping its comments and layout."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import tomlkit
from tomlkit.items import Array

from zgcquiz.core.configuration import SETTINGS, TUNED, Setting
from zgcquiz.formats.config.toml_reader import Path


class CantEditError(ValueError):
    """The file's layout can't be edited safely."""


_A_LINE = 7
"""Numbers of a long list on one line."""
_WORDS = {"on": True, "yes": True, "off": False, "no": False}
_HEAD = "# The settings of zgcquiz. `zgcquiz config` lists them with what holds.\n"


def typed(text: str) -> object:
    """Parse a value from a command line: TOML, on or off, or else a text."""
    try:
        document = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return _WORDS.get(text.lower(), text)
    return document["value"] if len(document) == 1 else text


def with_value(text: str, path: Path, value: object) -> str:
    """Return the file's text with a value set. path: its keys, at least one. Raise CantEditError."""
    document = tomlkit.parse(text or _HEAD)
    node: Any = document
    for depth, key in enumerate(path[:-1], 1):
        if key not in node:
            node[key] = tomlkit.table(is_super_table=depth < len(path) - 1)
        node = node[key]
    node[path[-1]] = _array(value) if isinstance(value, list) else value
    return _checked(tomlkit.dumps(document), _flat(tomllib.loads(text)) | _flat({path[-1]: value}, path[:-1]))


def without(text: str, path: Path) -> str:
    """Return the file's text without a value, and without tables that become empty. Raise CantEditError."""
    document = tomlkit.parse(text)
    nodes: list[Any] = [document]
    for key in path[:-1]:
        nodes.append(nodes[-1].get(key, {}))
    for node, key in zip(reversed(nodes), reversed(path), strict=True):
        if key not in node or (node is not nodes[-1] and node[key]):
            break
        del node[key]
    left = {keys: value for keys, value in _flat(tomllib.loads(text)).items() if keys[: len(path)] != path}
    return _checked(tomlkit.dumps(document), left)


def _checked(text: str, expected: dict[Path, Any]) -> str:
    """Return the text if it parses as expected: tomlkit can fail on dotted keys that share a table."""
    try:
        found = _flat(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CantEditError(str(error)) from error
    if found != expected:
        raise CantEditError("the outcome would not be what was asked for")
    return text


def _flat(table: Mapping[str, Any], above: Path = ()) -> dict[Path, Any]:
    """Return all values of a document by their keys."""
    found: dict[Path, Any] = {}
    for key, value in table.items():
        found |= _flat(value, (*above, key)) if isinstance(value, Mapping) else {(*above, key): value}
    return found


def with_parameters(text: str, parameters: tuple[float, ...], day: date) -> str:
    """Return the file's text with fitted parameters and their day."""
    return with_value(with_value(text, ("parameters",), list(parameters)), (TUNED,), day)


def _array(values: list[Any]) -> Array:
    array = tomlkit.array()
    if len(values) <= _A_LINE:
        array.extend(values)
        return array
    for start in range(0, len(values), _A_LINE):
        array.add_line(*values[start : start + _A_LINE], indent="    ")
    array.add_line(indent="")
    return array


def template() -> str:
    """Return a settings file with every setting commented out."""
    lines = [_HEAD]
    for setting in SETTINGS.values():
        lines += [*(f"# {line}" for line in textwrap.wrap(f"{setting.about} ({setting.takes})", 96)), _default(setting)]
    lines += ["\n# A pack can have its own of some of them:", "# [pack.zhongguancun]", "# new_per_day = 5"]
    return "\n".join(lines) + "\n"


_EXAMPLES = {"weekday_load": "{saturday = 50, sunday = 0}", "colours": '{right = "#00875f", wrong = "bright_red"}'}


def _default(setting: Setting) -> str:
    if setting.parts:
        return f"# {setting.name} = {_EXAMPLES[setting.name]}\n"
    if setting.name == "parameters":
        return "# parameters = [...]\n"
    if setting.name == "day_starts":
        return f'# day_starts = "{setting.default:02}:00"\n'
    return f"# {setting.name} = {tomlkit.item(setting.default).as_string()}\n"

"""Parses the settings file, TOML, into a `Configuration` or all its problems.

tomllib reports no lines; `places` finds those of the keys in the text, for messages and for the origin of a value.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from zgcquiz.core.configuration import SETTINGS, TUNED, Configuration, Setting, shown
from zgcquiz.core.errors import suggest
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace

PACK = "pack"
"""The table of settings for single packs."""

Path = tuple[str, ...]
"""The keys to a value."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_MOST_DOTS = 100
"""In a line, beyond its commas; no setting's key has more than two."""
_LONG_NUMBER = re.compile(r"[0-9_]{4000}")
"""Python refuses to read numbers of more digits than 4,300."""
PACK_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class ConfigReading(Value, frozen=True):
    """A file's settings, or None and all problems."""

    configuration: Configuration | None
    problems: tuple[Problem, ...] = ()


def read(data: bytes, file: str) -> ConfigReading:
    """Parse a settings file. file: its name in problems."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return ConfigReading(None, (Problem("encoding", "This is not UTF-8.", file, line, 1),))
    for number, written in enumerate(text.split("\n"), 1):
        if written.count(".") - written.count(",") > _MOST_DOTS:  # tomllib takes quadratic time, and a list has commas
            return ConfigReading(None, (Problem("too-deep", "This key has too many parts.", file, number, 1),))
    try:
        document = tomllib.loads(text)
    except ValueError as error:  # a number of 5,000 digits is no TOMLDecodeError
        return ConfigReading(None, (_syntax(str(error), text, file),))
    except RecursionError:
        return ConfigReading(None, (Problem("too-deep", "This is nested too deeply.", file, *_deepest(text)),))
    return _ConfigReader(document, text, file).read()


def _syntax(error: str, text: str, file: str) -> Problem:
    match = _PLACE.search(error)
    if match is None and (digits := _LONG_NUMBER.search(text)):
        return Problem("syntax", "This number has too many digits.", file, *_place(text, digits.start()))
    message = f"This is not TOML: {error[: match.start()] if match else error}."
    if match is None:
        return Problem("syntax", message, file)
    if match[1] is None:
        return Problem("syntax", message, file, max(1, len(text.splitlines())), 1)
    return Problem("syntax", message, file, int(match[1]), int(match[2]))


def _deepest(text: str) -> tuple[int, int]:
    """Return the line and column at which a text is nested deepest."""
    depth = deepest = at = 0
    for match in re.finditer(r"[\[{\]}]", text):
        depth += 1 if match[0] in "[{" else -1
        if depth > deepest:
            deepest, at = depth, match.start()
    return _place(text, at)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


class _ConfigReader:
    """Reads a document's valid settings and reports the others."""

    def __init__(self, document: Mapping[str, Any], text: str, file: str) -> None:
        self._document = document
        self._text = text
        self._file = file
        self._found: list[tuple[Path, Problem]] = []

    def read(self) -> ConfigReading:
        given: dict[str, Any] = {}
        packs: dict[str, dict[str, Any]] = {}
        tuned: date | None = None
        for key, value in self._document.items():
            if key == PACK:
                packs = dict(self._packs(value))
            elif key == TUNED:
                tuned = self._date(value)
            elif key in SETTINGS:
                given |= self._one((key,), SETTINGS[key], value)
            else:
                self._unknown((key,), [*SETTINGS, PACK])
        if self._found:
            return ConfigReading(None, self._placed())
        return ConfigReading(Configuration(given, packs, tuned))

    def _packs(self, tables: object) -> Iterator[tuple[str, dict[str, Any]]]:
        if not isinstance(tables, dict):
            self._note((PACK,), "wrong-type", "'pack' must have a table for each pack, such as [pack.ID].")
            return
        own = [name for name, setting in SETTINGS.items() if setting.for_packs]
        for id, table in tables.items():
            if not isinstance(table, dict):
                self._note((PACK, id), "wrong-type", f"Settings of a pack go in a table [pack.ID], not pack.{id}.")
                continue
            if not PACK_ID.fullmatch(id):
                self._note((PACK, id), "bad-id", f"'{id}' can't be a pack's id.")
            given: dict[str, Any] = {}
            for key, value in table.items():
                path = (PACK, id, key)
                if key in own:
                    given |= self._one(path, SETTINGS[key], value)
                elif key in SETTINGS:
                    self._note(path, "unknown-key", f"'{key}' applies to all packs and can't be set for one.")
                else:
                    self._unknown(path, own)
            yield id, given

    def _one(self, path: Path, setting: Setting, value: object) -> dict[str, Any]:
        """Return the value by its name, or {} if it is invalid."""
        if setting.part and isinstance(value, dict):
            before = len(self._found)
            for name, each in value.items():
                if name in setting.parts:
                    self._check((*path, name), setting.part, each)
                else:
                    self._unknown((*path, name), setting.parts)
            if len(self._found) > before:
                return {}
        return self._check(path, setting, value)

    def _check(self, path: Path, setting: Setting, value: object) -> dict[str, Any]:
        name = ".".join(path)
        try:
            return {setting.name: setting.check(value)}
        except TypeError as error:
            self._note(path, "wrong-type", f"'{name}' {error}.")
        except ValueError as error:
            self._note(path, "bad-value", f"'{name}' {error}.")
        return {}

    def _date(self, value: object) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._note((TUNED,), "wrong-type", f"'{TUNED}' must be a date, not {shown(value)}.")
        return None

    def _unknown(self, path: Path, known: list[str] | tuple[str, ...]) -> None:
        hint = suggest(path[-1], known, "", "".join(f"{part}." for part in path[:-1]))
        self._note(path, "unknown-key", f"Unknown setting '{'.'.join(path)}'. {hint}")

    def _note(self, path: Path, code: str, message: str) -> None:
        self._found.append((path, Problem(code, message, self._file)))

    def _placed(self) -> tuple[Problem, ...]:
        """Return the problems with their places, in order of lines."""
        known = places(self._text)
        placed = []
        for path, problem in self._found:
            line, column = place_of(path, known)
            placed.append(replace(problem, line=line, column=column))
        return tuple(sorted(placed, key=lambda problem: (problem.line, problem.column)))


def places(text: str) -> dict[Path, tuple[int, int]]:
    """Return line and column (from 1) of every key that starts a line."""
    found: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        bare = line.strip()
        at = number, len(line) - len(line.lstrip()) + 1
        if bare.startswith("["):
            path = _keys(bare)
            if path is not None:
                table = path
                found.setdefault(table, at)
        elif "=" in bare and not bare.startswith("#"):
            path = _keys(bare.partition("=")[0] + "= 0")
            if path is not None:
                found.setdefault((*table, *path), at)
    return found


def _keys(statement: str) -> Path | None:
    """Return the keys of a table header or a single assignment, or None if it is neither."""
    try:
        node: Any = tomllib.loads(statement)
    except (ValueError, RecursionError):
        return None
    keys: list[str] = []
    while node:
        ((key, node),) = node.items()
        keys.append(key)
        if isinstance(node, list):  # [[key]]
            node = node[0]
    return tuple(keys)


def place_of(path: Path, known: Mapping[Path, tuple[int, int]]) -> tuple[int, int]:
    """Return a value's place, or that of the inline table that contains it."""
    for end in range(len(path), 0, -1):
        if path[:end] in known:
            return known[path[:end]]
    return 1, 1

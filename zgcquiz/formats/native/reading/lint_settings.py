"""Reads settings of the rules on item-writing flaws: `check` of a pack, `allow` of an item."""

from __future__ import annotations

import math
from typing import Any

from zgcquiz.core.packs.pack import Allowance, Switch
from zgcquiz.formats.native.reading.value_reader import ValueReader
from zgcquiz.formats.native.yaml.nodes import Path, brief


def read_check(reader: ValueReader, node: dict[str, Any]) -> tuple[Switch, ...]:
    """Read `check: {code: off | on | threshold}`."""
    found = []
    for code, value in _entries(reader, node, (), "check").items():
        path: Path = ("check", code)
        text = reader.text_at(value, path, f"'{brief(code)}'")
        threshold = _number(text)
        if text.lower() in ("on", "off"):
            found.append(Switch(code, text.lower() == "on"))
        elif threshold is not None:
            found.append(Switch(code, threshold=threshold))
        elif text:
            reader.find(path, "bad-value", f"'{brief(code)}' must be on, off or a number, not '{brief(text)}'")
    return tuple(found)


def read_allow(reader: ValueReader, node: dict[str, Any], path: Path) -> tuple[Allowance, ...]:
    """Read `allow: {code: reason}`."""
    found = []
    for code, value in _entries(reader, node, path, "allow").items():
        if reason := reader.text_at(value, (*path, "allow", code), f"the reason for '{brief(code)}'"):
            found.append(Allowance(code, reason))
    return tuple(found)


def _entries(reader: ValueReader, node: dict[str, Any], path: Path, key: str) -> dict[str, Any]:
    """Return a mapping by code; report unknown codes and leave them out."""
    if key not in node:
        return {}
    entries = reader.mapping(node[key], (*path, key), f"'{key}'") or {}
    if not entries:
        return {}
    from zgcquiz.core.authoring.flaws.codes import ALLOWABLE, CODES

    known = ALLOWABLE if key == "allow" else CODES
    for code in entries:
        if code not in known:
            fix = reader.fix(code, known, "zgcquiz pack explain lists them")
            message = f"'{brief(code)}' is not the code of a known flaw; {fix}"
            reader.warn((*path, key, code), "unknown-flaw", message, on_key=True)
    return {code: value for code, value in entries.items() if code in known}


def _number(text: str) -> float | None:
    """Return a finite number of 0 or more, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None

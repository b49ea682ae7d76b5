"""Values that several devices change: of each the last writer wins.

A stamp says when a value was set and on which device. Merging takes the greatest stamp by (time, device, value), so
that it gives the same result in any order. A stamp that is more than a day ahead of the clock waits until its time has
come: a clock that runs ahead on one device doesn't decide for the others.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from typing import Any

from zgcquiz.core.log.limits import is_in_range
from zgcquiz.core.moment import DAY
from zgcquiz.core.value import Value, replace

MAX_KEYS = 2_000
"""The most values of a kind: the state of a device stays well below the largest file that others read."""
MAX_VALUE = 1_024
"""The most bytes of a value as JSON; the longest that there is, 21 parameters, has some 250."""
MAX_KEY = 200
"""The most bytes of a key, or of a device's name."""


class Stamp(Value, frozen=True):
    """A value with its origin.

    at: when it was set, in milliseconds since 1970 in UTC; device: where; value: any JSON value, None for removed.
    """

    at: int
    device: str
    value: Any

    @property
    def order(self) -> tuple[int, str, str]:
        return self.at, self.device, canonical(self.value)


Stamps = dict[str, Stamp]
"""Stamped values by their keys."""


def canonical(value: object) -> str:
    """Return a JSON value as text, the same for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def merge(one: Mapping[str, Stamp], other: Mapping[str, Stamp]) -> Stamps:
    """Return the union of two sets of values; of a key in both, the last writer's."""
    merged = dict(one)
    for key, stamp in other.items():
        known = merged.get(key)
        if known is None or known.order < stamp.order:
            merged[key] = stamp
    return merged


def split(stamps: Mapping[str, Stamp], now: int) -> tuple[Stamps, Stamps]:
    """Return the values that count at a time, in milliseconds UTC, and those whose time has not come."""
    latest = now + DAY
    return (
        {key: stamp for key, stamp in stamps.items() if stamp.at <= latest},
        {key: stamp for key, stamp in stamps.items() if stamp.at > latest},
    )


def changed(
    known: Mapping[str, Stamp],
    base: Mapping[str, Any],
    values: Mapping[str, Any],
    at: Mapping[str, int],
    device: str,
    now: int,
) -> Stamps:
    """Return stamps for what changed on this device since its values were last merged.

    known: the stamps so far; base: what the device had after the last merge; values: what it has now, by key; at: when
    a key was set, as far as that is known; now: in milliseconds UTC. A stamp is later than the one it replaces,
    whatever the clock says, and otherwise not later than now.
    """
    found: Stamps = {}
    for key in {*base, *values}:
        before, value = known.get(key), values.get(key)
        if canonical(base.get(key)) != canonical(value):
            set_at = min(at.get(key, now), now)
            found[key] = Stamp(max(set_at, before.at + 1 if before else set_at), device, value)
    return found


def settle(known: Mapping[str, Stamp], device: str, now: int) -> Stamps:
    """Return known values with those that this device once stamped by a clock that ran ahead stamped again."""
    return {
        key: replace(stamp, at=now, device=device) if stamp.at > now + DAY else stamp for key, stamp in known.items()
    }


def as_json(stamps: Mapping[str, Stamp]) -> dict[str, Any]:
    return {key: [stamp.at, stamp.device, stamp.value] for key, stamp in sorted(stamps.items())}


def from_json(found: object) -> tuple[Stamps, int]:
    """Return the stamped values of a JSON document, and how many entries are invalid, whoever wrote it."""
    if not isinstance(found, dict):
        return {}, 1
    stamps: Stamps = {}
    for key, entry in list(found.items())[:MAX_KEYS]:
        stamp = _stamp(entry)
        if stamp is not None and _fits(key, MAX_KEY):
            stamps[key] = stamp
    return stamps, len(found) - len(stamps)


def bounded(stamps: Mapping[str, Stamp], own: Container[str]) -> Stamps:
    """Return at most MAX_KEYS of some stamps, first those with the keys that this device has values for."""
    if len(stamps) <= MAX_KEYS:
        return dict(stamps)
    return {key: stamps[key] for key in sorted(stamps, key=lambda key: (key not in own, key))[:MAX_KEYS]}


def _stamp(entry: object) -> Stamp | None:
    if not isinstance(entry, list) or len(entry) != 3:
        return None
    at, device, value = entry
    if type(at) is not int or not is_in_range(at) or not isinstance(device, str) or not _fits(device, MAX_KEY):
        return None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):  # NaN and infinities are not JSON
        return None
    return Stamp(at, device, value) if _fits(text, MAX_VALUE) else None


def _fits(text: str, most: int) -> bool:
    """Return whether a text can be written as UTF-8, in at most so many bytes; half of a surrogate pair can't."""
    try:
        return len(text) <= most and len(text.encode()) <= most
    except UnicodeEncodeError:
        return False

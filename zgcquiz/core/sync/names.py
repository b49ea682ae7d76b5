"""The names in a shared folder: FOLDER/zgcquiz/DEVICE/FILE.

Programs that sync folders keep both versions of a file that was changed twice, under names such as
`events-000001 (conflicted copy 2026-11-28).jsonl`, `events-000001.sync-conflict-20261128-101500-ABCDEFG.jsonl`,
`events-000001 2.jsonl` or `events-000001.jsonl~`. All of them are read.
"""

from __future__ import annotations

import re

TOP = "zgcquiz"
"""The folder inside the shared one."""
STATE = "state.json"
PACKS = "packs"

_DEVICE = r"(?s)([0-9a-f]{8})(?:[ (.~_-].*)?"
_EVENTS = r"(?s)events-([0-9]{6})\D.*"
_SEGMENT = r"events-[0-9]{6}\.jsonl"
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".!sync")
_COPY_MARK = r"(?is)[ ._-]*(\([^()]*\)|(sync-)?conflict(ed copy)?[^.]*| [0-9]{1,3}|~)+(\.~[0-9]+~)?"


def device_of(folder: str) -> str | None:
    """Return the device that a folder, or a conflicted copy of it, belongs to; None if it is no device's."""
    found = re.fullmatch(_DEVICE, folder)
    return found[1] if found else None


def is_events(name: str) -> bool:
    """Return whether a file, or a conflicted copy of it, holds events."""
    return bool(re.fullmatch(_EVENTS, name)) and ".jsonl" in name and not name.endswith(_UNFINISHED)


def is_state(name: str) -> bool:
    """Return whether a file, or a conflicted copy of it, holds settings and packs."""
    return name.startswith("state") and ".json" in name and not name.endswith(_UNFINISHED)


def is_segment(name: str) -> bool:
    """Return whether a name is one that a device gives to its own events; conflicted copies have others."""
    return re.fullmatch(_SEGMENT, name) is not None


def segment(number: int) -> str:
    """Return the name of a device's file of events; they are numbered from 1."""
    return f"events-{number:06}.jsonl"


def number_of(name: str) -> int:
    """Return the number in the name of a file of events, or of a conflicted copy of it."""
    found = re.fullmatch(_EVENTS, name)
    return int(found[1]) if found else 0


def is_copy(name: str, original: str) -> bool:
    """Return whether a file's name is that of a conflicted copy of another file in its folder."""
    stem, dot, suffix = original.rpartition(".")
    if name == original or not name.startswith(stem):
        return False
    rest = name[len(stem) :]
    if rest.endswith(dot + suffix):
        return re.fullmatch(_COPY_MARK, rest[: -len(dot + suffix)]) is not None
    return rest.startswith(dot + suffix) and re.fullmatch(_COPY_MARK, rest[len(dot + suffix) :]) is not None

"""File names that every system can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

DEVICES = r"con|prn|aux|nul|com[0-9]|lpt[0-9]"
"""A pattern of the names that Windows reserves for devices, whatever follows a dot:
https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
_DEVICE = rf"(?i)(?:{DEVICES}) *(?:\.|\Z)"


def is_device(name: str) -> bool:
    """Return whether Windows takes a file's name for a device."""
    return re.match(_DEVICE, name) is not None


def clash(paths: Iterable[str]) -> str:
    """Return which two relative paths are one to some file systems; "" if none are."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold()), path)
        if other != path:
            return f"{path}: its name differs from that of {other} only in capital letters or the encoding of accents"
    return ""


def unportable(paths: Sequence[str]) -> str:
    """Return why not every system can hold files of these relative paths beside each other; "" if all can."""
    for path in paths:
        device = next((part for part in path.split("/") if is_device(part)), None)
        if device is not None:
            return f"{path}: '{device}' is the name of a device on Windows"
    return clash(paths)

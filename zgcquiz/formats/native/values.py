"""Rules on single values of a pack, shared by the native format and imports."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import PurePosixPath

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def canonical_option(text: str) -> str:
    """Return the form in which options are compared: canonical Unicode, white space folded."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def is_inside(name: str) -> bool:
    """Return whether a file name is a relative path inside its folder."""
    return not ("\\" in name or ":" in name or name.startswith("/") or ".." in PurePosixPath(name).parts)


def is_date(text: str) -> bool:
    """Return whether a text is a date such as 2017, 2017-06 or 2017-06-30."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(*(int(part) for part in match.groups("01")))
    except ValueError:
        return False
    return True

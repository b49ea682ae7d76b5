"""Rules on single values of a pack, shared by the native format and imports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

from zgcquiz.core.markup.shown_form import shown_form

_URL = re.compile(
    r"(?:https?|ftp)://(?:[^\s/?#@]*@)?[^\s/?#@:.][^\s/?#@]*(?:[/?#]\S*)?|(?:doi|hdl|urn|info|ark):\S+", re.I
)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def canonical_option(text: str) -> str:
    """Return the form in which an answer is looked for among options: canonical Unicode, white space folded.

    Options are told apart by `shown_form`, which keeps the white space that can be seen.
    """
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def options_named(answer: str, texts: Sequence[str], *, markup: bool = False) -> list[int]:
    """Return the places of the options that an answer names by their text.

    That is the one that looks the same, or else those that differ from it in white space only.
    """
    folded = canonical_option(answer)
    places = [at for at, text in enumerate(texts) if canonical_option(text) == folded]
    if len(places) > 1:
        form = shown_form(answer, markup=markup)
        return [at for at in places if shown_form(texts[at], markup=markup) == form] or places
    return places


def is_inside(name: str) -> bool:
    """Return whether a file name is a relative path inside its folder."""
    return not ("\\" in name or ":" in name or name.startswith("/") or ".." in PurePosixPath(name).parts)


def is_url(text: str) -> bool:
    """Return whether a text is the address of a page, with a scheme and a host, or a lasting name such as a DOI."""
    return _URL.fullmatch(text) is not None


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

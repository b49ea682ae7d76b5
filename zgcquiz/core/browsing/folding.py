"""Folding of texts that are searched, and of what is searched for."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Return a text without what a search ignores: case, accents, full and half width, how much white space there is,
    and characters that draw nothing."""
    if text.isascii():
        return " ".join(text.lower().split())
    from zgcquiz.core.text.drawn.invisible import without_invisible

    plain = unicodedata.normalize("NFKD", without_invisible(text)).casefold()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return " ".join(unicodedata.normalize("NFC", plain).split())

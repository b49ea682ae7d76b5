"""Character references of HTML, in texts of any origin."""

from __future__ import annotations

import html
import re

_LONG_NUMBER = re.compile(r"(?<=&#)[0-9]{9,}")


def unescape(text: str) -> str:
    """Return a text with HTML's character references resolved as browsers do it, however many digits they have.

    `html.unescape` ends in a ValueError at more digits than Python takes for an int.
    """
    return html.unescape(_LONG_NUMBER.sub(_shortened, text))


def _shortened(number: re.Match[str]) -> str:
    return number[0].lstrip("0")[:8] or "0"  # eight digits are more than any character's number

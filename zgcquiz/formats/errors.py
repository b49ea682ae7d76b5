"""Errors of format readers."""

from __future__ import annotations

from zgcquiz.core.errors import ZgcError

LONGEST_QUOTED = 80
"""Characters of a file's text that a message quotes."""


LONGEST_REASON = 300
"""Characters of a reason, which can quote several texts."""


def brief(text: str, most: int = LONGEST_QUOTED) -> str:
    """Return a file's text for a message, shortened if it is long."""
    return text if len(text) <= most else text[: most - 1] + "\u2026"


class UnusableError(Exception):
    """Raised inside a reader for a question that cannot be imported; says why."""


def bad_file(name: str, reason: str, line: int = 0, hint: str = "") -> ZgcError:
    """Return the error for a file that is not readable in its format."""
    place = f"{name}:{line}" if line else name
    return ZgcError("bad-file", f"{place}: {brief(reason, LONGEST_REASON)}.", hint)

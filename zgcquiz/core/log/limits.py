"""The limits on what the log takes from elsewhere: a file, another log, another program."""

from __future__ import annotations

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review

MAX_SHOWN = 62
"""The most options that a review may have been shown with: the log counts the sets of them in 64 bits, signed."""


def beyond_limits(event: Review | Hold | Restart) -> str:
    """Return why the log doesn't take an event from elsewhere; "" if it does."""
    if isinstance(event, Review) and len(event.shown) > MAX_SHOWN:
        return f"'shown' must be a list of at most {MAX_SHOWN} texts"
    return ""

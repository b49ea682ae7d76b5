"""The limits on what the log takes from elsewhere: a file, another log, another program."""

from __future__ import annotations

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review

MAX_SHOWN = 62
"""The most options that a review may have been shown with: the log counts the sets of them in 64 bits, signed."""


EARLIEST, LATEST = 631_152_000_000, 4_102_444_800_000
"""The times of events: from the start of 1990 to that of 2100, in milliseconds UTC.

Clocks that were never set begin in 1970 or 1980. The bounds are fixed, so that merging two logs gives the same result
on any day; an event within them that is dated later than now is kept, and counts once its time has come.
"""


def is_in_range(ms: int) -> bool:
    """Return whether the log takes an event of this time, in milliseconds UTC."""
    return EARLIEST <= ms < LATEST


def beyond_limits(event: Review | Hold | Restart) -> str:
    """Return why the log doesn't take an event from elsewhere; "" if it does."""
    if not is_in_range(event.at.ms):
        return "'at' must be a time from 1990 to 2099"
    if isinstance(event, Review) and len(event.shown) > MAX_SHOWN:
        return f"'shown' must be a list of at most {MAX_SHOWN} texts"
    return ""

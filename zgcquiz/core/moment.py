"""Points in time, and the learner's days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from zgcquiz.core.value import Value

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""In milliseconds, like the two before."""

_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999
"""The first and last millisecond of the years 1 to 9999, which Python's calendar has. A damaged log may have others."""
_EPOCH = date(1970, 1, 1).toordinal()

DAY_STARTS = 4
"""The default hour at which a learner's day starts, so that an evening past midnight is one day."""


class Moment(Value, frozen=True, order=True, gc=False):
    """A point in time with the learner's local time.

    ms: milliseconds since 1970 in UTC; offset: minutes that local time is ahead of UTC; starts:
    the hour, 0 to 23, at which the learner's day starts.
    """

    ms: int
    offset: int = 0
    starts: int = DAY_STARTS

    @property
    def day(self) -> int:
        """The learner's day, in days since 1 January 1970."""
        return (self.ms + self.offset * MINUTE - self.starts * HOUR) // DAY

    def start_of(self, day: int) -> int:
        """Return when a learner's day starts in this local time, in milliseconds since 1970 in UTC."""
        return day * DAY + self.starts * HOUR - self.offset * MINUTE

    @property
    def iso(self) -> str:
        """The time in ISO 8601, in UTC, to the millisecond."""
        ms = min(max(self.ms, _FIRST_MS), _LAST_MS)
        return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")[:23] + "Z"

    @property
    def local(self) -> datetime:
        """The learner's local date and time, in the years that calendars have."""
        zone = timezone(timedelta(minutes=self.offset))
        return datetime.fromtimestamp(min(max(self.ms, _FIRST_MS + DAY), _LAST_MS - DAY) / 1000, zone)


def date_of(day: int) -> date:
    """Return the calendar date of a learner's day, in the years that calendars have."""
    return date.fromordinal(min(max(day + _EPOCH, date.min.toordinal()), date.max.toordinal()))


def day_of(date_: date) -> int:
    """Return the learner's day that begins on a calendar date."""
    return (date_ - date(1970, 1, 1)).days

"""Which backups of the log are kept, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from zgcquiz.core.moment import Moment

LAST = 10
"""The default number of the latest backups that are kept, whatever their month."""

_NAME = r"zgcquiz-(\d{4}-\d\d-\d\dT\d{6})Z\.db"
_STAMP = "%Y-%m-%dT%H%M%S"


def backup_name(at: datetime) -> str:
    """Return the file name of a backup of a time, in UTC to the second; names sort by time."""
    return f"zgcquiz-{at.astimezone(UTC):{_STAMP}}Z.db"


def time_of_backup(name: str) -> datetime | None:
    """Return the time in the file name of a backup, in UTC; None for any other name."""
    match = re.fullmatch(_NAME, name)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC)  # `strptime` loads modules of its own
    except ValueError:
        return None


def kept(stamps: Iterable[datetime], now: datetime, last: int = LAST) -> frozenset[datetime]:
    """Return which backups are kept: the last ones, and the newest of each month in UTC.

    stamps, now: with a time zone. A backup that is dated later than now, by a clock that ran ahead, is kept and counts
    for none of these.
    """
    known = frozenset(stamps)
    newest = sorted(stamp for stamp in known if stamp <= now)
    ahead = known.difference(newest)
    months = {(at.year, at.month): stamp for stamp in newest for at in (stamp.astimezone(UTC),)}
    return ahead.union(newest[max(len(newest) - last, 0) :], months.values())


def utc_of(moment: Moment) -> datetime:
    """Return a moment as a time in UTC, to the second."""
    return moment.local.astimezone(UTC).replace(microsecond=0)

"""The limits of a day, what is left of them, and how long a backlog takes."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.learning.queue import Fact, Quota
from zgcquiz.core.log.review import Ref
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.moment import Moment, date_of
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import Value

HORIZON = 366
"""The most days into the future that a backlog is followed."""
RETURNS = 2
"""About how often a missed item comes back within AHEAD days: with the defaults of FSRS-6 after 3 days, then 10."""
AHEAD = 28
"""The days ahead from which the mean number of items falling due each day is taken."""


class DoneToday(Value, frozen=True):
    """The items answered today, with their facts.

    new, known: how many items of each pack were answered for the first time, and how many others. Each
    counts once, however often it was answered.
    """

    items: frozenset[Ref] = frozenset()
    facts: frozenset[Fact] = frozenset()
    new: Mapping[str, int] = {}
    known: Mapping[str, int] = {}


class Today(Value, frozen=True):
    """The work left for today.

    due, new: how many items today's limits and siblings allow; due_in_all: how many are due; limited: whether a
    limit, and not only siblings, holds some of these back; seconds: an estimate for today's items, None if no answer
    was ever timed; backlog_days: about how many days until no limit holds anything back, None if that takes more than
    a year; beside: how many items are asked that are not due, because they are confused with a due one.
    """

    due: int
    new: int
    due_in_all: int
    limited: bool
    seconds: float | None
    backlog_days: int | None
    beside: int = 0

    @property
    def has_work(self) -> bool:
        """Whether a review has something to ask today."""
        return self.due + self.new > 0


def limits_on(settings: Settings, day: int) -> tuple[int, int]:
    """Return how many new items, and how many items in all, a pack may have on a learner's day.

    A weekday's load scales both, rounded up, so that only a load of 0 makes the day empty.
    """
    load = settings.weekday_load[date_of(day).weekday()]
    return -(-settings.new_per_day * load // 100), -(-settings.reviews_per_day * load // 100)


def quota(settings: Settings, day: int, pack: str, done: DoneToday) -> Quota:
    """Return what is left of a pack's limits today.

    New items count against both limits, so that a learner who falls behind on reviews gets no new items.
    """
    new_limit, limit = limits_on(settings, day)
    new = done.new.get(pack, 0)
    left = max(0, limit - done.known.get(pack, 0) - new)
    return Quota(due=left, new=max(0, new_limit - new), both=left)


def backlog_days(backlog: float, coming: float, settings: Settings, today: int, forgotten: float = 0.0) -> int | None:
    """Estimate in how many days no limit holds back items of a pack any more; 0 is today, None over a year.

    backlog: how many are due beyond today's work; coming: how many more fall due each day; forgotten: the
    fraction, 0 to 1, likely to be missed, and so to come back soon.
    """
    backlog *= 1 + RETURNS * forgotten
    for ahead in range(HORIZON):
        if backlog <= 0:
            return ahead
        backlog += coming - limits_on(settings, today + ahead + 1)[1]
    return None


class NextDue(Value, frozen=True):
    """When items fall due next: the learner's day, the time in milliseconds since 1970 in UTC (0: any that
    day), and how many items share the day.
    """

    day: int
    at: int
    count: int


class Overview(Value, frozen=True):
    """The overview of due and new items over all packs.

    begun: whether there is at least one review; unfinished: the round that was left last of those
    that can be continued; also_left: the others.
    """

    due: int
    new: int
    next_due: NextDue | None
    now: Moment
    begun: bool
    packs: int
    today: Today
    unfinished: UnfinishedRound | None = None
    also_left: tuple[UnfinishedRound, ...] = ()

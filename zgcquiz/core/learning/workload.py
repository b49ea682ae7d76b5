"""How much a day may hold, what of it is left, and how long a backlog takes."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.learning.queue import Fact, Quota
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment, date_of
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import Value

HORIZON = 366
"""Days that a backlog is followed into the future."""
RETURNS = 2
"""How often a missed item comes back within AHEAD days, about: by FSRS-6's defaults after some three days, then ten."""
AHEAD = 28
"""Days from which is taken how much falls due a day."""


class DoneToday(Value, frozen=True):
    """What was answered today. By pack, how many items were met for the first time, and how many
    others: each counts once, however often it was answered; facts: what they are about."""

    items: frozenset[Ref] = frozenset()
    facts: frozenset[Fact] = frozenset()
    new: Mapping[str, int] = {}
    known: Mapping[str, int] = {}


class Today(Value, frozen=True):
    """What is left to do today.

    due, new: how many items today's limits and siblings allow; due_in_all: how many are due;
    limited: a limit holds some of these back (else siblings do); seconds: about how long today's
    take, None where no answer was ever timed; backlog_days: about how many days from today until no
    limit holds anything back, None where that isn't so within a year; beside: how many come that are
    not due, since they are confused with one that is.
    """

    due: int
    new: int
    due_in_all: int
    limited: bool
    seconds: float | None
    backlog_days: int | None
    beside: int = 0


def limits_on(settings: Settings, day: int) -> tuple[int, int]:
    """How many new items, and how many items in all, a day of the learner's may hold for a pack.

    A light weekday holds its share, rounded up, so that only a load of 0 makes it empty.
    """
    load = settings.weekday_load[date_of(day).weekday()]
    return -(-settings.new_per_day * load // 100), -(-settings.reviews_per_day * load // 100)


def quota(settings: Settings, day: int, pack: str, done: DoneToday) -> Quota:
    """What is left of a pack's limits. New items count against both of them, and come only where
    reviews leave room: who can't keep up gets no more to keep up with."""
    new_limit, limit = limits_on(settings, day)
    new = done.new.get(pack, 0)
    left = max(0, limit - done.known.get(pack, 0) - new)
    return Quota(due=left, new=max(0, new_limit - new), both=left)


def backlog_days(backlog: float, coming: float, settings: Settings, today: int, forgotten: float = 0.0) -> int | None:
    """In about how many days no limit holds anything of a pack back any more: 0 is today.

    backlog: how many are due beyond what is done today; coming: how many more fall due each day;
    forgotten: the share of them, 0 to 1, that is likely to be missed, and so comes back soon. None
    where it takes more than a year.
    """
    backlog *= 1 + RETURNS * forgotten
    for ahead in range(HORIZON):
        if backlog <= 0:
            return ahead
        backlog += coming - limits_on(settings, today + ahead + 1)[1]
    return None


class NextDue(Value, frozen=True):
    """When something falls due next: the learner's day, the moment (UTC ms, 0: any that day),
    and how many items share the day."""

    day: int
    at: int
    count: int


class Overview(Value, frozen=True):
    """Where the learner stands: how much is due and new, and when more will be.

    begun: there is at least one review.
    """

    due: int
    new: int
    next_due: NextDue | None
    now: Moment
    begun: bool
    packs: int
    today: Today

"""What to ask today, from the cards, the settings, and what was answered today already."""

from __future__ import annotations

from collections.abc import Iterable

from zgcquiz.app.deps import Deps
from zgcquiz.app.selection import Selection
from zgcquiz.core.deal import Fact
from zgcquiz.core.moment import Moment
from zgcquiz.core.queue import Picked, Queue, Quota, merge, pick
from zgcquiz.core.value import Value, replace
from zgcquiz.core.workload import Today, backlog_days, quota
from zgcquiz.store.agenda import Agenda
from zgcquiz.store.log import ReviewLog

SPARE = 50
"""So many items more than can be asked are looked at first, since siblings stand back."""


class Wanted(Value, frozen=True):
    """What the learner asks of a review. ahead: what falls due within so many days too; due, new:
    at most so many of each this time, whatever the day's limits; None: as these have it."""

    ahead: int = 0
    due: int | None = None
    new: int | None = None

    def of(self, left: Quota) -> Quota:
        """What may be asked of a pack of which so much is left today."""
        if self.due is not None:
            left = replace(left, due=self.due)
        if self.new is not None:
            left = replace(left, new=self.new, both=left.due + self.new)
        return left


class _Found(Value, frozen=True):
    """What one pack has: what was picked, how many are due, and if a limit holds some back."""

    picked: Picked
    due: int
    limited: bool


def plan_today(deps: Deps, selection: Selection, wanted: Wanted | None = None) -> tuple[Queue, Today]:
    """What to ask now, and what that comes to. The packs must be lined up."""
    wanted = wanted or Wanted()
    now = deps.clock()
    agenda = Agenda(deps.log)
    done = agenda.done(now)
    found = {
        id: _pick(deps.log, id, now, wanted.ahead, done.facts, wanted.of(quota(deps.settings(id), now.day, id, done)))
        for id in selection.packs
    }
    queue = merge([each.picked for each in found.values()], wanted.due, wanted.new)
    pace = agenda.pace()
    return queue, Today(
        due=queue.due,
        new=len(queue.new),
        due_in_all=sum(each.due for each in found.values()),
        limited=any(each.limited for each in found.values()),
        seconds=None if pace is None else pace * len(queue.refs),
        backlog_days=_backlog_days(deps, agenda, found, now),
    )


def _pick(log: ReviewLog, pack: str, now: Moment, ahead: int, met: Iterable[Fact], left: Quota) -> _Found:
    """Pick from a pack, looking at more of its items until there are enough or no more."""
    met = frozenset(met)
    room = 2 * max(left.due, left.new) + len(met) + SPARE
    while True:
        due, new = log.due(pack, now, room, ahead), log.new(pack, now, room)
        picked = pick(due, new, met, left)
        all_due, all_new = len(due) < room, len(new) < room
        enough_due = all_due or len(picked.due) >= left.due
        enough_new = all_new or len(picked.new) >= min(left.new, left.both - len(picked.due))
        if enough_due and enough_new:
            count = len(due) if all_due else log.count_due([pack], now, ahead)
            return _Found(picked, count, picked.limited or not all_due)
        room *= 4


def _backlog_days(deps: Deps, agenda: Agenda, found: dict[str, _Found], now: Moment) -> int | None:
    """The days that the slowest pack takes."""
    behind = [id for id, each in found.items() if each.limited]
    coming = agenda.coming(behind, now)
    longest = 0
    for id in behind:
        picked = found[id].picked
        left = found[id].due - len(picked.due) - len(picked.steps)
        days = backlog_days(left, coming[id], deps.settings(id), now.day)
        if days is None:
            return None
        longest = max(longest, days)
    return longest

"""What to ask today, from the cards, the settings, and what was answered today already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.confusions import partners
from zgcquiz.app.selection import Selection
from zgcquiz.core.learning.guessing import Memory
from zgcquiz.core.learning.queue import Due, DueSelection, Queue, Quota, merge_selections, select_items
from zgcquiz.core.learning.workload import AHEAD, DoneToday, Today, backlog_days, quota
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import Value, replace
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.workload import Agenda

SPARE = 50
"""So many items more than can be asked are looked at first, since siblings stand back."""


class ReviewRequest(Value, frozen=True):
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


class Until(Value, frozen=True):
    """A date to review for. limit: answers a day at most, None for what the settings say of the packs;
    minutes: a day at most, None for any."""

    date: date
    limit: int | None = None
    minutes: int | None = None


class _PackAgenda(Value, frozen=True):
    """What one pack has to ask, and how many are due.

    limited: limits hold some back, for so many days (None: long); room: how many more the day may hold.
    """

    missed: tuple[Ref, ...]
    picked: DueSelection
    due: int
    limited: bool
    backlog_days: int | None
    room: int


def plan_today(
    context: AppContext, selection: Selection, wanted: ReviewRequest | None = None, *, beside: bool = False
) -> tuple[Queue, Today]:
    """What to ask now, and what that comes to. The packs must be lined up.

    beside: with what is not due, but confused with something that is, as far as the day's limits leave room.
    """
    wanted = wanted or ReviewRequest()
    now = context.clock()
    agenda = Agenda(context.log)
    done = agenda.done(now)
    found = [_find(context, pack, now, done, wanted) for pack in selection.packs]
    missed = [ref for each in found for ref in each.missed]
    queue = merge_selections(missed, [each.picked for each in found], wanted.due, wanted.new)
    brought: tuple[Ref, ...] = ()
    if beside and wanted.due is None:
        room = {pack: each.room for pack, each in zip(selection.packs, found, strict=True)}
        brought = partners(context, selection, queue.refs, done, room)
        queue = replace(queue, refs=(*queue.refs, *brought))
    pace = agenda.pace()
    days = [each.backlog_days for each in found]
    return queue, Today(
        due=queue.due,
        new=len(queue.new),
        due_in_all=sum(each.due for each in found),
        limited=any(each.limited for each in found),
        seconds=None if pace is None else pace * len(queue.refs),
        backlog_days=None if None in days else max((day for day in days if day), default=0),
        beside=len(brought),
    )


def _find(context: AppContext, pack: str, now: Moment, done: DoneToday, wanted: ReviewRequest) -> _PackAgenda:
    """Pick from a pack, looking at more of its items until there are enough or no more."""
    log, settings = context.log, context.settings(pack)
    left = wanted.of(quota(settings, now.day, pack, done))
    missed = tuple(log.missed(pack, now, [ref.item for ref in done.items if ref.pack == pack]))
    room = 2 * max(left.due, left.new) + len(done.facts) + SPARE
    while True:
        due, new = log.due(pack, now, room, wanted.ahead), log.new(pack, now, room)
        picked = select_items(due, new, done.facts, left)
        all_due, all_new = len(due) < room, len(new) < room
        enough_due = all_due or len(picked.due) >= left.due
        enough_new = all_new or len(picked.new) >= min(left.new, left.both - len(picked.due))
        if enough_due and enough_new:
            break
        room *= 4
    room_left = max(0, left.both - len(picked.due) - len(picked.new))
    if all_due and not picked.limited:
        return _PackAgenda(missed, picked, len(due), limited=False, backlog_days=0, room=room_left)
    count, coming = log.count_coming(pack, now, AHEAD, wanted.ahead)
    waiting = count - len(missed) - len(picked.due)
    days = backlog_days(waiting, coming / AHEAD, settings, now.day, _forgotten(log, pack, due))
    return _PackAgenda(missed, picked, count, True, days, room_left)


def _forgotten(log: ReviewLog, pack: str, due: Sequence[Due]) -> float:
    """The share of these items, 0 to 1, that is likely to be missed."""
    recall = log.scheduler(pack).model.recall
    return sum(1 - recall(Memory(1.0, 5.0), item.forgetting) for item in due) / len(due) if due else 0.0

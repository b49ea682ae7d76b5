"""Plans of rounds: what to ask today, given the cards, the settings and today's answers so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection
from zgcquiz.core.learning.guessing import Memory
from zgcquiz.core.learning.queue import Due, DueSelection, Fact, Queue, Quota, Waiting, merge_selections, select_items
from zgcquiz.core.learning.workload import AHEAD, DoneToday, Today, backlog_days, quota
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.rounds.round_views import Exam
from zgcquiz.core.rounds.session import Session
from zgcquiz.core.value import Value, replace
from zgcquiz.store.log.reading.workload import Agenda
from zgcquiz.store.log.review_log import ReviewLog

SPARE = 50
"""Items fetched beyond those that can be asked, since siblings are skipped."""


class Resumed(Value, frozen=True):
    """A round that is continued: the id of its reviews, its items as it began, and the state that it was left in.

    reviews: the ids of those of its answers; gone: how many of its items are no longer in the pack; changed: how many
    of the answered ones have another wording or key now.
    """

    id: str
    order: tuple[Ref, ...]
    session: Session
    reviews: tuple[str, ...]
    gone: int = 0
    changed: int = 0


class RoundPlan(Value, frozen=True):
    """A round to be run.

    refs: the items to ask, in order; new: those of them never answered; seconds: allowed for a question; today: a
    review's workload; repeatable: the seed alone decides what is drawn, not earlier confusions; exam: the plan for an
    exam; recall: ask well-known items without their options; levels: ask for certainty with every answer; resumed: the
    round that is continued, if it is none of its own; scored: compare its score to the last one, and keep it for the
    next.
    """

    mode: str
    selection: Selection
    refs: tuple[Ref, ...]
    seed: int
    repeat_missed: bool = False
    record: bool = True
    seconds: float | None = None
    recall: bool = False
    levels: bool = False
    new: frozenset[Ref] = frozenset()
    today: Today | None = None
    repeatable: bool = False
    exam: Exam | None = None
    resumed: Resumed | None = None
    scored: bool = True

    @property
    def schedules(self) -> bool:
        """Whether answers change the schedule."""
        return self.record and self.mode != CRAM


class ReviewRequest(Value, frozen=True):
    """The learner's options for a review.

    ahead: include items due within so many days; due, new: maximum of each, None for the day's limits.
    """

    ahead: int = 0
    due: int | None = None
    new: int | None = None

    def of(self, left: Quota) -> Quota:
        """Return a pack's quota, given what the day's limits leave."""
        if self.due is not None:
            left = replace(left, due=self.due)
        if self.new is not None:
            left = replace(left, new=self.new, both=left.due + self.new)
        return left


class ExamRequest(Value, frozen=True):
    """The learner's options for an exam.

    limit: maximum of answers a day, None for the packs' settings; minutes: maximum a day, None for no limit.
    """

    date: date
    limit: int | None = None
    minutes: int | None = None


class _PackQueue(Value, frozen=True):
    """What to ask from one pack.

    due: how many items are due; limited: whether the limits postpone some; backlog_days: for how many days, None for
    very long; room: how many more questions fit into the day.
    """

    missed: tuple[Ref, ...]
    selected: DueSelection
    due: int
    limited: bool
    backlog_days: int | None
    room: int


class _Day(Value, frozen=True):
    """What is known of all packs before items are selected from each, by pack.

    answered, met: the items answered today, and their facts; left: of today's limits; due: the packs of which an item
    is due; rooms: how many new items to fetch at first.
    """

    answered: Mapping[str, Sequence[str]]
    met: Mapping[str, Sequence[Fact]]
    left: Mapping[str, Quota]
    due: AbstractSet[str]
    rooms: Mapping[str, int]


def plan_today(
    context: AppContext, selection: Selection, request: ReviewRequest | None = None, *, beside: bool = False
) -> tuple[Queue, Today]:
    """Return what to ask now, and its summary. The packs' cards must be synced.

    beside: add items that are confused with a due one, as far as the day's limits allow.
    """
    request = request or ReviewRequest()
    now = context.clock()
    agenda = Agenda(context.log)
    done = agenda.done(now)
    queues = _queues(context, selection.ids, now, _survey(context, selection.ids, now, done, request), request)
    missed = [ref for each in queues for ref in each.missed]
    queue = merge_selections(missed, [each.selected for each in queues], request.due, request.new)
    added: tuple[Ref, ...] = ()
    if beside and request.due is None:
        from zgcquiz.app.round.confusions import partners  # not needed to tell what there is to do

        room = {pack: each.room for pack, each in zip(selection.packs, queues, strict=True)}
        added = partners(context, selection, queue.refs, done, room)
        queue = replace(queue, refs=(*queue.refs, *added))
    return queue, _today(queues, queue.due, len(queue.new), len(added), agenda.pace())


def summarize_today(context: AppContext, selection: Selection) -> Today:
    """Return what `plan_today` tells besides the queue.

    New items are only counted in the packs that have nothing due, were not met today, and have no siblings.
    """
    now, request = context.clock(), ReviewRequest()
    agenda = Agenda(context.log)
    day = _survey(context, selection.ids, now, agenda.done(now), request)
    quiet = selection.packs.keys() - day.due - day.met.keys()
    new = context.log.count_first_new({pack: min(day.left[pack].new, day.left[pack].both) for pack in quiet}, now)
    queues = _queues(context, [pack for pack in selection.packs if pack not in new], now, day, request)
    due = sum(len(each.missed) + len(each.selected.due) for each in queues)
    return _today(queues, due, sum(new.values()) + sum(len(each.selected.new) for each in queues), 0, agenda.pace())


def _today(queues: Sequence[_PackQueue], due: int, new: int, beside: int, pace: float | None) -> Today:
    days = [each.backlog_days for each in queues]
    return Today(
        due=due,
        new=new,
        due_in_all=sum(each.due for each in queues),
        limited=any(each.limited for each in queues),
        seconds=None if pace is None else pace * (due + new + beside),
        backlog_days=None if None in days else max((day for day in days if day), default=0),
        beside=beside,
    )


def _survey(context: AppContext, packs: Sequence[str], now: Moment, done: DoneToday, request: ReviewRequest) -> _Day:
    """Read what a few queries tell of all packs: of many, most have nothing due, and were not met today."""
    answered: dict[str, list[str]] = {}
    for ref in done.items:
        answered.setdefault(ref.pack, []).append(ref.item)
    met: dict[str, list[Fact]] = {}
    for fact in done.facts:
        met.setdefault(fact[0], []).append(fact)
    left = {pack: request.of(quota(context.settings(pack), now.day, pack, done)) for pack in packs}
    rooms = {pack: of.new + len(met.get(pack, ())) for pack, of in left.items()}
    return _Day(answered, met, left, context.log.packs_due(packs, now, request.ahead), rooms)


def _queues(
    context: AppContext, packs: Sequence[str], now: Moment, day: _Day, request: ReviewRequest
) -> list[_PackQueue]:
    new = context.log.first_new({pack: day.rooms[pack] for pack in packs}, now)
    return [_pack_queue(context, pack, now, day, new[pack], request) for pack in packs]


def _pack_queue(
    context: AppContext, pack: str, now: Moment, day: _Day, new: Sequence[Waiting], request: ReviewRequest
) -> _PackQueue:
    """Select from a pack, fetching more of its items until there are enough or none is left."""
    log, left, met = context.log, day.left[pack], day.met.get(pack, ())
    missed = tuple(log.missed(pack, now, day.answered[pack])) if pack in day.answered else ()
    room, room_new = 2 * max(left.due, left.new) + len(met) + SPARE, day.rooms[pack]
    due = log.due(pack, now, room, request.ahead) if pack in day.due else []
    while True:
        selected = select_items(due, new, met, left)
        all_due = len(due) < room
        if not all_due and len(selected.due) < left.due:
            room *= 4
            due = log.due(pack, now, room, request.ahead)
        elif len(new) == room_new and len(selected.new) < min(left.new, left.both - len(selected.due)):
            room_new = 4 * room_new + SPARE
            new = log.new(pack, now, room_new)
        else:
            break
    room_left = max(0, left.both - len(selected.due) - len(selected.new))
    if all_due and not selected.limited:
        return _PackQueue(missed, selected, len(due), limited=False, backlog_days=0, room=room_left)
    count, coming = log.count_coming(pack, now, AHEAD, request.ahead)
    waiting = count - len(missed) - len(selected.due)
    days = backlog_days(waiting, coming / AHEAD, context.settings(pack), now.day, _forgotten(log, pack, due))
    return _PackQueue(missed, selected, count, True, days, room_left)


def _forgotten(log: ReviewLog, pack: str, due: Sequence[Due]) -> float:
    """Return the expected fraction of misses, 0 to 1."""
    recall = log.scheduler(pack).model.recall
    return sum(1 - recall(Memory(1.0, 5.0), item.forgetting) for item in due) / len(due) if due else 0.0

"""Plan reviews for an exam: what to ask today so that most is known on its date."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import cache

from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.tuning import habits
from zgcquiz.app.round.plan import ExamRequest
from zgcquiz.app.selection import Selection
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.exam import Budget, Candidate, ExamPlan, plan
from zgcquiz.core.learning.forecast import AnswerHabits
from zgcquiz.core.learning.guessing import Memory
from zgcquiz.core.learning.queue import fact_of
from zgcquiz.core.learning.schedule import Reviewed
from zgcquiz.core.learning.workload import limits_on
from zgcquiz.core.log.hold import Held, held_until
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment, date_of, day_of
from zgcquiz.core.rounds.round_views import Exam
from zgcquiz.core.value import replace
from zgcquiz.store.log.reading.workload import Agenda

FARTHEST = 366
"""Maximum of days that an exam can be planned ahead."""


def plan_until(context: AppContext, selection: Selection, request: ExamRequest) -> ExamPlan:
    """Plan today's reviews so that most of the packs is known on a date. The packs' cards must be synced."""
    seconds = math.inf if request.minutes is None else request.minutes * 60
    settings = [context.settings(id) for id in selection.packs]

    @cache
    def room(weekday: int) -> Budget:
        """Return the budget of a weekday, from 0, the weekday of a learner's day 0."""
        limit = request.limit
        return Budget(sum(limits_on(each, weekday)[1] for each in settings) if limit is None else limit, seconds)

    return plan_exam(context, selection, day_of(request.date), lambda day: room(day % 7), habits(context))


def check_date(exam: date, now: Moment) -> None:
    """Raise ZgcError if an exam's date is past or too far ahead."""
    ahead = day_of(exam) - now.day
    today = date_of(now.day).isoformat()
    if ahead < 0:
        raise ZgcError("bad-date", f"{exam.isoformat()} is in the past: today is {today}.", "Name the day of the exam.")
    if ahead > FARTHEST:
        raise ZgcError(
            "bad-date",
            f"{exam.isoformat()} is too far ahead.",
            f"The last possible date is {date_of(now.day + FARTHEST).isoformat()}. Until then, use zgcquiz review.",
        )


def plan_exam(
    context: AppContext, selection: Selection, date: int, room: Callable[[int], Budget], usual: AnswerHabits
) -> ExamPlan:
    """Plan from now on; today's part omits what was done today and siblings of its items.

    date: the learner's day; room: returns the budget of a learner's day; usual: the learner's habits. The packs' cards
    must be synced. Raises ZgcError if there is nothing to plan for.
    """
    now = context.clock()
    cards = {card.ref: card.state for card in context.log.cards(selection.ids)}
    held = context.log.held(selection.ids, now)
    done = Agenda(context.log).done(now)
    begun = sum(done.new.get(id, 0) for id in selection.packs)
    answered = begun + sum(done.known.get(id, 0) for id in selection.packs)
    facts: dict[Ref, str] = {}
    steps = set()
    candidates = []
    for id, pack in selection.packs.items():
        for entry in pack.entries():
            ref = Ref(id, entry.id)
            if entry.fact:
                facts[ref] = entry.fact
            free = held_until(held[ref], now.day) if ref in held else 0
            card = cards.get(ref)
            if not isinstance(card, Reviewed):
                candidate = Candidate(ref, free=free)
            else:
                if not card.interval:
                    steps.add(ref)
                elif card.last_day >= now.day:
                    free = max(free, now.day + 1)
                candidate = Candidate(ref, Memory(card.stability, card.difficulty), card.last_day, free)
            if held.get(ref) is not Held.SUSPENDED:
                candidates.append(candidate)
    del cards  # the plan takes the memory that they had
    if not candidates:
        raise ZgcError(
            "no-questions", "There are no questions to plan for.", "To list suspended questions: zgcquiz held"
        )
    used = Budget(answered, answered * usual.right)
    found = plan(candidates, lambda pack: context.log.scheduler(pack).model, usual, now.day, date, room, used, begun)
    if date - now.day <= 1:
        return found  # no other day is left for siblings
    met = set(done.facts)
    kept = set()
    for ref in sorted(found.today, key=lambda ref: ref not in found.new):  # otherwise a new one might never be asked
        fact = fact_of(ref, facts.get(ref, ""))
        if fact not in met or ref in steps:
            met.add(fact)
            kept.add(ref)
    return replace(found, today=tuple(ref for ref in found.today if ref in kept), new=found.new & kept)


def outlook(plan: ExamPlan) -> Exam:
    """Return the summary of a plan, shown before its first round."""
    first = plan.days[0]
    share = len(plan.today) / first.questions if first.questions else 0.0
    return Exam(
        date=plan.date,
        items=plan.items,
        without=plan.without,
        expected=plan.expected,
        today=replace(
            first,
            questions=len(plan.today),
            new=len(plan.new),
            answers=first.answers * share,
            seconds=first.seconds * share,
        ),
        later=plan.days[1:],
    )

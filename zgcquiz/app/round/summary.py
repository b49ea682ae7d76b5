"""The report of a round."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.plan import RoundPlan, summarize_today
from zgcquiz.app.selection import Selection
from zgcquiz.core.learning.schedule import Card
from zgcquiz.core.learning.workload import NextDue
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.round_views import Ending, RoundReport, score_sections
from zgcquiz.core.rounds.session import Session


def summarize(
    context: AppContext,
    plan: RoundPlan,
    session: Session,
    ending: Ending,
    *,
    cards: Mapping[Ref, Card],
    held: Mapping[Ref, Held],
    last_score: float | None,
) -> RoundReport:
    """Return the report of a round.

    cards: the states of the answered items; held: the items suspended or buried in the round; last_score: of the
    round before, 0 to 1, None if there was none.
    """
    log = context.log if plan.record else None
    now = context.clock()
    asked = {answer.ref for answer in session.answers}
    next_due = log.next_due(plan.selection.ids) if log else None
    today = summarize_today(context, plan.selection) if log else None
    return RoundReport(
        mode=plan.mode,
        pack=plan.selection.only,
        heading=plan.selection.heading,
        seed=plan.seed,
        session=session,
        ending=ending,
        cards={ref: card for ref, card in cards.items() if ref in asked},
        now=now,
        last_score=last_score,
        recorded=plan.record,
        sections=score_sections(session.answers, _section_ranks(plan.selection)),
        new=len(plan.new & asked),
        due_left=today.due_in_all if today else 0,
        next_due=NextDue(*next_due) if next_due else None,
        held=dict(held),
        exam=plan.exam,
        today=today,
        levels=plan.levels,
    )


def _section_ranks(selection: Selection) -> Mapping[str, int]:
    return {title: rank for rank, title in reversed(list(enumerate(selection.section_titles)))}

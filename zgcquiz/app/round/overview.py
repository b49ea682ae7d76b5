"""What there is to do today, over all installed packs."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.plan import summarize_today
from zgcquiz.app.selection import Selection, survey, sync_cards
from zgcquiz.core.learning.workload import NextDue, Overview
from zgcquiz.core.log.review import Outcome
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.value import replace
from zgcquiz.store.files.pack_files import is_there
from zgcquiz.store.round_records import RoundRecords

OFFERED_DAYS = 30
"""Days for which a round that was left is offered."""


def overview(context: AppContext) -> tuple[Overview, Selection]:
    """Return the workload of all installed packs, and these."""
    selection = survey(context, None)
    sync_cards(context, selection)
    ids, now = selection.ids, context.clock()
    next_due = context.log.next_due(ids)
    last = context.log.last()
    today = summarize_today(context, selection)
    left = tuple(filter(None, (_offered(context, selection, left) for left in RoundRecords(context.log).unfinished())))
    return (
        Overview(
            due=today.due_in_all,
            new=context.log.count_new(ids, now),
            next_due=NextDue(*next_due) if next_due else None,
            now=now,
            begun=last is not None,
            packs=len(ids),
            today=today,
            unfinished=left[0] if left else None,
            also_left=left[1:],
        ),
        selection,
    )


def _offered(context: AppContext, selection: Selection, left: UnfinishedRound) -> UnfinishedRound | None:
    """Return a round that was left, with its answers as they are now; None if it can't or need not be continued."""
    if context.clock().day - left.day > OFFERED_DAYS:
        return None
    if left.pack is not None and left.pack not in selection.packs and not is_there(Path(left.pack)):
        return None
    reviews = context.log.round_reviews(left.session)
    if not 0 < len(reviews) < len(left.order):
        return None
    correct = sum(review.outcome is Outcome.CORRECT for review in reviews)
    return replace(left, answered=len(reviews), correct=correct)

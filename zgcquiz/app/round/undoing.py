"""What a learner can undo in a round, and what was undone in it from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.rounds.session import Session
from zgcquiz.core.value import Value
from zgcquiz.store.log.review_log import ReviewLog


class UndoStep(Value, frozen=True):
    """A step that can be undone: an answer or, if ref is set, a hold.

    session: the round before the step; review: the saved answer; held: the item's hold before the step.
    """

    session: Session
    review: Review | None = None
    ref: Ref | None = None
    held: Held | None = None


def find_undone(log: ReviewLog, earlier: Sequence[str], past: Sequence[UndoStep]) -> tuple[list[int], tuple[str, ...]]:
    """Return which answers of a round were undone elsewhere, by position, and the ids of the reviews of the others.

    earlier: the ids of the reviews of the first answers; past: the steps since then.
    """
    ids = (*earlier, *(step.review.id for step in past if step.review))
    undone = log.taken_back(ids)
    return [at for at, id in enumerate(ids) if id in undone], tuple(id for id in ids if id not in undone)

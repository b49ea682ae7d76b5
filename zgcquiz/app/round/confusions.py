"""The learner's earlier confusions, for the questions of a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection
from zgcquiz.core.learning.queue import fact_of
from zgcquiz.core.learning.workload import DoneToday
from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.confusion import (
    MixUp,
    confusable_item,
    confusions,
    count_mix_ups,
    preferred,
    side_by_side,
)
from zgcquiz.core.rounds.given import Given
from zgcquiz.core.rounds.session import Answer
from zgcquiz.store.log.reading.answers import Answers

NEAR = 60
"""A partner must be due within so many days: an item known for longer is hardly confused."""
CANDIDATES = 200
"""Maximum of such items per pack, the most forgotten first."""


class Confused:
    """Confusions in the log when the round began.

    first: each item's distractors to draw before others; order: the round's items, confused ones side by side.
    """

    def __init__(self, context: AppContext, selection: Selection, refs: Sequence[Ref]) -> None:
        with Answers(context.log.path, None, context.clock().starts) as log:
            mistakes = log.mistakes(refs)
            right_days = log.right_days(refs) if mistakes else {}
        self.first = preferred(mistakes)
        self.order = tuple(refs)
        self._mixed_up: Counter[MixUp] = Counter()
        if mistakes:
            items = ((ref, selection.item(ref)) for ref in refs)
            choices = [choice for ref, item in items if item and (choice := confusable_item(ref, item))]
            self._mixed_up = count_mix_ups(choices, mistakes)
            facts = {choice.ref: choice.fact for choice in choices}
            self.order = side_by_side(refs, confusions(choices, mistakes, right_days), facts)

    def times(self, answer: Answer, given: Given[Answer]) -> int:
        """Return how often the picked and the right answer were mixed up, including this round; 0 for no mix-up."""
        mix_up = answer.mix_up
        return self._mixed_up[mix_up] + given.times(mix_up) if mix_up else 0


def partners(
    context: AppContext, selection: Selection, refs: Sequence[Ref], done: DoneToday, room: Mapping[str, int]
) -> tuple[Ref, ...]:
    """Return items that are confused with those of a review, to be asked too.

    done: the answers of today; room: how many more questions fit into the day, by pack. Partners are due within NEAR
    days, aren't held, and share no fact with today's items.
    """
    now = context.clock()
    with Answers(context.log.path, None, now.starts) as log:
        mistakes = log.mistakes(refs)
        right_days = log.right_days(refs) if mistakes else {}
        unresolved = {
            mistake.ref.pack for mistake in mistakes if right_days.get(mistake.ref, mistake.day) <= mistake.day
        }
        packs = sorted(pack for pack in unresolved if room.get(pack, 0) > 0)
        if not packs:
            return ()
        items = [(ref, item) for ref in refs if (item := selection.item(ref))]
        used = {*done.facts, *(fact_of(ref, item.fact) for ref, item in items)}
        asked = {*refs, *done.items}
        near = [
            each.ref
            for pack in packs
            for each in context.log.due(pack, now, CANDIDATES, NEAR)
            if each.ref not in asked and each.key not in used
        ]
        mistakes += log.mistakes(near)
        right_days |= log.right_days(near)
    items += [(ref, item) for ref in near if (item := selection.item(ref))]
    choices = [choice for ref, item in items if (choice := confusable_item(ref, item))]
    facts = {choice.ref: fact_of(choice.ref, choice.fact) for choice in choices}
    left = dict(room)
    found = []
    for confusion in confusions(choices, mistakes, right_days):
        others = [ref for ref in confusion.items if ref not in asked]
        if len(others) == 1 and facts[others[0]] not in used and left[others[0].pack] > 0:
            found.append(others[0])
            used.add(facts[others[0]])
            left[others[0].pack] -= 1
    return tuple(found)

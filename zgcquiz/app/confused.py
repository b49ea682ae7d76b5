"""What a learner has confused before, for the questions of a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zgcquiz.app.deps import Deps
from zgcquiz.app.selection import Selection
from zgcquiz.core.confusion import choice_of, confusions, fold, mixed_up, preferred, side_by_side
from zgcquiz.core.pack import Kind
from zgcquiz.core.review import Ref
from zgcquiz.core.session import Answer
from zgcquiz.store.answers import Answers


class Confused:
    """As the log stood when the round began.

    first: of each item the distractors to draw before others; order: the round's items, those
    that are confused side by side.
    """

    def __init__(self, deps: Deps, selection: Selection, refs: Sequence[Ref]) -> None:
        with Answers(deps.log.path, None, deps.clock().starts) as log:
            mistakes = log.mistakes(refs)
            right_days = log.right_days(refs) if mistakes else {}
        self.first = preferred(mistakes)
        self.order = tuple(refs)
        self._mixed_up: Counter[tuple[str, frozenset[str]]] = Counter()
        if mistakes:
            items = ((ref, selection.item(ref)) for ref in refs)
            choices = [choice for ref, item in items if item and (choice := choice_of(ref, item))]
            self._mixed_up = mixed_up(choices, mistakes)
            facts = {choice.ref: choice.fact for choice in choices}
            self.order = side_by_side(refs, confusions(choices, mistakes, right_days), facts)

    def times(self, answer: Answer, given: Sequence[Answer]) -> int:
        """How often what was picked now and what is right were mixed up, with the answers given in this round;
        0 where nothing was."""
        pair = _pair(answer)
        return self._mixed_up[pair] + sum(_pair(each) == pair for each in given) if pair else 0


def _pair(answer: Answer) -> tuple[str, frozenset[str]] | None:
    if answer.correct or answer.item.kind is not Kind.SINGLE or not answer.picked:
        return None
    return answer.ref.pack, frozenset((fold(answer.item.keys[0].text), fold(answer.picked[0])))

"""key-position: over the pack the right option stands at one place too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.across.guessing import is_habit
from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule


def find(items: Sequence[Anatomy], threshold: float) -> Iterator[PackFlaw]:
    fixed = [item.item for item in items if item.is_choice and not item.is_shuffled and len(item.item.keys) == 1]
    if not fixed:
        return
    for place in range(max(len(item.options) for item in fixed)):
        those = [item for item in fixed if len(item.options) > place]
        hits = [item.options[place].key for item in those]
        if is_habit(hits, [1 / len(item.options) for item in those], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions with a fixed order option {place + 1} is right; "
                "use 'distractors', which are shuffled, or move the right ones"
            )


RULE = Rule(
    code="key-position",
    title="the right option stands at one place too often",
    why="Authors hide the right option in the middle, and learners know. Where options are shuffled this can't "
    "happen, so only questions with 'options' count; from twenty on, and where it is no accident.",
    bad="",
    fix="",
    find_in_pack=find,
    english=False,
    threshold=1.5,
    measures="how many times as often as by chance",
)

"""key-position: in a pack, the key is at the same position too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.pack_wide.guessing import is_habit
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule


def find(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    fixed = [item.item for item in items if item.is_choice and not item.is_shuffled and len(item.item.keys) == 1]
    if not fixed:
        return
    for position in range(max(len(item.options) for item in fixed)):
        long_enough = [item for item in fixed if len(item.options) > position]
        hits = [item.options[position].key for item in long_enough]
        if is_habit(hits, [1 / len(item.options) for item in long_enough], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions with a fixed order option {position + 1} is right; "
                "use 'distractors', which are shuffled, or move some right options"
            )


RULE = Rule(
    code="key-position",
    title="the right option is at the same position too often",
    why="Authors tend to hide the right option in the middle, and learners know it. Shuffled options don't have this "
    "flaw, so only questions with 'options' count, if there are twenty or more; reported only if it can't be chance.",
    find_in_pack=find,
    english=False,
    threshold=1.5,
    measures="how many times as often as by chance",
)

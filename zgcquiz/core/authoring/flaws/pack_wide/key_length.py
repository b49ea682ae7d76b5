"""key-length: in a pack, the key is the longest or shortest option too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.pack_wide.guessing import is_habit
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule


def find(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    asked = [item for item in items if len(item.keys) == 1 and len(item.distractors) > 1]
    for extreme, name in ((max, "longest"), (min, "shortest")):
        hits = [_is_only(item, extreme(len(part.text) for part in item.parts)) for item in asked]
        if is_habit(hits, [1 / len(item.parts) for item in asked], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions the right option is the {name}; "
                f"write some {'longer' if name == 'longest' else 'shorter'} wrong options"
            )


def _is_only(item: LintItem, length: int) -> bool:
    """Tell whether the key has this length and no distractor has it."""
    return len(item.keys[0].text) == length and all(len(part.text) != length for part in item.distractors)


RULE = Rule(
    code="key-length",
    title="the right option is the longest, or the shortest, too often",
    why="Each question may be fine by itself, but a learner who always picks the longest option scores well on the "
    "pack. Checked in packs of twenty or more questions, and reported only if it can't be chance.",
    find_in_pack=find,
    english=False,
    threshold=1.5,
    measures="how many times as often as by chance",
)

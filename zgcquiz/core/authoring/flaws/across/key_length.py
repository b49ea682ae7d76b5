"""key-length: over the pack the right option is the longest too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.across.guessing import is_habit
from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule


def find(items: Sequence[Anatomy], threshold: float) -> Iterator[PackFlaw]:
    asked = [item for item in items if len(item.keys) == 1 and len(item.distractors) > 1]
    for extreme, name in ((max, "longest"), (min, "shortest")):
        hits = [_is_only(item, extreme(len(part.text) for part in item.parts)) for item in asked]
        if is_habit(hits, [1 / len(item.parts) for item in asked], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions the right option is the {name}; "
                f"write wrong ones that are {'longer' if name == 'longest' else 'shorter'}"
            )


def _is_only(item: Anatomy, length: int) -> bool:
    """The key has this length, and no wrong option has."""
    return len(item.keys[0].text) == length and all(len(part.text) != length for part in item.distractors)


RULE = Rule(
    code="key-length",
    title="the right option is the longest, or the shortest, too often",
    why="Each question may pass alone, but who always picks the longest then scores well over the pack. From twenty "
    "questions on, and where it is no accident.",
    bad="",
    fix="",
    find_in_pack=find,
    english=False,
    threshold=1.5,
    measures="how many times as often as by chance",
)

"""key-middle: in a pack, the correct number is neither the smallest nor the largest too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.pack_wide.guessing import is_habit
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule


def find(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    hits: list[bool] = []
    chances: list[float] = []
    for item in items:
        values = [part.number.low for part in item.parts if part.number is not None]
        if len(item.keys) != 1 or len(item.parts) < 4 or len(set(values)) < len(item.parts):
            continue
        key = item.keys[0].number
        assert key is not None
        hits.append(min(values) < key.low < max(values))
        chances.append(1 - 2 / len(values))
    if is_habit(hits, chances, threshold):
        yield PackFlaw(
            f"in {sum(hits)} of {len(hits)} questions with numbers the right one is neither the smallest nor "
            "the largest; vary its rank"
        )


RULE = Rule(
    code="key-middle",
    title="the right number is too often neither the smallest nor the largest",
    why="Authors tend to choose wrong numbers on both sides of the right one, so the smallest and the largest can be "
    "ruled out. Checked in packs of twenty or more such questions, and reported only if it can't be chance.",
    find_in_pack=find,
    english=False,
    threshold=1.2,
    measures="how many times as often as by chance",
)

"""overlapping-options: two distractors, or two keys, overlap."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.options.containment import overlaps
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    for wide, narrow, how in overlaps(item):
        if wide.key == narrow.key:
            yield Flaw(f"{how}; make the options mutually exclusive", narrow.at)
            return


RULE = Rule(
    code="overlapping-options",
    title="two options overlap",
    why="If one of them were right, the other would be too, so both can be ruled out at once. The ends of a range "
    "count: 20–40 and 40–60 share 40.",
    bad="""\
question: At what age do most people get their wisdom teeth?
answer: 17–25
options: [5–10, 10–15, 17–25, 40–50]""",
    fix="""\
question: At what age do most people get their wisdom teeth?
answer: 17–25
options: [5–9, 10–14, 17–25, 40–50]""",
    find=find,
    english=False,
)

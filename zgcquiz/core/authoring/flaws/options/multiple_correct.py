"""multiple-correct: a distractor contains the key, or is contained in it."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.options.containment import overlaps
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    for wide, narrow, how in overlaps(item):
        if wide.key != narrow.key:
            wrong = narrow if wide.key else wide
            yield Flaw(
                f"{how}, so both may be right, but only one is marked as right; make them mutually exclusive", wrong.at
            )
            return


RULE = Rule(
    code="multiple-correct",
    title="a wrong option may be right too",
    why="A learner who picks the wider or the narrower of two true answers is told that it is wrong, and learns "
    "something false. The rule finds only options that contain one another; anything else takes a human reader.",
    bad="""\
question: What kind of animal is a dolphin?
answer: A marine mammal
options: [A fish, A reptile, A marine mammal, A mammal]""",
    fix="""\
question: What kind of animal is a dolphin?
answer: A marine mammal
options: [A bony fish, A marine reptile, A marine mammal, A shark]""",
    find=find,
    english=False,
)

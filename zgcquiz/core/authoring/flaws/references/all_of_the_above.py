"""all-of-the-above: an option says that all others are correct."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Meta


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, option in item.metas(Meta.ALL):
        yield Flaw(
            f"'{option.text}' can be picked by a learner who recognises only two of the others; "
            "list all right options under 'answers' (select all that apply), or replace it with a wrong answer",
            at,
        )


RULE = Rule(
    code="all-of-the-above",
    title="an option says that all others are right",
    why="A learner who sees that two options are right has found the key without knowing the third, and one who sees "
    "that a single option is wrong has ruled it out.",
    bad="""\
question: Which of these are gases at room temperature?
answer: All of the above
options: [Neon, Oxygen, Nitrogen, All of the above]""",
    fix="""\
question: Which of these are gases at room temperature?
answers: [Neon, Oxygen, Nitrogen]
distractors: [Mercury, Bromine, Iodine]""",
    find=find,
)

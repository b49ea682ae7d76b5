"""all-of-the-above: an option says that all others are right."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Meta


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    for at, option in item.metas(Meta.ALL):
        yield Flaw(
            f"'{option.text}' can be picked by who knows only two of the others; "
            "ask 'select all that apply' with 'answers', or name another wrong answer",
            at,
        )


RULE = Rule(
    code="all-of-the-above",
    title="an option says that all others are right",
    why="Who sees that two options are right has found the key without knowing the third, and who sees one that is "
    "wrong has ruled it out.",
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

"""none-of-the-above: an option says that no other is correct."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Meta


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, option in item.metas(Meta.NONE):
        yield Flaw(f"'{option.text}' says only that the others are wrong; replace it with a plausible wrong answer", at)


RULE = Rule(
    code="none-of-the-above",
    title="an option says that no other is right",
    why="A learner who picks it knows what is wrong, but need not know what is right. As a distractor it is easy to "
    "rule out; as the key it teaches nothing.",
    bad="""\
question: Which planet is closest to the Sun?
answer: Mercury
options: [Venus, Mercury, Mars, None of the above]""",
    fix="""\
question: Which planet is closest to the Sun?
answer: Mercury
options: [Venus, Mercury, Mars, Jupiter]""",
    find=find,
)

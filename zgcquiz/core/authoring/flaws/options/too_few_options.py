"""too-few-options: fewer than three options."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.options.true_false_options import VERDICTS
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    count = len(item.item.options)
    if not item.is_choice or count >= threshold:
        return
    if {option.text.casefold().strip(" .") for option in item.item.options} <= VERDICTS:
        return  # true-false-options reports it
    yield Flaw(f"it has {count} options, so one guess in {count} is right; add plausible wrong options")


RULE = Rule(
    code="too-few-options",
    title="fewer than three options",
    why="Three good options are enough, but with two, every second guess is right.",
    bad="""\
question: Which metal is liquid at room temperature?
answer: Mercury
options: [Mercury, Tin]""",
    fix="""\
question: Which metal is liquid at room temperature?
answer: Mercury
options: [Mercury, Tin, Lead, Zinc]""",
    find=find,
    english=False,
    threshold=3,
    measures="the minimum number of options",
)

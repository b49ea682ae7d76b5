"""too-few-options: fewer than three options."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.options.true_false_options import _VERDICTS
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule


def find(item: Anatomy, threshold: float) -> Iterator[Flaw]:
    count = len(item.item.options)
    if not item.is_choice or count >= threshold:
        return
    if {option.text.casefold().strip(" .") for option in item.item.options} <= _VERDICTS:
        return  # another rule says that
    yield Flaw(f"it has {count} options, so luck is right once in {count}; add plausible wrong ones")


RULE = Rule(
    code="too-few-options",
    title="fewer than three options",
    why="Three good options are enough, but with two every other answer is right by luck.",
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
    measures="the fewest options",
)

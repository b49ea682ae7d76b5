"""Rules on choices between two options only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_ASKS = re.compile(r"(?:true or false|true/false|t/f|yes or no)\b", re.IGNORECASE)
VERDICTS = {"true", "false", "yes", "no", "right", "wrong", "correct", "incorrect"}


def find_verdicts(item: LintItem, _: float) -> Iterator[Flaw]:
    if not item.is_choice:
        return
    texts = [option.text.casefold().strip(" .") for option in item.item.options]
    asked = _ASKS.match(item.stem)
    if set(texts) <= VERDICTS:
        yield Flaw(f"the only options are {' and '.join(texts)}; write 'answer: true' (or false) without options", 0)
    elif asked:
        yield Flaw(
            f"'{asked.group()}' asks for true or false; remove it, and write 'answer: true' (or false) without options"
        )


TRUE_FALSE_OPTIONS = Rule(
    code="true-false-options",
    title="a choice between true and false only",
    why="Every second guess is right. If a statement is to be judged, use the true/false kind: the program then takes "
    "into account how likely a right answer was a guess. Options that give a reason are better still.",
    bad="""\
question: Is a tomato a fruit to a botanist?
answer: 'Yes'
options: ['Yes', 'No']""",
    fix="""\
question: Is a tomato a fruit to a botanist?
answer: true""",
    find=find_verdicts,
)


def find_too_few(item: LintItem, threshold: float) -> Iterator[Flaw]:
    count = len(item.item.options)
    if not item.is_choice or count >= threshold:
        return
    if {option.text.casefold().strip(" .") for option in item.item.options} <= VERDICTS:
        return  # true-false-options reports it
    yield Flaw(f"it has {count} options, so one guess in {count} is right; add plausible wrong options")


TOO_FEW_OPTIONS = Rule(
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
    find=find_too_few,
    english=False,
    threshold=3,
    measures="the minimum number of options",
)

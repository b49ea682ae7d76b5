"""true-false-options: a choice between true and false, or yes and no, only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_ASKS = re.compile(r"(?:true or false|true/false|t/f|yes or no)\b", re.IGNORECASE)
VERDICTS = {"true", "false", "yes", "no", "right", "wrong", "correct", "incorrect"}


def find(item: LintItem, _: float) -> Iterator[Flaw]:
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


RULE = Rule(
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
    find=find,
)

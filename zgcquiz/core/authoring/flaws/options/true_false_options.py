"""true-false-options: a choice between true and false, or yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_ASKS = re.compile(r"(?:true or false|true/false|t/f|yes or no)\b", re.IGNORECASE)
_VERDICTS = {"true", "false", "yes", "no", "right", "wrong", "correct", "incorrect"}


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    if not item.is_choice:
        return
    texts = [option.text.casefold().strip(" .") for option in item.item.options]
    asked = _ASKS.match(item.stem)
    if set(texts) <= _VERDICTS:
        yield Flaw(f"the options are just {' and '.join(texts)}; write 'answer: true' (or false) and no options", 0)
    elif asked:
        yield Flaw(f"'{asked.group()}' asks for true or false; leave it out, and give 'answer: true' and no options")


RULE = Rule(
    code="true-false-options",
    title="a choice between true and false only",
    why="One answer in two is right by luck. Where a statement is to be judged, the pack's own true/false kind says "
    "so to the program, which weighs a right answer by its chance of luck; options that say why are better still.",
    bad="""\
question: Is a tomato a fruit to a botanist?
answer: 'Yes'
options: ['Yes', 'No']""",
    fix="""\
question: Is a tomato a fruit to a botanist?
answer: true""",
    find=find,
)

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_ASKS = re.compile(
    r"\b(?:how (?:many|much|old|long|tall|far|high|deep|fast|heavy|wide)|(?:what|which|in what|in which) "
    r"(?:year|century|decade|number|percentage|date|age|temperature|price))\b",
    re.IGNORECASE,
)

_FIGURE = re.compile(r"(?<![A-Za-z\d])\d")
"""A digit that isn't part of a name such as K2."""


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if not _ASKS.search(item.lead_in) or not item.keys or len(item.distractors) < 2:
        return
    asked = _ASKS.search(item.lead_in_plain)
    if not asked:
        return
    if all(map(_has_number, item.keys)) and not any(map(_has_number, item.distractors)):
        key = item.keys[0]
        yield Flaw(
            f"'{asked.group()}' asks for a number, and only the right option '{key.text}' has one; "
            "give the wrong options numbers too",
            key.at,
        )


def _has_number(part: LintOption) -> bool:
    """Tell whether an option contains a figure, or is a number in words."""
    if any(map(str.isdigit, part.text)):
        return bool(_FIGURE.search(part.text))
    return part.number is not None


RULE = Rule(
    code="logical-cue",
    title="only the right option is of the kind asked for",
    why="If the question asks for a number and only one option is a number, it can be answered without any knowledge. "
    "The rule checks numbers only; whether a 'who' question offers people takes a human reader.",
    bad="""\
question: How many strings does a violin have?
answer: '4'
distractors: [A great many, As a guitar has, It depends on the maker]""",
    fix="""\
question: How many strings does a violin have?
answer: '4'
distractors: ['3', '5', '6']""",
    find=find,
)

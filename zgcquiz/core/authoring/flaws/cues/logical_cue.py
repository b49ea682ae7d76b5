"""logical-cue: only the right option is of the kind that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy, Part
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_ASKS = re.compile(
    r"\b(?:how (?:many|much|old|long|tall|far|high|deep|fast|heavy|wide)|(?:what|which|in what|in which) "
    r"(?:year|century|decade|number|percentage|date|age|temperature|price))\b",
    re.IGNORECASE,
)

_FIGURE = re.compile(r"(?<![A-Za-z\d])\d")
"""Not that of a name, as in K2."""


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    asked = _ASKS.search(item.lead_in_plain)
    if not asked or not item.keys or len(item.distractors) < 2:
        return
    if all(map(_counts, item.keys)) and not any(map(_counts, item.distractors)):
        key = item.keys[0]
        yield Flaw(f"'{asked.group()}' asks for a figure, and only the right option '{key.text}' is one", key.at)


def _counts(part: Part) -> bool:
    """It holds a figure, or is a number in words."""
    if any(map(str.isdigit, part.text)):
        return bool(_FIGURE.search(part.text))
    return part.number is not None


RULE = Rule(
    code="logical-cue",
    title="only the right option is of the kind asked for",
    why="If the question asks for a number and one option is a number, nothing has to be known. A rule sees this of "
    "figures only; that a 'who' has persons to choose from takes a reader.",
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

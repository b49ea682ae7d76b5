"""uneven-length: one option is much longer or shorter than the others."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_MIN_DIFFERENCE = 12
"""Minimum difference in characters, because between short options every difference is a large ratio."""


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if len(item.parts) < 2:
        return
    lengths = [len(part.text) for part in item.parts]
    middle = median(lengths) if len(lengths) > 2 else min(lengths)
    part = max(item.parts, key=lambda part: abs(len(part.text) - middle))
    length = len(part.text)
    ratio = max(length, middle) / max(1, min(length, middle))
    if ratio >= threshold and abs(length - middle) >= _MIN_DIFFERENCE:
        kind = "longer" if length > middle else "shorter"
        yield Flaw(f"'{part.text}' is much {kind} than the other options; give all about the same length", part.at)


RULE = Rule(
    code="uneven-length",
    title="one option is much longer or shorter than the others",
    why="An option that differs in length is noticed first, right or wrong. This is a hint rather than a flaw, so it "
    "is off unless a pack's 'check' turns it on; a key that is the longest option has a rule of its own.",
    bad="""\
question: What does a gnomon do?
answer: It casts a shadow
options: [It casts a shadow, It rings a bell, It turns the pages of a large book one by one]""",
    fix="""\
question: What does a gnomon do?
answer: It casts a shadow
options: [It casts a shadow, It rings a bell, It turns pages]""",
    find=find,
    english=False,
    threshold=1.75,
    measures="its length divided by the median length, or the reverse",
    off=True,
)

"""uneven-length: one option is far longer or shorter than the others."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_LEAST_DIFFERENCE = 12
"""Characters: between short options every difference is a large share."""


def find(item: Anatomy, threshold: float) -> Iterator[Flaw]:
    if len(item.parts) < 2:
        return
    lengths = [len(part.text) for part in item.parts]
    middle = median(lengths) if len(lengths) > 2 else min(lengths)
    part = max(item.parts, key=lambda part: abs(len(part.text) - middle))
    length = len(part.text)
    ratio = max(length, middle) / max(1, min(length, middle))
    if ratio >= threshold and abs(length - middle) >= _LEAST_DIFFERENCE:
        kind = "longer" if length > middle else "shorter"
        yield Flaw(f"'{part.text}' is much {kind} than the other options; bring them to about one length", part.at)


RULE = Rule(
    code="uneven-length",
    title="one option is far longer or shorter than the others",
    why="What differs in length is looked at first, right or wrong. A note rather than a flaw, so it is off unless a "
    "pack's 'check' puts it on; a key that is longest is a flaw of its own.",
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
    measures="its length by the median length, or the reverse",
    off=True,
)

"""negative-emphasised: the question asks for what is not so, and stresses it."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.authoring.flaws.stems.negation import negatives


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    stressed = [negative.word for negative in negatives(item) if negative.emphasised]
    if stressed and item.is_choice:
        yield Flaw(f"it asks for what is not so ('{stressed[0]}'); if you can, ask for what is so")


RULE = Rule(
    code="negative-emphasised",
    title="the question asks for what is not so, in capitals",
    why="Nobody overlooks NOT, but the question still tests what is not so. A note rather than a flaw, so it is off "
    "unless a pack's 'check' puts it on.",
    bad="""\
question: Which of these is NOT a mammal?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    fix="""\
question: Which of these is a bird?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    find=find,
    off=True,
)

"""negative-emphasised: the stem asks for what is not true, and emphasises it."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.authoring.flaws.stems.negation import negatives


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    emphasised = [negative.word for negative in negatives(item) if negative.emphasised]
    if emphasised and item.is_choice:
        yield Flaw(f"it asks for what is not true ('{emphasised[0]}'); if you can, ask for what is true")


RULE = Rule(
    code="negative-emphasised",
    title="the question asks for what is not true, in capitals",
    why="Nobody overlooks NOT, but the question still tests what is not true. This is a hint rather than a flaw, so it "
    "is off unless a pack's 'check' turns it on.",
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

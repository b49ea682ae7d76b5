"""negative-stem: the stem asks for what is not true, without emphasis."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.authoring.flaws.stems.negation import negatives


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    found = list(negatives(item))
    if found and item.is_choice and not any(negative.emphasised for negative in found):
        word = found[0].word
        yield Flaw(
            f"it asks for what is not true ('{word}'), which is easily overlooked; ask for what is true, "
            f"or write {word.upper()}"
        )


RULE = Rule(
    code="negative-stem",
    title="the question asks for what is not true, without emphasis",
    why="A learner who overlooks one small word answers the opposite of what was asked, and a right answer only shows "
    "knowledge of what is not true. If the exception is what matters, put the word in capitals.",
    bad="""\
question: Which of these is not a mammal?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    fix="""\
question: Which of these is a bird?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    find=find,
)

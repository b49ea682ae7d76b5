"""negative-stem: the question asks for what is not so, and doesn't stress it."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.authoring.flaws.stems.negation import negatives


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    found = list(negatives(item))
    if found and item.is_choice and not any(negative.emphasised for negative in found):
        word = found[0].word
        yield Flaw(
            f"it asks for what is not so ('{word}'), which is easily overlooked; ask for what is so, "
            f"or write {word.upper()}"
        )


RULE = Rule(
    code="negative-stem",
    title="the question asks for what is not so, and doesn't stress it",
    why="Who reads past one small word answers the opposite of what was asked, and who answers rightly has only shown "
    "to know what is not so. Where the exception is what matters, put the word in capitals.",
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

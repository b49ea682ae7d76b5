"""double-negative: a negative question with a negative option, or two negatives in the question."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.authoring.flaws.stems.negation import NEGATED, SUBORDINATE, negatives
from zgcquiz.core.text.words import is_title


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    found = list(negatives(item))
    if not found or not item.is_choice:
        return
    word = found[0].word
    if len(found) > 1:
        yield Flaw(f"it holds two negatives, '{word}' and '{found[1].word}'; ask for what is so")
    for part in item.parts:
        denied = NEGATED.search(part.plain)
        if denied and SUBORDINATE.search(part.plain[: denied.start()]):
            continue
        if denied and part.word_count > 1 and not is_title(part.text):
            yield Flaw(
                f"the question asks with '{word}', and '{part.text}' answers with '{denied.group()}'; "
                "take one of them out",
                part.at,
            )
            return


RULE = Rule(
    code="double-negative",
    title="a negative answers a negative",
    why="'Which of these is NOT true: it can't fly' has to be turned round twice before it can be judged. That tests "
    "logic and patience. Capitals don't help here.",
    bad="""\
question: Which of these is NOT true of penguins?
answer: They do not swim
distractors: [They have feathers, They lay eggs, They eat fish]""",
    fix="""\
question: What can penguins do?
answer: Swim under water
distractors: [Fly across the sea, Climb trees, Crack nuts]""",
    find=find,
)

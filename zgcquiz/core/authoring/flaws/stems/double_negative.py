"""double-negative: a negative stem with a negative option, or two negatives in the stem."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.authoring.flaws.stems.negation import NEGATED, SUBORDINATE, negatives
from zgcquiz.core.text.words import is_title


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    found = list(negatives(item))
    if not found or not item.is_choice:
        return
    word = found[0].word
    if len(found) > 1:
        yield Flaw(f"it has two negatives, '{word}' and '{found[1].word}'; ask for what is true")
    for part in item.parts:
        denied = NEGATED.search(part.plain)
        if denied and SUBORDINATE.search(part.plain[: denied.start()]):
            continue
        if denied and part.word_count > 1 and not is_title(part.text):
            yield Flaw(
                f"the question has '{word}', and '{part.text}' has '{denied.group()}'; remove one of them", part.at
            )
            return


RULE = Rule(
    code="double-negative",
    title="a negative option answers a negative question",
    why="'Which of these is NOT true: it can't fly' has to be reversed twice before it can be judged. That tests logic "
    "and patience, and capitals don't help.",
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

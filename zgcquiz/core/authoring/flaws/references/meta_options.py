"""Rules on meta options: options that refer to all, none or some of the others."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Meta


def find_none(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, option in item.metas(Meta.NONE):
        yield Flaw(f"'{option.text}' says only that the others are wrong; replace it with a plausible wrong answer", at)


NONE_OF_THE_ABOVE = Rule(
    code="none-of-the-above",
    title="an option says that no other is right",
    why="A learner who picks it knows what is wrong, but need not know what is right. As a distractor it is easy to "
    "rule out; as the key it teaches nothing.",
    bad="""\
question: Which planet is closest to the Sun?
answer: Mercury
options: [Venus, Mercury, Mars, None of the above]""",
    fix="""\
question: Which planet is closest to the Sun?
answer: Mercury
options: [Venus, Mercury, Mars, Jupiter]""",
    find=find_none,
)


def find_all(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, option in item.metas(Meta.ALL):
        yield Flaw(
            f"'{option.text}' can be picked by a learner who recognises only two of the others; "
            "list all right options under 'answers' (select all that apply), or replace it with a wrong answer",
            at,
        )


ALL_OF_THE_ABOVE = Rule(
    code="all-of-the-above",
    title="an option says that all others are right",
    why="A learner who sees that two options are right has found the key without knowing the third, and one who sees "
    "that a single option is wrong has ruled it out.",
    bad="""\
question: Which of these are gases at room temperature?
answer: All of the above
options: [Neon, Oxygen, Nitrogen, All of the above]""",
    fix="""\
question: Which of these are gases at room temperature?
answers: [Neon, Oxygen, Nitrogen]
distractors: [Mercury, Bromine, Iodine]""",
    find=find_all,
)


def find_some(item: LintItem, _: float) -> Iterator[Flaw]:
    combined = list(item.metas(Meta.SOME))
    if combined:
        at, option = combined[0]
        yield Flaw(
            f"'{option.text}' is a combination{_others(len(combined))}; "
            "list all right options under 'answers' (select all that apply)",
            at,
        )


def _others(count: int) -> str:
    return f", like {count - 1} other options" if count > 2 else ", like another option" if count == 2 else ""


K_TYPE = Rule(
    code="k-type",
    title="options are combinations of other options or of statements",
    why="Such a question measures skill with combinations: a learner who is sure of one statement can rule out half of "
    "the options. It takes long to read, and partial knowledge looks like complete knowledge.",
    bad="""\
question: 'Which are mammals? I. Whales II. Sharks III. Bats'
answer: I and III only
options: [I only, I and II only, I and III only, II and III only]""",
    fix="""\
question: Which of these are mammals?
answers: [Whales, Bats]
distractors: [Sharks, Penguins, Newts]""",
    find=find_some,
)

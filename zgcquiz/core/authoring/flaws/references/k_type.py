"""k-type: options are combinations of other options or of numbered statements."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Meta


def find(item: LintItem, _: float) -> Iterator[Flaw]:
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


RULE = Rule(
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
    find=find,
)

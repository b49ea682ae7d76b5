"""k-type: options are combinations of other options or of numbered statements."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Meta


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    combined = list(item.metas(Meta.SOME))
    if combined:
        at, option = combined[0]
        yield Flaw(
            f"'{option.text}' is a combination{_more(len(combined))}; ask 'select all that apply' with 'answers'", at
        )


def _more(count: int) -> str:
    return f", as {count - 1} more options are" if count > 2 else ", as another option is" if count == 2 else ""


RULE = Rule(
    code="k-type",
    title="options are combinations of other options or of statements",
    why="Such a question measures skill with combinations: who is sure of one statement can rule out half of the "
    "options. It takes long to read, and partial knowledge looks like whole.",
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

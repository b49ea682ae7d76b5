from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import stem_of, words

_LEAD = 1.5
"""How many times as large the share of the key's words in the stem is as that of any distractor."""


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if not item.keys or not item.distractors:
        return
    if all(part.content and part.content <= item.stem_content for part in item.parts):
        return  # the stem names all options
    known = item.stem_content
    elsewhere = frozenset[str]().union(*(part.content for part in item.distractors))
    best = max(_share(part, known) for part in item.distractors)
    for key in item.keys:
        shared = {word for word in (key.content & known) - elsewhere if not word[0].isdigit()}
        share = _share(key, known)
        if shared and share >= threshold and share >= _LEAD * best:
            repeated = [word for word in words(item.stem) if {stem_of(part) for part in word.split("-")} & shared]
            named = ", ".join(f"'{word}'" for word in dict.fromkeys(repeated))
            yield Flaw(
                f"{named} from the question is repeated in the right option '{key.text}' and in no wrong one; "
                "use another word, or repeat it in a wrong one too",
                key.at,
            )


def _share(part: LintOption, known: frozenset[str]) -> float:
    """Return the share of an option's content words that are in the stem, 0 to 1."""
    return len(part.content & known) / len(part.content) if part.content else 0.0


RULE = Rule(
    code="word-repeat",
    title="a word of the question is repeated in the right option only",
    why="A learner who doesn't know the answer picks the option that sounds like the question. Words are compared "
    "without their endings.",
    bad="""\
question: What does an electric motor turn electricity into?
answer: Motor force
distractors: [Light, Sound, Chemical energy]""",
    fix="""\
question: What does an electric motor turn electricity into?
answer: Movement
distractors: [Light, Sound, Chemical energy]""",
    find=find,
    threshold=0.25,
    measures="the share of the key's content words that are also in the question",
)

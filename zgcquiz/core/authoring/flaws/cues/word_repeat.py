from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import stem_of, words

_LEAD = 1.2
"""At least how many times as large the share of the key's words in the stem is as that of any distractor."""


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if not item.keys or not item.distractors:
        return
    known = item.stem_content
    if not any(key.content & known for key in item.keys):
        return
    if all(part.content and part.content <= known for part in item.parts):
        return  # the stem names all options
    elsewhere = frozenset[str]().union(*(part.content for part in item.distractors))
    common = frozenset[str].intersection(*(part.content for part in item.parts))
    if 2 * len(common) <= min(len(part.content) for part in item.keys):
        common = frozenset()  # only where options are mostly alike their differences stand out
    best = max(_share(part.content - common, known) for part in item.distractors)
    for key in item.keys:
        shared = {word for word in (key.content & known) - elsewhere if not word[0].isdigit()}
        share = _share(key.content - common, known)
        if shared and share >= threshold and share >= _LEAD * best:
            repeated = [word for word in words(item.stem) if {stem_of(part) for part in word.split("-")} & shared]
            named = ", ".join(f"'{word}'" for word in dict.fromkeys(repeated))
            yield Flaw(
                f"{named} from the question is repeated in the right option '{key.text}' and in no wrong one; "
                "use another word, or repeat it in a wrong one too",
                key.at,
            )


def _share(content: frozenset[str], known: frozenset[str]) -> float:
    """Return the share of an option's content words that are in the stem, 0 to 1."""
    return len(content & known) / len(content) if content else 0.0


RULE = Rule(
    code="word-repeat",
    title="a word of the question is repeated in the right option only",
    why="A learner who doesn't know the answer picks the option that sounds like the question. Words are compared "
    "without their endings. One repeated word in a long option is not reported.",
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
    measures="the share of the key's content words that are also in the question; without those of all options if "
    "these are most",
)

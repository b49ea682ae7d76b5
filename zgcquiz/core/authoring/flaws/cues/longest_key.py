"""longest-key: the right option is clearly longer than every wrong one."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import is_title

_LEAST_WORDS = 4
_LEAST_LENGTH = 12
"""In a script that parts no words, the fewest characters."""


def find(item: Anatomy, threshold: float) -> Iterator[Flaw]:
    if not item.keys or not item.distractors:
        return
    shortest = min(item.keys, key=lambda part: len(part.text))
    longest = max(item.distractors, key=lambda part: len(part.text))
    has_words = shortest.word_count >= _LEAST_WORDS or (
        not shortest.text.isascii() and " " not in shortest.text and len(shortest.text) >= _LEAST_LENGTH
    )
    if has_words and not is_title(shortest.text) and len(shortest.text) >= threshold * len(longest.text):
        yield Flaw(
            f"the right option has {len(shortest.text)} characters, the longest wrong one '{longest.text}' "
            f"{len(longest.text)}; shorten the one or fill out the others",
            shortest.at,
        )


RULE = Rule(
    code="longest-key",
    title="the right option is clearly the longest",
    why="A right answer has to be hedged until it is true, a wrong one need not; test-wise learners know that and "
    "pick the longest. A key that is a little longer is no flaw.",
    bad="""\
question: Why do leaves turn yellow in autumn?
answer: Chlorophyll breaks down, and the yellow pigments that were there already show
distractors: [They freeze, They dry out, The sun is weaker]""",
    fix="""\
question: Why do leaves turn yellow in autumn?
answer: Chlorophyll breaks down
distractors: [Frost bursts their cells, Their water is drained, The sun grows weaker]""",
    find=find,
    english=False,
    threshold=1.33,
    measures="the key's length by that of the longest wrong option",
)

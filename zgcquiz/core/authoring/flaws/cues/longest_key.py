"""longest-key: the key is clearly longer than every distractor."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import is_title

_MIN_WORDS = 4
_MIN_LENGTH = 12
"""Minimum characters of a key in a script without spaces between words."""


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if not item.keys or not item.distractors:
        return
    shortest = min(item.keys, key=lambda part: len(part.text))
    longest = max(item.distractors, key=lambda part: len(part.text))
    has_words = shortest.word_count >= _MIN_WORDS or (
        not shortest.text.isascii() and " " not in shortest.text and len(shortest.text) >= _MIN_LENGTH
    )
    if has_words and not is_title(shortest.text) and len(shortest.text) >= threshold * len(longest.text):
        yield Flaw(
            f"the right option has {len(shortest.text)} characters, the longest wrong one '{longest.text}' "
            f"{len(longest.text)}; shorten it, or make the wrong ones longer",
            shortest.at,
        )


RULE = Rule(
    code="longest-key",
    title="the right option is clearly the longest",
    why="A right answer often needs qualifications to be true, a wrong one doesn't; test-wise learners know that and "
    "pick the longest option. A key that is only a little longer is not reported.",
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
    measures="the key's length divided by that of the longest wrong option",
)

"""Rules on options whose length gives the key away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_MIN_WORDS = 4
_MIN_LENGTH = 12
"""Minimum characters of a key in a script without spaces between words."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A character of such a script. In others, a long word is a name, whose length is not the author's choice."""


def find_longest(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if not item.keys or not item.distractors:
        return
    shortest = min(item.keys, key=lambda part: len(part.text))
    longest = max(item.distractors, key=lambda part: len(part.text))
    has_words = shortest.word_count >= _MIN_WORDS or (
        len(shortest.text) >= _MIN_LENGTH and shortest.word_count == 1 and _UNSPACED.search(shortest.text) is not None
    )
    if has_words and not shortest.is_title and len(shortest.text) >= threshold * len(longest.text):
        yield Flaw(
            f"the right option has {len(shortest.text)} characters, the longest wrong one '{longest.text}' "
            f"{len(longest.text)}; shorten it, or make the wrong ones longer",
            shortest.at,
        )


LONGEST_KEY = Rule(
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
    find=find_longest,
    english=False,
    threshold=1.33,
    measures="the key's length divided by that of the longest wrong option",
)


_MIN_DIFFERENCE = 12
"""Minimum difference in characters, because between short options every difference is a large ratio."""


def find_uneven(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if len(item.parts) < 2 or len(item.keys) > 1:
        return
    lengths = [len(part.text) for part in item.parts]
    middle = median(lengths) if len(lengths) > 2 else min(lengths)
    for part in sorted(item.parts, key=lambda part: -abs(len(part.text) - middle)):
        length = len(part.text)
        ratio = max(length, middle) / max(1, min(length, middle))
        is_word = part.word_count == 1 and not _UNSPACED.search(part.text)
        is_name = part.is_title or (is_word and length > middle)
        if ratio >= threshold and abs(length - middle) >= _MIN_DIFFERENCE and not is_name:
            kind = "longer" if length > middle else "shorter"
            yield Flaw(f"'{part.text}' is much {kind} than the other options; give all about the same length", part.at)
            return


UNEVEN_LENGTH = Rule(
    code="uneven-length",
    title="one option is much longer or shorter than the others",
    why="An option that differs in length is noticed first, right or wrong. Names, titles and long words are not "
    "reported, nor are questions with several right options; a key that is the longest option has a rule of its own.",
    bad="""\
question: What does a gnomon do?
answer: It casts a shadow
options: [It casts a shadow, It rings a bell, It turns the pages of a large book one by one]""",
    fix="""\
question: What does a gnomon do?
answer: It casts a shadow
options: [It casts a shadow, It rings a bell, It turns pages]""",
    find=find_uneven,
    english=False,
    unless="longest-key",
    threshold=2,
    measures="its length divided by the median length, or the reverse",
)

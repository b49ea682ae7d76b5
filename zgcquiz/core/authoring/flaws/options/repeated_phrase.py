from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import has_spaceless

_PARTS = re.compile(r"[!-~]+|.")


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if len(item.parts) < 3:
        return
    texts = [_words(part.text) for part in item.parts]
    start = _shared(texts)
    end = _shared([text[::-1] for text in texts])[::-1]
    for shared, where in ((start, "begins"), (end, "ends")):
        if sum(0.5 if has_spaceless(word) else 1 for word in shared) >= threshold and not all(
            part.is_title for part in item.parts
        ):
            phrase = "".join(shared) if has_spaceless(shared[0]) else " ".join(shared)
            yield Flaw(f"every option {where} with '{phrase}'; say it once, in the question", 0)


def _words(text: str) -> list[str]:
    """Return the words of a text, and the single characters of what is written without spaces: two count as a word."""
    return [part for word in text.split() for part in (_PARTS.findall(word) if has_spaceless(word) else (word,))]


def _shared(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts begin with, leaving at least one word of each."""
    found = []
    for column in zip(*(text[:-1] for text in texts), strict=False):
        if len({word.casefold() for word in column}) > 1:
            break
        found.append(column[0])
    return found


RULE = Rule(
    code="repeated-phrase",
    title="all options begin or end with the same words",
    why="What all options share is not part of the choice. It has to be read again with each option, and it hides "
    "where they differ.",
    bad="""\
question: What does a barometer do?
answer: It is used to measure air pressure
options:
  - It is used to measure air pressure
  - It is used to measure wind speed
  - It is used to measure humidity""",
    fix="""\
question: What is a barometer used to measure?
answer: Air pressure
options: [Air pressure, Wind speed, Humidity]""",
    find=find,
    english=False,
    threshold=3,
    measures="the number of shared words from which it is reported",
)

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_SEPARATOR = re.compile(r"(?:[,;/&+]|\b(?:and|or|but|with)\b)")


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if len(item.keys) != 1 or len(item.distractors) < 3:
        return
    if len(item.keys[0].content) < 2 and not _SEPARATOR.search(item.keys[0].text):
        return  # a single element
    pieces: list[frozenset[str]] = []
    if _SEPARATOR.search(item.folded_texts):
        pieces = [_pieces(part.text) for part in item.parts]
    if sum(len(found) > 1 for found in pieces) < len(item.parts) - 1:
        if len(item.keys[0].content) < 2:
            return
        pieces = [part.content for part in item.parts]
    if len(pieces[item.parts.index(item.keys[0])]) < 2:
        return
    everywhere = frozenset.intersection(*pieces)
    pieces = [found - everywhere for found in pieces]
    at = item.parts.index(item.keys[0])
    needed = len(item.distractors) / 2
    common = {
        piece for piece in pieces[at] if sum(piece in other for other in pieces if other is not pieces[at]) >= needed
    }
    if len(common) < 2:
        return
    counts = [sum(piece in other for piece in found for other in pieces if other is not found) for found in pieces]
    if counts.count(counts[at]) == 1 and counts[at] == max(counts):
        named = ", ".join(f"'{piece}'" for piece in sorted(common))
        yield Flaw(
            f"the right option combines the elements that most options share ({named}), so it can be guessed; "
            "use each element in as many wrong options",
            item.parts[at].at,
        )


def _pieces(text: str) -> frozenset[str]:
    """Return the elements that a text lists, in lower case."""
    return frozenset(filter(None, map(str.strip, _SEPARATOR.split(text.casefold().strip(" .")))))


RULE = Rule(
    code="convergence-cue",
    title="the right option has the most in common with the others",
    why="Wrong options are often made by changing one element of the right one. The right one then has the most in "
    "common with all of them, and can be found by counting.",
    bad="""\
question: Which colours does the flag of Italy have?
answer: green, white and red
options: ['green, white and red', 'green, white and black', 'blue, white and red', 'green, yellow and red']""",
    fix="""\
question: Which colours does the flag of Italy have?
answer: green, white and red
options: ['green, white and red', 'black, red and gold', 'blue, white and orange', 'green, yellow and blue']""",
    find=find,
)

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import content_stems

_POINTS_BACK = re.compile(
    r"\b(?:this|that|these|those|it|he|she|they|him|her|them|i|we|such|my|his|their|so)\b", re.IGNORECASE
)
"""A lead-in with one of these refers to the text before it."""


_ENDS = re.compile(r"[.?!:]")


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if not (item.is_choice or item.is_statement) or len(_ENDS.findall(item.stem)) < 2:
        return
    parts = item.sentences
    if len(parts) < 3:
        return
    if _POINTS_BACK.search(item.lead_in):
        return
    background = [part for part in parts if part != item.lead_in]
    asked = content_stems(item.lead_in).union(*(part.content for part in item.parts))
    unused = [part for part in unneeded(background, asked) if not re.search(r"\d", part)]
    if len(unused) > 1 and sum(len(part.split()) for part in unused) >= threshold:
        words = unused[0].split()
        excerpt = " ".join(words[:6]) + (" …" if len(words) > 6 else "")
        sentences_are = "1 more sentence is" if len(unused) == 2 else f"{len(unused) - 1} more sentences are"
        yield Flaw(f"'{excerpt}' and {sentences_are} not needed for the question; leave them out")


def unneeded(background: Sequence[str], asked: Iterable[str]) -> list[str]:
    """Return the sentences that share no content word with what is asked, nor with a sentence that does, and so on."""
    contents = [content_stems(part) for part in background]
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for at, content in enumerate(contents):
        for word in content:
            with_word[word].append(at)
    needed: set[int] = set()
    waiting = list(asked)
    while waiting:
        for at in with_word.pop(waiting.pop(), ()):
            if at not in needed:
                needed.add(at)
                waiting += contents[at]
    return [part for at, part in enumerate(background) if at not in needed]


RULE = Rule(
    code="gratuitous-info",
    title="background that the question doesn't need",
    why="It takes time and attention away from the question, and tests reading rather than knowledge. Sentences with "
    "numbers are not reported, because they may be data.",
    bad="""\
question: >-
  Marie loved long walks by the river with her old dog. Her sister had moved to a village far away, and often wrote
  letters about her garden there. In the evenings they would both play chess. Which metal did Galvani's frog legs touch?
answer: Copper
distractors: [Gold, Lead, Tin]""",
    fix="""\
question: Which metal did Galvani's frog legs touch?
answer: Copper
distractors: [Gold, Lead, Tin]""",
    find=find,
    threshold=25,
    measures="the total words of such sentences from which they are reported",
)

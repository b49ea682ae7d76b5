from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import content_stems, sentences

_POINTS_BACK = re.compile(
    r"\b(?:this|that|these|those|it|he|she|they|him|her|them|i|we|such|my|his|their|so)\b", re.IGNORECASE
)
"""A lead-in with one of these refers to the text before it."""


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    parts = sentences(item.stem)
    if len(parts) < 3 or not item.is_choice:
        return
    if _POINTS_BACK.search(item.lead_in):
        return
    needed = frozenset[str](content_stems(item.lead_in)).union(*(part.content for part in item.parts))
    background = [part for part in parts if part != item.lead_in]
    for _round in background:  # a sentence that shares a word with a needed one is needed too
        needed = needed.union(*(content_stems(part) for part in background if content_stems(part) & needed))
    unused = [part for part in background if not content_stems(part) & needed and not re.search(r"\d", part)]
    if len(unused) > 1 and sum(len(part.split()) for part in unused) >= threshold:
        words = unused[0].split()
        excerpt = " ".join(words[:6]) + (" …" if len(words) > 6 else "")
        sentences_are = "1 more sentence is" if len(unused) == 2 else f"{len(unused) - 1} more sentences are"
        yield Flaw(f"'{excerpt}' and {sentences_are} not needed for the question; leave them out")


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

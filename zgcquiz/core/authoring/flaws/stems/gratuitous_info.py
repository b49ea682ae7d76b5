"""gratuitous-info: background that neither the question nor the options take up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import content_stems, sentences

_POINTS_BACK = re.compile(
    r"\b(?:this|that|these|those|it|he|she|they|him|her|them|i|we|such|my|his|their|so)\b", re.IGNORECASE
)
"""A lead-in with one of these can't be read without what goes before."""


def find(item: Anatomy, threshold: float) -> Iterator[Flaw]:
    parts = sentences(item.stem)
    if len(parts) < 3 or not item.is_choice:
        return
    if _POINTS_BACK.search(item.lead_in):
        return
    needed = frozenset[str](content_stems(item.lead_in)).union(*(part.content for part in item.parts))
    background = [part for part in parts if part != item.lead_in]
    for _round in background:  # what is taken up by a sentence that is needed is needed too
        needed = needed.union(*(content_stems(part) for part in background if content_stems(part) & needed))
    idle = [
        part
        for part in parts
        if part != item.lead_in and not content_stems(part) & needed and not re.search(r"\d", part)
    ]
    if len(idle) > 1 and sum(len(part.split()) for part in idle) >= threshold:
        yield Flaw(f"nothing that is asked takes up '{_brief(idle[0])}' and {len(idle) - 1} more; leave them out")


def _brief(text: str) -> str:
    found = text.split()
    return " ".join(found[:6]) + (" …" if len(found) > 6 else "")


RULE = Rule(
    code="gratuitous-info",
    title="background that the question doesn't take up",
    why="Reading it takes time and attention from what is asked, and tests reading rather than knowledge. Sentences "
    "with figures are left alone: those may be data.",
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
    measures="the fewest words of such sentences",
)

"""key-given-away: the stem of one question holds the right answer to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.text.words import content_stems, words

_LONGEST_KEY = 8
"""Words: a longer key is a sentence, which no stem holds whole."""
_FEWEST = 2
"""Content words that both stems must have beside the key."""


def find(items: Sequence[Anatomy], threshold: float) -> Iterator[PackFlaw]:
    keys: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        if item.item.kind is not Kind.TRUE_FALSE and len(item.item.keys) == 1:
            key = tuple(words(item.item.keys[0].text))
            if len(key) <= _LONGEST_KEY and content_stems(" ".join(key)) and not all(word.isdigit() for word in key):
                keys[key].append(at)
    lengths: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        lengths[key[0]].add(len(key))
    for giver, item in enumerate(items):
        said = words(item.stem)
        for start, word in enumerate(said):
            for length in sorted(lengths.get(word, ())):
                for at in keys.get(tuple(said[start : start + length]), ()):
                    if at != giver and _is_about(items[at], item, threshold):
                        text = items[at].item.keys[0].text
                        yield PackFlaw(f"its question holds '{text}', the right answer to", giver, at)


def _is_about(asked: Anatomy, giver: Anatomy, threshold: float) -> bool:
    """The giving stem is on the same matter: it has so much of what the other asks about, and none
    of its wrong options."""
    if asked.item.fact and asked.item.fact == giver.item.fact:
        return False  # siblings are kept apart
    key = content_stems(asked.item.keys[0].text)
    if key <= asked.stem_content:
        return False  # it is part of the question already
    shared = asked.stem_content & giver.stem_content
    if len(shared) < _FEWEST or len(shared) < threshold * len(asked.stem_content):
        return False
    return not any(part.content and part.content <= giver.stem_content for part in asked.distractors)


RULE = Rule(
    code="key-given-away",
    title="a question holds the right answer to another",
    why="Both can come up in one round, and then the second needs no knowledge. Questions that share a 'fact' are kept "
    "apart, and not reported.",
    bad="""\
- question: Who painted the ceiling of the Sistine Chapel?
  answer: Michelangelo
  distractors: [Raphael, Titian, Giotto]
- question: For how many years did Michelangelo paint the Sistine ceiling?
  answer: Four
  distractors: [One, Two, Ten]""",
    fix="""\
- question: Who painted the ceiling of the Sistine Chapel?
  answer: Michelangelo
  distractors: [Raphael, Titian, Giotto]
- question: For how many years was the Sistine ceiling being painted?
  answer: Four
  distractors: [One, Two, Ten]""",
    find_in_pack=find,
    threshold=0.5,
    measures="the share of the asking question's content words that the other has too",
)

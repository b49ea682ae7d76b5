from __future__ import annotations

from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.text.words import content_of, content_stems, words
from zgcquiz.core.value import Value

_MAX_KEY_WORDS = 8
"""A longer key is a sentence, which no stem contains."""
_MIN_SHARED = 2
"""Content words that both stems must have in common, besides the key."""


class _StemAndKey(Value, frozen=True, gc=False):
    """What is kept of an item: the words of its stem, and of its key if another stem may contain it, else ""."""

    stem: str
    key: str


def see(item: LintItem) -> _StemAndKey:
    right = item.item.keys if item.item.kind is not Kind.TRUE_FALSE else ()
    key = words(right[0].text) if len(right) == 1 else []
    may_be_given = len(key) <= _MAX_KEY_WORDS and content_of(key) and not all(map(str.isdigit, key))
    return _StemAndKey(" ".join(words(item.stem)), " ".join(key) if may_be_given else "")


def find(seen: Sequence[_StemAndKey], items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    keys: dict[str, list[int]] = {}
    lengths: dict[str, set[int]] = {}
    for at, each in enumerate(seen):
        if each.key:
            keys.setdefault(each.key, []).append(at)
            first, *others = each.key.split(" ")
            lengths.setdefault(first, set()).add(1 + len(others))
    for giver, each in enumerate(seen):
        stem = each.stem.split(" ")
        if lengths.keys().isdisjoint(stem):
            continue
        for start, word in enumerate(stem):
            for length in sorted(lengths.get(word, ())):
                for at in keys.get(" ".join(stem[start : start + length]), ()):
                    if at != giver and _is_related(items[at], items[giver], threshold):
                        text = items[at].item.keys[0].text
                        yield PackFlaw(f"its question contains '{text}', the right answer to", giver, at)


def _is_related(asked: LintItem, giver: LintItem, threshold: float) -> bool:
    """Tell whether a stem that contains another item's key is about the same thing, and names none of its distractors.

    threshold: the share of the asking stem's content words that both must have.
    """
    if asked.item.fact and asked.item.fact == giver.item.fact:
        return False  # siblings are never shown together
    key = content_stems(asked.item.keys[0].text)
    if key <= asked.stem_content:
        return False  # the asking stem already contains it
    shared = asked.stem_content & giver.stem_content
    if len(shared) < _MIN_SHARED or len(shared) < threshold * len(asked.stem_content):
        return False
    return not any(part.content and part.content <= giver.stem_content for part in asked.distractors)


RULE = Rule(
    code="key-given-away",
    title="a question contains the right answer to another",
    why="Both can come up in the same round, and the second can then be answered without knowledge. Questions that "
    "share a 'fact' are never asked together, so they are not reported.",
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
    sees=see,
    threshold=0.5,
    measures="the share of the asking question's content words that are also in the other",
)

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from hashlib import blake2b

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.text.words import words

_MIN_SHARED = 3
"""Content words that similar stems must have in common."""
_MAX_GROUP = 50
"""Maximum items with the same key that are compared with each other."""
_SIZE = 16
"""Bytes of a hash."""
_SIGN = re.compile(r"[+*/=<>^×÷√]|(?<!\w)-|(?<=\d)-")
"""Signs by which two calculations with the same words differ."""


def see(item: LintItem) -> bytes:
    """Return a hash of what equal stems have in common, and one of the right answer, if there is just one."""
    right = item.item.keys if item.item.kind is not Kind.TRUE_FALSE else ()
    key = " ".join(words(right[0].text)) if len(right) == 1 else ""
    return _hash(_stem_key(item)) + (_hash(key) if key else b"")


def find(seen: Sequence[bytes], items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    firsts: dict[bytes, int] = {}
    different = []
    for at, found in enumerate(seen):
        first = firsts.setdefault(found[:_SIZE], at)
        if first != at:
            yield PackFlaw("it asks the same as", at, first)
        elif found[_SIZE:]:
            different.append(at)
    del firsts
    sizes = Counter(seen[at][_SIZE:] for at in different)
    groups: dict[bytes, list[int]] = defaultdict(list)
    for at in different:
        key = seen[at][_SIZE:]
        if 1 < sizes[key] <= _MAX_GROUP:
            groups[key].append(at)
    for group in groups.values():
        asked = [(item.item.fact, item.stem_content) for item in map(items.__getitem__, group)]
        for rank, at in enumerate(group):
            alike = (other for other in range(rank) if _similarity(*asked[other], *asked[rank]) >= threshold)
            if (first := next(alike, rank)) != rank:
                yield PackFlaw("it asks nearly the same, with the same right answer, as", at, group[first])


def _stem_key(item: LintItem) -> tuple[str, ...]:
    """Return what equal stems have in common: words and signs, and of a stem with little content the options too."""
    found = (*words(item.stem), *_SIGN.findall(item.stem)) or (item.stem,)
    if len(item.stem_content) < _MIN_SHARED:
        found = (*found, *sorted(option.text for option in item.item.options))
    return found


def _hash(value: object) -> bytes:
    return blake2b(repr(value).encode(), digest_size=_SIZE).digest()


def _similarity(fact: str, content: Set[str], other_fact: str, other: Set[str]) -> float:
    """Return the share of content words that two stems have in common, 0 to 1; 0 if their numbers differ."""
    if fact and fact == other_fact:
        return 0.0  # siblings are never shown together
    both, either = content & other, content | other
    if len(both) < _MIN_SHARED or any(any(map(str.isdigit, word)) for word in either - both):
        return 0.0
    return len(both) / len(either)


RULE = Rule(
    code="same-stem",
    title="two questions ask the same thing",
    why="A learner who has answered one knows the other, so the second tells nothing about what was learnt, and each "
    "has its own schedule. Ask something different, or give both the same 'fact', so that they are never asked on the "
    "same day.",
    bad="""\
- question: Which gas do green plants take up from the atmosphere?
  answer: Carbon dioxide
  distractors: [Oxygen, Nitrogen, Argon]
- question: Which gas is it that green plants take up from the atmosphere?
  answer: Carbon dioxide
  distractors: [Helium, Nitrogen, Neon]""",
    fix="""\
- question: Which gas do green plants take up from the atmosphere?
  answer: Carbon dioxide
  distractors: [Oxygen, Nitrogen, Argon]
- question: What do leaves let in through their stomata?
  answer: Carbon dioxide
  distractors: [Helium, Nitrogen, Neon]""",
    find_in_pack=find,
    sees=see,
    english=False,
    threshold=0.8,
    measures="the share of content words in common, if the right answer is the same",
)

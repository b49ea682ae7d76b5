from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.text.words import words

_MIN_SHARED = 3
"""Content words that similar stems must have in common."""
_MAX_GROUP = 50
"""Maximum items with the same key that are compared with each other."""
_SIGN = re.compile(r"[+*/=<>^×÷√]|(?<!\w)-|(?<=\d)-")
"""Signs by which two calculations with the same words differ."""


def find(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    seen: dict[bytes, int] = {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        first = seen.setdefault(_stem_key(item), at)
        if first != at:
            yield PackFlaw("it asks the same as", at, first)
        elif item.item.kind is not Kind.TRUE_FALSE and len(right := item.item.keys) == 1:
            by_key[" ".join(words(right[0].text))].append(at)
    for key, group in by_key.items():
        if not key or not 1 < len(group) <= _MAX_GROUP:
            continue
        for rank, at in enumerate(group):
            first = next((other for other in group[:rank] if _similarity(items[other], items[at]) >= threshold), at)
            if first != at:
                yield PackFlaw("it asks nearly the same, with the same right answer, as", at, first)


def _stem_key(item: LintItem) -> bytes:
    """Return a hash of what equal stems have in common: words and signs, and of a stem with little content the options
    too."""
    found = (*words(item.stem), *_SIGN.findall(item.stem)) or (item.stem,)
    if len(item.stem_content) < _MIN_SHARED:
        found = (*found, *sorted(option.text for option in item.item.options))
    return blake2b(repr(found).encode(), digest_size=16).digest()


def _similarity(one: LintItem, other: LintItem) -> float:
    """Return the share of content words that two stems have in common, 0 to 1; 0 if their numbers differ."""
    both, either = one.stem_content & other.stem_content, one.stem_content | other.stem_content
    if one.item.fact and one.item.fact == other.item.fact:
        return 0.0  # siblings are never shown together
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
    english=False,
    threshold=0.8,
    measures="the share of content words in common, if the right answer is the same",
)

"""same-stem: two questions that ask the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.text.words import words

_FEWEST = 3
"""Content words that stems must share, to be called near."""
_LARGEST_GROUP = 50
"""Items with one key that are compared with each other; more than that say nothing."""


_SIGN = re.compile(r"[+*/=<>^×÷√]|(?<!\w)-|(?<=\d)-")
"""What makes two sums another question."""


def find(items: Sequence[Anatomy], threshold: float) -> Iterator[PackFlaw]:
    seen: dict[tuple[object, ...], int] = {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        first = seen.setdefault(_same(item), at)
        if first != at:
            yield PackFlaw("it asks the same as", at, first)
        elif item.item.kind is not Kind.TRUE_FALSE and len(item.item.keys) == 1:
            by_key[" ".join(words(item.item.keys[0].text))].append(at)
    for key, group in by_key.items():
        if not key or len(group) > _LARGEST_GROUP:
            continue
        for place, at in enumerate(group):
            first = next((other for other in group[:place] if _near(items[other], items[at]) >= threshold), at)
            if first != at:
                yield PackFlaw("it asks nearly the same, with the same right answer, as", at, first)


def _same(item: Anatomy) -> tuple[object, ...]:
    """What stems are the same by: their words; where nothing else is asked, what is right too."""
    found = (*words(item.stem), *_SIGN.findall(item.stem)) or (item.stem,)
    if len(item.stem_content) >= _FEWEST:
        return found
    return (*found, *sorted(option.text for option in item.item.options))


def _near(one: Anatomy, other: Anatomy) -> float:
    """The share of content words that two stems have in common, 0 to 1; figures must be the same."""
    both, either = one.stem_content & other.stem_content, one.stem_content | other.stem_content
    if one.item.fact and one.item.fact == other.item.fact:
        return 0.0  # siblings are kept apart
    if len(both) < _FEWEST or any(any(map(str.isdigit, word)) for word in either - both):
        return 0.0
    return len(both) / len(either)


RULE = Rule(
    code="same-stem",
    title="two questions ask the same",
    why="Who has met the one knows the other, so the second says nothing of what was learnt, and each has a schedule "
    "of its own. Ask from another side, or give both the same 'fact', which keeps siblings apart.",
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
    measures="the share of content words in common, where the right answer is the same",
)

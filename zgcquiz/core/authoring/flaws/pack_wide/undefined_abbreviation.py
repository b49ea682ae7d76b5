from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.text.words import TRADE_WORDS
from zgcquiz.core.value import Value

_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,6}s?(?![\w-])")
_COMMON = frozenset(
    """
    AD AI AIDS AM BBC BC BCE CD CE DC DNA DVD EU FIFA GPS HIV ID IQ IT NASA NATO NBA OK PC PDF PM RNA TV UK UN UNESCO US
    USA USB USSR VIP WWW II III IV VI VII VIII IX XI XII ALL AND EXCEPT LEAST NO NOT ONLY OR
    """.split()  # noqa: SIM905
)
"""Abbreviations that everyone knows, Roman numerals, and words that authors write in capitals for emphasis."""


class _Abbreviations(Value, frozen=True):
    """What is kept of an item: the abbreviations in its stem, and for each text the first letters of its words."""

    abbreviations: tuple[str, ...]
    letters: str


def see(item: LintItem) -> _Abbreviations:
    abbreviations = () if item.stem.isupper() else dict.fromkeys(map(_short, _ABBREVIATION.findall(item.stem)))
    texts = (item.stem, *(option.text for option in item.item.options), item.item.explanation)
    return _Abbreviations(tuple(abbreviations), "\n".join(letters for text in texts for letters in _letters(text)))


def find(seen: Sequence[_Abbreviations], _items: Sequence[LintItem], _: float) -> Iterator[PackFlaw]:
    first_at: dict[str, int] = {}
    for at, item in enumerate(seen):
        for short in item.abbreviations:
            if short not in _COMMON and short.casefold() not in TRADE_WORDS:
                first_at.setdefault(short, at)
    left = {short.casefold() for short in first_at}
    sizes = sorted(set(map(len, left)))
    for item in seen:
        for start in range(len(item.letters)):
            left.difference_update(item.letters[start : start + size] for size in sizes)
    for short, at in first_at.items():
        if short.casefold() in left:
            yield PackFlaw(f"'{short}' is never spelled out in this pack; write it out once, followed by ({short})", at)


def _short(found: str) -> str:
    return found.removesuffix("s")


def _letters(text: str) -> Iterator[str]:
    """Yield the first letters of a text's words, with and without words of up to three letters."""
    found = re.findall(r"[^\W\d_]+", text)
    for kept in (found, [word for word in found if len(word) > 3]):
        yield "".join(word[0] for word in kept).casefold()


RULE = Rule(
    code="undefined-abbreviation",
    title="an abbreviation that is never spelled out",
    why="A learner who knows the subject but not the abbreviation can't answer. Only you can judge which abbreviations "
    "your learners know, so this is off unless a pack's 'check' turns it on.",
    bad="""\
- question: What did the PCT make simpler?
  answer: Applying for patents abroad
  distractors: [Shipping goods by sea, Marking exported food, Settling debts in gold]""",
    fix="""\
- question: What did the Patent Cooperation Treaty (PCT) make simpler?
  answer: Filing claims abroad
  distractors: [Shipping goods by sea, Marking exported food, Settling debts in gold]""",
    find_in_pack=find,
    sees=see,
    english=False,
    off=True,
)

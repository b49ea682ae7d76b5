from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.text.words import TRADE_WORDS

_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,6}s?(?![\w-])")
_COMMON = frozenset(
    """
    AD AI AIDS AM BBC BC BCE CD CE DC DNA DVD EU FIFA GPS HIV ID IQ IT NASA NATO NBA OK PC PDF PM RNA TV UK UN UNESCO US
    USA USB USSR VIP WWW II III IV VI VII VIII IX XI XII ALL AND EXCEPT LEAST NO NOT ONLY OR
    """.split()  # noqa: SIM905
)
"""Abbreviations that everyone knows, Roman numerals, and words that authors write in capitals for emphasis."""


def find(items: Sequence[LintItem], _: float) -> Iterator[PackFlaw]:
    texts = [
        (at, text)
        for at, item in enumerate(items)
        for text in (item.stem, *(option.text for option in item.item.options), item.item.explanation)
    ]
    initials = {found for _, text in texts for found in _initials(text)}
    seen: set[str] = set()
    for at, item in enumerate(items):
        if item.stem.isupper():
            continue
        for found in _ABBREVIATION.findall(item.stem):
            short = found.removesuffix("s")
            if short in seen or short in _COMMON or short.casefold() in TRADE_WORDS or short.casefold() in initials:
                continue
            seen.add(short)
            yield PackFlaw(f"'{short}' is never spelled out in this pack; write it out once, followed by ({short})", at)


def _initials(text: str) -> Iterator[str]:
    """Yield the first letters of every run of two to six words, with and without words of up to three letters."""
    found = re.findall(r"[^\W\d_]+", text)
    for kept in (found, [word for word in found if len(word) > 3]):
        letters = "".join(word[0] for word in kept).casefold()
        for start in range(len(letters)):
            for length in range(2, 7):
                if start + length <= len(letters):
                    yield letters[start : start + length]


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
    english=False,
    off=True,
)

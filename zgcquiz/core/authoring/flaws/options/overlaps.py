"""Rules on options that contain or overlap others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import WORD

_ENDING = 4
"""Characters in which two texts must end alike to be compared; a shorter word is never a kind of thing."""

_MAX_COMPARED = 200
"""The most options of an item that are compared with each other."""


def overlaps(item: LintItem) -> Iterator[tuple[LintOption, LintOption, str]]:
    """Yield pairs of options that overlap, the wider first, and a description of the overlap."""
    ranges = [part for part in item.parts if part.number is not None and part.number.low < part.number.high]
    endings = {part.text[-_ENDING:].casefold() for part in item.parts}
    if len(ranges) < 2 and (len(endings) == len(item.parts) or not any(map(_is_kind, item.parts))):
        return
    scores = _SCORES.search(item.stem)
    for one, other in combinations(item.parts[:_MAX_COMPARED], 2):
        how = "" if scores else _shared_values(one, other)
        if how:
            yield one, other, how
        elif _is_kind_of(one.text, other.text):
            yield other, one, f"'{one.text}' is a kind of '{other.text}'"
        elif _is_kind_of(other.text, one.text):
            yield one, other, f"'{other.text}' is a kind of '{one.text}'"


def _shared_values(one: LintOption, other: LintOption) -> str:
    """Describe what two ranges of the same measure share; "" if nothing."""
    first, second = one.number, other.number
    if first is None or second is None or first.rest != second.rest:
        return ""
    if first.low == first.high or second.low == second.high:
        return ""
    low, high = max(first.low, second.low), min(first.high, second.high)
    if low > high:
        return ""
    return f"'{one.text}' and '{other.text}' share {low:g}"


_SCORES = re.compile(r"\b(?:score|result|odds|ratio|vote|record)s?\b", re.IGNORECASE)
"""If the stem asks for one of these, 1-7 is not a range."""
_ARTICLE = re.compile(r"^(?:a|an|the|some)\s+", re.IGNORECASE)
_NO_MODIFIERS = {"not", "no", "non", "un", "anti", "and", "or", "of", "in", "to", "with", "without"}
_KIND_WORDS = re.compile(r"[^\W\d_]{3,}(?:[ -][^\W\d_]+)*")


def _is_kind(part: LintOption) -> bool:
    """Tell whether a text can be the wider one of `_is_kind_of`."""
    return _KIND_WORDS.fullmatch(_bare(part.text)) is not None


def _bare(text: str) -> str:
    return _ARTICLE.sub("", text).strip(" .")


def _is_kind_of(narrow: str, wide: str) -> bool:
    """Tell whether the narrower text ends with the wider one, like "marine mammal" and "mammal"; not for names."""
    if len(narrow) < len(wide) or narrow[-_ENDING:].casefold() != wide[-_ENDING:].casefold():
        return False
    is_thing = bool(_ARTICLE.match(narrow))
    narrow, wide = _bare(narrow), _bare(wide)
    if not _KIND_WORDS.fullmatch(wide) or len(narrow) <= len(wide) + 2:
        return False
    if not narrow.casefold().endswith(" " + wide.casefold()):
        return False
    modifiers = WORD.findall(narrow)[: -len(WORD.findall(wide))]
    if narrow[-len(wide)].isupper() or len(modifiers) > 2 or any(word[0].isupper() for word in modifiers[1:]):
        return False
    return not any((word.endswith("ing") and not is_thing) or word.casefold() in _NO_MODIFIERS for word in modifiers)


def find_alike(item: LintItem, _: float) -> Iterator[Flaw]:
    for wide, narrow, how in overlaps(item):
        if wide.key == narrow.key:
            yield Flaw(f"{how}; make the options mutually exclusive", narrow.at)
            return


OVERLAPPING_OPTIONS = Rule(
    code="overlapping-options",
    title="two options overlap",
    why="If one of them were right, the other would be too, so both can be ruled out at once. The ends of a range "
    "count: 20–40 and 40–60 share 40.",
    bad="""\
question: At what age do most people get their wisdom teeth?
answer: 17–25
options: [5–10, 10–15, 17–25, 40–50]""",
    fix="""\
question: At what age do most people get their wisdom teeth?
answer: 17–25
options: [5–9, 10–14, 17–25, 40–50]""",
    find=find_alike,
    english=False,
)


def find_wrong(item: LintItem, _: float) -> Iterator[Flaw]:
    for wide, narrow, how in overlaps(item):
        if wide.key != narrow.key:
            wrong = narrow if wide.key else wide
            yield Flaw(
                f"{how}, so both may be right, but only one is marked as right; make them mutually exclusive", wrong.at
            )
            return


MULTIPLE_CORRECT = Rule(
    code="multiple-correct",
    title="a wrong option may be right too",
    why="A learner who picks the wider or the narrower of two true answers is told that it is wrong, and learns "
    "something false. The rule finds only options that contain one another; anything else takes a human reader.",
    bad="""\
question: What kind of animal is a dolphin?
answer: A marine mammal
options: [A fish, A reptile, A marine mammal, A mammal]""",
    fix="""\
question: What kind of animal is a dolphin?
answer: A marine mammal
options: [A bony fish, A marine reptile, A marine mammal, A shark]""",
    find=find_wrong,
    english=False,
)

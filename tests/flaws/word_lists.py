"""Plain word lists for the criteria of the public benchmarks: what the rules have to beat.

Each is the first thing that one would write: the words that guides on item writing name, anywhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median

from zgcquiz.core.packs.pack import Item

_NEGATIVES = re.compile(r"\b(?:not|except|never|least|cannot|\w+n['’]t|incorrect|false)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\b(?:all|always|never|none|only|every|completely|absolutely|must|impossible)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:often|sometimes|usually|frequently|rarely|seldom|generally|occasionally|commonly|typically|mostly|most|many"
    r"|some|few|several)\b",
    re.IGNORECASE,
)
_COMBINED = re.compile(
    r"\b(?:[A-E]|[1-5]|I{1,3}|IV)\)?(?:,| and| &) ?\(?(?:[A-E]|[1-5]|I{1,3}|IV)\b|\bonly$", re.IGNORECASE
)
_MIN_LETTERS = 4


def _options(item: Item) -> list[str]:
    return [option.text for option in item.options]


def _any(pattern: str) -> Callable[[Item], bool]:
    found = re.compile(pattern, re.IGNORECASE)
    return lambda item: any(map(found.search, _options(item)))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.casefold()) if len(word) >= _MIN_LETTERS}


def _repeats(item: Item) -> bool:
    wrong = set[str]().union(*(_words(option.text) for option in item.options if not option.key))
    key = set[str]().union(*(_words(option.text) for option in item.options if option.key))
    return bool((_words(item.stem) & key) - wrong)


def _uneven(item: Item) -> bool:
    lengths = [len(text) for text in _options(item)]
    return max(lengths) >= 2 * median(lengths) or 2 * min(lengths) <= median(lengths)


def _unsorted(item: Item) -> bool:
    figures = [float(text.replace(",", "")) for text in _options(item) if re.fullmatch(r"[\d,]*\.?\d+", text)]
    return len(figures) > 2 and figures not in (sorted(figures), sorted(figures, reverse=True))


PLAIN: dict[str, Callable[[Item], bool]] = {
    "no_none_of_the_above": _any(r"\bnone of (?:the above|these|them)\b"),
    "no_all_of_the_above": _any(r"\ball of (?:the above|these|them)\b"),
    "no_fill_in_blank": lambda item: "__" in item.stem,
    "avoid_negatives": lambda item: _NEGATIVES.search(item.stem) is not None,
    "avoid_k_type": lambda item: any(map(_COMBINED.search, _options(item))),
    "equal_length_options": _uneven,
    "no_absolute_terms": lambda item: any(map(_ABSOLUTE.search, _options(item))),
    "no_vague_terms": lambda item: any(map(_VAGUE.search, _options(item))),
    "avoid_repetition": _repeats,
    "ordered_options": _unsorted,
}
"""By the label of a criterion: whether its word list finds the flaw in a question."""


def finds(label: str, items: Sequence[Item]) -> bool:
    return any(map(PLAIN[label], items))

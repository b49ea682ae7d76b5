"""Which items can be asked without their options, and when."""

from __future__ import annotations

import re

from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.wording import mentions, plain

LONGEST, MOST_WORDS = 30, 3
"""Characters and words of a key that is asked for: a longer one can be put in too many ways to be compared fairly."""

_LEANS = re.compile(
    r"\b(?:which|what)(?: ones?| two| three)? of\b|\b(?:these|those|following|below|options?)\b"
    r"|\b(?:best|closest|most directly|most likely|would (?:fit|agree|suit|match))\b|\bexcept\b|\bnot\b"
    r"|\bapart from\b|\bresembles?\b|\bword\b|下列|以下|哪一?[项个]"
)
"""Stems that can't be answered, or not fairly, without seeing what there is to choose from."""
_POINTS = re.compile(r"\b(?:all|none|both|neither|either|any) of\b|\babove\b")
"""Keys that speak of the other options."""


def can_recall(item: Item) -> bool:
    """The item can be asked without its options, and what is typed compared with its one key.

    Not where the stem leans on the options or names the key, where the key is long, a single
    letter or a remark on the options, where a distractor differs from it in nothing but its
    writing, or where the author says `recall: false`.
    """
    if item.kind is not Kind.SINGLE or not item.recall:
        return False
    text = item.keys[0].text
    key, stem = plain(text, item.strict), plain(item.stem, item.strict)
    return (
        len(text) <= LONGEST
        and len(key.split()) <= MOST_WORDS
        and (len(key) > 1 or key.isdigit())
        and not _POINTS.search(text.casefold())
        and not _LEANS.search(item.stem.casefold())
        and not mentions(stem, key)
        and all(plain(option.text, item.strict) != key for option in item.distractors)
    )


def asks_recall(item: Item, card: Card, after: int) -> bool:
    """The item is to be asked without its options now.

    after: days of stability from which it is; 0: never.
    """
    return after > 0 and isinstance(card, Reviewed) and card.stability >= after and can_recall(item)

"""Recall: choice items that can be asked without their options."""

from __future__ import annotations

import re

from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.wording import mentions, plain
from zgcquiz.core.text.words import has_spaceless, spaceless_parts

LONGEST, MOST_WORDS = 30, 3
"""The most characters and words of the key: a longer one can be phrased in too many ways to be compared fairly."""

_NEEDS_OPTIONS = re.compile(
    r"\b(?:which|what)(?: ones?| two| three)? of\b|\b(?:these|those|following|below|options?)\b"
    r"|\b(?:best|closest|most directly|most likely|would (?:fit|agree|suit|match))\b|\bexcept\b|\bnot\b"
    r"|\bapart from\b|\bresembles?\b|\bword\b"
    r"|下列|以下|哪一?[项項个個件句](?=[是属屬符不最正错錯，,？?]|\Z)|哪种(?:说法|解释|情形|做法|理解)"
    r"|最(?:能|可能|合适|合|接近|贴近|贴切|恰当|直接|说得通)"
)
"""A stem that can't be answered, or not fairly, without seeing the options."""
_REFERS_TO_OPTIONS = re.compile(r"\b(?:all|none|both|neither|either|any) of\b|\babove\b")
"""A key that refers to the other options."""


def can_recall(item: Item) -> bool:
    """Return whether an item can be asked without its options, comparing what is typed with its only key.

    It can't if the stem needs the options or names the key; if the key is long, a single letter or a meta option; if
    a distractor equals the key in its normal form; or if the author says `recall: false`.
    """
    if item.kind is not Kind.SINGLE or not item.recall:
        return False
    item = plain_item(item)
    text = item.keys[0].text
    key, stem = plain(text, item.strict), plain(item.stem, item.strict)
    return (
        len(text) <= LONGEST
        and _count_words(key) <= MOST_WORDS
        and (len(key) > 1 or key.isdigit())
        and not _REFERS_TO_OPTIONS.search(text.casefold())
        and not _NEEDS_OPTIONS.search(item.stem.casefold())
        and not mentions(stem, key)
        and all(plain(option.text, item.strict) != key for option in item.distractors)
    )


def _count_words(text: str) -> float:
    """Return how many words a text has. In Chinese and Japanese, two characters count as one."""
    return sum(len(spaceless_parts(word)) / 2 if has_spaceless(word) else 1 for word in text.split())

"""Convert between the credit of Moodle's options, in percent, and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zgcquiz.core.packs.pack import Item
from zgcquiz.formats.exchange import reasons

Lose = Callable[[str, str, int], None]


def lose_credit(credits: Sequence[float], lose: Lose) -> None:
    """Count partial credit and penalties of a question with one answer as lost."""
    lose("partial credit", reasons.NO_PARTIAL_CREDIT, sum(0 < credit < 100 for credit in credits))
    lose("penalties", reasons.NO_PENALTIES, sum(credit < 0 for credit in credits))


def keys_of(credits: Sequence[float], single: bool, lose: Lose) -> list[bool]:
    """Return for each option whether it is a key, given its credit; partial credit and weights are counted as lost."""
    if single:
        lose_credit(credits, lose)
        return [credit >= 100 for credit in credits]
    right = {credit for credit in credits if credit > 0}
    penalties = {-credit for credit in credits if credit < 0}
    lose("weights", reasons.NO_WEIGHTS, max(0, len(right) - 1))
    lose("penalties", reasons.NO_OTHER_PENALTIES, len(penalties - right))
    return [credit > 0 for credit in credits]


def key_share(item: Item) -> str:
    """Return the credit of each key, so that all keys together have 100 percent."""
    return f"{100 / len(item.keys):.5f}".rstrip("0").rstrip(".")

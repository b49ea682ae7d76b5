"""Convert between the credit of Moodle's options, in percent, and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zgcquiz.core.packs.pack import Item
from zgcquiz.formats.exchange import reasons


def keys_of(credits: Sequence[float], single: bool, lose: Callable[[str, str, int], None]) -> list[bool]:
    """Return for each option whether it is a key, given its credit; partial credit and weights are counted as lost."""
    if single:
        lose("partial credit", reasons.NO_PARTIAL_CREDIT, sum(0 < credit < 100 for credit in credits))
        return [credit >= 100 for credit in credits]
    right = {credit for credit in credits if credit > 0}
    penalties = {-credit for credit in credits if credit < 0}
    lose("weights", reasons.NO_WEIGHTS, max(0, len(right) - 1))
    lose("penalties", "each wrong pick cancels one correct pick", len(penalties - right))
    return [credit > 0 for credit in credits]


def key_share(item: Item) -> str:
    """Return the credit of each key, so that all keys together have 100 percent."""
    return f"{100 / len(item.keys):.5f}".rstrip("0").rstrip(".")

"""Where two similar texts differ."""

from __future__ import annotations

import unicodedata

LONGEST = 200
"""The most characters of texts that are compared."""
_ALIKE = 0.6
"""The least share of characters in common, as difflib counts it, for a difference to say something."""

Spans = list[tuple[int, int]]
"""Starts and ends, in characters."""


def differences(one: str, other: str) -> tuple[Spans, Spans]:
    """Return the parts of each text that the other lacks; none if the texts are equal, long, or hardly alike.

    A mark is never split from its base character.
    """
    if one == other or max(len(one), len(other)) > LONGEST:
        return [], []
    from difflib import SequenceMatcher

    first, second = _clusters(one), _clusters(other)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [], []
    starts, other_starts = _starts(first), _starts(second)
    found: tuple[Spans, Spans] = [], []
    for kind, low, high, other_low, other_high in matcher.get_opcodes():
        if kind != "equal":
            found[0].extend([(starts[low], starts[high])] if high > low else [])
            found[1].extend([(other_starts[other_low], other_starts[other_high])] if other_high > other_low else [])
    return found


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character)[0] == "M":
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _starts(clusters: list[str]) -> list[int]:
    """Return where each cluster starts, and where the last one ends."""
    starts = [0]
    for cluster in clusters:
        starts.append(starts[-1] + len(cluster))
    return starts

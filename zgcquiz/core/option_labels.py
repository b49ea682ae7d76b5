"""Labels that authors type before options: `A) red`, `1. red`, `(b) red`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LABEL = re.compile(r"\s*(\(?)([A-Za-z]|\d{1,2})([).:])\s+(?=\S)")


def without_labels(texts: Sequence[str]) -> tuple[str, ...] | None:
    """Return the texts without their labels; None where not all have labels of one style in order."""
    matches = [_LABEL.match(text) for text in texts]
    found = [match for match in matches if match is not None]
    if len(found) < max(2, len(texts)) or len({(match[1], match[3]) for match in found}) > 1:
        return None
    labels = [match[2] for match in found]
    first = labels[0]
    if first not in ("a", "A", "1"):
        return None
    wanted = [str(at + 1) if first == "1" else chr(ord(first) + at) for at in range(len(texts))]
    if labels != wanted:
        return None
    return tuple(text[match.end() :] for text, match in zip(texts, found, strict=True))

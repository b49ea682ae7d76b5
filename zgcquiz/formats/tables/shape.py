"""Decide whether rows without headings are questions with answers, and not prose, code, a log or data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_TEXT = re.compile(r"[^\W\d_]|[?=×*+√÷]")
"""A question has a letter, or the signs of a calculation; a column of numbers or dates doesn't."""
_SENTENCE_END = re.compile(r"[.!…:;,]$")
_CODE = re.compile(r"[{}<>$\\]|\w\(|[:=!]=|;$|^(?:#|//|/\*|\*|%|@|--)|\b(?:import|return|function|def|var|const|let) ")
_MAX_WORDS = 4
"""Maximum words of a cell in a word list whose separators have spaces after them, as in prose."""


def looks_like_cards(rows: Sequence[Sequence[str]], separator: str, text: str, *, named: bool) -> bool:
    """Tell whether a table's first rows are cards: a question or term, an answer, and perhaps distractors.

    text: the start of the file; named: its name is that of a table, so weaker evidence is enough.
    """
    fewest, share = (1, 0.6) if named else (2, 0.9)
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    if len(rows) < fewest or width < 2 or count < share * len(rows):
        return False
    cards = [row for row in rows if len(row) > 1 and row[0] and row[1]]
    if len(cards) < share * len(rows):
        return False
    fronts = [row[0] for row in cards]
    if sum(_TEXT.search(cell) is not None for cell in fronts) * 2 < len(fronts):
        return False
    if named:
        return count == len(rows) or separator == "\t" or not _is_spaced(text, separator)
    if len(set(fronts)) < 0.8 * len(fronts) or sum(any(map(_CODE.search, row)) for row in cards) * 3 > len(cards):
        return False
    return separator == "\t" or not _is_spaced(text, separator) or _is_list(cards)


def _is_spaced(text: str, separator: str) -> bool:
    """Tell whether most separators have whitespace after them, like commas in prose."""
    return 2 * len(re.findall(re.escape(separator) + r"(?=\s|\Z)", text)) > text.count(separator)


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether most rows begin with a question, or all cells are words and not parts of sentences."""
    if 2 * sum(row[0].endswith(("?", "？")) for row in rows) > len(rows):
        return True
    cells = [cell for row in rows for cell in row]
    return len(rows) > 2 and all(len(cell.split()) <= _MAX_WORDS and not _SENTENCE_END.search(cell) for cell in cells)

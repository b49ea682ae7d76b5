"""Whether rows without headings are questions with their answers, rather than prose, code, a log or a list of data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_TEXT = re.compile(r"[^\W\d_]|[?=×*+√÷]")
"""What a question has: a letter, or the signs of a sum. A column of numbers or dates asks nothing."""
_SENTENCE_END = re.compile(r"[.!…:;,]$")
_CODE = re.compile(r"[{}<>$\\]|\w\(|[:=!]=|;$|^(?:#|//|/\*|\*|%|@|--)|\b(?:import|return|function|def|var|const|let) ")
_MOST_WORDS = 4
"""Words of a cell in a list whose separators have blanks after them, as they have in prose."""


def looks_like_cards(rows: Sequence[Sequence[str]], separator: str, text: str, *, named: bool) -> bool:
    """Return whether a table's first rows are cards: a question or term, an answer, and perhaps wrong answers.

    text: how the file begins; named: its name says that it is a table, so less is asked of it.
    """
    fewest, share = (1, 0.6) if named else (2, 0.9)
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    if len(rows) < fewest or width < 2 or count < share * len(rows):
        return False
    whole = [row for row in rows if len(row) > 1 and row[0] and row[1]]
    if len(whole) < share * len(rows):
        return False
    asked = [row[0] for row in whole]
    if sum(_TEXT.search(cell) is not None for cell in asked) * 2 < len(asked):
        return False
    if named:
        return count == len(rows) or separator == "\t" or not _is_spaced(text, separator)
    if len(set(asked)) < 0.8 * len(asked) or sum(any(map(_CODE.search, row)) for row in whole) * 3 > len(whole):
        return False
    return separator == "\t" or not _is_spaced(text, separator) or _is_list(whole)


def _is_spaced(text: str, separator: str) -> bool:
    """Most separators have a blank or a line's end after them, as commas have in prose."""
    return 2 * len(re.findall(re.escape(separator) + r"(?=\s|\Z)", text)) > text.count(separator)


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the cells are words rather than parts of sentences, or most rows ask something."""
    if 2 * sum(row[0].endswith(("?", "？")) for row in rows) > len(rows):
        return True
    cells = [cell for row in rows for cell in row]
    return len(rows) > 2 and all(len(cell.split()) <= _MOST_WORDS and not _SENTENCE_END.search(cell) for cell in cells)

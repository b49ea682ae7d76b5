"""Read the rows of delimited text leniently, as RFC 4180 and beyond."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.limits import MAX_CELLS, MAX_QUESTIONS

SEPARATORS = "\t;,|"
_NOT_STRICT = '"\r\n'
"""Separators, which only a `sep=` can name, that the `csv` module refuses from Python 3.13."""
_MAX_LISTED = 5
"""Line numbers that a report lists."""
_SAMPLE_ROWS = 20
"""Rows from which the separator is guessed."""
_OTHER_ROWS = 1000
"""Rows that are not questions: headings, help, and what is above them."""
_LONGEST_ROW = 10_000
_EMPTY = 4
"""How many empty cells count as one: they are all the same text."""

Row = tuple[int, list[str]]
"""The line or sheet row that it starts on, from 1, and its cells, trimmed."""


class Sheet(Value, frozen=True):
    """The non-empty rows of a table. name: of the sheet in a workbook, else ""."""

    name: str
    rows: list[Row]


def separator_of(text: str) -> str:
    """Return the separator of a text's columns, guessed from its first rows; "" if it has none."""
    best, found = (0.0, 0), ""
    head = _head(text)
    for separator in SEPARATORS if head else "":
        rows = [cells for _, cells in rows_of(head, separator)][:_SAMPLE_ROWS]
        widths = Counter(map(len, rows))
        wide = [(count, width) for width, count in widths.items() if width > 1]
        if wide:
            count, width = max(wide)
            rank = (count / sum(widths.values()), width)
            if rank > best:
                best, found = rank, separator
    return found


def first_rows(text: str, separator: str) -> list[list[str]]:
    """Return the cells of a table's first rows."""
    return [cells for _, cells in rows_of(_head(text), separator)] if separator else []


def _head(text: str) -> str:
    return "\n".join(text[:65536].split("\n")[: 3 * _SAMPLE_ROWS])


def rows_of(text: str, separator: str, unclosed: Callable[[int], None] | None = None, name: str = "") -> list[Row]:
    """Return the non-empty rows of a text, read as RFC 4180 defines it, and leniently beyond that.

    A cell in quotation marks may contain separators, line breaks and doubled marks, and may have blanks around
    its marks. Marks that don't enclose the whole cell belong to its text. A mark that is never closed is dropped
    and its line passed to `unclosed`; the cell ends as if the mark were not there, so no other row is affected.
    Takes linear time. name: of the file; raises ZgcError if it has too many cells.
    """
    rows = _strict_rows(text, separator, name)
    if rows is not None:
        return rows
    found, bounds = [], CellCount(name)
    for row in _lenient_rows(text, separator, unclosed):
        bounds.add(len(row[1]), row[1].count(""))
        found.append(row)
        if len(found) > MAX_QUESTIONS + _OTHER_ROWS:
            raise _too_many_rows(name)
    return found


def _too_many_rows(name: str) -> ZgcError:
    return bad_file(name, f"it has more than {MAX_QUESTIONS:,} questions", hint="Split it into parts.")


def weight_of(count: int, empty: int) -> int:
    """Return what a row's cells count for, in quarters of a cell that is not empty. empty: how many of them are.

    Those of a longer row than any real one count in full: each column takes time, too.
    """
    if count > _LONGEST_ROW:
        return count * _EMPTY
    return count * _EMPTY - empty * (_EMPTY - 1)


class CellCount:
    """Counts the cells of a file, and raises ZgcError for too many. name: the file's."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MAX_CELLS * _EMPTY

    def add(self, count: int, empty: int = 0) -> None:
        """Count cells. empty: how many of them are."""
        self._left -= weight_of(count, empty)
        if self._left < 0:
            raise bad_file(self._name, f"it has more than {MAX_CELLS:,} cells", hint="Split it into parts.")


def _strict_rows(text: str, separator: str, name: str = "") -> list[Row] | None:
    """Return the rows of a text without quoting errors, by the fast `csv` module; None if there may be errors."""
    if separator in _NOT_STRICT:
        return None
    # A StringIO takes four bytes a character, and twice the time.
    file = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "surrogatepass", newline="")
    reader = csv.reader(file, delimiter=separator, skipinitialspace=separator != " ", strict=True)
    rows: list[Row] = []
    line, widest, strip, left = 1, 0, str.strip, MAX_CELLS * _EMPTY
    most = MAX_QUESTIONS + _OTHER_ROWS
    try:
        for cells in reader:
            after, width = reader.line_num + 1, len(cells)
            if after > line + 1 and width < widest:
                return None
            widest = max(widest, width)
            row = [*map(strip, cells)]
            left -= weight_of(width, row.count(""))
            if left < 0:
                CellCount(name).add(MAX_CELLS + 1)
            if any(row):
                rows.append((line, row))
                if len(rows) > most:
                    raise _too_many_rows(name)
            line = after
    except csv.Error:
        return None
    return rows


def _lenient_rows(text: str, separator: str, unclosed: Callable[[int], None] | None) -> Iterator[Row]:
    reader = _RowReader(text, separator)
    at, line, widest = 0, 1, 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        broken = False
        if text.find('"', at, end) < 0:
            cells, after = text[at:end].split(separator), end + 1
        else:
            cells, after, broken = reader.row(at)
            if after > end + 1 and len(cells) < widest and reader.swallowed_rows(at, after, widest):
                # An unclosed mark was matched with one at the end of a later row.
                cells, after, broken = reader.unquoted_row(at, end), end + 1, True
        if broken and unclosed:
            unclosed(line)
        row = [cell.strip() for cell in cells]
        widest = max(widest, len(row))
        if any(row):
            yield line, row
        line += text.count("\n", at, after)
        at = after


class _RowReader:
    """Reads the rows of a text that contains quotation marks."""

    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self._cell, self._mixed, self._plain = _patterns(separator)
        self._separator = separator

    def row(self, at: int) -> tuple[list[str], int, bool]:
        """Return the cells of the row at an offset, the offset of the next row, and whether a mark was not closed."""
        text, cells = self._text, []
        broken = False
        while True:
            match = self._cell.match(text, at)
            if match is not None:
                cells.append(_unquoted(match[1]) if match[1] is not None else match[2])
            else:
                match = None if broken else self._mixed.match(text, at)
                if match is not None:
                    cells.append(match[1])
                else:
                    match = self._plain.match(text, at)
                    assert match is not None
                    cells.append(match[1].lstrip().removeprefix('"'))
                    broken = True
            at = match.end()
            if match[match.re.groups] != self._separator:
                return cells, at, broken

    def swallowed_rows(self, start: int, after: int, widest: int) -> bool:
        """Tell whether every line of a row is as wide as the table's widest row, so that it is several rows."""
        lines = self._text[start:after].rstrip("\n").split("\n")
        return all(line.count(self._separator) >= widest - 1 for line in lines if line)

    def unquoted_row(self, start: int, end: int) -> list[str]:
        """Return the cells of a line, with quotation marks taken as text."""
        cells = self._text[start:end].split(self._separator)
        return [cell.strip().removeprefix('"') for cell in cells]


def _unquoted(text: str) -> str:
    text = text.replace('""', '"')
    return text.replace('\\"', '"') if '\\"' in text else text


@cache
def _patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return patterns for a valid cell, one with paired marks on its line, and one whose marks are text."""
    sign = re.escape(separator)
    blank = "" if separator == " " else " *+"
    ends = rf"({sign}|\n|\Z)"
    closes = rf'"{blank}(?:{sign}|\n|\Z)'
    inside = rf'(?:[^"\\]++|""|\\(?:(?!{closes})")?)*+'
    return (
        re.compile(rf'{blank}(?:"({inside})"{blank}|((?:[^"{sign}\n][^{sign}\n]*+)?)){ends}'),
        re.compile(rf'((?:[^"{sign}\n]++|"[^"\n]*+")++){ends}'),
        re.compile(rf"([^{sign}\n]*+){ends}"),
    )


def unclosed_note(lines: Sequence[int]) -> str:
    """Return the note of a report on quotation marks that are never closed."""
    listed = ", ".join(map(str, lines[:_MAX_LISTED]))
    more = f" and {len(lines) - _MAX_LISTED:,} more" if len(lines) > _MAX_LISTED else ""
    if len(lines) == 1:
        return f"line {listed}: a quotation mark that is never closed; it was ignored"
    return f"lines {listed}{more}: quotation marks that are never closed; they were ignored"


def width(rows: list[Row]) -> int:
    """Return the number of cells of the widest row."""
    return max((len(cells) for _, cells in rows), default=0)

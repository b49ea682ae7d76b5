"""The rows of a table: of text whose columns are parted by a character, or of a workbook's sheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from zgcquiz.core.value import Value
from zgcquiz.formats.exchange import bad_file

SEPARATORS = "\t;,|"
_LOOKED_AT = 20
"""Rows by which the separator is told."""
_LONGEST_CELL = 1 << 20

Row = tuple[int, list[str]]
"""The line, or the row of a sheet, that it starts at, from 1, and its cells, trimmed."""


class Sheet(Value, frozen=True):
    """The rows of one table that are not empty. name: "" where it has none."""

    name: str
    rows: list[Row]


def separator_of(text: str) -> str:
    """What parts the columns of a text, judged by how it begins; "" where nothing does."""
    lines = [line for line in text[:65536].splitlines()[: 3 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]
    best, found = (0.0, 0), ""
    for separator in SEPARATORS:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator))
        wide = [(count, width) for width, count in widths.items() if width > 1]
        if wide:
            count, width = max(wide)
            rank = (count / sum(widths.values()), width)
            if rank > best:
                best, found = rank, separator
    return found


def first_rows(text: str, separator: str) -> list[list[str]]:
    """The cells of a table's first lines; none where they can't be read."""
    lines = text[:65536].splitlines()[: 3 * _LOOKED_AT]
    try:
        return list(csv.reader(lines, delimiter=separator)) if separator else []
    except csv.Error:
        return []


def rows_of(text: str, separator: str, name: str) -> list[Row]:
    """The rows of a text. Raises ZgcError, with the line, where a cell has no end."""
    return list(_rows(text, separator, name))


def _rows(text: str, separator: str, name: str) -> Iterator[Row]:
    before = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            row = list(map(str.strip, cells))
            if any(row):
                yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        hint = "A quotation mark may be opened there and never closed."
        raise bad_file(name, f"a cell can't be read: {error}", start, hint) from error
    finally:
        csv.field_size_limit(before)


def width(rows: Sequence[Row]) -> int:
    """The most cells that a row has."""
    return max((len(cells) for _, cells in rows), default=0)

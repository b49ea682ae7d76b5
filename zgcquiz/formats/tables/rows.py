"""The rows of a table: of text whose columns are parted by a character, or of a workbook's sheets."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from zgcquiz.core.value import Value

SEPARATORS = "\t;,|"
_NAMED = 5
"""Lines that a report names one by one."""
_LOOKED_AT = 20
"""Rows by which the separator is told."""

Row = tuple[int, list[str]]
"""The line, or the row of a sheet, that it starts at, from 1, and its cells, trimmed."""


class Sheet(Value, frozen=True):
    """The rows of one table that are not empty. name: "" where it has none."""

    name: str
    rows: list[Row]


def separator_of(text: str) -> str:
    """What parts the columns of a text, judged by how it begins; "" where nothing does."""
    best, found = (0.0, 0), ""
    head = _head(text)
    for separator in SEPARATORS if head else "":
        rows = [cells for _, cells in rows_of(head, separator)][:_LOOKED_AT]
        widths = Counter(map(len, rows))
        wide = [(count, width) for width, count in widths.items() if width > 1]
        if wide:
            count, width = max(wide)
            rank = (count / sum(widths.values()), width)
            if rank > best:
                best, found = rank, separator
    return found


def first_rows(text: str, separator: str) -> list[list[str]]:
    """The cells of a table's first rows."""
    return [cells for _, cells in rows_of(_head(text), separator)] if separator else []


def _head(text: str) -> str:
    return "\n".join(text[:65536].split("\n")[: 3 * _LOOKED_AT])


def _nobody(line: int) -> None:
    """No one asks."""


def rows_of(text: str, separator: str, unclosed: Callable[[int], None] = _nobody) -> list[Row]:
    """Return the rows of a text that are not empty, read as RFC 4180 has it and as leniently as can be.

    A cell in quotation marks may hold separators, line ends and doubled marks, and may have blanks around its marks.
    Marks that don't enclose the whole of a cell belong to its text. A mark that nothing closes opens no cell: it is
    dropped, `unclosed` is told its line, and the cell ends where it would without it, so it costs no other row.
    The time is linear in the text's length.
    """
    rows = _sound_rows(text, separator)
    return list(_rows(text, separator, unclosed)) if rows is None else rows


def _sound_rows(text: str, separator: str) -> list[Row] | None:
    """The rows of a text whose quotation marks are all as they should be, by a quicker reader; else None."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator != " ", strict=True
    )
    rows: list[Row] = []
    line, widest = 1, 0
    try:
        for cells in reader:
            after = reader.line_num + 1
            if after > line + 1 and len(cells) < widest:
                return None
            widest = max(widest, len(cells))
            row = list(map(str.strip, cells))
            if any(row):
                rows.append((line, row))
            line = after
    except csv.Error:
        return None
    return rows


def _rows(text: str, separator: str, unclosed: Callable[[int], None]) -> Iterator[Row]:
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
            if after > end + 1 and len(cells) < widest and reader.swallowed(at, after, widest):
                # A mark that nothing closes met another one at the end of a later row.
                cells, after, broken = reader.loose_row(at, end), end + 1, True
        if broken:
            unclosed(line)
        row = [cell.strip() for cell in cells]
        widest = max(widest, len(row))
        if any(row):
            yield line, row
        line += text.count("\n", at, after)
        at = after


class _RowReader:
    """Reads the rows of a text in which there are quotation marks."""

    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self._cell, self._mixed, self._plain = _patterns(separator)
        self._separator = separator

    def row(self, at: int) -> tuple[list[str], int, bool]:
        """The cells of the row that starts at a place, where the next one starts, and if a mark was not closed."""
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

    def swallowed(self, start: int, after: int, widest: int) -> bool:
        """Whether every line of a row is as wide as a whole row of the table."""
        lines = self._text[start:after].rstrip("\n").split("\n")
        return all(line.count(self._separator) >= widest - 1 for line in lines if line)

    def loose_row(self, start: int, end: int) -> list[str]:
        """The cells of a line as if no quotation mark had a meaning."""
        cells = self._text[start:end].split(self._separator)
        return [cell.strip().removeprefix('"') for cell in cells]


def _unquoted(text: str) -> str:
    text = text.replace('""', '"')
    return text.replace('\\"', '"') if '\\"' in text else text


@cache
def _patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A sound cell, in marks or without; one on a line whose marks are paired; and one whose marks mean nothing."""
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
    """Return what a report says of quotation marks that are never closed."""
    named = ", ".join(map(str, lines[:_NAMED]))
    more = f" and {len(lines) - _NAMED:,} more" if len(lines) > _NAMED else ""
    where, mark = ("line", "a quotation mark") if len(lines) == 1 else ("lines", "quotation marks")
    return f"{where} {named}{more}: {mark} without a closing one; what follows is read as if it were not there"


def width(rows: list[Row]) -> int:
    """The most cells that a row has."""
    return max((len(cells) for _, cells in rows), default=0)

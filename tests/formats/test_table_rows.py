"""Rows of delimited text: quoting of every kind, without damage to other rows."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.importing import read
from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.tables import rows as table_rows
from zgcquiz.formats.tables.rows import rows_of, unclosed_note

cells = st.text(st.sampled_from("ab1 \"\n;,|\t\\'#"), max_size=8)
tables = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))


def plain(text: str, separator: str = ",") -> list[list[str]]:
    return [row for _, row in rows_of(text, separator)]


@given(tables, st.sampled_from(",;|\t"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_tables_of_spreadsheets_are_read_unchanged(rows: list[list[str]], separator: str, quoting: int) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    trimmed = [[cell.strip() for cell in row] for row in rows]
    # A backslash before a mark is read as other programs write it, which this one doubles.
    if "\\" not in buffer.getvalue():
        assert plain(buffer.getvalue(), separator) == [row for row in trimmed if any(row)]


@given(tables.filter(bool), st.data())
def test_an_unclosed_mark_does_not_affect_other_rows(rows: list[list[str]], data: st.DataObject) -> None:
    width = len(rows[0])
    sound = [[f"{at}{place}{cell.translate(DROPPED)}" for place, cell in enumerate(row)] for at, row in enumerate(rows)]
    at = data.draw(st.integers(0, len(sound) - 1))
    place = data.draw(st.integers(0, width - 1))
    lines = [",".join(row) for row in sound]
    lines[at] = ",".join([*sound[at][:place], '"' + sound[at][place], *sound[at][place + 1 :]])
    unclosed: list[int] = []
    assert [row for _, row in rows_of("\n".join(lines) + "\n", ",", unclosed.append)] == [
        [cell.strip() for cell in row] for row in sound
    ]
    assert unclosed == [at + 1]


DROPPED = str.maketrans("", "", '"\n,\\')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,"b "" c",d\n', [["a", 'b " c', "d"]]),
        ('5" pipe,6" pipe\n', [['5" pipe', '6" pipe']]),
        ('"Salt" and pepper,x\n', [['"Salt" and pepper', "x"]]),
        ('"Hello, she said" and left,b\n', [['"Hello, she said" and left', "b"]]),
        (' "a, b" , "c" ,d\n', [["a, b", "c", "d"]]),
        ('"Two\nlines","and ""more""\nlines"\n', [["Two\nlines", 'and "more"\nlines']]),
        ('"C:\\",x\n', [["C:\\", "x"]]),
        ('"He said \\"hi\\" to her",x\n', [['He said "hi" to her', "x"]]),
        ('a,"\nb,c\n', [["a", ""], ["b", "c"]]),
        ('q,a,w\n"Open,c,d\nNext?,e,f"\nLast,g,h\n', [["q", "a", "w"], ["Open", "c", "d"], ["Next?", "e", 'f"'],
         ["Last", "g", "h"]]),
        ('q,a,w\n"Open,c,d\nSay,"hi, there",f\n', [["q", "a", "w"], ["Open", "c", "d"], ["Say", "hi, there", "f"]]),
        ('"Two\nlines?",a\n"Open,c\nNext?,e\n', [["Two\nlines?", "a"], ["Open", "c"], ["Next?", "e"]]),
        ('""\n"",x\n', [["", "x"]]),
        ('"', [[""]][:0]),
    ],
)  # fmt: skip
def test_marks_of_every_kind(text: str, expected: list[list[str]]) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    "piece",
    ['"a\n', '"a""\n', '""x""\n', '"a" b "c, ', '"a,', '\\"', '"\\"', '"', 'a,"b\n""', ',"\n', '"a"\n"'],
    ids=repr,
)
def test_unclosed_marks_take_linear_time(piece: str) -> None:
    def took(count: int) -> float:
        start = time.process_time()
        rows_of(piece * count, ",")
        return time.process_time() - start

    count = 40_000 // len(piece)
    assert took(8 * count) < 30 * took(count) + 0.2


def test_the_report_names_the_line_of_an_unclosed_mark() -> None:
    found = read("csv", 'Question,Answer,Wrong\n"Two\nlines?",a,b\n"Unclosed,c,d\nNext?,e,f\nLast?,g,h\n')
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Two\nlines?", "Unclosed", "Next?", "Last?"]
    assert found.skipped == ()
    assert [note for note in found.notes if note.startswith("line 4: a quotation mark")]
    assert unclosed_note([3, 4, 5, 6, 7, 8, 9]).startswith("lines 3, 4, 5, 6, 7 and 2 more: quotation marks")


def plain_rows(text: str, separator: str) -> list[tuple[int, list[str]]] | None:
    """The quick reader's work in its simplest form."""
    file = io.StringIO(text, newline="")
    reader = csv.reader(file, delimiter=separator, skipinitialspace=separator != " ", strict=True)
    rows = []
    line, widest = 1, 0
    try:
        for cells in reader:
            if reader.line_num > line and len(cells) < widest:
                return None
            widest = max(widest, len(cells))
            if any(cell.strip() for cell in cells):
                rows.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        return None
    return rows


PIECES = [
    '"',
    '""',
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "a",
    "-1,5",
    "中",
    "é",
    "\u2028",
    "\x85",
    "\x00",
    "\ud800",
]


@given(st.lists(st.sampled_from([*PIECES, '"a"', '"a\nb"', "😀"]), max_size=14).map("".join), st.sampled_from(",;\t |"))
def test_the_quick_reader_reads_what_its_plain_form_reads(text: str, separator: str) -> None:
    assert table_rows._strict_rows(text, separator) == plain_rows(text, separator)


@pytest.mark.parametrize("separator", ['"', "\r", "\n"])
def test_a_separator_that_the_csv_module_refuses_is_read_leniently(separator: str) -> None:
    assert rows_of(f"x{separator}y", separator)


@pytest.mark.parametrize("last", ["q6,a", 'q6,"a" b'])
def test_too_many_rows_are_refused_before_all_are_read(last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_rows, "MAX_QUESTIONS", 5)
    monkeypatch.setattr(table_rows, "_OTHER_ROWS", 1)
    rows = ["question,answer", *(f"q{at},a" for at in range(1, 6))]
    assert len(rows_of("\n".join(rows), ",")) == 6
    with pytest.raises(ZgcError, match="more than 5 questions"):
        rows_of("\n".join([*rows, last]), ",")

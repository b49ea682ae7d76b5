"""Read the answers on graded sheets: a table of learner, question, answer and, if they have them, version and sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.tables.columns import english_heading
from zgcquiz.formats.tables.csv_writer import unguarded
from zgcquiz.formats.tables.rows import rows_of, separator_of
from zgcquiz.formats.untrusted.decoding import read_text

REQUIRED = ("learner", "question", "answer")
_NAMES = {
    **{name: name for name in (*REQUIRED, "version", "sheet", "group")},
    **dict.fromkeys(("name", "student", "pupil", "student name"), "learner"),
    **dict.fromkeys(("id", "number", "no", "question id", "question number"), "question"),
    **dict.fromkeys(("response", "letter"), "answer"),
    **dict.fromkeys(("code", "sheet code"), "sheet"),
}


class SheetAnswer(NamedTuple):
    """A row. line: in the file, from 1; question: an id, or a number on the version; answer: letters, or a text; sheet:
    the code that is printed on it."""

    line: int
    learner: str
    question: str
    answer: str
    version: str
    sheet: str


def read(data: bytes, name: str) -> Iterator[SheetAnswer | Problem]:
    """Yield the rows of a table, or what is wrong with them.

    A learner's cell that is empty means that of the row above, with its version, and so does a sheet's. Raises ZgcError
    if it is no table of answers.
    """
    learner = version = sheet = ""
    for line, row in _rows(data, name, REQUIRED):
        version = row.get("version") or ("" if row["learner"] else version)
        learner, sheet = row["learner"] or learner, row.get("sheet") or sheet
        if not learner or not row["question"]:
            missing = "question" if learner else "learner"
            yield Problem("bad-answer", f"this row has no {missing}", name, line)
        else:
            yield SheetAnswer(line, learner, row["question"], row["answer"], version, sheet)


def read_groups(data: bytes, name: str) -> dict[str, str]:
    """Return the group of each learner from a table with the columns learner and group. Raises ZgcError."""
    found: dict[str, str] = {}
    for line, row in _rows(data, name, ("learner", "group")):
        if found.setdefault(row["learner"], row["group"]) != row["group"]:
            raise bad_file(name, f"{row['learner']} is in two groups", line)
    return {learner: group for learner, group in found.items() if learner and group}


def _rows(data: bytes, name: str, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    text = read_text(data, name, can_name=False).text
    rows = iter(rows_of(text, separator_of(text) or ",", name=name))
    headings = [_NAMES.get(english_heading(cell), "") for cell in next(rows, (0, []))[1]]
    missing = [each for each in required if each not in headings]
    if missing:
        reason = f"its first row doesn't name the columns {', '.join(missing)}"
        raise bad_file(name, reason, hint=f"Save the table as CSV, with a first row such as: {','.join(required)}")
    for line, cells in rows:
        row = dict.fromkeys(required, "")
        for heading, cell in zip(headings, cells, strict=False):
            if heading and not row.get(heading):
                row[heading] = unguarded(cell)
        yield line, row

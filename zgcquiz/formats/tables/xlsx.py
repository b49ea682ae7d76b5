"""Read and write workbooks (Office Open XML, ECMA-376), cells as displayed.

Reading untrusted files needs the bounds on archives and XML that `formats.untrusted` has; a library would add
none, and little of the format is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from posixpath import join, normpath

from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.contract import encoded
from zgcquiz.formats.limits import MAX_XML_BYTES
from zgcquiz.formats.shared.xml_writer import escaped, quoted
from zgcquiz.formats.shared.zip_writer import zipped
from zgcquiz.formats.tables.rows import CellCount, Sheet
from zgcquiz.formats.untrusted.xml_reader import Element, parse
from zgcquiz.formats.untrusted.zip_reader import Archive

_WORKBOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_DATES = {*range(14, 23), *range(45, 48)}
"""Built-in number formats for dates and times (ECMA-376, 18.8.30)."""
_PERCENT = {9, 10}
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]+)")
MAX_COLUMNS = 1000
MAX_SHEETS = 1000
MAX_CELL = 100_000
"""Characters of a cell. Spreadsheets allow 32,767; since cells can share a text, a longer one is refused."""
_XML_SPACE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(archive: Archive, name: str) -> list[Sheet]:
    """Return the sheets of a workbook that are not empty. Raises ZgcError if it is not a workbook, or damaged."""
    if _WORKBOOK not in archive:
        raise bad_file(name, "it is a zip archive, but not a workbook", hint="Save it as .xlsx or as CSV.")

    def document(path: str) -> Element | None:
        if path not in archive:
            return None
        return parse(archive.read(path, MAX_XML_BYTES), f"{name}/{path}", parts=("row", "si")).root

    workbook = document(_WORKBOOK)
    assert workbook is not None
    relations = document("xl/_rels/workbook.xml.rels")
    entries = relations.children("Relationship") if relations else []
    targets = {each.get("Id"): normpath(join("xl", each.get("Target"))).lstrip("/") for each in entries}
    strings = document(_STRINGS)
    shared = [_shared(each, name) for each in strings.children("si")] if strings else []
    formats = _formats(document("xl/styles.xml"))
    properties = workbook.child("workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    found = []
    count = CellCount(name)
    for number, sheet in enumerate(workbook.all("sheet"), 1):
        if number > MAX_SHEETS:
            raise bad_file(name, f"it has more than {MAX_SHEETS:,} sheets", hint="Split it into parts.")
        path = targets.get(sheet.get("id"), "")
        root = document(path.removeprefix("xl/xl/") if path in archive else path)
        if root is not None:
            rows = []
            for line, cells in _rows(root, shared, formats, epoch, count):
                if any(cells):
                    rows.append((line, cells))
            if rows:
                found.append(Sheet(sheet.get("name"), rows))
    return found


def _rows(
    root: Element, shared: Sequence[str], formats: Sequence[str], epoch: datetime, count: CellCount
) -> Iterator[tuple[int, list[str]]]:
    line = 0
    for row in root.all("row"):
        line = _natural(row.get("r"), line + 1)
        cells: list[str] = []
        for cell in row.children("c"):
            reference = _REFERENCE.fullmatch(cell.get("r"))
            column = _column(reference.group(1)) if reference else len(cells)
            if column >= MAX_COLUMNS:
                break
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = _displayed(cell, shared, formats, epoch).strip()
        count.add(len(cells))
        yield line, cells


def _shared(element: Element, name: str) -> str:
    """Return a text that cells share. Raises ZgcError if it is too long for one."""
    text = _string(element)
    if len(text) > MAX_CELL:
        raise bad_file(f"{name}/{_STRINGS}", f"a text has more than {MAX_CELL:,} characters", element.line)
    return text


def _natural(text: str, default: int) -> int:
    """Return the number in a text of up to nine ASCII digits, else the default."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _displayed(cell: Element, shared: Sequence[str], formats: Sequence[str], epoch: datetime) -> str:
    """Return a cell's text as displayed, but with numbers not rounded."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.child("is")
        return _string(inline) if inline else ""
    value = cell.child("v")
    text = value.text.strip() if value else ""
    formula = cell.child("f")
    if not text and formula and formula.text.strip():
        return f"={formula.text.strip()}"  # the file has no computed value
    if kind == "s":
        at = _natural(text, len(shared))
        return shared[at] if at < len(shared) else ""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind != "n" or not text:
        return _unescaped(text)
    style = _natural(cell.get("s"), len(formats))
    return _number(text, formats[style] if style < len(formats) else "", epoch)


def _number(text: str, format: str, epoch: datetime) -> str:
    try:
        number = float(text)
        if format == "date":
            moment = epoch + timedelta(days=number)
            return moment.strftime("%Y-%m-%d" if number == int(number) else "%H:%M" if number < 1 else "%Y-%m-%d %H:%M")
        if format == "percent":
            return f"{number * 100:.15g}%"
        return f"{number:.15g}"
    except (ValueError, OverflowError):
        return text


def _formats(styles: Element | None) -> list[str]:
    """Return how each cell style displays numbers: `date`, `percent` or ""."""
    if styles is None:
        return []
    own = {each.get("numFmtId"): _NOT_FORMAT.sub("", each.get("formatCode")) for each in styles.all("numFmt")}
    cells = styles.child("cellXfs")
    found = []
    for each in cells.children("xf") if cells else []:
        id = each.get("numFmtId", "0")
        code, number = own.get(id, ""), _natural(id, 0)
        if number in _DATES or re.search("[ymdhs]", code.lower()):
            found.append("date")
        else:
            found.append("percent" if number in _PERCENT or "%" in code else "")
    return found


def _string(element: Element) -> str:
    """Return the text of a string, which may consist of runs, without phonetic readings (rPh)."""
    parts = []
    for each in element.elements:
        if each.name == "t":
            parts.append(each.text)
        elif each.name == "r":
            parts += [text.text for text in each.children("t")]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _XML_SPACE.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


# Writing

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_workbook(rows: Iterable[Sequence[str | int]], title: str) -> bytes:
    """Return a workbook with one sheet."""
    return b"".join(workbook_chunks(rows, title))


def workbook_chunks(rows: Iterable[Sequence[str | int]], title: str) -> Iterator[bytes]:
    """Yield a workbook with one sheet in pieces."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxml'
        'formats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        _WORKBOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name={quoted(title)} sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    sheet = chain((_HEAD, f'<worksheet xmlns="{_MAIN}"><sheetData>'), _lines(rows), ("</sheetData></worksheet>",))
    others = ((path, [(_HEAD + text).encode("utf-8", "replace")]) for path, text in parts.items())
    return zipped(chain(others, [("xl/worksheets/sheet1.xml", encoded(sheet))]))


def _lines(rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{_letters(at)}{number}", value) for at, value in enumerate(row) if value != "")
        yield f'<row r="{number}">{cells}</row>'


def _cell(reference: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{reference}"><v>{value}</v></c>'
    text = _XML_SPACE.sub(lambda match: f"_x005F{match.group()}", value)
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

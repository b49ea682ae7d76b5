"""Run by itself, with little memory: makes files that would take much of it, and reads them.

python -m tests.formats.hostile_files MEGABYTES NAME …     what reading each ends in, as JSON on standard output
"""

from __future__ import annotations

import gc
import io
import json
import os
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.formats.anki_files import BASIC, TYPES, database, note_type
from tests.formats.sparse import write_with_media
from zgcquiz.app.exchange.importing import _read
from zgcquiz.core.errors import ProblemsError, ZgcError
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.tables import xlsx

MB = 1_000_000
Write = Callable[[Path], None]


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def moodle(text: bytes, after: bytes = b"") -> bytes:
    return (
        b'<quiz><question type="shortanswer"><questiontext format="html"><text>'
        + text
        + b"</text>"
        + after
        + b'</questiontext><answer fraction="100"><text>a</text></answer></question></quiz>'
    )


def qti(items: bytes) -> bytes:
    return b"<questestinterop><assessment ident='a'><section>" + items + b"</section></assessment></questestinterop>"


def item(ident: str, text: bytes, stimulus: str = "") -> bytes:
    field = b"<qtimetadatafield><fieldlabel>%s</fieldlabel><fieldentry>%s</fieldentry></qtimetadatafield>"
    fields = field % (b"question_type", b"short_answer_question")
    fields += field % (b"parent_stimulus_item_ident", stimulus.encode()) if stimulus else b""
    return (
        f"<item ident='{ident}'><itemmetadata><qtimetadata>".encode()
        + fields
        + b"</qtimetadata></itemmetadata><presentation><material><mattext>"
        + text
        + b"</mattext></material><response_str ident='r'><render_fib/></response_str></presentation>"
        b"<resprocessing><respcondition><conditionvar><varequal respident='r'>x</varequal></conditionvar>"
        b"<setvar>100</setvar></respcondition></resprocessing></item>"
    )


def workbook(sheet: str, shared: str = "") -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx.write_workbook([["q", "a"]], "s"))) as made:
        files = {name: made.read(name) for name in made.namelist()}
    files["xl/worksheets/sheet1.xml"] = f"<worksheet>{sheet}</worksheet>".encode()
    if shared:
        files["xl/sharedStrings.xml"] = f"<sst>{shared}</sst>".encode()
    return zipped(*files.items())


def package(data: bytes) -> bytes:
    return zipped(("collection.anki2", data))


def with_notes(sql: str) -> bytes:
    """A package with a table of notes of its own."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(database())
        db.execute("DROP TABLE notes")
        db.executescript(sql)
        db.executescript("INSERT INTO cards (id, nid, did, ord) SELECT id, id, 1, 0 FROM notes")
        return package(db.serialize())


def repeated() -> bytes:
    types = {BASIC: note_type("Basic", ["Front", "Back"], [("{{Front}}" * 100_000, "{{Back}}" * 100_000)])}
    return package(database([{"fields": "Q" * 10_000 + "\x1fA" * 10_000}], types=types))


def with_media() -> Write:
    files = {"collection.anki2": database([{"fields": "q\x1fa"}])}
    return lambda path: write_with_media(path, files, 400)


def deflated(name: str, megabytes: int, start: bytes = b"") -> Write:
    """An archive of one file, of zeros after its start."""

    def write(path: Path) -> None:
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(name, "w") as file,
        ):
            file.write(start)
            for _ in range(megabytes):
                file.write(bytes(MB))

    return write


def large_collection() -> Write:
    """A whole database with 500 MB of free pages at its end."""
    data = bytearray(database([{"fields": f"q{number}\x1fa"} for number in range(1000)]))
    page = int.from_bytes(data[16:18], "big")
    data[28:32] = ((len(data) + 500 * MB) // page).to_bytes(4, "big")
    return deflated("collection.anki2", 500, bytes(data))


def claimed() -> bytes:
    data = bytearray(zipped(*((f"{number}.csv", b"question,answer\na,b\n") for number in range(2000))))
    at = data.index(b"PK\x01\x02")
    while data[at : at + 4] == b"PK\x01\x02":
        data[at + 24 : at + 28] = (900 * MB).to_bytes(4, "little")
        at += 46 + sum(int.from_bytes(data[at + place : at + place + 2], "little") for place in (28, 30, 32))
    return bytes(data)


def endless_directory() -> bytes:
    one = zipped(("a", b"x"))
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    directory = one[at:end] * 600_000
    tail = bytearray(one[end:])
    tail[12:16] = len(directory).to_bytes(4, "little")
    return one[:at] + directory + bytes(tail)


FILES: dict[str, tuple[str, Callable[[], bytes | Write]]] = {
    "moodle: 15,000 questions": (
        "x.xml",
        lambda: b"<quiz>%s</quiz>" % b"".join(moodle(b"Q%d" % each)[6:-7] for each in range(15_000)),
    ),
    "moodle: one text of 50 MB": ("x.xml", lambda: moodle(b"word " * (10 * MB))),
    "moodle: one CDATA section": ("x.xml", lambda: moodle(b"<![CDATA[" + b"<b>x</b>" * (6 * MB) + b"]]>")),
    "moodle: elements": ("x.xml", lambda: b"<quiz>" + b"<a/>" * (3 * MB) + b"</quiz>"),
    "moodle: attributes": (
        "x.xml",
        lambda: b"<quiz " + b" ".join(b'a%d=""' % number for number in range(MB)) + b"></quiz>",
    ),
    "moodle: an embedded file": ("x.xml", lambda: moodle(b"Q", b"<file>" + b"QUJD" * (15 * MB) + b"</file>")),
    "moodle: HTML of 5 MB": ("x.xml", lambda: moodle(b"<![CDATA[" + b"<b>x</b>" * 600_000 + b"]]>")),
    "qti12: one text of 50 MB": ("x.xml", lambda: qti(item("i", b"word " * (10 * MB)))),
    "qti12: a passage that all questions share": (
        "x.xml",
        lambda: qti(item("p", b"word " * 100_000) + b"".join(item(f"i{number}", b"Q", "p") for number in range(60))),
    ),
    "xlsx: shared strings": ("x.xlsx", lambda: workbook("", "<si><t>x</t></si>" * 1_900_000)),
    "xlsx: one shared text": ("x.xlsx", lambda: workbook("", f"<si><t>{'x' * 10 * MB}</t></si>")),
    "xlsx: cells in the last column": (
        "x.xlsx",
        lambda: workbook("<sheetData>" + '<row><c r="ALL1"><v>1</v></c></row>' * 50_000 + "</sheetData>"),
    ),
    "xlsx: merged cells": ("x.xlsx", lambda: workbook('<mergeCell ref="A1:XFD1048576"/>' * MB)),
    "csv: columns": ("x.csv", lambda: b"question,answer" + b",a" * (5 * MB) + b"\nq,a\n"),
    "csv: empty columns": ("x.csv", lambda: b"question,answer" + b"," * (7 * MB) + b"\nq,a\n"),
    "csv: empty cells": ("x.csv", lambda: b"question,answer\n" + (b"q,a" + b"," * 100 + b"\n") * 70_000),
    "csv: lines": ("x.csv", lambda: b"question,answer\n" + b"a,b\n" * (5 * MB)),
    "csv: one cell": ("x.csv", lambda: b"question,answer\na,b\n" + b"x" * (100 * MB) + b",a\n"),
    "json: arrays": ("x.json", lambda: b'{"questions":[' + b"[]," * (20 * MB) + b"[]]}"),
    "json: keys": ("x.json", lambda: b'{"questions":[{%s}]}' % b",".join(b'"%d":1' % each for each in range(3 * MB))),
    "gift: one question": ("x.gift", lambda: b"::a:: " + b"Q" * (30 * MB) + b" {=a ~b}\n"),
    "markdown: lines": ("x.md", lambda: b"## Q1. a\n- [x] a\n- [ ] b\n\n" * MB),
    "yaml: keys": ("x.yaml", lambda: b"zgcquiz: 1\nid: a\n" + b"".join(b"k%d: 1\n" % each for each in range(900_000))),
    "yaml: entries": ("x.yaml", lambda: b"zgcquiz: 1\nid: a\nquestions:\n" + b"- \n" * (2 * MB)),
    "apkg: a field that a template repeats": ("x.apkg", repeated),
    "apkg: a generated column": (
        "x.apkg",
        lambda: with_notes(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid INTEGER DEFAULT 1, tags, "
            "flds TEXT AS (hex(zeroblob(7000000))));"
            "INSERT INTO notes (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)"
        ),
    ),
    "apkg: a default that every row has": (
        "x.apkg",
        lambda: with_notes(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid INTEGER, tags);"
            "INSERT INTO notes (id, mid) VALUES (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1);"
            f"ALTER TABLE notes ADD COLUMN flds TEXT DEFAULT '{'Q' * 900_000}'"
        ),
    ),
    "apkg: note types of nothing but brackets": (
        "x.apkg",
        lambda: package(database(types={**TYPES, 9: [[[]] * 10 for _ in range(300_000)]})),
    ),
    "apkg: 500,000 decks": (
        "x.apkg",
        lambda: package(
            database(
                [{"fields": "q\x1fa"}],
                extra="CREATE TABLE decks (id integer primary key, name text); WITH RECURSIVE n(x) AS (SELECT 1"
                " UNION ALL SELECT x + 1 FROM n WHERE x < 500000) INSERT INTO decks SELECT x, x || 'deck' FROM n;",
            )
        ),
    ),
    "apkg: a collection of zeros": ("x.apkg", lambda: zipped(("collection.anki2", bytes(250 * MB)))),
    "apkg: a collection of 550 MB": ("x.apkg", lambda: deflated("collection.anki2", 550)),
    "apkg: a collection of 500 MB": ("x.apkg", large_collection),
    "apkg: 400 MB of media": ("x.apkg", with_media),
    "zip: entries that claim to be large": ("x.zip", claimed),
    "zip: entries": ("x.zip", lambda: zipped(*((f"{number}.csv", b"q,a\nx,y\n") for number in range(12_000)))),
    "zip: long names": (
        "x.zip",
        lambda: zipped(("a.csv", b"question,answer\na,b\n"), *((f"{at}" + "n" * 60_000, b"") for at in range(50))),
    ),
    "zip: a directory without end": ("x.zip", endless_directory),
}
"""What each file is called, and makes it; by what is wrong with it."""


def end_of(path: Path) -> str:
    ends = []
    for found in _read(path, None, ExchangeOptions(), None):
        if isinstance(found, ProblemsError):
            codes = " ".join(sorted({problem.code for problem in found.problems}))
            ends.append(f"{'0 questions' if found.code == 'nothing-imported' else found.message} {codes}")
        elif isinstance(found, ZgcError):
            ends.append(found.message)
        else:
            ends.append(f"{found.report.questions} questions {' '.join(found.report.notes)}")
        assert len(ends[-1]) < 2000
    return ends[0]


def in_child(work: Callable[[], object]) -> None:
    """Do something in a process of its own, so that the memory it takes is not counted here."""
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == 0
        return
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def write_file(path: Path, made: bytes | Write) -> None:
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        made(path)


def read_limited(path: Path, megabytes: int, result: Path) -> None:
    """Read a file and write what it ends in. Unless it is an archive, its size comes on top of the limit."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    size = 0 if zipfile.is_zipfile(path) else path.stat().st_size
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20 + size, hard))
    gc.disable()  # as an import does
    start = time.process_time()
    try:
        end = end_of(path)
    except MemoryError:
        end = "MemoryError"
    print(f"{time.process_time() - start:6.2f} s  {path.parent.name}", file=sys.stderr)
    result.write_text(end)


def main(megabytes: int, names: list[str]) -> dict[str, str]:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "result")
        for name in names:
            file, make = FILES[name]
            path = Path(folder, name, file)
            path.parent.mkdir()
            in_child(lambda: write_file(path, make()))  # noqa: B023
            in_child(lambda: read_limited(path, megabytes, result))  # noqa: B023
            found[name] = result.read_text()
            path.unlink()
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2:])))

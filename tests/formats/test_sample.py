"""Which format a file is in, whatever it begins with; and that finding out is quick."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import collector, registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.exchange.recognition import HEAD, Sample
from zgcquiz.formats.json import document
from zgcquiz.formats.untrusted import decoding
from zgcquiz.formats.untrusted.decoding import is_binary
from zgcquiz.formats.untrusted.xml_reader import root_name

NOISE = b"\x89PNG\r\n{=x ~y}\n\n::t:: {=a}\n" + bytes(range(256)) * 20
PACK = Pack(
    PackInfo("p", "P"),
    (Item("a", Kind.SINGLE, "Which?", (Option("This", True), Option("That"), Option("Café")), drawn=True),),
)
MOODLE = (
    '<quiz><question type="truefalse"><questiontext><text>Café?</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
    "</question></quiz>"
)


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "."), content)
    return out.getvalue()


def written(name: str) -> bytes:
    write = registry.get(name).write
    assert write
    return write(PACK, ExchangeOptions(), ()).data


@pytest.mark.parametrize("name", ["gift", "aiken", "moodle-xml", "qti12", "qti21", "json", "yaml"])
def test_what_is_written_is_recognised_whatever_its_name(name: str) -> None:
    data = written(name)
    for filename in ("x", "x.txt", "x.bin", "x.gift", "x.xml"):
        assert registry.recognise(data, filename).name == name


@pytest.mark.parametrize("name", ["gift", "aiken", "moodle-xml", "json", "yaml"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_change_nothing(name: str, mark: bytes) -> None:
    data = written(name)
    assert registry.recognise(mark + data, "x").name == name
    assert registry.recognise(mark + data.replace(b"\n", b"\r\n"), "x").name == name
    assert registry.recognise(data.decode().encode("utf-16"), "x").name == name


def test_a_package_that_begins_with_an_image_is_no_text() -> None:
    (path, manifest), (quiz, content) = (
        (name, zipfile.ZipFile(io.BytesIO(written("qti12"))).read(name))
        for name in zipfile.ZipFile(io.BytesIO(written("qti12"))).namelist()
    )
    data = archive(**{"a.png": NOISE, path: manifest, quiz: content})
    assert registry.recognise(data, "x.zip").name == "qti12"


@pytest.mark.parametrize(
    "data",
    [NOISE, archive(a__png=NOISE), archive(), b"SQLite format 3\0" + NOISE, b"PK\x03\x04" + NOISE, b"\0" * 9000, b"?"],
)
def test_what_is_no_text_and_no_package_is_in_no_format(data: bytes) -> None:
    with pytest.raises(ZgcError) as caught:
        registry.recognise(data, "x.gift" if data != b"?" else "x")
    assert caught.value.code == "unknown-format"


@pytest.mark.parametrize("name", ["gift", "aiken", "json"])
def test_a_reader_of_text_says_what_a_file_is_that_is_none(name: str) -> None:
    read = registry.get(name).read
    assert read
    with pytest.raises(ZgcError, match="x: it is a zip archive, not text"):
        read(archive(a=b"x"), "x", ExchangeOptions())


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\r\n',
        b'\r\n<?xml version="1.0" encoding="windows-1252" standalone="yes"?>\r\n<!-- <a> -->\r\n'.lstrip(),
        b'<?xml version="1.0" encoding="latin1"?>\r',
    ],
)
def test_xml_in_an_encoding_that_it_declares(head: bytes) -> None:
    data = head + MOODLE.encode("latin-1")
    format = registry.recognise(data, "x")
    assert format.name == "moodle-xml"
    assert format.read
    pack = format.read(data, "x", ExchangeOptions()).pack
    assert pack
    assert pack.items[0].stem == "Café?"


DOCTYPES = [
    "<!DOCTYPE quiz>",
    '<!DOCTYPE quiz SYSTEM "http://example.org/x>.dtd">',
    '<!DOCTYPE quiz [\n<!ENTITY a "<b>x</b> ]>">\n<!-- it\'s "odd ]> -->\n<?p "?>\n<!ELEMENT quiz ANY>\n]>',
    "<!DOCTYPE other [<!ENTITY % p \"<!ENTITY q 'z'>\"> %p;]\n>",
    "<!DOCTYPE quiz [" + '<!ENTITY a "x">' * 10_000 + "]>",
]


@pytest.mark.parametrize("doctype", DOCTYPES, ids=range(len(DOCTYPES)))
def test_a_document_type_is_refused_by_name(doctype: str) -> None:
    data = f'<?xml version="1.0"?>\n<!-- <x> -->\n{doctype}\n{MOODLE}'.encode()
    format = registry.recognise(data, "x")
    assert format.name == "moodle-xml"
    assert format.read
    with pytest.raises(ZgcError, match=r"x:3: it declares a document type"):
        format.read(data, "x", ExchangeOptions())


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", ""),
        ("plain <b>text</b>", ""),
        ("<!--", ""),
        ("<!DOCTYPE", ""),
        ("<?xml", ""),
        ("\ufeff <qti:quiz a='>'>", "quiz"),
        ("<!-- a --><?b c?>\r\n<assessment-item/>", "assessment-item"),
        ("<!DOCTYPE q:quiz [ <!ENTITY", "quiz"),
    ],
)
def test_the_root_of_a_document(text: str, root: str) -> None:
    assert root_name(text) == root


def test_a_character_that_the_cut_goes_through_is_no_reason_to_take_it_for_another_encoding() -> None:
    for more in range(4):
        text = "a" * (HEAD - more) + "中" * 50
        assert set(Sample(text.encode(), "x").text) <= {"a", "中"}


def test_texts_that_are_no_binaries() -> None:
    for text in ("é\n", "中文", "\x1b[1m bold", "a\tb\r\n", ""):
        for encoding in ("utf-8", "utf-16"):
            assert not is_binary(text.encode(encoding))
    assert not is_binary("Frage: Äpfel?".encode("cp1252"))
    assert not is_binary("abc".encode("utf-16-le") * 9)


HARD = [
    "\n" * 500_000,
    " " * 500_000,
    "::" * 250_000,
    ":::a" * 100_000,
    "{" * 500_000,
    "{=" * 250_000,
    "}{" * 250_000,
    "$CATEGORY" * 50_000,
    "\\" * 500_000,
    "A. \n" * 100_000,
    "ANSWER" + " " * 500_000,
    "<!--" * 100_000,
    "<?" * 250_000,
    "<!DOCTYPE a [" + "<" * 500_000,
    "<!DOCTYPE a [" + '<!--"' * 100_000,
    "<!DOCTYPE a " + "'" * 500_001,
    "<" + "a:" * 250_000,
    '{"questions" "answers"' * 20_000,
    "zgcquiz" * 50_000,
]


@pytest.mark.parametrize("text", HARD, ids=lambda text: repr(text[:12]))
def test_no_text_makes_recognising_slow(text: str) -> None:
    start = time.process_time()
    for format in registry.all_formats():
        format.recognise(Sample(text.encode(), "x"))
    assert time.process_time() - start < 1.0


def test_a_large_archive_is_told_without_unpacking_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(30):
            made.writestr(f"{number}.xml", bytes(10_000_000))
        made.writestr("imsmanifest.xml", "<manifest/>")
    start = time.process_time()
    with pytest.raises(ZgcError):
        registry.recognise(out.getvalue(), "x.zip")
    assert time.process_time() - start < 1.0


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_TEXT_BYTES", 2**20)
    monkeypatch.setattr(document, "MAX_JSON_BYTES", 2**20)
    for name in ("gift", "aiken", "json"):
        read = registry.get(name).read
        assert read
        with pytest.raises(ZgcError, match="x: it has more than 1 MiB of text"):
            read(b"a" * 2**20 + b"a", "x", ExchangeOptions())


def test_a_file_with_too_many_questions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "MAX_QUESTIONS", 1000)
    many = {
        "gift": b"Q{=a}\n\n" * 1001,
        "aiken": b"Q\nA. a\nB. b\nANSWER: A\n" * 1001,
        "json": b'{"questions":[%s1]}' % (b'{"question":"Q"},' * 1000),
    }
    for name, data in many.items():
        read = registry.get(name).read
        assert read
        with pytest.raises(ZgcError, match="x: it has more than 1,000 questions"):
            read(data, "x", ExchangeOptions())


@pytest.mark.parametrize("name", ["p.xlsx", "p.apkg"])
@pytest.mark.parametrize("start", [b"\0\0\0\0", b"\xff\xfe\x83\x84", b"text"])
def test_a_package_without_its_start_is_damaged(name: str, start: bytes) -> None:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook>" + "é" * 999)
        data = start + file.getvalue()[4:]
    with pytest.raises(ZgcError, match="its start is damaged") as caught:
        registry.recognise(data, name)
    assert caught.value.code == "unknown-format"

"""Files whose structure is the attack: archives, XML, YAML, JSON, collections, workbooks, histories, settings."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from sqlite3 import connect

from tests.cli.making import GREEK
from tests.formats import anki_files
from tests.hostile.carriers import CARRIERS, qti2_item, qti12_item, sheet_row, workbook, zipped

Maker = Callable[[], bytes]
HEAD = "zgcquiz: 1\nid: hostile\ntitle: T\n"
ONE = "questions:\n  - {id: a, question: Q, answer: true}\n"


def _of(text: str) -> Maker:
    return lambda: text.encode("utf-8", "surrogatepass")


# YAML

_LOL = "a0: &a0 [lol, lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
YAML: dict[str, Maker] = {
    "a Python object as a tag": _of(HEAD + ONE + "x: !!python/object/apply:os.system [zgcevil]\n"),
    "a Python name as a tag": _of(HEAD + "questions: !!python/name:os.system\n"),
    "a Python tuple as a tag": _of("!!python/tuple [1]\n"),
    "a tag with a handle": _of("%TAG ! tag:zgcevil.example,2000:\n---\n" + HEAD + "questions: !evil []\n"),
    "binary as a tag": _of(HEAD + "questions: !!binary emdjZXZpbA==\n"),
    "a set and an ordered map": _of(HEAD + "questions: !!set {? a}\nx: !!omap [a: 1]\n"),
    "an alias bomb": _of(_LOL + HEAD + ONE),
    "an alias to itself": _of("&a [*a, *a]\n"),
    "a cycle of anchors": _of(HEAD + "questions: &q\n  - *q\n"),
    "an alias as a key": _of(HEAD + "x: &a b\n*a : c\n" + ONE),
    "a merge key": _of(HEAD + "questions:\n  - {id: a, question: Q, answer: true, <<: {explanation: merged}}\n"),
    "a merge of a list": _of(HEAD + "<<: [{a: b}, {c: d}]\n" + ONE),
    "a repeated key": _of(HEAD + "title: U\n" + ONE),
    "a repeated key in other letters": _of(HEAD + '"t\\u0069tle": U\n' + ONE),
    "a list as a key": _of(HEAD + "? [a, b]\n: c\n" + ONE),
    "a mapping as a key": _of("? {a: b}\n: c\n"),
    "no key": _of(HEAD + "? \n: c\n" + ONE),
    "several documents": _of(HEAD + ONE + "---\n" + HEAD + ONE),
    "ten thousand documents": _of("---\n" * 10_000),
    "directives": _of("%YAML 9.9\n%EVIL a b\n---\n" + HEAD + ONE),
    "number traps": _of(
        HEAD + "questions:\n" + "".join(
            f"  - {{id: n{at}, question: Q{at}, answer: {value}}}\n"
            for at, value in enumerate(["0755", "1_000", "1:30", "0x1F", "1e999", ".inf", ".nan", "-0", "9" * 4000])
        )
    ),
    "word traps": _of(
        HEAD + "questions:\n" + "".join(
            f"  - {{id: {word}, question: Q {at}, answer: {word}, distractors: [No, ~, null, on]}}\n"
            for at, word in enumerate(["yes", "off", "null", "y", "True"])
        )
    ),
    "a version that is no number": _of("zgcquiz: 1.0e0\nid: a\ntitle: T\n" + ONE),
    "a version of five thousand digits": _of(f"zgcquiz: {'9' * 5000}\nid: a\ntitle: T\n" + ONE),
    "a tolerance that is infinite": _of(HEAD + "questions: [{id: a, question: Q, number: 5, tolerance: .inf}]\n"),
    "a tolerance that is not a number": _of(HEAD + "questions: [{id: a, question: Q, number: 5, tolerance: .nan}]\n"),
    "a number with a huge exponent": _of(HEAD + "questions: [{id: a, question: Q, number: 1e999999999}]\n"),
    "tabs as indents": _of("zgcquiz: 1\n\tid: a\n"),
    "a bare carriage return as line ends": _of((HEAD + ONE).replace("\n", "\r")),
    "line separators of Unicode": _of((HEAD + ONE).replace("\n", "\u2028")),
    "next lines": _of((HEAD + ONE).replace("\n", "\x85")),
    "mixed line ends": _of((HEAD + ONE).replace("\n", "\r\n", 2).replace("T\n", "T\r")),
    "an id of a device": _of((HEAD + ONE).replace("hostile", "con")),
    "an id that leads out": _of((HEAD + ONE).replace("hostile", "../../zgcevil")),
    "an absolute id": _of((HEAD + ONE).replace("hostile", "/tmp/zgcevil")),
    "an id with a dot": _of((HEAD + ONE).replace("hostile", ".zgcevil")),
    "an id that is an option": _of((HEAD + ONE).replace("hostile", "--force")),
    "an id of ten thousand letters": _of((HEAD + ONE).replace("hostile", "a" * 10_000)),
    "a question id of ten thousand letters": _of(HEAD + ONE.replace("id: a", f"id: {'a' * 10_000}")),
    "a question id with a slash": _of(HEAD + ONE.replace("id: a", "id: ../../a")),
    "ids that differ by an invisible character": _of(
        HEAD + 'questions:\n  - {id: "a", question: Q, answer: true}\n  - {id: "a\\u200b", question: Q, answer: true}\n'
    ),
    "options that differ by an invisible character": _of(
        HEAD + 'questions:\n  - {id: a, question: Q, answer: "x", distractors: ["x\\u200b", "x\\u2060", "y"]}\n'
    ),
    "options that differ by their normal form": _of(
        HEAD + 'questions:\n  - {id: a, question: Q, answer: "\\u00e9", distractors: ["e\\u0301", "f"]}\n'
    ),
    "a source with a script as its address": _of(
        HEAD + "sources: {s: {title: S, url: 'javascript:zgcevil()'}}\n" + ONE.replace("true}", "true, source: s}")
    ),
    "a source that is a file": _of(HEAD + "sources: {s: {title: S, url: 'file:///etc/passwd'}}\n" + ONE),
    "a date that doesn't exist": _of(HEAD + ONE.replace("true}", "true, as_of: 2018-02-31, valid_until: 9999-99-99}")),
    "a thousand questions of one id": _of(HEAD + "questions:\n" + ONE.split("\n", 1)[1] * 1000),
    "an unclosed quotation mark": _of(HEAD + 'questions: ["a\n' + "b: c\n" * 2000),
    "deep brackets": _of("[" * 5000),
    "deep mappings": _of(HEAD + "questions: " + "{a: " * 5000),
    "deep indents": _of("".join(" " * at + "a:\n" for at in range(1000))),
    "only comments": _of("# a\n" * 5000),
    "only spaces": _of(" " * 100_000),
    "one long line": _of("a" * 200_000),
    "a lone surrogate": lambda: (HEAD + ONE).encode().replace(b"Q,", b"Q\xed\xa0\x80,"),
    "a lone surrogate as an escape": _of(HEAD + ONE.replace("Q,", '"Q\\ud800",')),
    "a character beyond Unicode": _of(HEAD + ONE.replace("Q,", '"Q\\U00110000",')),
    "overlong UTF-8": lambda: (HEAD + ONE).encode().replace(b"Q,", b"Q\xc0\xaf,"),
    "a mark in the middle": _of(HEAD + "\ufeff" + ONE),
    "two marks at the start": _of("\ufeff\ufeff" + HEAD + ONE),
}  # fmt: skip

# XML

_LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
XML_TRICKS: dict[str, str] = {
    "a billion laughs": f"<!DOCTYPE quiz [<!ENTITY l0 'lol'>{_LAUGHS}]>",
    "quadratic entities": f"<!DOCTYPE quiz [<!ENTITY l9 '{'a' * 50_000}'>]>",
    "an external entity": "<!DOCTYPE quiz [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]>",
    "an entity from the web": "<!DOCTYPE quiz [<!ENTITY l9 SYSTEM 'http://127.0.0.1:9/zgcevil'>]>",
    "a public entity": "<!DOCTYPE quiz [<!ENTITY l9 PUBLIC '-//a//b' 'http://127.0.0.1:9/zgcevil'>]>",
    "a parameter entity": "<!DOCTYPE quiz [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/zgcevil'> %p; <!ENTITY l9 'a'>]>",
    "an external document type": "<!DOCTYPE quiz SYSTEM 'http://127.0.0.1:9/zgcevil.dtd'>",
    "a local document type": "<!DOCTYPE quiz SYSTEM '/etc/passwd'>",
    "default attributes": "<!DOCTYPE quiz [<!ATTLIST question type CDATA 'zgcevil'>]>",
    "a style sheet": "<?xml-stylesheet type='text/xsl' href='http://127.0.0.1:9/zgcevil.xsl'?>",
    "a second document type": "<!DOCTYPE a><!DOCTYPE b [<!ENTITY l9 'a'>]>",
}


def _item_zip(item: Maker) -> Maker:
    return lambda: zipped({"i.xml": item()})


def _tricked(trick: str, root: str) -> Maker:
    return f"{trick}{root.replace('PLACE', '&l9;' if 'l9' in trick else '')}".encode


_QUIZ = CARRIERS["moodle-xml"].make("PLACE").decode().partition("\n")[2]
XML: dict[str, Maker] = {
    **{f"moodle-xml: {name}": _tricked(trick, _QUIZ) for name, trick in XML_TRICKS.items()},
    **{f"qti12: {name}": _tricked(trick, qti12_item("PLACE")) for name, trick in XML_TRICKS.items()},
    **{f"qti21: {name}": _item_zip(_tricked(trick, qti2_item("PLACE"))) for name, trick in XML_TRICKS.items()},
    "moodle-xml: XInclude": _of(
        "<quiz xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd' parse='text'/></quiz>"
    ),
    "moodle-xml: an encoding that lies": lambda: b"<?xml version='1.0' encoding='utf-16'?><quiz/>",
    "moodle-xml: an unknown encoding": lambda: b"<?xml version='1.0' encoding='zgcevil'?>" + _QUIZ.encode(),
    "moodle-xml: an encoding that is a codec": lambda: b"<?xml version='1.0' encoding='zip_codec'?>" + _QUIZ.encode(),
    "moodle-xml: UTF-7": lambda: b"<?xml version='1.0' encoding='utf-7'?>+ADw-script+AD4-" + _QUIZ.encode(),
    "moodle-xml: deep elements": _of("<quiz>" + "<a>" * 100_000),
    "moodle-xml: ten thousand attributes": _of(f"<quiz {' '.join(f'a{n}=' + chr(39) * 2 for n in range(10_000))}/>"),
    "moodle-xml: a repeated attribute": _of("<quiz a='1' a='2'/>"),
    "moodle-xml: an unbound prefix": _of("<z:quiz><z:question z:type='multichoice'/></z:quiz>"),
    "moodle-xml: an unclosed CDATA": _of("<quiz><question type='multichoice'><name><![CDATA[" + "a" * 50_000),
    "moodle-xml: a NUL as a reference": _of("<quiz><question type='multichoice'>&#0;&#xD800;</question></quiz>"),
    "moodle-xml: a file in the quiz": _of(
        _QUIZ.replace("PLACE", "<file name='../../zgcevil' encoding='base64'>YQ==</file>")
    ),
    "moodle-xml: a huge fraction": _of(_QUIZ.replace("fraction='100'", "fraction='1e999'")),
    "moodle-xml: a fraction that is not a number": _of(_QUIZ.replace("fraction='100'", "fraction='nan'")),
    "moodle-xml: a number of five thousand digits": _of(
        "<quiz><question type='numerical'><name><text>a</text></name><questiontext><text>Q</text></questiontext>"
        f"<answer fraction='100'><text>{'9' * 5000}</text><tolerance>1e400</tolerance></answer></question></quiz>"
    ),
}

# Archives


def _entry(name: str, mode: int = 0, content: str = GREEK, flag: int = 0) -> Maker:
    def make() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("pack.yaml", GREEK)
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it is: the constructor would cut it at a NUL
            info.create_system = 3
            info.external_attr = (mode | 0o644) << 16
            archive.writestr(info, content)
        return out.getvalue()

    return make


def _patched(data: Maker, mark: bytes, offset: int, value: bytes) -> Maker:
    def make() -> bytes:
        made = bytearray(data())
        at = made.rindex(mark) + offset
        made[at : at + len(value)] = value
        return bytes(made)

    return make


_PLAIN = _entry("bank.yaml", content="questions: []\n")
ZIP: dict[str, Maker] = {
    "a name that leads out": _entry("../../zgcevil.yaml"),
    "a name that leads out inside": _entry("a/../../../zgcevil.yaml"),
    "a name that leads out with backslashes": _entry("..\\..\\zgcevil.yaml"),
    "an absolute name": _entry("/tmp/zgcevil.yaml"),
    "a name on a share": _entry("//zgcevil/share.yaml"),
    "a name on a drive": _entry("C:\\zgcevil.yaml"),
    "a stream of a file": _entry("pack.yaml:zgcevil.yaml"),
    "a device's name": _entry("nul.yaml"),
    "a name with dots at its end": _entry("pack.yaml. . "),
    "a name with controls": _entry("a\x1b]0;zgcevil\x07\n\u202eb.yaml"),
    "a name that is turned": _entry("\u202elmay.zgcevil.yaml"),
    "a name of ten thousand letters": _entry("a" * 10_000 + ".yaml"),
    "a name that is an option": _entry("--force.yaml"),
    "an empty name": _entry(""),
    "a link": _entry("bank.yaml", stat.S_IFLNK, "/etc/passwd"),
    "a link to the folder above": _entry("bank.yaml", stat.S_IFLNK, ".."),
    "a device": _entry("bank.yaml", stat.S_IFCHR),
    "a pipe": _entry("bank.yaml", stat.S_IFIFO),
    "a socket": _entry("bank.yaml", stat.S_IFSOCK),
    "a name that differs by case": _entry("PACK.YAML"),
    "a name in other normal form": _entry("e\u0301.yaml"),
    "a locked entry": _patched(_PLAIN, b"PK\x01\x02", 8, b"\x01"),
    "an unknown method": _patched(_PLAIN, b"PK\x01\x02", 10, b"\x63\x00"),
    "a size of four GiB": _patched(_PLAIN, b"PK\x01\x02", 24, b"\xff\xff\xff\x7f"),
    "a size that is too small": _patched(_PLAIN, b"PK\x01\x02", 24, struct.pack("<I", 1)),
    "an offset beyond the end": _patched(_PLAIN, b"PK\x01\x02", 42, b"\xff\xff\xff\x7f"),
    "a wrong checksum": _patched(_PLAIN, b"PK\x01\x02", 16, b"\0\0\0\0"),
    "a directory beyond the end": _patched(_PLAIN, b"PK\x05\x06", 16, b"\xff\xff\xff\x7f"),
    "a number of entries that lies": _patched(_PLAIN, b"PK\x05\x06", 8, b"\xff\x7f\xff\x7f"),
    "a comment that lies": _patched(_PLAIN, b"PK\x05\x06", 20, b"\xff\xff"),
    "a program in front": lambda: b"#!/bin/sh\nzgcevil\n" + _PLAIN(),
    "two archives": lambda: _PLAIN() + _PLAIN(),
    "ten thousand entries": lambda: zipped({f"a{at}.yaml": "" for at in range(10_000)}),
    "a bomb": lambda: zipped({"pack.yaml": b"#" * 5_000_000}),
    "an archive in itself": lambda: zipped({"a.zip": _PLAIN(), "b.apkg": zipped({"c.zip": _PLAIN()})}),
    "nothing": lambda: zipped({}),
    "folders only": lambda: zipped({"a/": b"", "a/b/": b""}),
}
QTI_ZIP: dict[str, Maker] = {
    "a manifest that leads out": lambda: zipped(
        {
            "imsmanifest.xml": "<manifest><resources><resource type='imsqti_item_xmlv2p1' href='../../../etc/passwd'>"
            "<file href='/etc/passwd'/></resource></resources></manifest>",
            "i.xml": qti2_item("a"),
        }
    ),
    "a manifest that names itself": lambda: zipped(
        {
            "imsmanifest.xml": "<manifest><resources><resource identifier='a' type='imsqti_item_xmlv2p1' href="
            "'imsmanifest.xml'><dependency identifierref='a'/></resource></resources></manifest>"
        }
    ),
    "a manifest from the web": lambda: zipped(
        {
            "imsmanifest.xml": "<manifest><resources><resource type='imsqti_item_xmlv2p1' "
            "href='http://127.0.0.1:9/zgcevil.xml'/></resources></manifest>"
        }
    ),
    "a test that contains itself": lambda: zipped(
        {
            "imsmanifest.xml": "<manifest><resources><resource identifier='t' type='imsqti_test_xmlv2p1' href='t.xml'/>"
            "</resources></manifest>",
            "t.xml": "<assessmentTest xmlns='http://www.imsglobal.org/xsd/imsqti_v2p1'><testPart><assessmentSection>"
            "<assessmentSectionRef href='t.xml'/><assessmentItemRef href='../t.xml'/></assessmentSection></testPart>"
            "</assessmentTest>",
        }
    ),
    "a picture that leads out": lambda: zipped(
        {"i.xml": qti2_item("a").replace("<p>a</p>", "<p><img src='../../../etc/passwd'/><object data='/etc/x'/></p>")}
    ),
}

# Anki


def _database(**about: object) -> Maker:
    return lambda: anki_files.package("a|b", **about)


def _other_database(script: str) -> Maker:
    def make() -> bytes:
        with closing(connect(":memory:")) as db:
            db.executescript(script)
            return anki_files.zipped(collection__anki2=db.serialize())

    return make


ANKI: dict[str, Maker] = {
    "a trigger": _database(extra="CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END;"),
    "a view instead of a table": _database(
        extra="ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n;"
    ),
    "an endless view": _database(
        extra="DROP TABLE notes; CREATE VIEW notes AS "
        "WITH RECURSIVE r(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM r) "
        "SELECT id, 'g' || id AS guid, 1 AS mid, 0 AS mod, 0 AS usn, '' AS tags, 'a' || char(31) || 'b' AS flds, "
        "'' AS sfld, 0 AS csum, 0 AS flags, '' AS data FROM r;"
    ),
    "a virtual table": _database(extra="CREATE VIRTUAL TABLE v USING fts5(a);"),
    "no tables": _other_database("CREATE TABLE a (b)"),
    "tables without columns": _other_database("CREATE TABLE col (a); CREATE TABLE notes (a); CREATE TABLE cards (a)"),
    "values of other types": _database(
        extra="UPDATE notes SET flds = x'00ff', guid = 1.5, tags = NULL, mid = 'zgcevil'; UPDATE cards SET ord = 'a';"
    ),
    "types that are no JSON": _database(extra="UPDATE col SET models = '{', decks = '[', conf = 'x'"),
    "types that are no mapping": _database(extra="UPDATE col SET models = '[]', decks = '3', conf = 'null'"),
    "deep JSON": _database(extra=f"UPDATE col SET models = '{'[' * 20_000}'"),
    "a note with a thousand fields": lambda: anki_files.package({"fields": "\x1f".join("a" * 1000)}),
    "a note without fields": lambda: anki_files.package({"fields": ""}),
    "a card of a type that isn't there": lambda: anki_files.package(
        {"fields": "a\x1fb", "type": 99, "cards": [9, 5000]}
    ),
    "a template that contains itself": _database(
        types={1: anki_files.note_type("T", ["Front", "Back"], [("{{FrontSide}}{{Front}}", "{{FrontSide}}" * 50)])}
    ),
    "a template with deep conditions": _database(
        types={1: anki_files.note_type("T", ["Front", "Back"], [("{{#Front}}" * 3000, "{{^Back}}" * 3000)])}
    ),
    "a template with a thousand filters": _database(
        types={1: anki_files.note_type("T", ["Front", "Back"], [("{{" + "text:" * 3000 + "Front}}", "{{Back}}")])}
    ),
    "cloze deletions in cloze deletions": lambda: anki_files.package(
        {"fields": "{{c1::" * 2000 + "a" + "}}" * 2000, "type": anki_files.CLOZE}
    ),
    "ten thousand cloze deletions": lambda: anki_files.package(
        {"fields": "".join(f"{{{{c{at}::a}}}}" for at in range(10_000)), "type": anki_files.CLOZE}
    ),
    "reviews of no card": _database(log=[(1, 999, 3, 1), (2**62, 100, 3, 1), (-5, 100, 99, 99)]),
    "reviews from the year zero and the year million": _database(log=[(-(10**15), 100, 3, 1), (10**17, 100, 3, 1)]),
    "media that lead out": lambda: anki_files.zipped(
        collection__anki2=anki_files.database([{"fields": "<img src='../../zgcevil'>\x1f[sound:/etc/passwd]"}]),
        media=b'{"0": "../../../zgcevil", "1": "/etc/passwd"}',
    ),
    "a meta that is no message": lambda: anki_files.zipped(collection__anki2=anki_files.database(), meta=b"\xff" * 50),
    "a meta of a later version": lambda: anki_files.zipped(collection__anki21b=b"a", meta=b"\x08\x63"),
    "a frame of zstandard that lies": lambda: anki_files.zipped(
        collection__anki21b=b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + b"\x01\0\0", meta=b"\x08\x03"
    ),
    "half a database": lambda: anki_files.zipped(collection__anki2=anki_files.database()[:4096]),
    "a database with another page size": lambda: anki_files.zipped(
        collection__anki2=anki_files.database()[:16] + b"\0\x03" + anki_files.database()[18:]
    ),
    "no database": lambda: anki_files.zipped(collection__anki2=b"zgcevil" * 1000),
    "our own note with other data": _database(
        types={
            1: anki_files.note_type(
                "zgcquiz", ["Question", "Options", "Typed", "Explanation", "Source", "Data"], [("{{Question}}", "a")]
            )
        },
        extra="UPDATE notes SET flds = 'a' || char(31) || '<ol>' || char(31, 31, 31, 31) || "
        "'{\"zgcquiz\":1,\"pack\":{\"id\":\"../../x\"},\"question\":{\"question\":[[]],\"answers\":{}}}'",
    ),
}  # fmt: skip

# Tables

_HEAD_ROW = sheet_row(1, "Question", "Answer", "Distractor 1")
XLSX: dict[str, Maker] = {
    "a formula": lambda: workbook(
        _HEAD_ROW + "<row r='2'><c r='A2'><f>WEBSERVICE(\"http://zgcevil.example\")</f></c><c r='B2' t='str'>"
        "<f>cmd|' /C zgcevil'!A0</f><v>=1+1</v></c></row>"
    ),
    "a cell far away": lambda: workbook(_HEAD_ROW + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
    "a cell beyond the sheet": lambda: workbook(
        _HEAD_ROW + "<row r='99999999999'><c r='ZZZZZZZZ99999999999'><v>1</v></c></row>"
    ),
    "references that are none": lambda: workbook(
        _HEAD_ROW + "<row r='a'><c r='?'><v>1</v></c><c r='-1'><v/></c></row>"
    ),
    "a shared string that isn't there": lambda: workbook(
        _HEAD_ROW + "<row r='2'><c r='A2' t='s'><v>999999</v></c><c r='B2' t='s'><v>-1</v></c></row>",
        "<si><t>a</t></si>",
    ),
    "numbers that are none": lambda: workbook(
        _HEAD_ROW
        + f"<row r='2'><c r='A2'><v>1e999</v></c><c r='B2'><v>nan</v></c><c r='C2'><v>{'9' * 5000}</v></c></row>"
    ),
    "dates that are none": lambda: workbook(
        _HEAD_ROW + "<row r='2'><c r='A2' s='0'><v>1e12</v></c><c r='B2' s='9999'><v>-5</v></c></row>",
        more={"xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>"},
    ),
    "an external workbook": lambda: workbook(
        _HEAD_ROW, more={"xl/externalLinks/externalLink1.xml": "<a href='http://127.0.0.1:9/zgcevil'/>"}
    ),
    "a sheet that leads out": lambda: workbook(
        _HEAD_ROW,
        more={
            "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='rId1' Target='../../../etc/passwd'/>"
            "</Relationships>"
        },
    ),
    "an entity in a sheet": lambda: workbook(
        _HEAD_ROW, more={"xl/sharedStrings.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><sst>&b;</sst>"}
    ),
    "macros": lambda: workbook(_HEAD_ROW + sheet_row(2, "Q", "A", "B"), more={"xl/vbaProject.bin": "zgcevil"}),
    "no sheets": lambda: workbook("", more={"xl/workbook.xml": "<workbook/>"}),
}
CSV: dict[str, Maker] = {
    "an unclosed quotation mark": _of('Question,Answer\n"a,b\n' + "c,d\n" * 5000),
    "only quotation marks": _of("Question,Answer\n" + '"' * 20_000),
    "a hundred thousand columns": _of("Question,Answer" + "," * 100_000 + "\na,b\n"),
    "a hundred columns of one name": _of("Question," + "Answer," * 100 + "\na," + "b," * 100 + "\n"),
    "a cell of a million letters": _of("Question,Answer\na," + "b" * 1_000_000 + "\n"),
    "a separator that is a letter": _of("sep=e\nQuestioneAnswer\naeb\n"),
    "a separator that is a quotation mark": _of('sep="\nQuestion"Answer\na"b\n'),
    "NULs between all letters": lambda: "Question,Answer\na,b\n".encode("utf-16-le"),
    "UTF-32": lambda: "Question,Answer\na,b\n".encode("utf-32"),
    "three line ends": _of("Question,Answer\ra,b\r\nc,d\ne,f\x85g,h\u2028i,j\n"),
    "numbers of five thousand digits": _of(f"Question,Kind,Answer,Tolerance\nQ,numeric,{'9' * 5000},1e999\n"),
    "a correct option beyond all": _of("Question,Option 1,Option 2,Correct\nQ,a,b,99999999999999999999\nR,a,b,-1\n"),
}

# JSON

JSON: dict[str, Maker] = {
    "a number of five thousand digits": _of(f'{{"questions": [{{"question": "Q", "answer": {"9" * 5000}}}]}}'),
    "not a number": _of('{"questions": [{"question": "Q", "answer": NaN, "distractors": [Infinity, -Infinity]}]}'),
    "a huge exponent": _of('{"questions": [{"question": "Q", "answer": 1e999999, "tolerance": 1e999}]}'),
    "deep lists": _of("[" * 100_000),
    "deep mappings": _of('{"a":' * 50_000),
    "deep and closed": _of("[" * 900 + "]" * 900),
    "repeated keys": _of('{"questions": [], "questions": [{"question": "Q", "question": "R", "answer": "a"}]}'),
    "a prototype": _of('{"__proto__": {"a": 1}, "questions": [{"__class__": "os", "question": "Q", "answer": "a"}]}'),
    "lone surrogates": _of('{"title": "\\ud800", "questions": [{"question": "\\udfffQ", "answer": "\\ud83d"}]}'),
    "an escaped NUL": _of('{"title": "\\u0000", "questions": [{"question": "Q\\u0000", "answer": "\\u0000a"}]}'),
    "values of other types": _of(
        '{"title": [], "id": {}, "questions": [{"question": {"a": 1}, "answer": [[]], "distractors": 7}, 5, null, "a"]}'
    ),
    "lines of JSON": _of('{"question": "Q", "answer": "a"}\n' * 2000 + "{"),
    "comments and trailing commas": _of('// a\n{"questions": [{"question": "Q", "answer": "a",},],}'),
    "a mark and spaces": lambda: b"\xef\xbb\xbf \t\r\n" + b'{"questions": [{"question": "Q", "answer": "a"}]}',
    "single quotation marks": _of("{'questions': [{'question': 'Q', 'answer': 'a'}]}"),
    "an unfinished escape": _of('{"title": "\\u00'),
    "a key of a million letters": _of(f'{{"{"a" * 1_000_000}": 1, "questions": [{{"question": "Q", "answer": "a"}}]}}'),
}

# Text formats

TEXT: dict[str, tuple[str, str, Maker]] = {
    "gift: deep braces": ("gift", "a.gift", _of("Q {" * 5000)),
    "gift: only marks": ("gift", "a.gift", _of("Q {" + "=~#%:" * 5000 + "}")),
    "gift: weights": ("gift", "a.gift", _of("Q {~%1e999%a ~%-999999999999%b ~%nan%c =d}\n\nR {#1e999:nan}\n")),
    "gift: a category that leads out": ("gift", "a.gift", _of("$CATEGORY: ../../..//zgcevil\n\nQ {=a ~b}\n")),
    "gift: backslashes": ("gift", "a.gift", _of("Q " + "\\" * 20_001 + "{=a ~b}")),
    "aiken: ten thousand options": ("aiken", "a.txt", _of("Q\n" + "A. a\n" * 10_000 + "ANSWER: A\n")),
    "aiken: an answer that is none": ("aiken", "a.txt", _of("Q\nA. a\nB. b\nANSWER: \x1b[31mZ\n")),
    "markdown: deep quotes": ("markdown", "a.md", _of("#### Q1. Q\n" + "> " * 5000 + "a\n- [x] b\n- [ ] c\n")),
    "markdown: deep lists": ("markdown", "a.md", _of("".join(" " * at + "- a\n" for at in range(500)))),
    "markdown: brackets": ("markdown", "a.md", _of("#### Q1. " + "[" * 20_000 + "\n- [x] b\n- [ ] c\n")),
    "markdown: links in links": ("markdown", "a.md", _of("#### Q1. " + "[a](" * 5000 + "\n- [x] b\n- [ ] c\n")),
    "markdown: stars": ("markdown", "a.md", _of("#### Q1. " + "*a_" * 10_000 + "\n- [x] b\n- [ ] c\n")),
    "markdown: backticks": (
        "markdown", "a.md", _of("#### Q1. " + " ".join("`" * at for at in range(200)) + "\n- [x] b\n- [ ] c\n"),
    ),
    "markdown: comments": ("markdown", "a.md", _of("#### Q1. Q\n" + "<!-- id: a" * 5000 + "\n- [x] b\n- [ ] c\n")),
    "markdown: an endless fence": ("markdown", "a.md", _of("#### Q1. Q\n```\n" + "- [x] b\n" * 5000)),
    "mkdocs-quiz: quizzes in quizzes": ("mkdocs-quiz", "a.md", _of("<quiz>\n" * 3000)),
    "text2qti: code to run": (
        "text2qti", "a.text2qti",
        _of("```{.python .run}\nopen('/tmp/zgcevil', 'w')\n```\n\n1. Q\n*a) b\nc) d\n"),
    ),
    "text2qti: groups in groups": ("text2qti", "a.text2qti", _of("GROUP\n" * 3000 + "1. Q\n*a) b\nc) d\n")),
    "hashcards: a head that isn't closed": ("hashcards", "a.md", _of("---\nname = 'a'\n" + "b = 1\n" * 5000)),
    "hashcards: a head with a bomb": ("hashcards", "a.md", _of("---\nname = " + "[" * 5000 + "\n---\nQ: a\nA: b\n")),
    "hashcards: gaps": ("hashcards", "a.md", _of("C: " + "[a] " * 5000 + "\n")),
    "anki-text: headers": (
        "anki-text", "a.txt", _of("#separator:\x1b\n#columns:" + "a\t" * 5000 + "\n#notetype column:999999999\na\tb\n"),
    ),
    "anki-text: a separator that is a letter": ("anki-text", "a.txt", _of("#separator:e\n#html:true\naeb\n")),
    "opentriviaqa: no end": ("opentriviaqa", "animals", _of("#Q a\n" * 5000)),
    "opentdb: bad codes": (
        "opentdb", "a.json",
        _of('{"response_code": 1e99, "results": [{"type": [], "question": "%ZZ%", "correct_answer": "&#x110000;", '
            '"incorrect_answers": ["&#0;", {"a": 1}]}]}'),
    ),
}  # fmt: skip

# History and settings

_LINE = {"id": "a", "at": "2026-09-01T10:00:00Z", "pack": "p", "question": "q", "correct": True, "rating": 3}


def _line(**changes: object) -> Maker:
    return (json.dumps(_LINE | changes) + "\n").encode


HISTORY: dict[str, Maker] = {
    "a time in the year million": _line(at="1000000-01-01T00:00:00Z"),
    "a time before all": _line(at="0000-00-00T00:00:00Z"),
    "a time that is a number": _line(at=10**30),
    "an offset of a year": _line(utc_offset=10**9),
    "a rating beyond all": _line(rating=2**70),
    "seconds beyond all": _line(seconds=1e308),
    "seconds that are none": lambda: json.dumps(_LINE | {"seconds": float("nan")}).encode(),
    "negative seconds": _line(seconds=-1e12),
    "a kind that is none": _line(kind="zgcevil", mode="\x1b[31m"),
    "ten thousand options": _line(shown=["a"] * 10_000, response=["b"] * 10_000),
    "a response that is a mapping": _line(response={"a": {"b": 1}}),
    "an id of a million letters": _line(id="a" * 1_000_000),
    "a pack that leads out": _line(pack="../../zgcevil", question="/etc/passwd"),
    "SQL": _line(id="a'); DROP TABLE reviews; --", pack="'", question='"'),
    "NUL in its ids": _line(id="a\0b", pack="p\0", question="q\0"),
    "lone surrogates": _line(id="\ud800", pack="p", question="\udfff"),
    "one id with two contents": lambda: _line()() + _line(rating=1, correct=False)(),
    "held until the end of time": _line(held="buried", until="9999-12-31"),
    "held in no way": _line(held=["zgcevil"], until=5),
    "restarted by a text": _line(restarted="zgcevil"),
    "a digit bomb": f'{{"id": {"9" * 5000}}}\n'.encode,
    "deep lists": _of("[" * 100_000),
    "no lines": _of("\n" * 10_000),
    "a list": _of("[]\n" * 1000),
    "UTF-16": lambda: json.dumps(_LINE).encode("utf-16"),
    "not UTF-8": lambda: json.dumps(_LINE).encode().replace(b'"q"', b'"\xff\xfe"'),
    "carriage returns": lambda: _line()().replace(b"\n", b"\r") * 3,
    "cut off": lambda: _line()()[:-10],
    "an archive": _PLAIN,
    "a database": anki_files.database,
}
SETTINGS: dict[str, Maker] = {
    "a number of five thousand digits": _of(f"new_per_day = {'9' * 5000}\n"),
    "not a number": _of("desired_retention = nan\nday_starts = inf\n"),
    "deep lists": _of("a = " + "[" * 5000),
    "deep tables": _of("[" + "a." * 3000 + "b]\n"),
    "repeated keys": _of("new_per_day = 1\nnew_per_day = 2\n"),
    "a key twice in two ways": _of("pack.a.new_per_day = 1\n[pack.a]\nnew_per_day = 2\n"),
    "a date that doesn't exist": _of("new_per_day = 2026-02-31\n"),
    "an unclosed text": _of("new_per_day = '''\n" * 2000),
    "carriage returns": _of("new_per_day = 1\rcertainty = true\r"),
    "NUL": _of("new_per_day = 1\0\n"),
    "not UTF-8": lambda: b"new_per_day = '\xff\xfe'\n",
    "UTF-16": lambda: "new_per_day = 1\n".encode("utf-16"),
    "two marks": _of("\ufeff\ufeffnew_per_day = 1\n"),
    "a pack that leads out": _of("[pack.'../../zgcevil']\nnew_per_day = 1\n"),
    "a pack that is no table": _of("pack = 5\n"),
    "a thousand packs": lambda: "".join(f"[pack.p{at}]\nnew_per_day = 1\n" for at in range(1000)).encode(),
    "values of other types": _of("new_per_day = true\ncertainty = 'yes'\nday_starts = [1]\nweekday_load = {a = 1}\n"),
    "a parameter list of a million": _of(f"parameters = [{'1.0, ' * 100_000}]\n"),
    "a bomb of dots": _of("a" + ".a" * 20_000 + " = 1\n"),
}

"""A file in each format with a text in every place that takes one, written by hand and not by our exporters.

Each carrier escapes only what its format needs to stay a file of that format; what acts is kept.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.formats import anki_files
from tests.formats.packs import quoted

Carrier = Callable[[str], bytes]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def _xml(text: str) -> str:
    """Escape a text for XML, without the characters that XML has no place for."""
    return escape("".join(each for each in text if each in "\t\n\r" or (each >= " " and each not in "\ufffe\uffff")))


def _attribute(text: str) -> str:
    return quoteattr(_xml(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return out.getvalue()


def pack(text: str) -> bytes:
    """Our own YAML."""

    def say(start: str) -> str:
        return quoted(f"{start} {text}".strip(" ") if start else text)

    return f"""\
zgcquiz: 1
id: hostile
title: {say("Title")}
description: {say("Description")}
language: en
license: {say("License")}
sources:
  s: {{title: {say("Source")}, publisher: {say("Publisher")}, author: {say("Author")}, url: {say("http://x.example/")}}}
section: {say("Section")}
text: {say("Study")}
questions:
  - id: choice
    question: {say("")}
    answer: {{text: {say("")}, feedback: {say("")}}}
    distractors: [{{text: {say("Wrong")}, feedback: {say("Blame")}}}, {say("Other")}]
    explanation: {say("")}
    source: {{id: s, section: {say("Cited")}, quote: {say("Quote")}}}
    tags: [{quoted("tag " + _line(text))}]
  - id: several
    question: {say("Which?")}
    answers: [{say("One")}, {say("Two")}]
    options: [{say("One")}, {say("Two")}, {say("Three")}]
  - id: typed
    question: {say("Type")}
    kind: typed
    answer: {quoted("Typed " + _line(text))}
    explanation: {say("Why")}
  - id: truth
    question: {say("True")}
    answer: true
    explanation: {say("Because")}
""".encode()


def marked_pack(text: str) -> bytes:
    """Our own YAML in Markdown."""
    return pack(text).replace(b"language: en\n", b"language: en\nmarkup: markdown\n", 1)


def _gift(text: str) -> bytes:
    def say(each: str) -> str:
        return "".join("\\" + sign if sign in "~=#{}:\\" else sign for sign in each).replace("\n", "\\n")

    return _bytes(
        f"$CATEGORY: {_line(text)}\n\n// [id:a] [tag:{_line(text)}]\n::{say(text)}::{say(text)} {{\n"
        f"={say(text)}#{say(text)}\n~Wrong {say(text)}#{say(text)}\n####{say(text)}\n}}\n\n"
        f"::b::[html]{say(text)} Type {{={say(text)}}}\n"
    )


def _aiken(text: str) -> bytes:
    line = _line(text)
    return _bytes(f"Which? {line}\nA. {line}\nB. Other {line}\nC. Third\nANSWER: A\n")


def _moodle_xml(text: str) -> bytes:
    said = _xml(text)
    return _bytes(
        '<?xml version="1.0" encoding="UTF-8"?>\n<quiz><question type="category"><category><text>$course$/'
        f"{said}</text></category></question>\n<question type='multichoice'><name><text>{said}</text></name>"
        f"<questiontext format='html'><text>{said} Which?</text></questiontext><generalfeedback format='html'><text>"
        f"{said}</text></generalfeedback><answer fraction='100' format='html'><text>{said} right</text><feedback>"
        f"<text>{said}</text></feedback></answer><answer fraction='0' format='plain_text'><text>{said} wrong</text>"
        f"</answer><tags><tag><text>{said}</text></tag></tags></question>"
        f"<question type='shortanswer'><name><text>b</text></name><questiontext format={_attribute(text)}><text>Type "
        f"{said}</text></questiontext><answer fraction='100'><text>typed {said}</text></answer></question></quiz>"
    )


def qti12_item(text: str) -> str:
    said = _xml(text)
    labels = "".join(
        f"<response_label ident='{each}'><material><mattext texttype='text/html'>{each} {said}</mattext></material>"
        "</response_label>"
        for each in "abc"
    )
    return (
        f"<questestinterop><assessment ident='q' title={_attribute(text)}><section ident='root'><item ident='i' title="
        f"{_attribute(text)}><presentation><material><mattext texttype='text/html'>{said} Which?</mattext></material>"
        f"<response_lid ident='r' rcardinality='Single'><render_choice>{labels}</render_choice></response_lid>"
        "</presentation><resprocessing><respcondition><conditionvar><varequal respident='r'>a</varequal></conditionvar>"
        "<setvar action='Set'>100</setvar></respcondition></resprocessing><itemfeedback ident='general_fb'><material>"
        f"<mattext>{said}</mattext></material></itemfeedback></item></section></assessment></questestinterop>"
    )


def qti2_item(text: str, namespace: str = "http://www.imsglobal.org/xsd/imsqti_v2p1") -> str:
    said = _xml(text)
    choices = "".join(f"<simpleChoice identifier='{each}'>{each} {said}</simpleChoice>" for each in "ABC")
    return (
        f"<assessmentItem xmlns='{namespace}' identifier='i' title={_attribute(text)}><responseDeclaration identifier="
        "'R' cardinality='single' baseType='identifier'><correctResponse><value>A</value></correctResponse>"
        f"</responseDeclaration><itemBody><p>{said}</p><choiceInteraction responseIdentifier='R'><prompt>{said} Which?"
        f"</prompt>{choices}</choiceInteraction></itemBody></assessmentItem>"
    )


def qti3_item(text: str) -> str:
    item = qti2_item(text, "http://www.imsglobal.org/xsd/imsqtiasi_v3p0")
    names = {
        "assessmentItem": "qti-assessment-item", "responseDeclaration": "qti-response-declaration",
        "correctResponse": "qti-correct-response", "<value>": "<qti-value>", "</value>": "</qti-value>",
        "itemBody": "qti-item-body", "choiceInteraction": "qti-choice-interaction", "prompt": "qti-prompt",
        "simpleChoice": "qti-simple-choice", "responseIdentifier": "response-identifier", "baseType": "base-type",
    }  # fmt: skip
    for old, new in names.items():
        item = item.replace(old, new)
    return item


def _markdown(text: str) -> bytes:
    line = _line(text)
    return _bytes(
        f"# {line}\n\n{text}\n\n#### Q1. Which? {line}\n<!-- id: a --> <!-- tag: {line} -->\n- [x] Right {line}\n"
        f"  > {line}\n- [ ] Wrong {line}\n\n**Explanation:** {line}\n\n#### Q2. Type {line}\n\n**Answer:** {line}\n"
    )


def _mkdocs_quiz(text: str) -> bytes:
    line = _line(text)
    return _bytes(
        f"# {line}\n\n<quiz>\nWhich? {line}\n- [x] Right {line}\n- [ ] Wrong {line}\n> {line}\n\n{text}\n</quiz>\n\n"
        f"<quiz>\nIt is [[{line}]].\n</quiz>\n"
    )


def _text2qti(text: str) -> bytes:
    line = _line(text)
    return _bytes(
        f"Quiz title: {line}\nQuiz description: {line}\n\nTitle: {line}\n1.  Which? {line}\n... {line}\n*a) Right "
        f"{line}\n... {line}\nb)  Wrong {line}\n\n2.  Type {line}\n*   {line}\n"
    )


def _hashcards(text: str) -> bytes:
    name = json.dumps(text)
    return _bytes(f"---\nname = {name}\n---\n\nQ: Which? {text}\nA: Right {text}\n\n---\n\nC: It is [{_line(text)}].\n")


def _apkg(text: str) -> bytes:
    fields = text.replace("\x1f", " ")
    types = {
        1: anki_files.note_type(
            f"Basic {text}", ["Front", "Back"], [("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")]
        ),
        2: anki_files.note_type(
            "Template", ["Front", "Back"], [(f"{{{{Front}}}} {text}", f"{{{{Back}}}} {text} {{{{FrontSide}}}}")]
        ),
        3: anki_files.note_type("Cloze", ["Text"], [("{{cloze:Text}}", "{{cloze:Text}}")], cloze=True),
    }
    notes: list[dict[str, Any]] = [
        {"fields": f"Which? {fields}\x1fRight {fields}", "tags": f" {_line(fields)} ", "guid": text},
        {"fields": f"Plain\x1fback {fields}", "type": 2},
        {"fields": f"{{{{c1::{fields}::{fields}}}}} is hidden", "type": 3},
    ]
    return anki_files.package(*notes, types=types, decks={1: f"Deck::{text}"})


def _anki_text(text: str) -> bytes:
    cell = text.replace('"', '""')
    return _bytes(
        f'#separator:tab\n#html:true\n#deck:{_line(text)}\n#tags:{_line(text)}\n"Which? {cell}"\t"Right {cell}"\n'
        f'"Second {cell}"\t"{cell}"\n'
    )


def _delimited(separator: str) -> Carrier:
    def make(text: str) -> bytes:
        quoted = '"' + text.replace('"', '""') + '"'
        rows = [
            ["Question", "Answer", "Distractor 1", "Distractor 2", "Explanation", "Category", "Tags"],
            [quoted, quoted, f'"Wrong{quoted[1:]}', "Other", quoted, quoted, quoted],
            [f'"Type{quoted[1:]}', quoted, "", "", "", "", ""],
        ]
        return _bytes("".join(separator.join(row) + "\r\n" for row in rows))

    return make


def _quizlet(text: str) -> bytes:
    line = _line(text).replace("\t", " ")
    return _bytes("".join(f"Term {at} {line}\tMeaning {at} {line}\n" for at in range(4)))


def workbook(cells: str, shared: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook with the rows of a sheet, as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{office}'><sheets><sheet name='S' sheetId='1' "
            "r:id='rId1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{relations}'><Relationship Id='rId1' "
            f"Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'><sheetData>{cells}</sheetData></worksheet>",
        }
        | ({"xl/sharedStrings.xml": f"<sst xmlns='{main}'>{shared}</sst>"} if shared else {})
        | dict(more or {})
    )


def sheet_row(number: int, *texts: str) -> str:
    cells = "".join(
        f"<c r='{chr(65 + at)}{number}' t='inlineStr'><is><t xml:space='preserve'>{_xml(text)}</t></is></c>"
        for at, text in enumerate(texts)
    )
    return f"<row r='{number}'>{cells}</row>"


def _xlsx(text: str) -> bytes:
    head = sheet_row(1, "Question", "Answer", "Distractor 1", "Explanation", "Category", "Tags")
    return workbook(head + sheet_row(2, text, text, f"Wrong {text}", text, text, text) + sheet_row(3, "Type", text))


def _kahoot(text: str) -> bytes:
    head = sheet_row(
        1, "Question - max 120 characters", *(f"Answer {at} - max 75 characters" for at in range(1, 5)),
        "Time limit (sec)", "Correct answer(s) - choose at least one",
    )  # fmt: skip
    return workbook(head + sheet_row(2, text, text, f"Wrong {text}", "Third", "Fourth", "20", "1"))


def _opentdb(text: str) -> bytes:
    one = {
        "type": "multiple", "difficulty": text, "category": text, "question": f"{text} Which?", "correct_answer": text,
        "incorrect_answers": [f"Wrong {text}", "Other"],
    }  # fmt: skip
    return json.dumps({"response_code": 0, "results": [one]}).encode()


def _opentriviaqa(text: str) -> bytes:
    line = _line(text)
    return _bytes(f"#Q Which? {text}\n^ Right {line}\nA Right {line}\nB Wrong {line}\nC Third\n")


def _json(text: str) -> bytes:
    one = {
        "id": text, "question": f"{text} Which?", "answers": [text], "distractors": [f"Wrong {text}", "Other"],
        "explanation": text, "tags": [text], "section": text,
    }  # fmt: skip
    return json.dumps({"title": text, "id": text, "description": text, "questions": [one]}).encode()


def _loose_json(text: str) -> bytes:
    one = {"text": text, "correctAnswer": text, "incorrect_answers": [f"Wrong {text}", "b"], "category": text}
    return json.dumps([one, {text: text}], ensure_ascii=False).encode("utf-8", "surrogatepass")


class _Named:
    """The carriers of the importers' formats, with a usual file name."""

    def __init__(self, filename: str, make: Carrier) -> None:
        self.filename = filename
        self.make = make


CARRIERS: dict[str, _Named] = {
    "gift": _Named("a.gift", _gift),
    "aiken": _Named("a.txt", _aiken),
    "moodle-xml": _Named("a.xml", _moodle_xml),
    "qti12": _Named("a.imscc", lambda text: zipped({"q/q.xml": qti12_item(text)})),
    "qti21": _Named("a.zip", lambda text: zipped({"i.xml": qti2_item(text)})),
    "qti30": _Named("b.xml", lambda text: _bytes(qti3_item(text))),
    "markdown": _Named("a.md", _markdown),
    "mkdocs-quiz": _Named("a.quiz.md", _mkdocs_quiz),
    "text2qti": _Named("a.text2qti", _text2qti),
    "hashcards": _Named("a.hashcards.md", _hashcards),
    "apkg": _Named("a.apkg", _apkg),
    "anki-text": _Named("notes.txt", _anki_text),
    "csv": _Named("a.csv", _delimited(",")),
    "tsv": _Named("a.tsv", _delimited("\t")),
    "quizlet": _Named("a.tsv", _quizlet),
    "xlsx": _Named("a.xlsx", _xlsx),
    "kahoot": _Named("k.xlsx", _kahoot),
    "opentdb": _Named("a.json", _opentdb),
    "opentriviaqa": _Named("animals", _opentriviaqa),
    "json": _Named("a.json", _json),
    "json of others": _Named("b.json", _loose_json),
}
"""By the format that reads them, or what it is like."""


def history(text: str) -> bytes:
    """A history whose texts are the payload, beside a line that is good."""
    line = {"id": "a", "at": "2026-09-01T10:00:00Z", "pack": "p", "question": "q", "correct": True, "rating": 3}
    lines = [line, *(line | {"id": f"b{at}", key: text} for at, key in enumerate(("id", "pack", "question", "mode")))]
    return "".join(json.dumps(each) + "\n" for each in lines).encode()


def settings(text: str) -> bytes:
    """A settings file whose keys, tables and values are the payload."""
    said = json.dumps(text.replace("\x7f", ""))  # TOML's basic strings have JSON's escapes
    return f"{said} = 1\nnew_per_day = {said}\n[a.{said}]\na = 1\n[pack.{said}]\nnew_per_day = 3\n".encode()

"""Moodle XML: what is read, what is skipped, and why."""

from __future__ import annotations

import pytest

from tests.formats.importing import item_of, lost_of, read, reasons
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.pack import Kind


def quiz(*questions: str) -> str:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *questions, "</quiz>"])


def text(name: str, value: str, format: str = "html") -> str:
    return f'<{name} format="{format}"><text><![CDATA[{value}]]></text></{name}>'


def answer(value: str, fraction: str, feedback: str = "", more: str = "") -> str:
    said = text("feedback", feedback) if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{value}]]></text>{said}{more}</answer>'


def question(type: str, *parts: str, name: str = "A name", stem: str = "<p>Which?</p>") -> str:
    head = f"<name><text>{name}</text></name>{text('questiontext', stem)}"
    return f'<question type="{type}">{head}{"".join(parts)}</question>'


def category(path: str, info: str = "") -> str:
    more = text("info", info) if info else ""
    return f'<question type="category"><category><text>{path}</text></category>{more}</question>'


RIGHT = answer("yes", "100") + answer("no", "0")


def test_a_single_choice() -> None:
    found = read(
        "moodle-xml",
        quiz(
            question(
                "multichoice",
                "<single>true</single><shuffleanswers>0</shuffleanswers><idnumber>q-7</idnumber>",
                text("generalfeedback", "<p>Because.</p>"),
                answer("H<sub>2</sub>O", "100", "<b>Yes.</b>")
                + answer("CO<sub>2</sub>", "50")
                + answer("&lt;p&gt;", "0"),
                "<tags><tag><text>a tag</text></tag></tags><defaultgrade>2.0</defaultgrade><hidden>1</hidden>",
                text("correctfeedback", "Right.") + text("incorrectfeedback", "") + text("hint", "Think."),
            )
        ),
    )
    assert found.pack
    (item,) = found.pack.items
    assert (item.id, item.kind, item.stem, item.tags) == ("q-7", Kind.SINGLE, "Which?", ("a tag",))
    assert not item.drawn
    assert [(option.text, option.key, option.feedback) for option in item.options] == [
        ("H₂O", True, "Yes."),
        ("CO₂", False, ""),
        ("<p>", False, ""),
    ]
    assert item.explanation == "Because."
    assert lost_of(found) == {
        "feedback to the whole answer": 1, "hints": 1, "name": 1, "hidden": 1, "grade": 1, "partial credit": 1,
        "formatting": 1,
    }  # fmt: skip


def test_several_keys() -> None:
    parts = "<single>false</single>" + answer("a", "60") + answer("b", "40") + answer("c", "-100") + answer("d", "0,0")
    found = read("moodle-xml", quiz(question("multichoice", parts)))
    assert found.pack
    (item,) = found.pack.items
    assert (item.kind, [key.text for key in item.keys]) == (Kind.MULTIPLE, ["a", "b"])
    assert lost_of(found) == {"weights": 1, "penalties": 1}


@pytest.mark.parametrize(("right", "wrong"), [("true", "false"), ("false", "true")])
def test_true_and_false(right: str, wrong: str) -> None:
    item = item_of("moodle-xml", quiz(question("truefalse", answer(right, "100"), answer(wrong, "0", "No."))))
    assert (item.kind, item.keys[0].text, item.explanation) == (Kind.TRUE_FALSE, right, "No.")


def test_typed_and_numeric() -> None:
    typed = "<usecase>1</usecase>" + answer("one", "100") + answer("won*", "100") + answer("two", "50")
    number = (
        answer("9.8", "100", more="<tolerance>0.1</tolerance>")
        + "<units><unit><multiplier>1</multiplier><unit_name>m/s2</unit_name></unit>"
        + "<unit><multiplier>100</multiplier><unit_name>cm/s2</unit_name></unit></units>"
    )
    found = read("moodle-xml", quiz(question("shortanswer", typed), question("numerical", number, name="b")))
    assert found.pack
    first, second = found.pack.items
    assert (first.kind, first.keys[0].text, first.accept) == (Kind.TYPED, "one", ("won*",))
    assert (second.kind, second.keys[0].text, second.tolerance, second.unit) == (Kind.NUMERIC, "9.8", 0.1, "m/s2")
    assert lost_of(found) == {"case": 1, "wildcards": 1, "partial credit": 1, "other units": 1}


def test_categories_are_title_and_sections() -> None:
    found = read(
        "moodle-xml",
        quiz(
            category("$course$/top/Tea/Kinds", "Words on it."),
            question("truefalse", RIGHT.replace("yes", "true").replace("no", "false")),
            category("$course$/top/Tea/Making//brewing"),
            question("multichoice", RIGHT, name="Second"),
        ),
    )
    assert found.pack
    assert found.pack.info.title == "Tea"
    assert [(item.id, item.section) for item in found.pack.items] == [
        ("a-name", "Kinds"), ("Second", "Making/brewing"),
    ]  # fmt: skip
    assert lost_of(found) == {"category's description": 1}


def test_images_are_set_aside_with_a_note() -> None:
    stem = '<p>See <img src="@@PLUGINFILE@@/my%20map.png" alt=""> here.</p>'
    file = '<file name="my map.png" encoding="base64">iVBORw0KGgo=</file>'
    body = f'<questiontext format="html"><text><![CDATA[{stem}]]></text>{file}</questiontext>'
    found = read("moodle-xml", quiz(f'<question type="multichoice">{body}{RIGHT}</question>'))
    assert found.pack
    assert found.pack.items[0].stem == "See [image: my map.png] here."
    assert lost_of(found) == {"embedded files": 1, "images": 1}


def test_what_has_no_place_is_skipped_with_its_line_and_reason() -> None:
    types = ("essay", "description", "matching", "cloze", "ddwtos", "")
    found = read("moodle-xml", quiz(*(question(type) for type in types), question("multichoice", answer("a", "0"))))
    assert found.pack is None
    assert [(line, reason[:20]) for line, reason in reasons(found)] == [
        (3, "an essay: there is n"),
        (4, "a description: there"),
        (5, "a matching question,"),
        (6, "it has several answe"),
        (7, "the type 'ddwtos' ha"),
        (8, "the type '' has no p"),
        (9, "no option is marked "),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("<quiz><question>", r"file:1: not well-formed XML at column 17: no element found"),
        ("<quiz>\n<a></b></quiz>", r"file:2: not well-formed XML at column 6: mismatched tag"),
        ("<quiz>&eacute;</quiz>", r"file:1: "),
        ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', r"file:1: it declares a document type"),
        ("<quiz>" + "<a>" * 300, r"file:1: its elements are nested more than 200 deep"),
        ("", "file: it is empty"),
        ("no xml", r"file:1: not well-formed XML at column 1: syntax error"),
    ],
)
def test_xml_that_can_not_be_read(data: str, said: str) -> None:
    with pytest.raises(ZgcError, match=said):
        read("moodle-xml", data)

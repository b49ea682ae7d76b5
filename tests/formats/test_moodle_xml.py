"""Moodle XML: what is read, what is skipped, and why."""

from __future__ import annotations

import pytest

from tests.formats.importing import item_of, lost_of, read, reasons
from tests.rows import rows
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Kind


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
    typed = (
        "<usecase>1</usecase>"
        + answer("one", "100")
        + answer("won*", "100")
        + answer("two", "50")
        + answer("six", "-50")
    )
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
    assert lost_of(found) == {
        "case": 1, "wildcards": 1, "partial credit": 1, "penalties": 1, "other units": 1,
    }  # fmt: skip


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


def test_unsupported_questions_are_skipped_with_their_line_and_reason() -> None:
    types = ("essay", "description", "matching", "cloze", "other", "")
    found = read("moodle-xml", quiz(*(question(type) for type in types), question("multichoice", answer("a", "0"))))
    assert found.pack is None
    assert [(line, reason[:20]) for line, reason in reasons(found)] == [
        (3, "an essay: there is n"),
        (4, "a description: there"),
        (5, "a matching question,"),
        (6, "its answers are insi"),
        (7, "the type 'other' is "),
        (8, "its type is missing"),
        (9, "no option is marked "),
    ]


@pytest.mark.parametrize(
    ("type", "reason"),
    [
        ("calculated", "its numbers are random"),
        ("calculatedmulti", "its numbers are random"),
        ("calculatedsimple", "its numbers are random"),
        ("ddmarker", "it is answered on an image"),
        ("ddimageortext", "it is answered on an image"),
        ("randomsamatch", "a matching question"),
        ("ordering", "its options are to be put in order"),
        ("multianswer", "its answers are inside its text"),
        ("gapselect", "it has no gaps to fill in; only one is supported"),
    ],
)
def test_the_reason_for_skipping_is_specific(type: str, reason: str) -> None:
    found = read("moodle-xml", quiz(question(type), question("multichoice", RIGHT)))
    assert found.pack
    assert len(found.pack.items) == 1
    assert [said[: len(reason)] for _, said in reasons(found)] == [reason]


@rows(
    "format, written, text",
    [
        ("", "&lt;p&gt;Green &amp;amp; white&lt;/p&gt;", "Green & white"),
        ("", "<![CDATA[<p>Green &amp; white</p>]]>", "Green & white"),
        ("", "<p>Green &amp; <b>white</b></p>", "Green & white"),
        ("", "<![CDATA[a\nb <i>c</i>]]>", "a b c"),
        ("", "<![CDATA[vector<int> &amp; <i>x</i>]]>", "vector<int> & x"),
        (' format="html"', "<![CDATA[<p>a</p><p>b</p>]]>", "a\n\nb"),
        (' format="moodle_auto_format"', "<![CDATA[a\nb <i>c</i>]]>", "a\nb c"),
        (' format="moodle_auto_format"', "<![CDATA[map<string, int> && x]]>", "map<string, int> && x"),
        (' format="plain_text"', "<![CDATA[<p>a &amp; b</p>]]>", "<p>a &amp; b</p>"),
        (' format="markdown"', "<![CDATA[*a* <p>]]>", "*a* <p>"),
    ],
)
@rows("place", ["questiontext", "generalfeedback", "answer", "feedback"])
def test_texts_are_html_unless_they_say_otherwise(place: str, format: str, written: str, text: str) -> None:
    said = f"<text>{written}</text>"
    stem = (
        f"<questiontext{format}>{said}</questiontext>" if place == "questiontext" else "<questiontext>Q</questiontext>"
    )
    more = f"<generalfeedback{format}>{said}</generalfeedback>" if place == "generalfeedback" else ""
    inner = said if place == "answer" else "<text>yes</text>"
    note = f"<feedback{format}>{said}</feedback>" if place == "feedback" else ""
    right = f'<answer fraction="100"{format if place == "answer" else ""}>{inner}{note}</answer>'
    item = item_of(
        "moodle-xml", quiz(f'<question type="multichoice">{stem}{more}{right}{answer("no", "0")}</question>')
    )
    assert {
        "questiontext": item.stem,
        "generalfeedback": item.explanation,
        "answer": item.keys[0].text,
        "feedback": item.keys[0].feedback,
    }[place] == text


@pytest.mark.parametrize(("type", "name"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_one_gap_is_a_choice(type: str, name: str) -> None:
    options = "".join(
        f"<{name}><text>{text}</text><group>{group}</group></{name}>"
        for text, group in (("banned", 1), ("loved", 1), ("water", 2))
    )
    item = item_of("moodle-xml", quiz(question(type, options, stem="<p>Tea is [[2]] here.</p>")))
    assert (item.stem, [(option.text, option.key) for option in item.options]) == (
        "Tea is _____ here.",
        [("loved", True), ("banned", False)],
    )
    found = read("moodle-xml", quiz(question(type, options, stem="<p>[[1]] and [[2]].</p>")))
    assert [reason for _, reason in reasons(found)] == ["it has 2 gaps to fill in; only one is supported"]
    found = read("moodle-xml", quiz(question(type, options, stem=f"<p>Tea [[{'1' * 5000}]].</p>")))
    assert [reason for _, reason in reasons(found)] == ["it has no gaps to fill in; only one is supported"]


def test_lost_feedback_is_counted() -> None:
    every = answer("a", "100", "A.") + answer("b", "100", "B.") + answer("c", "50", "C.") + answer("d", "0", "D.")
    whole = "".join(
        text(f"{name}feedback", "Said.") for name in ("correct", "partiallycorrect", "incorrect", "general")
    )
    found = read("moodle-xml", quiz(question("shortanswer", every, whole, text("hint", "One."), text("hint", "Two."))))
    assert lost_of(found) == {
        "feedback": 4, "feedback to the whole answer": 3, "hints": 2, "partial credit": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("<quiz><question>", r"file:1: not well-formed XML at column 17: no element found"),
        ("<quiz>\n<a></b></quiz>", r"file:2: not well-formed XML at column 6: mismatched tag"),
        ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', r"file:1: it declares a document type"),
        ("<quiz>" + "<a>" * 300, r"file:1: its elements are nested more than 200 deep"),
        ("", "file: it is empty"),
        ("no xml", r"file:1: not well-formed XML at column 1: syntax error"),
    ],
)
def test_malformed_xml_is_refused(data: str, said: str) -> None:
    with pytest.raises(ZgcError, match=said):
        read("moodle-xml", data)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("a&nbsp;b", "a b"),
        ("caf&eacute;", "café"),
        ("AT&T", "AT&T"),
        ("R & D &", "R & D &"),
        ("&unknown; x", "&unknown; x"),
        ("&amp;lt;b&amp;gt; &nbsp;", "<b>"),
        ("&#233;&alpha;", "éα"),
        ("<![CDATA[x &amp; y]]> & z", "x & y & z"),
        ("&LT; &rarr;", "< →"),
        ("&;", "&;"),
    ],
)
def test_html_entities_are_accepted(written: str, read_as: str) -> None:
    data = (
        f"<quiz><question type='shortanswer'><questiontext><text>Which?</text></questiontext><!-- & &nbsp; -->"
        f"<answer fraction='100'><text>{written}</text></answer></question></quiz>"
    )
    assert " ".join(item_of("moodle-xml", data).options[0].text.split()) == read_as


@pytest.mark.parametrize("broken", ["<a <b> &nbsp;", "&nbsp; </text></quiz>", "&nbsp; <![CDATA[", "& <!--"])
def test_other_xml_errors_are_refused(broken: str) -> None:
    data = f"<quiz><question type='shortanswer'>\n<questiontext><text>{broken}"
    with pytest.raises(ZgcError, match=r":2: not well-formed XML"):
        read("moodle-xml", data, "x.xml")

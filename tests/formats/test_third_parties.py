"""What is written is read by programs of others, and what they write is read here.

PyPI has no reader of Aiken; of its readers of GIFT and Moodle XML that can be installed beside ours, one
reads choices, true or false and typed answers, the other choices.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import moodle_xml_parser.parser
import pytest
import qti2latex
import text2qti.config
import text2qti.qti
import text2qti.quiz
import ua_exam.gift_parser

from tests.formats.importing import lost_of, read, reasons
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions


def option(text: str, key: bool = False, feedback: str = "") -> Option:
    return Option(text, key, feedback)


PACK = Pack(
    PackInfo("p", "Signs & more", sections=(Section("First: part"), Section("Second / part"))),
    (
        Item(
            "one",
            Kind.SINGLE,
            "Which of = ~ # { } : \\ % is not <escaped>?",
            (
                option("none of #1", True, "Right = true."),
                option("{all}", feedback="No ~ not so."),
                option("50% off"),
                option("a:b\\c"),
            ),
            drawn=True,
            explanation="They all are: {see} above.",
            section="First: part",
            tags=("x",),
        ),
        Item(
            "two",
            Kind.MULTIPLE,
            "Which are prime?\nTake care.",
            (
                option("2", True),
                option("3", True),
                option("5", True),
                option("4"),
                option("-1", feedback="Not natural."),
            ),
            drawn=True,
            section="First: part",
        ),
        Item(
            "three", Kind.TRUE_FALSE, "1 < 2 & 2 > 1", (option("true", True), option("false")), section="Second / part"
        ),
        Item("four", Kind.TRUE_FALSE, "1 = 2", (option("true"), option("false", True)), section="Second / part"),
        Item("five", Kind.TYPED, "Capital of France?", (option("Paris", True),), accept=("City = light",)),
    ),
)


def written(name: str) -> bytes:
    write = registry.get(name).write
    assert write
    return write(PACK, ExchangeOptions(), ()).data


def test_gift_is_read_by_ua_exam() -> None:
    # It keeps \n as Moodle writes a line's end, and reads entities, which Moodle leaves to its pages.
    found = ua_exam.gift_parser.parse_gift_content(written("gift").decode())
    assert len(found) == len(PACK.items)
    for item, node in zip(PACK.items, found, strict=True):
        assert node["title"] == item.id
        assert node["text"].removeprefix("[plain]") == item.stem.replace("\n", "\\n")
        category = node["category"].split("/", 2)[2] if "/" in node["category"] else ""
        assert category == "/".join(["Signs & more", *filter(None, [item.section.replace("/", "//")])])
        if item.kind is Kind.TRUE_FALSE:
            assert (node["type"], node["correct"]) == ("true_false", item.keys[0].text == "true")
        elif item.kind is Kind.TYPED:
            assert {each["text"] for each in node["options"]} == {item.keys[0].text, *item.accept}
        else:
            options = [(each["text"].removeprefix("[plain]"), each["is_correct"]) for each in node["options"]]
            assert options == [(option.text, option.key) for option in item.options]


def test_moodle_xml_is_read_by_moodle_xml_parser() -> None:
    found = moodle_xml_parser.parser.parse_bytes(written("moodle-xml"))["multichoice"]
    items = [item for item in PACK.items if item.kind in (Kind.SINGLE, Kind.MULTIPLE)]
    assert len(found) == len(items) == 2
    for item, node in zip(items, found, strict=True):
        assert (node.name, node.text_pre_parse, node.single) == (item.id, item.stem, item.kind is Kind.SINGLE)
        assert node.shuffle_answers
        assert (node.general_feedback or "") == item.explanation
        assert [(each.answer, each.score_fraction > 0, each.feedback or "") for each in node.options] == [
            (option.text, option.key, option.feedback) for option in item.options
        ]
        assert sum(each.score_fraction for each in node.options if each.score_fraction > 0) == pytest.approx(
            100, abs=0.01
        )


QTI_TYPES = {
    Kind.SINGLE: "multiple_choice_question",
    Kind.MULTIPLE: "multiple_answers_question",
    Kind.TRUE_FALSE: "true_false_question",
    Kind.TYPED: "short_answer_question",
}


def test_qti_1_2_is_read_by_qti2latex() -> None:
    with zipfile.ZipFile(io.BytesIO(written("qti12"))) as archive:
        (name,) = (name for name in archive.namelist() if name != "imsmanifest.xml")
        root = ElementTree.fromstring(archive.read(name))
    found = qti2latex.findall_anyns(root, "item")
    assert len(found) == len(PACK.items)
    for item, node in zip(PACK.items, found, strict=True):
        assert qti2latex.guess_type(qti2latex.get_qti_metadata(node), node) == QTI_TYPES[item.kind]
        assert qti2latex.get_item_stem(node) == item.stem
        if item.kind is Kind.TYPED:
            assert qti2latex.get_correct_idents(node) == {item.keys[0].text, *item.accept}
            continue
        choices = dict(qti2latex.get_choices(node))
        assert [text.lower() for text in choices.values()] == [option.text.lower() for option in item.options]
        right = [choices[ident].lower() for ident in qti2latex.get_correct_idents(_scoring(node))]
        assert sorted(right) == sorted(key.text.lower() for key in item.keys)


def _scoring(item: ElementTree.Element) -> ElementTree.Element:
    """Return the item without conditions that only show feedback, which qti2latex would read as keys."""
    for processing in qti2latex.findall_anyns(item, "resprocessing"):
        for condition in qti2latex.findall_anyns(processing, "respcondition"):
            if not qti2latex.findall_anyns(condition, "setvar"):
                processing.remove(condition)
    return item


TEXT2QTI = """\
Quiz title: A quiz

1.  What is 2+3?
... General note.
a)  6
... Six is *too* much.
b)  1
*c) 5
... Right.

2.  Which are dinosaurs & no mammals?
[ ] Woolly mammoth
[*] Tyrannosaurus rex
[*] Triceratops

3.  Is `a < b`?
*a) True
b) False

4.  Say all you know.
____

5.  Type it
*   four
*   4

6.  How much?
=   1.5 +- 0.1
"""


def test_what_text2qti_writes_for_canvas_is_read_here(tmp_path: Path) -> None:
    config = text2qti.config.Config()
    quiz = text2qti.quiz.Quiz(TEXT2QTI, config=config, source_name="quiz.txt", resource_path=str(tmp_path))
    text2qti.qti.QTI(quiz).save(tmp_path / "quiz.zip")
    data = (tmp_path / "quiz.zip").read_bytes()
    assert registry.recognise(data, "quiz.zip").name == "qti12"
    found = read("qti12", data)
    assert found.pack
    assert found.pack.info.title == "A quiz"
    five, dinosaurs, smaller, typed, number = found.pack.items
    assert (five.kind, five.stem, five.explanation) == (Kind.SINGLE, "What is 2+3?", "General note.")
    assert {(option.text, option.key, option.feedback) for option in five.options} == {
        ("6", False, "Six is too much."),
        ("1", False, ""),
        ("5", True, "Right."),
    }
    assert (dinosaurs.kind, dinosaurs.stem) == (Kind.MULTIPLE, "Which are dinosaurs & no mammals?")
    assert [key.text for key in dinosaurs.keys] == ["Tyrannosaurus rex", "Triceratops"]
    assert (smaller.kind, smaller.stem, smaller.keys[0].text) == (Kind.TRUE_FALSE, "Is a < b?", "true")
    assert (typed.kind, typed.keys[0].text, typed.accept) == (Kind.TYPED, "four", ("4",))
    assert (number.kind, float(number.keys[0].text)) == (Kind.NUMERIC, 1.5)
    assert number.tolerance == pytest.approx(0.1)
    assert [reason for _, reason in reasons(found)] == ["an essay: there is no answer to compare with"]
    assert lost_of(found) == {"formatting": 1}

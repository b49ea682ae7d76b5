"""Aiken: what is read, what is skipped, and why."""

from __future__ import annotations

import pytest

from tests.formats.exchanging import there_and_back
from tests.formats.importing import item_of, pack_of, read, reasons
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.moodle.aiken import AIKEN

QUESTION = "What is right?\nA. This\nB) That\nC. Those\nANSWER: B\n"


@pytest.mark.parametrize("label", ["Feedback:", "FEEDBACK :", "Explanation:", "Rationale:", "Erklärung:", "解析："])
def test_feedback_after_the_answer_is_the_explanation(label: str) -> None:
    first, second = pack_of("aiken", f"{QUESTION}{label} It is.\n{QUESTION.replace('What', 'Who')}").items
    assert (first.explanation, second.stem, second.explanation) == ("It is.", "Who is right?", "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "answer", ["ANSWER: B", "ANSWER:B", "Answer: b.", "ANSWER: (B)".replace("(", "").replace(")", "")]
)
def test_a_question(end: str, answer: str) -> None:
    item = item_of("aiken", QUESTION.replace("ANSWER: B", answer).replace("\n", end))
    assert (item.id, item.kind, item.stem) == ("what-is-right", Kind.SINGLE, "What is right?")
    assert [(option.text, option.key) for option in item.options] == [("That", True), ("This", False), ("Those", False)]


def test_several_keys_true_and_false_and_texts_over_lines() -> None:
    several, truth = pack_of(
        "aiken",
        "Which\nof these?\nA. one\n  and a half\nB. two\nC. three\nANSWER: A, C\n"
        "Is it so?\nA. True\nB. False\nANSWER: A\n",
    ).items
    assert (several.kind, several.stem) == (Kind.MULTIPLE, "Which of these?")
    assert [key.text for key in several.keys] == ["one and a half", "three"]
    assert (truth.kind, truth.keys[0].text) == (Kind.TRUE_FALSE, "true")


def test_blank_lines_between_options_and_before_the_answer_are_accepted() -> None:
    assert len(item_of("aiken", QUESTION.replace("\n", "\n\n")).options) == 3


def test_invalid_questions_are_skipped_with_their_line_and_reason() -> None:
    found = read(
        "aiken",
        "A title without options\n\nNo answer?\nA. a\nB. b\n\nWrong letter?\nA. a\nB. b\nANSWER: E\n\n"
        "One option?\nA. a\nANSWER: A\n" + QUESTION,
    )
    assert found.pack
    assert len(found.pack.items) == 1
    assert reasons(found) == [
        (1, "no options (A. …) follow the text"),
        (3, "no line ANSWER: follows its options"),
        (7, "'ANSWER: E' names none of its options"),
        (12, "it has one option only"),
    ]


def test_windows_encoding() -> None:
    found = read("aiken", QUESTION.replace("That", "Thé").encode("cp1252"))
    assert found.pack
    assert found.pack.items[0].keys[0].text == "Thé"
    assert found.notes == ("1 line was not in UTF-8 and read as Windows-1252",)


@pytest.mark.parametrize(
    "text",
    [
        "What?\na. one\nb. two\nanswer: b\n",
        "What?\na) one\nb) two\nANSWER: B\n",
        "What?\nA: one\nB: two\nANSWER:B\n",
        "What?\n(A) one\n(B) two\nANSWER: (B)\n",
        "What?\nA.one\nB.two\nANSWER: B\n",
        "What?\nA. one\nB. two\nCorrect answer: B\n",
        "What?\nA. one\nB. two\nANSWER: B. two\n",
        "What?\nA. one\nB. two\nANSWER: Two\n",
        "What?\nA. one\nB. two\nANTWORT：B\n",
        "What?\n\nA. one\n\nB. two\n\n\nANSWER: B\n",
        "What?\nA. one\nB. two\nANSWER: B\nFeedback: It is.\n",
    ],
)
def test_common_deviations_from_the_format(text: str) -> None:
    other = "X?\nA. x\nB. y\nANSWER: A\n"
    for whole in (text + other, text + "\n" + other, other + text):
        items = {item.stem: item for item in pack_of("aiken", whole).items}
        assert {stem: [key.text for key in item.keys] for stem, item in items.items()} == {
            "What?": ["two"],
            "X?": ["x"],
        }
        assert {option.text for option in items["What?"].options} == {"one", "two"}


def test_an_option_without_text_is_left_out() -> None:
    found = read("aiken", "What?\nA. one\nB. \nC.\nD. two\nANSWER: D\nX?\nA. x\nB. \nANSWER: B\n")
    assert found.pack
    (item,) = found.pack.items
    assert {option.text: option.key for option in item.options} == {"one": False, "two": True}
    assert [(lost.field, lost.count) for lost in found.lost] == [("empty options", 2)]
    assert reasons(found) == [(7, "its right option has no text")]


def test_a_missing_letter_does_not_merge_options() -> None:
    item = item_of("aiken", "What?\nA. one\nC. two\nANSWER: C\n")
    assert [option.text for option in item.keys] == ["two"]


def test_a_line_like_an_option_may_belong_to_the_question() -> None:
    item = item_of("aiken", "A. Einstein wrote:\na: E = mc²\nWhen?\nA. 1905\n  C. elegans\nB. 1915\nANSWER: A\n")
    assert item.stem == "A. Einstein wrote: a: E = mc² When?"
    assert [option.text for option in item.options] == ["1905 C. elegans", "1915"]


def test_a_text_that_begins_with_a_byte_order_mark_keeps_it() -> None:
    options = (Option("a", True), Option("b"))
    pack = Pack(PackInfo("p", "P"), (Item("i", Kind.SINGLE, "\ufeffWhich?", options, drawn=True),))
    _, found = there_and_back("aiken", pack)
    assert found.pack
    assert found.pack.items[0].stem == "\ufeffWhich?"


def test_the_key_of_a_pool_is_not_always_the_first() -> None:
    """Some programs keep the order of the file. A fixed order is kept, and pinned options stay last."""
    pool = (Option("key", True), Option("b"), Option("c"), Option("none", pinned=True))
    items = tuple(Item(f"q{at}", Kind.SINGLE, f"{at}?", pool, drawn=True) for at in range(40))
    fixed = Item("fixed", Kind.SINGLE, "Fixed?", (*pool[:2], Option("d")))
    assert AIKEN.write
    written = AIKEN.write(Pack(PackInfo("p", "P"), (*items, fixed)), ExchangeOptions(), ())
    *pools, last = written.data.decode().strip().split("\n\n")
    assert {each[-1] for each in pools} == {"A", "B", "C"}
    assert all(f"\n{each[-1]}. key\n" in each and "\nD. none\n" in each for each in pools)
    assert last == "Fixed?\nA. key\nB. b\nC. d\nANSWER: A"
    assert ("fixed order", 1) in [(each.field, each.count) for each in written.lost]

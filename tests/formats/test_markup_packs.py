"""`markup` in packs: read, written, compared, and checked."""

from __future__ import annotations

import pytest

from tests.formats.packs import good_pack, read_texts
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.packs.pack import MARKDOWN, Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.packs.pack_diff import ChangeKind, diff
from zgcquiz.formats.native import read_back

HEAD = "zgcquiz: 1\nid: p\ntitle: T\n"
MARKED = HEAD + "markup: markdown\n"
QUICK = "questions:\n- {id: a, question: Why **not**?, answer: '`x`', distractors: ['*y*', z, w]}\n"
SLOW = "questions:\n- {id: a, question: Why **not**?, answers: ['`x`', '*y*'], options: ['`x`', '*y*', z]}\n"


@pytest.mark.parametrize("questions", [QUICK, SLOW])
def test_every_question_carries_the_markup_of_its_pack(questions: str) -> None:
    marked, plain, said = good_pack(MARKED + questions), good_pack(HEAD + questions), HEAD + "markup: plain\n"
    assert (marked.info.markup, marked.items[0].markup) == (MARKDOWN, True)
    assert (plain.info.markup, plain.items[0].markup) == ("", False)
    assert good_pack(said + questions) == plain


def test_banks_have_the_markup_of_the_pack() -> None:
    pack = good_pack(MARKED + "questions: []\n", "section: S\n" + QUICK)
    assert [item.markup for item in pack.items] == [True]


@pytest.mark.parametrize(("name", "meant"), [("html", "write markdown"), ("Markdown", "markdown"), ("no", "write")])
def test_another_markup_is_an_error(name: str, meant: str) -> None:
    (problem,) = read_texts(HEAD + f"markup: {name}\n" + QUICK).errors
    assert (problem.code, problem.line) == ("bad-value", 4)
    assert meant in problem.message


def test_a_bank_has_no_markup_of_its_own() -> None:
    (problem,) = read_texts(MARKED + "questions: []\n", "markup: markdown\n" + QUICK).errors
    assert problem.code == "unknown-key"


@pytest.mark.parametrize("drawn", [True, False])
def test_a_pack_with_markup_is_written_and_read_back(drawn: bool) -> None:
    options = (Option("`x`", key=True), Option("a\n\n```\n  b\n```"), Option("*c*"))
    item = Item("a", Kind.SINGLE, "**Why**?\n\n- a\n- b", options, drawn=drawn, markup=True)
    pack = Pack(PackInfo("p", "T", markup=MARKDOWN), (item,))
    files = read_back.write(pack).files
    assert b"\nmarkup: markdown\n" in files[0][1]


def test_a_change_of_markup_is_one_of_the_pack_and_not_of_its_questions() -> None:
    found = diff(good_pack(HEAD + QUICK), good_pack(MARKED + QUICK))
    assert [(edited.field, edited.before, edited.after) for edited in found.about] == [("markup", "", MARKDOWN)]
    assert found.changes == ()
    assert not found.of(ChangeKind.REWORDED)


def codes(text: str) -> list[str]:
    return [finding.rule.code for finding in inspect(good_pack(text))]


def test_rules_see_what_texts_say() -> None:
    longest = "questions:\n- {id: a, question: Which is it?, answer: '%s', distractors: [short, sharp, shock]}\n"
    assert "unread-markup" in codes(HEAD + longest % "**small**")
    assert codes(MARKED + longest % "**small**") == []
    twice = "questions:\n- {id: a, question: Which is it?, answer: one, distractors: ['**two**', '*two*', three]}\n"
    assert "duplicate-option" in codes(MARKED + twice)


@pytest.mark.parametrize("key", ["explanation: 'It is `so`.'", "fact: f, explanation: '$x^2$, I mean'"])
def test_markup_is_named_once_a_question(key: str) -> None:
    text = f"{HEAD}questions:\n- {{id: a, question: Is it so?, answer: true, {key}}}\n"
    (finding,) = (finding for finding in inspect(good_pack(text)) if finding.rule.code == "unread-markup")
    assert finding.key == "explanation"
    assert "markup: markdown" in finding.message

"""Options are told apart by what is seen of them, in packs and in whatever is imported."""

from __future__ import annotations

import json

import pytest

from tests.formats.importing import read
from tests.formats.packs import HEAD, read_texts
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.authoring.flaws.rule import Rule
from zgcquiz.core.markup.items import option_texts, plain_item
from zgcquiz.core.markup.shown_form import shown_form
from zgcquiz.core.packs.pack import Item, Kind, Option

MARKED = HEAD + "markup: markdown\n"
LOOP = "for x in y:\n    f(x)\ng()"
NESTED = "for x in y:\n    f(x)\n    g()"


def fenced(code: str) -> str:
    return f"```python\n{code}\n```"


def pack(head: str, options: list[str], answer: str, key: str = "options") -> str:
    entry = {"id": "a", "question": "Which one is it?", "answer": answer, key: options}
    return f"{head}questions:\n- {json.dumps(entry)}\n"


APART = [
    ("", LOOP, NESTED),
    ("", "a = 1\nb", "a = 1 b"),
    ("", "f('a  b')\ng()", "f('a b')\ng()"),
    ("", "  x = 1\ny = 2", "x = 1\ny = 2"),
    ("markdown", fenced(LOOP), fenced(NESTED)),
    ("markdown", "`f('a  b')`", "`f('a b')`"),
    ("markdown", "- one\n  - two", "- one\n- two"),
]
ALIKE = [
    ("", "a b", "a  b "),
    ("", "a b", "a\u00a0b"),
    ("", " a", "a"),
    ("", LOOP, LOOP.replace("\n", "  \n") + "\n\n"),
    ("", LOOP, LOOP.replace("    ", "\t")),
    ("", LOOP, LOOP.replace("    ", "\u00a0" * 4)),
    ("", "é\nb", "e\u0301\nb"),
    ("markdown", fenced(LOOP), fenced(LOOP.replace("\n", " \n"))),
    ("markdown", "one  two\nthree", "one two\nthree"),
    ("markdown", " a", "a"),
    ("markdown", "if a:\n    b()", "if a:\nb()"),
]


@pytest.mark.parametrize(("markup", "one", "other"), APART)
@pytest.mark.parametrize("key", ["options", "distractors"])
def test_options_differ_by_white_space_that_is_seen(markup: str, one: str, other: str, key: str) -> None:
    head = MARKED if markup else HEAD
    offered = [one, other, "None of these"] if key == "options" else [other, "None of these"]
    reading = read_texts(pack(head, offered, one, key))
    assert reading.problems == ()
    assert reading.pack
    (item,) = reading.pack.items
    assert [option.text for option in item.keys] == [one]
    assert len({*option_texts(item)}) == 3
    assert len({option.text for option in plain_item(item).options}) == 3
    assert "look-alike-options" not in [flaw.rule.code for flaw in inspect(reading.pack)]


@pytest.mark.parametrize(("markup", "one", "other"), ALIKE)
def test_options_that_look_alike_are_refused(markup: str, one: str, other: str) -> None:
    head = MARKED if markup else HEAD
    assert [each.code for each in read_texts(pack(head, [one, other, "c"], "c")).problems if each.is_error] == [
        "duplicate-option"
    ]
    found = read_texts(pack(head, [other, "c"], one, "distractors")).problems
    assert [each.code for each in found if each.is_error] == ["key-among-distractors"]


def test_an_answer_may_differ_from_its_option_by_white_space_but_not_from_two() -> None:
    reading = read_texts(pack(HEAD, [LOOP, "c"], " ".join(LOOP.split())))
    assert reading.problems == ()
    (problem,) = read_texts(pack(HEAD, [LOOP, NESTED], " ".join(LOOP.split()))).problems
    assert problem.code == "key-not-among-options"
    assert "copy one of them" in problem.message


def test_a_letter_that_is_drawn_like_another_counts_on_each_line_of_code() -> None:
    def codes(one: str, other: str) -> list[str]:
        return [each.code for each in read_and_inspect(one, other)]

    def read_and_inspect(one: str, other: str) -> list[Rule]:
        reading = read_texts(pack(HEAD, [one, other, "c"], "c"))
        assert reading.pack
        return [flaw.rule for flaw in inspect(reading.pack)]

    accented = LOOP.replace("f(x)", "é(x)")
    assert "look-alike-options" not in codes(accented, NESTED.replace("f(x)", "é(x)"))
    assert "look-alike-options" in codes(LOOP, LOOP.replace("x", "\u0445"))


@pytest.mark.parametrize("name", ["json", "csv"])
@pytest.mark.parametrize("key", [0, 1])
def test_imported_options_that_differ_by_indentation_stay_two(name: str, key: int) -> None:
    texts = [LOOP, NESTED, "None of these"]
    if name == "json":
        data = json.dumps([{"question": "Which?", "options": texts, "answer": texts[key]}])
    else:
        cells = ["Which?", *texts, texts[key]]
        data = "question,option 1,option 2,option 3,answer\n" + ",".join(f'"{cell}"' for cell in cells) + "\n"
    found = read(name, data)
    assert found.pack, found.skipped
    assert found.lost == ()
    (item,) = found.pack.items
    assert [option.text for option in item.options if option.key] == [texts[key]]
    assert {option.text for option in item.options} == {*texts}


def test_imported_options_of_markdown_and_html_that_differ_by_indentation_stay_two() -> None:
    loop, nested = ("\n".join(f"  {line}" for line in fenced(code).split("\n")) for code in (LOOP, NESTED))
    quiz = f"# T\n\n## Which one?\n\n- [x] It is:\n{loop}\n- [ ] It is:\n{nested}\n- [ ] None\n"
    found = read("markdown", quiz)
    assert found.pack, found.skipped
    assert [option.key for option in found.pack.items[0].options] == [True, False, False]
    answers = "".join(
        f'<answer fraction="{100 * (code == LOOP)}" format="html"><text>&lt;pre&gt;{code}&lt;/pre&gt;</text></answer>'
        for code in (LOOP, NESTED)
    )
    xml = (
        '<quiz><question type="multichoice"><name><text>n</text></name><questiontext format="html"><text>Which?</text>'
        f"</questiontext><single>true</single>{answers}</question></quiz>"
    )
    found = read("moodle-xml", xml)
    assert found.pack, found.skipped
    assert len(found.pack.items[0].options) == 2


def test_the_shown_form_of_one_line_is_its_words() -> None:
    assert shown_form("a \u00a0 b ") == shown_form("a b", markup=True) == ("a b",)
    item = Item("i", Kind.SINGLE, "Q", (Option("**a**", True), Option("a")), markup=True)
    assert option_texts(item) == ("**a**", "a")

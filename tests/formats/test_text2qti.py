"""text2qti's format, compared with text2qti itself."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from text2qti.config import Config
from text2qti.err import Text2qtiError
from text2qti.quiz import Question, Quiz

from tests.effort import examples
from tests.formats.exchanging import OPTIONS, packs
from zgcquiz.core.packs.pack import MARKDOWN, Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted
from zgcquiz.formats.exchange.recognition import Sample

FORMAT = registry.get("text2qti")

QUIZ = """\
% A comment
Quiz title: Rivers & seas
Quiz description: What *flows*
    and what doesn't.
Shuffle answers: true
Show correct answers: false

COMMENT
1. Not a question
END_COMMENT

Title: Vienna
Points: 2
1.  Which river flows
    through **Vienna**?
... It rises in the Black Forest.
a)  Rhine
... That is further west.
*b) Danube
c)  Elbe

2.  Which are seas?
[*] North Sea
[ ] Lake Garda
[*] Baltic `Sea`

3.  The Nile flows north.
*a) True
b)  False

GROUP
pick: 1
points per question: 1

4.  How long is the Thames, in km?
=   346 +- 5

5.  And in miles?
=   [214, 216]

6.  How many oceans?
+ Right.
- Wrong.
=   5

END_GROUP

Text title: Names
Text: Names of rivers.

7.  What is the Danube called in Vienna?
*   Donau
*   die Donau

8.  Write about a river.
____

9.  Draw one.
^^^^

10. What does this print?
    ```python
    for x in "ab":
        print(x)
    ```
*a) a, then b
    on two lines
b)  ab
"""


def read(text: str, name: str = "p.txt") -> Converted:
    assert FORMAT.read
    return FORMAT.read(text.encode(), name, OPTIONS)


def items(text: str) -> list[Item]:
    found = read(text)
    assert found.pack
    return list(found.pack.items)


def parsed(text: str) -> list[Any]:
    """Return the questions that text2qti finds. Raises Text2qtiError if it rejects the text."""
    return [each for each in Quiz(text, config=Config()).questions_and_delims if isinstance(each, Question)]


TYPES = {
    "multiple_choice_question": Kind.SINGLE,
    "true_false_question": Kind.TRUE_FALSE,
    "multiple_answers_question": Kind.MULTIPLE,
    "short_answer_question": Kind.TYPED,
    "numerical_question": Kind.NUMERIC,
}


def check_same(question: Any, item: Item) -> None:
    """Check that text2qti read a question like us: its kind, the positions of its keys, its numbers."""
    assert TYPES[question.type] is item.kind
    if item.kind is Kind.NUMERIC:
        number = float(item.keys[0].text)
        assert question.numerical_min == pytest.approx(number - item.tolerance)
        assert question.numerical_max == pytest.approx(number + item.tolerance)
    elif item.kind is Kind.TYPED:
        assert [choice.choice_raw for choice in question.choices] == [item.keys[0].text, *item.accept]
    else:
        correct = [choice.correct for choice in question.choices]
        if item.drawn:  # right options first, wherever they were
            correct.sort(reverse=True)
        assert correct == [option.key for option in item.options]
    assert (question.feedback_raw is not None) is bool(item.explanation)


def seen(html: str) -> str:
    """Return the visible text of HTML with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", unescape(html))).split())


def test_all_kinds_are_read() -> None:
    found = read(QUIZ)
    assert found.pack
    assert found.pack.info.title == "Rivers & seas"
    assert found.pack.info.description == "What flows and what doesn't."
    assert found.pack.info.sections == (Section("Names", "Names of rivers."),)
    vienna, seas, nile, thames, miles, oceans, danube, code = found.pack.items
    assert vienna.id == "Vienna"
    assert vienna.stem == "Which river flows through Vienna?"
    assert vienna.explanation == "It rises in the Black Forest."
    assert vienna.drawn
    assert vienna.keys == (Option("Danube", True),)
    assert vienna.distractors == (Option("Rhine", feedback="That is further west."), Option("Elbe"))
    assert [key.text for key in seas.keys] == ["North Sea", "Baltic Sea"]
    assert (nile.kind, nile.keys[0].text) == (Kind.TRUE_FALSE, "true")
    assert (thames.keys[0].text, thames.tolerance) == ("346", 5)
    assert (miles.keys[0].text, miles.tolerance) == ("215", 1)
    assert (oceans.keys[0].text, oceans.tolerance, oceans.explanation) == ("5", 0, "Right.")
    assert (danube.keys[0].text, danube.accept, danube.section) == ("Donau", ("die Donau",), "Names")
    assert code.stem == 'What does this print?\nfor x in "ab":\n    print(x)'
    assert code.keys[0].text == "a, then b on two lines"
    assert [(each.line, each.reason) for each in found.skipped] == [
        (55, "an essay: it has no right answer"),
        (58, "its answer is a file"),
    ]
    assert {(each.field, each.count) for each in found.lost} == {
        ("settings", 2), ("points", 1), ("group", 1), ("formatting", 2), ("feedback", 1),
    }  # fmt: skip


def test_text2qti_reads_the_same_from_that_file() -> None:
    theirs = [question for question in parsed(QUIZ) if question.type in TYPES]
    ours = items(QUIZ)
    assert [TYPES[question.type] for question in theirs] == [item.kind for item in ours]
    for question, item in zip(theirs, ours, strict=True):
        right = {seen(getattr(choice, "choice_html_xml", "") or choice.choice_xml) for choice in question.choices
                 if choice.correct}  # fmt: skip
        if item.kind is not Kind.NUMERIC:
            assert {option.text.casefold() for option in item.keys} <= {text.casefold() for text in right}


@settings(deadline=None, max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(packs())
@example(
    Pack(
        PackInfo("p", "Specials"),
        (
            Item(
                "a",
                Kind.SINGLE,
                "*a) $x$ costs $5 and $6\n\n![i](x.png) <!-- c --> \\SI{1}{m}\n    code ```",
                (Option("[*] x", True, "... y"), Option("1. z\n```\nx"), Option("% w"), Option("GROUP")),
                explanation="+ a\n- b\n! c",
            ),
        ),
    )
)
def test_text2qti_takes_what_is_written(pack: Pack) -> None:
    assert FORMAT.write
    written = FORMAT.write(pack, OPTIONS, ())
    assert FORMAT.read
    back = FORMAT.read(written.data, "p.txt", OPTIONS).pack
    if back is None:
        try:
            assert parsed(written.data.decode()) == []  # a section's title alone is taken
        except Text2qtiError as error:
            assert "No questions" in str(error)  # noqa: PT017
        return
    theirs = parsed(written.data.decode())
    assert len(theirs) == len(back.items)
    for question, item in zip(theirs, back.items, strict=True):
        check_same(question, item)


def test_text2qti_shows_texts_the_same() -> None:
    texts = [
        "2 * 3 * 4",
        "a_b and _c_",
        "# no heading",
        "1. no list",
        "<b>",
        "&amp;",
        "`x`",
        "[a](b)",
        "x < y & z",
        "~~s~~",
    ]
    options = tuple(Option(text, at == 0) for at, text in enumerate(texts))
    pack = Pack(PackInfo("p", "T"), (Item("a", Kind.SINGLE, "Which?", options),))
    assert FORMAT.write
    (question,) = parsed(FORMAT.write(pack, OPTIONS, ()).data.decode())
    assert [seen(choice.choice_html_xml) for choice in question.choices] == texts


def test_what_text2qti_rejects_is_left_out_and_reported() -> None:
    two = (Option("a", True), Option("b"))
    pack = Pack(
        PackInfo("p", "T"),
        (
            Item("a", Kind.SINGLE, "Same?", two),
            Item("b", Kind.MULTIPLE, "Same?", two),
            Item("c", Kind.NUMERIC, "Zero?", (Option("0", True),)),
            Item("d", Kind.NUMERIC, "Near zero?", (Option("2", True),), tolerance=2.0),
            Item("e", Kind.NUMERIC, "Half?", (Option("0.5", True),)),
        ),
    )
    assert FORMAT.write
    written = FORMAT.write(pack, OPTIONS, ())
    assert {(each.field, each.count) for each in written.lost} == {("question", 1), ("question", 2)}
    assert [question.type for question in parsed(written.data.decode())] == [
        "multiple_choice_question",
        "numerical_question",
    ]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("1. No answers?", "it has no answers"),
        ("1. Mixed?\n*a) x\n[ ] y", "it mixes kinds of answers"),
        ("1. None right?\na) x\nb) y", "no option is marked as right"),
        ("1. How many?\n= many", "'= many' is neither an integer nor a number with a margin (+- 0.1)"),
        ("1. How much?\n= 1.5", "'= 1.5' is neither an integer nor a number with a margin (+- 0.1)"),
        ("1. How much?\n= [2, 1]", "'= [2, 1]' is not a range"),
        ("1. How much?\n= 1 +- x", "'= 1 +- x' is not a number with a margin"),
    ],
)
def test_a_bad_question_is_skipped_with_its_line_and_reason(question: str, reason: str) -> None:
    found = read(f"{question}\n\n2. Good?\n*a) yes\nb) no\n")
    assert [(each.line, each.reason) for each in found.skipped] == [(1, reason)]
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Good?"]


def test_lines_that_belong_to_no_question_are_reported() -> None:
    found = read("*a) before\n\n1. Good?\n*a) yes\ngoes on\nb) no\n\nAnd what is this?\n")
    assert [(each.line, each.reason) for each in found.skipped] == [
        (1, "it belongs to no question"),
        (8, "it belongs to no question"),
    ]
    assert found.pack
    assert found.pack.items[0].keys[0].text == "yes goes on"


def test_several_right_options_of_one_choice_are_kept() -> None:
    (item,) = items("1. Which?\n*a) x\n*b) y\nc) z\n")
    assert item.kind is Kind.MULTIPLE


def test_a_program_is_not_run() -> None:
    found = read("```{.python .run}\nprint('1. x')\n```\n1. Good?\n*a) yes\nb) no\n")
    assert [(each.line, each.reason) for each in found.skipped] == [
        (1, "a program that generates questions; programs are never run")
    ]


@pytest.mark.parametrize(
    ("text", "sure"), [(QUIZ, True), ("1. Q\n= 5\n", True), ("Q\nA. x\nB. y\nANSWER: A\n", False), ("a) b", False)]
)
def test_recognised(text: str, sure: bool) -> None:
    assert bool(FORMAT.recognise(Sample(text.encode(), "p.txt"))) is sure


def test_a_file_is_distinguished_from_aiken_and_markdown() -> None:
    assert registry.recognise(QUIZ.encode(), "p.txt").name == "text2qti"


def test_an_option_without_text_is_not_merged() -> None:
    found = read("1. What?\na) \n*b) two\nc) three\n")
    assert found.pack
    (item,) = found.pack.items
    assert (item.stem, [option.text for option in item.options]) == ("What?", ["two", "three"])
    assert [lost.field for lost in found.lost] == ["empty options"]


def test_what_only_begins_like_an_image_can_be_written() -> None:
    assert FORMAT.write
    item = Item("a", Kind.TRUE_FALSE, "a ![ b", (Option("true", True), Option("false")))
    written = FORMAT.write(Pack(PackInfo("p", "P"), (item,)), OPTIONS, ())
    assert len(parsed(written.data.decode())) == 1


def test_code_and_formatting_are_what_text2qti_shows() -> None:
    code = "Which\n\n```py\nif x:\n\n\treturn 1\n```\n\nof **these**?"
    options = (Option("`a`", True), Option("```\nb = 1\n```"), Option("$x^2$"))
    item = Item("q", Kind.SINGLE, code, options, explanation="So:\n\n```\nc\n```", markup=True)
    assert FORMAT.write
    written = FORMAT.write(Pack(PackInfo("p", "P", markup=MARKDOWN), (item,)), OPTIONS, ())
    (question,) = Quiz(written.data.decode(), config=Config(), source_name="q.txt").questions_and_delims
    shown = unescape(unescape(question.question_html_xml))
    assert "if x:\n\n    return 1\n</code></pre>\n<p>of <strong>these</strong>?</p>" in shown
    assert "<pre><code>c\n</code></pre>" in unescape(question.feedback_html_xml)
    texts = [unescape(each.choice_html_xml) for each in question.choices]
    assert (texts[0], texts[1]) == ("<p><code>a</code></p>", "<p>b = 1</p>")
    assert {each.field for each in written.lost} == {"formatting", "tabs"}
    assert FORMAT.read
    back = FORMAT.read(written.data, "q.txt", replace(OPTIONS, markup=True)).pack
    assert back
    assert back.items[0].stem == code.replace("\t", "    ")

"""Option texts appear as their author typed them, in every way of writing them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.formats.packs import only_item, quoted, single_quoted
from tests.rows import rows
from zgcquiz.core.packs.pack import Item, Kind

CONVERTED = [*["Yes", "No", "on", "off", "null", "~", "12:30", "1.10", "0755", "1_000", "2018-07-26", "=", "<<"]]
"""What stock loaders turn into something else, or fall over."""
CONVERTED += ["yes", "TRUE", "False", "Null", "NaN", ".inf", "0x1F", "0o17", "1e3", "+1", ".5", "-0", "1,343", "1:2:3"]

STRANGE = [
    "中关村",
    "🐉 龙",
    "👩‍👩‍👧",
    "مرحبا",
    "עברית",
    "e\u0301",
    "[red]x[/red]",
    "a \\ b",
    "100 %",
    "it's",
    "«»",
    "#1",
    "a#b",
]
STRANGE += [
    "{a}",
    "- a",
    "? a",
    "a: b",
    "a:",
    ": a",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    '"',
    "'",
    "''",
    ",",
    "a, b",
]
STRANGE += ["---", "...", " a ", "\ta\t", "a  b", "\u00a0a", "\u200b", "\ufeffa", "\U0010ffff", "NULL\\0"]


def options(item: Item) -> list[str]:
    return [option.text for option in item.options]


WAYS: dict[str, Callable[[str], str]] = {
    "as an answer": lambda text: f"answer: {text}\ndistractors: [other]",
    "in a flow list": lambda text: f"answer: other\ndistractors: [{text}, third]",
    "last in a flow list": lambda text: f"answer: other\ndistractors: [third, {text}]",
    "in a block list": lambda text: f"answer: other\ndistractors:\n  - {text}\n  - third",
    "among answers": lambda text: f"answers: [{text}, other]\ndistractors: [third]",
    "in a flow mapping": lambda text: f"answer: other\ndistractors: [{{text: {text}, feedback: f}}]",
    "in a block mapping": lambda text: f"answer: other\ndistractors:\n  - text: {text}\n    feedback: f",
    "in a fixed list": lambda text: f"answer: {text}\noptions:\n  - {text}\n  - other",
}


@rows("way", WAYS)
@rows("text", [text for text in CONVERTED if "," not in text])
def test_plain(way: str, text: str) -> None:
    assert text in options(only_item(WAYS[way](text)))


@pytest.mark.parametrize("text", ["1,343", "a, b", "43,000", "[not closed".strip("[")])
def test_a_comma_is_plain_outside_of_flow(text: str) -> None:
    assert text in options(only_item(WAYS["as an answer"](text)))
    assert text in options(only_item(WAYS["in a block list"](text)))
    assert text in options(only_item(WAYS["in a block mapping"](text)))


@rows("way", WAYS)
@rows("quote", [single_quoted, quoted])
@rows("text", CONVERTED + STRANGE)
def test_in_quotes(way: str, quote: Callable[[str], str], text: str) -> None:
    assert text in options(only_item(WAYS[way](quote(text))))


@pytest.mark.parametrize("text", [text for text in STRANGE if text[0].isalpha() and ": " not in text and text != "a:"])
def test_other_scripts_stand_plain(text: str) -> None:
    assert text in options(only_item(WAYS["as an answer"](text)))


def test_a_block_scalar_keeps_its_lines() -> None:
    item = only_item("answer: |\n  one\n    two\n\n  three\ndistractors: [x]")
    assert item.keys[0].text == "one\n  two\n\nthree"


def test_a_folded_scalar_joins_its_lines() -> None:
    item = only_item("answer: >-\n  one\n  two\n\n  three\ndistractors: [x]")
    assert item.keys[0].text == "one two\nthree"


@pytest.mark.parametrize("head", ["|", "|-", "|+", ">", ">-"])
def test_a_block_scalar_of_one_line_is_that_line(head: str) -> None:
    assert only_item(f"answer: {head}\n  0755\ndistractors: [x]").keys[0].text == "0755"


def test_escapes_in_double_quotes_mean_what_yaml_says() -> None:
    assert only_item(r'answer: "\x1b[31m \u4e2d \U0001F409 \\ \" \t"' + "\ndistractors: [x]").keys[0].text == (
        '\x1b[31m 中 🐉 \\ " \t'
    )


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "false", "'false'", '"True"'])
def test_true_and_false_alone_make_a_true_false_question(text: str) -> None:
    item = only_item(f"answer: {text}")
    assert item.kind is Kind.TRUE_FALSE
    assert [option.text for option in item.options] == ["true", "false"]
    assert item.keys[0].text == text.strip("'\"").lower()


@pytest.mark.parametrize("text", ["true", "False"])
def test_true_with_distractors_is_a_text_like_any_other(text: str) -> None:
    item = only_item(f"answer: {text}\ndistractors: [Perhaps]")
    assert item.kind is Kind.SINGLE
    assert options(item) == [text, "Perhaps"]


@pytest.mark.parametrize("field", ["as_of", "valid_until"])
@pytest.mark.parametrize("text", ["2017", "2017-06", "2017-06-30", "0755", "2000-02-29"])
def test_dates_stay_texts(field: str, text: str) -> None:
    assert getattr(only_item(f"answer: true\n{field}: {text}"), field) == text


def test_words_of_other_fields_stay_as_typed() -> None:
    item = only_item("answer: true\nfact: 1.10\ntags: [on, 0755, ~]\nexplanation: No\nformerly: [null, 2018-07-26]")
    assert (item.fact, item.tags, item.explanation) == ("1.10", ("on", "0755", "~"), "No")
    assert item.formerly == ("null", "2018-07-26")

"""Unfinished texts and labels in options, and texts that only look like them."""

from __future__ import annotations

import pytest

from tests.formats.packs import HEAD, good_pack, question, read_texts
from zgcquiz.app.packs.checking import find_flaws
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.packs.option_labels import without_labels
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo

BROKEN_OFF = [
    "The article has over 12",
    "They number more than 30",
    "It cost nearly $12",
    "It is the largest of the",
    "It was built by a",
    "It is the capital of",
    "It is named after the river, and",
    "It is larger than",
    "It rains there, because",
    "It lies between the sea and its",
    "In Paris, London,",
    "It is a kind of tea (see the",
    "He called it “the best of all",
    'He called it "the best of all',
    "It is made of iron -",
    "红茶、",
]
WHOLE = [
    "The article has over 12,000 branches",
    "It was built in 1889",
    "2 + 2 = 4",
    "That is what it is made of",
    "It is where she came from",
    "The page is at https://example.org/12",
    "Ends with a bracket (as here)",
    "Call `range(` to see",
    "Über 100",
    "C'est de l'or",
    "Es fängt damit an",
    "Vitamin A",
    "and",
    "它是首都",
    "He called it “the best”",
    "A board of 6\" and 12\"",
    "It goes on...",
    "It goes on…",
]  # fmt: skip


def unfinished(*explanations: str) -> list[int]:
    """Return which explanations of a pack are reported as unfinished."""
    options = (Option("x", key=True), Option("y"))
    items = [Item(f"q{at}", Kind.SINGLE, "?", options, explanation=text) for at, text in enumerate(explanations)]
    found = inspect(Pack(PackInfo("p", "P"), tuple(items)))
    return [flaw.item for flaw in found if flaw.rule.code == "unfinished-text" and flaw.item is not None]


@pytest.mark.parametrize("text", BROKEN_OFF)
def test_unfinished_text_is_found(text: str) -> None:
    assert unfinished(text) == [0]
    assert unfinished(text + " rest.") == []


@pytest.mark.parametrize("text", WHOLE)
def test_text_without_a_full_stop_is_not_unfinished(text: str) -> None:
    assert unfinished(text) == []


def test_a_final_number_is_suspicious_if_all_other_texts_end_with_a_full_stop() -> None:
    closed = ["It is so."] * 9
    assert unfinished(*closed, "It was built in 1889") == [9]
    assert unfinished(*closed, "It is what she was looking for") == [9]
    assert unfinished(*closed[:3], *["It is so"] * 7, "It was built in 1889") == []


def test_a_flaw_is_reported_at_its_text() -> None:
    body = "answer: x\ndistractors:\n  - text: y\n    feedback: The article has over 12\n  - z\nexplanation: It is the"
    found = [problem for problem in find_flaws(read_texts(question(body))) if problem.code == "unfinished-text"]
    assert [problem.place for problem in found] == ["pack.yaml:11:17", "pack.yaml:13:16"]
    assert {problem.question for problem in found} == {"a"}


LABELLED = [
    ["A) red", "B) blue", "C) green"],
    ["a. red", "b. blue"],
    ["(1) red", "(2) blue", "(3) green", "(4) grey"],
    ["1. red", "2. blue", "3. green"],
    ["C) green", "A) red", "B) blue"],
    ["A) red", "B) blue", "C) green", "None of the above"],
    [f"{at}. n{at}" for at in (10, 1, 2, 3, 4, 5, 6, 7, 8, 9)],
]
UNLABELLED = [
    ["red", "blue", "green"],
    ["A minor", "B minor", "C minor"],
    ["1.5", "2.5", "3.5"],
    ["A. Turing", "C. Babbage", "K. Gödel"],
    ["A) red", "blue", "C) green"],
    ["A) red", "(B) blue", "3. green"],
    ["12 Monkeys", "13 Assassins"],
]


def labelled(texts: list[str]) -> bool:
    options = tuple(Option(text, key=not at) for at, text in enumerate(texts))
    pack = Pack(PackInfo("p", "P"), (Item("q", Kind.SINGLE, "Which?", options, drawn=True),))
    return "labelled-option" in {flaw.rule.code for flaw in inspect(pack)}


@pytest.mark.parametrize("texts", LABELLED, ids=lambda texts: texts[0])
def test_labels_typed_into_options_are_found_once(texts: list[str]) -> None:
    assert labelled(texts)


@pytest.mark.parametrize("texts", UNLABELLED, ids=lambda texts: texts[0])
def test_text_that_only_looks_like_a_label_is_not_reported(texts: list[str]) -> None:
    assert not labelled(texts)
    assert without_labels(texts) is None


def test_the_message_quotes_the_text_without_its_label() -> None:
    pack = good_pack(HEAD + "questions:\n- {id: a, question: Q, answer: B) blue, distractors: [A) red, C) green]}\n")
    (flaw,) = [flaw for flaw in inspect(pack) if flaw.rule.code == "labelled-option"]
    assert "write 'blue'" in flaw.message

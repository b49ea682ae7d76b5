"""Markdown quizzes whose answers are in quotations, unfold, or are in other languages: recognised, read or reported."""

from __future__ import annotations

import pytest

from tests.formats.importing import read
from tests.rows import rows
from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.exchange import registry

HEADED = """# Rivers

### 1. Which river is the longest in Europe?

{a} Danube
{b} Volga
{c} Rhine

{answer}

### 2. Which one flows through Vienna?

{a} Danube
{b} Volga
{c} Rhine

{answer}
"""
DASHED = {"a": "- A)", "b": "- B)", "c": "- C)"}
BARE = {"a": "A)", "b": "B)", "c": "C)"}
UNFOLDED = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>"
INDENTED = """1. Which river is the longest in Europe?
    - A. Danube
    - B. Volga

    <details><summary>Answer</summary>

    Correct answer: B

    </details>
"""
ANSWERS = [
    "> **Answer:** B",
    "> Solution: b",
    "> **Lösung:** B",
    "> Answer: B\n> since it is.",
    "**Antwort:** B",
    "Réponse : B",
    "Respuesta correcta: B",
    "答案：B",
    "**Answer:** **B**",
]


@rows("name", ["x.md", "x.txt", "-"])
@rows("options", [DASHED, BARE])
@rows(
    "answer",
    [*ANSWERS, UNFOLDED.format("Show answer", "Answer: B"), UNFOLDED.format("Solution", "**B) Volga**")],
)
def test_answers_below_lettered_options_are_recognised_and_read(
    answer: str, options: dict[str, str], name: str
) -> None:
    text = HEADED.format(answer=answer, **options)
    assert registry.recognise(text.encode(), name).name == "markdown"
    found = read("markdown", text)
    assert found.pack
    assert [[option.text for option in item.keys] for item in found.pack.items] == [["Volga"], ["Volga"]]
    assert not found.skipped


def test_options_and_answer_in_an_entry_of_a_list_are_recognised() -> None:
    assert registry.recognise(INDENTED.encode(), "x").name == "markdown"


@pytest.mark.parametrize("question", ["Which flows through Vienna?", "## Which flows through Vienna?"])
@pytest.mark.parametrize("answer", ["Answer: Danube", "**Answer:** Danube"])
def test_the_answer_below_a_list_with_bullets_names_one_in_the_first_question_too(question: str, answer: str) -> None:
    found = read("markdown", f"{question}\n\n- Rhine\n- Danube\n- Elbe\n\n{answer}\n")
    assert found.pack
    (item,) = found.pack.items
    assert ([option.text for option in item.keys], len(item.options)) == (["Danube"], 3)


ODD = "Which river?\n\n1. Danube\n2. Volga\n\nSolution: Volga\n"


def test_a_markdown_file_without_the_signs_of_a_quiz_is_one_if_a_question_can_be_read() -> None:
    assert registry.recognise(ODD.encode(), "x.md").name == "markdown"
    for text, name in ((ODD, "x.text"), ("# Notes\n\nNothing here asks.\n", "x.md"), ("\x89PNG\r\n" + ODD, "x.md")):
        data = text.encode("latin-1")
        with pytest.raises(ZgcError) as caught:
            registry.recognise(data, name)
        assert caught.value.code == "unknown-format"


@pytest.mark.parametrize("answer", ANSWERS[:4])
def test_a_heading_of_another_style_asks_too(answer: str) -> None:
    bold = "**Question 1:** Which?\n\n1. this\n2. that\n\n**Answer:** 1\n"
    text = f"# Quiz\n\n{bold}\n### Why not?\na) x\nb) y\n\n{answer}\n"
    found = read("markdown", text)
    assert found.pack
    assert [(item.stem, item.keys[0].text) for item in found.pack.items] == [("Which?", "this"), ("Why not?", "y")]
    assert not found.pack.info.sections


@pytest.mark.parametrize(
    "below",
    [
        "<details><summary>Answer</summary>\nStorage that stays when its\ncontainer goes.\n</details>",
        "a) a disk\nb) a network\n\nThe first one is right.",
        "> **Answer:** see the slides",
    ],
)
def test_a_question_whose_answer_is_not_understood_is_reported_with_its_line(below: str) -> None:
    ticked = "**1. Which?**\n\n- [x] this\n- [ ] that\n"
    found = read("markdown", f"# Quiz\n\n{ticked}\n### What is a volume?\n\n{below}\n")
    assert found.pack
    typed = [item for item in found.pack.items if item.stem == "What is a volume?"]
    assert bool(typed) is ("slides" in below)
    assert [skipped.line for skipped in found.skipped] == ([] if typed else [8])
    assert not found.pack.info.sections


def test_what_only_looks_like_it_stays_study_text_and_feedback() -> None:
    text = (
        "## Why?\n\nThe answer is long.\n\n## Rivers\n\n### Which?\n\n- [x] this\n  > Answer: it is this.\n- [ ] that\n"
        "\n> Answer: because.\n"
    )
    found = read("markdown", text)
    assert found.pack
    assert not found.skipped
    (item,) = found.pack.items
    assert item.options[0].feedback == "Answer: it is this."
    assert found.pack.info.sections[0].text == "The answer is long."

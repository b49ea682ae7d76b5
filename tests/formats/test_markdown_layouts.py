"""Layouts of Markdown quizzes with lettered options and the answer in a heading, as in collections on GitHub."""

from __future__ import annotations

import pytest

from tests.formats.importing import read
from tests.formats.test_markdown import items
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions

UNFOLDED = """# Questions on a language

---

###### 1. What's the output?

```javascript
greet();
```

- A: `one` and `two`
- B: `two`
- C: *three*

<details><summary><b>Answer</b></summary>
<p>

#### Answer: B

Because **two** comes last.

</p>
</details>

---

###### 2. Which is falsy?

- A: `[]`
- B: `{}`
- C: `0`

<details><summary><b>Answer</b></summary>
<p>

#### Answer: C

</p>
</details>
"""
BELOW = UNFOLDED.replace("<details><summary><b>Answer</b></summary>\n<p>\n", "").replace("</p>\n</details>\n", "")
BOLD = BELOW.replace("#### Answer: B", "**Answer: B**").replace("#### Answer: C", "**Answer:** C")
LETTERS = BELOW.replace("A: ", "A) ").replace("B: ", "B) ").replace("C: ", "C) ").replace("Answer) ", "Answer: ")


@pytest.mark.parametrize("text", [UNFOLDED, BELOW, BOLD, LETTERS], ids=["unfolded", "heading", "bold", "letters"])
def test_lettered_options_with_the_answer_below(text: str) -> None:
    assert registry.recognise(text.encode(), "quiz.md").name == "markdown"
    first, second = items(text)
    assert first.stem == "What's the output?\n\ngreet();"
    assert {option.text: option.key for option in first.options} == {"one and two": False, "two": True, "three": False}
    assert first.explanation == "Because two comes last."
    assert [option.text for option in second.keys] == ["0"]
    assert second.explanation == ""


def test_a_letter_and_a_colon_without_a_bullet_is_text() -> None:
    text = "#### Q1. Who speaks?\n\nA: I.\nB: You.\n\n- [x] Ann\n- [ ] Bob\n\nAnswer: A\n"
    (item,) = items(text)
    assert [option.text for option in item.options] == ["Ann", "Bob"]
    assert "A: I." in item.stem


FRANCE = "## What is the capital of France?\n\n- [x] Paris\n- [ ] Rome\n\n"
OPTIONS = {
    "numbers": "1. Rome\n2. Paris\n3. Berlin\n\nAnswer: 2\n",
    "brackets": "1) Rome\n2) Paris\n3) Berlin\n\n**Answer:** 2\n",
    "number and text": "1. Rome\n\n2. Paris\n\n3. Berlin\n\n**Answer: 2. Paris**\n",
    "text of a number": "1. Rome\n2. **Paris**\n3. Berlin\n\n*Answer: paris.*\n",
    "bullets": "* Rome\n* Paris\n* Berlin\n\nCorrect answer: Paris\n",
    "letters": "A. Rome\nB. Paris\nC. Berlin\n\nAnswer: B\n",
    "letters in brackets": "- (A) Rome\n- (B) Paris\n- (C) Berlin\n\nAnswer: (B)\n",
    "unfolded": "1. Rome\n2. Paris\n3. Berlin\n\n<details><summary>Answer</summary>2</details>\n",
    "boxes": "- [ ] Rome\n- [x] Paris\n- [ ] Berlin\n",
}


@pytest.mark.parametrize("style", list(OPTIONS))
@pytest.mark.parametrize(
    "stem", ["## The capital of France:\n\n", "## T\n\n1. The capital of France:\n   ", "The capital of France:\n\n"]
)
def test_lists_with_an_answer_below_are_options(style: str, stem: str) -> None:
    options = OPTIONS[style]
    if stem.endswith("   "):
        options = "\n".join(f"   {line}".rstrip() for line in options.splitlines()).lstrip() + "\n"
        stem += "\n   "
    (item,) = items(f"# Quiz\n\n{stem}{options}")
    assert item.stem == "The capital of France:"
    assert {option.text: option.key for option in item.options} == {"Rome": False, "Paris": True, "Berlin": False}


def test_several_numbers_and_an_explanation() -> None:
    (item,) = items("## Which are even?\n\n1. 2\n2. 3\n3. 4\n\nAnswer: 1 and 3\nBecause so.\n")
    assert [option.text for option in item.keys] == ["2", "4"]
    assert item.explanation == "Because so."


@pytest.mark.parametrize(
    "text",
    [
        "## How many are there?\n\n1. One\n2. Two\n\n**Answer:** 7\n",
        "## How many are there?\n\n2. Two\n3. Three\n\n**Answer:** 2\n",
        "## How many are there?\n\n1. One\n3. Three\n\n**Answer:** 1\n",
        "## How many are there?\n\n- One\n- Two\n\n**Answer:** 2\n",
        "## How many are there?\n\n1. One\n\n**Answer:** 1\n",
        "## How many are there?\n\n1. One\n2. Two\n\nSay it.\n\n**Answer:** 1\n",
    ],
)
def test_a_list_that_the_answer_does_not_name_belongs_to_the_question(text: str) -> None:
    (item,) = items(text)
    assert item.kind is Kind.TYPED
    assert "One" in item.stem or "Two" in item.stem


def test_a_list_in_our_own_export_is_a_text() -> None:
    options = (Option("one", True),)
    stems = ["Which is it?\n- one\n- two", "Which is it?\n\n1. one\n2. two", "Which?\n  one\n1. one\n2. two"]
    pack = Pack(PackInfo("p", "P"), tuple(Item(f"i{at}", Kind.TYPED, stem, options) for at, stem in enumerate(stems)))
    write = registry.get("markdown").write
    assert write
    found = read("markdown", write(pack, ExchangeOptions(), ()).data)
    assert found.pack
    assert found.pack.items == pack.items


@pytest.mark.parametrize("style", [name for name in OPTIONS if name != "bullets"])
@pytest.mark.parametrize("stem", ["The capital of France:", "**The capital of France?**"])
def test_a_question_in_another_style_stands_between_others(style: str, stem: str) -> None:
    before, after = "#### Q1. Is it so?\n\n- [x] Yes\n- [ ] No\n\n", "\n#### Q2. Is it?\n\n- [x] No\n- [ ] Yes\n"
    found = read("markdown", f"{before}{stem}\n\n{OPTIONS[style]}{after}")
    assert found.skipped == ()
    assert found.pack
    assert [[option.text for option in item.keys] for item in found.pack.items] == [["Yes"], ["Paris"], ["No"]]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("# T\n\n## S\n\nWhich is in Vienna?\nA) Danube\nB) Rhine\n\nIn Paris?\n\n- [x] Seine\n- [ ] Po\n", 5, "study"),
        (f"{FRANCE}### And of Peru?\n\n- Lima (correct)\n- Rome\n", 6, "explanation"),
        (f"Which is it?\n\n* a\n* b\n\n{FRANCE}", 1, "description"),
        (f"{FRANCE}And of Peru?\n1. Lima\n2. Rome\n", 6, "explanation"),
    ],
)  # fmt: skip
def test_what_reads_like_a_question_and_is_none_is_noted(text: str, line: int, part: str) -> None:
    found = read("markdown", text)
    assert found.pack
    assert len(found.pack.items) == 1
    (note,) = found.notes
    assert note.startswith(f"line {line} reads like a question, but is part of the {part}")


@pytest.mark.parametrize(
    "more",
    [
        "Why is it so?\n\nBecause.\n",
        "See:\n\n- one\n- two\n",
        "- Is it this?\n- Is it that?\n- Or so?\n",
        "### Why?\n\nSo.\n",
    ],
)
def test_other_texts_are_not_noted(more: str) -> None:
    assert read("markdown", FRANCE + more).notes == ()


def test_a_heading_of_a_lower_level_with_an_answer_of_its_own_asks() -> None:
    found = read(
        "markdown", f"{FRANCE}### The capital of Peru\n\n**Answer:** Lima\n\n### Reference\n\n[x](https://x.org)\n"
    )
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["What is the capital of France?", "The capital of Peru"]
    (item,) = items("## The capital of Peru?\n\n- [ ] Lima\n- [ ] Rome\n\n### Solution\n\n**Answer:** A\n")
    assert [option.key for option in item.options] == [True, False]


@pytest.mark.parametrize("style", ["numbers", "brackets", "letters", "letters in brackets"])
def test_files_with_such_lists_are_recognised(style: str) -> None:
    text = f"# Quiz\n\n## The capital of France?\n\n{OPTIONS[style].replace('Answer: (', '#### Answer: (')}"
    assert registry.recognise(text.encode(), "quiz.md") is registry.get("markdown")


QUIZ = "1. Which?\n- [ ] one\n- [x] two\n\nBecause.\n"


@pytest.mark.parametrize(
    "closing",
    [
        "Viel Erfolg!", "Good luck! 🍀", "**Good luck with your exam!**", "Good luck. You know it all.", "祝你好运！",
        "---\n\nViel Erfolg beim Lernen! 😊\n\nSag Bescheid, wenn du weitere Fragen brauchst.", "¡Buena suerte!",
        "Let me know if you want\nmore questions.", "Would you like me to add explanations?", "I hope this helps!",
        "If you'd like, I can make them harder.", "Wenn du möchtest, kann ich noch mehr Fragen schreiben.",
        "Soll ich dir weitere Fragen erstellen?", "如果你需要更多题目，请告诉我。", "Bonne chance pour l'examen !",
    ],
)  # fmt: skip
def test_closing_words_are_no_explanation(closing: str) -> None:
    found = read("markdown", f"{QUIZ}\n{closing}\n")
    assert found.pack
    assert found.pack.items[0].explanation == "Because."
    assert {loss.field for loss in found.lost} == {"closing words"}
    assert all(loss.why.removeprefix("to the reader: ")[:4] in closing for loss in found.lost)


@pytest.mark.parametrize(
    "text",
    [
        "Good luck is what he wished her.", "Enjoyment comes first.", "If you need more than 5 A, take a thicker wire.",
        "Good luck: the 7.", "- Good luck!", "Soll er, so muss er.", "Have you hope?",
    ],
)  # fmt: skip
def test_an_explanation_is_not_taken_for_closing_words(text: str) -> None:
    found = read("markdown", f"{QUIZ}\n{text}\n")
    assert found.pack
    assert found.pack.items[0].explanation.startswith("Because.\n\n")
    assert found.pack.items[0].explanation.endswith(text[-6:])


def test_closing_words_of_an_export_are_the_packs_own() -> None:
    found = read("markdown", f"<!-- pack: a -->\n{QUIZ}\nGood luck!\n")
    assert found.pack
    assert (found.pack.items[0].explanation, found.lost) == ("Because.\n\nGood luck!", ())

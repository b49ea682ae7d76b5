"""Explanations that unfold, and options that are only letters above their code, in Markdown quizzes."""

from __future__ import annotations

import pytest

from tests.formats.importing import read
from zgcquiz.core.packs.pack import Item
from zgcquiz.formats.markdown.paragraphs import parts_of


def item_of(text: str) -> Item:
    found = read("markdown", text)
    assert found.pack
    (item,) = found.pack.items
    return item


INDENTED = """1. Which rivers flow through Vienna?
    - A. Danube
    - B. Rhine
    - C. Wien

    <details markdown=1><summary markdown='span'>Answer</summary>

    Correct answer: A, C

    Explanation: One is named like it.

    The other is known.

    </details>
"""


def test_the_tags_of_an_indented_answer_are_in_no_explanation() -> None:
    item = item_of(INDENTED)
    assert [option.text for option in item.keys] == ["Danube", "Wien"]
    assert item.explanation == "One is named like it.\n\nThe other is known."
    bare = INDENTED.replace("    Explanation: One is named like it.\n\n    The other is known.\n", "")
    assert item_of(bare).explanation == ""


def test_a_folding_tag_ends_indented_code() -> None:
    parts = list(parts_of(["Text", "", "    code", "", "    </details>", "", "    code"]))
    assert [part.is_code for part in parts] == [False, True, False, True]


BOXES = "## Which river is longest?\n\n- [ ] Danube\n- [x] Volga\n\n"


@pytest.mark.parametrize(
    "summary",
    [
        "<summary>Answer</summary>",
        "<summary>Explanation</summary>",
        "<summary><b>Show the answer</b></summary>",
        "<summary>\nExplanation\n</summary>",
        "<summary>Answer and explanation</summary>",
        "<summary>Click to expand!</summary>",
        "<summary>💡 Solution</summary>",
        "<summary markdown='span'>Why</summary>",
    ],
)
@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_what_is_clicked_on_is_no_part_of_an_explanation(summary: str, indent: str) -> None:
    below = f"<details>{summary}\n\nIt has 3,530 km.\n\n</details>".replace("\n", f"\n{indent}")
    assert item_of(f"{BOXES}{indent}{below}\n").explanation == "It has 3,530 km."


def test_a_summary_that_says_something_is_kept() -> None:
    found = item_of(f"{BOXES}<details><summary>It has 3,530 km</summary>\n\nSo it is longest.\n\n</details>\n")
    assert found.explanation == "It has 3,530 km\n\nSo it is longest."


LETTERS = """#### Q1. Which one is valid?

- [ ] A

```css
p {{ color: red
```

- [x] B

```css
p {{ color: red; }}
```

**Explanation:** {}
"""


@pytest.mark.parametrize(
    ("why", "drawn"),
    [
        ("a brace is needed.", True),
        ("A brace is needed.", True),
        ("see A for what happens.", False),
        ("Only B has it.", False),
    ],
)
def test_options_that_are_code_below_their_letter_lose_it(why: str, drawn: bool) -> None:
    item = item_of(LETTERS.format(why))
    assert sorted(option.text for option in item.options) == ["p { color: red", "p { color: red; }"]
    assert item.keys[0].text == "p { color: red; }"
    assert item.drawn is drawn
    assert drawn or item.options[1].key


def test_letters_that_are_the_options_stay() -> None:
    assert item_of("## Which vitamin?\n\n- [ ] A\n- [x] B\n- [ ] C\n").keys[0].text == "B"
    mixed = "## Which?\n\n- [ ] A\n\n```\nx\n```\n\n- [x] C\n\n```\ny\n```\n"
    assert item_of(mixed).keys[0].text.startswith("C")

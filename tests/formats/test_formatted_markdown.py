"""The Markdown of imported quizzes and cards is kept where packs read the same in it."""

from __future__ import annotations

import pytest

from tests.formats.importing import lost_of, marked_like_plain
from tests.formats.test_markup_exports import pack, written
from zgcquiz.core.packs.pack import MARKDOWN, Item, Option
from zgcquiz.formats.exchange.contract import Converted


def same(name: str, data: str | bytes) -> Converted:
    return marked_like_plain(name, data, "x.md")


def items(found: Converted) -> tuple[Item, ...]:
    assert found.pack
    assert found.pack.info.markup == MARKDOWN
    return found.pack.items


QUIZ = """# Quiz

### What does `print` do, and **why**?

```python
if x:
    print(x)
```

- [x] It *prints*
- [ ] 2 * 3 * 4
- [ ] $x^2$

Explanation: See:

- one
- **two**
"""


def test_a_quiz_keeps_its_markdown() -> None:
    (item,) = items(found := same("markdown", QUIZ))
    assert item.stem == "What does `print` do, and **why**?\n\n```python\nif x:\n    print(x)\n```"
    assert [option.text for option in item.options] == ["It *prints*", "2 * 3 * 4", "$x^2$"]
    assert item.explanation == "See:\n\n- one\n- **two**"
    assert lost_of(found) == {}


@pytest.mark.parametrize(
    ("stem", "markdown", "lost"),
    [
        ("Is **it** soft\nwrapped?", "Is **it** soft wrapped?", {}),
        ("Is **it** hard\\\nbroken?", "Is **it** hard\nbroken?", {}),
        ("Is ~~it~~ **struck**?", "Is it struck?", {"formatting": 1}),
        ("Is H<sub>2</sub>O **it**?", "Is H₂O it?", {"formatting": 1}),
        ("**See** ![a](b.png)", "**See** [image: a]", {"images": 1}),
        ("See ![a](b.png):\n\n```py\nx = 1\n```", "See [image: a]:\n\n```py\nx = 1\n```", {"images": 1}),
        ("See\n\n- ![](i/b.png?x)\n- **so**", "See\n\n- [image: b.png]\n- **so**", {"images": 1}),
        ("*See [the map](b.md#map)* there", "*See the map* there", {"links": 1}),
        ("A [link](https://x.org) *here*", "A [link](https://x.org) *here*", {}),
        (r"Is \*it\* `x`?", r"Is \*it\* `x`?", {}),
        ("Is it\n\n1. a\n   - b\n2. c\n\n**so**?", "Is it\n\n1. a\n   - b\n2. c\n\n**so**?", {}),
        ("Is\n\n    x = 1\n      y\n\n*so*?", "Is\n\n```\nx = 1\n  y\n```\n\n*so*?", {}),
    ],
)
def test_stems(stem: str, markdown: str, lost: dict[str, int]) -> None:
    found = same("hashcards", f"Q: {stem}\nA: *yes*\n\nQ: `x`?\nA: no\n")
    item, _ = items(found)
    assert item.stem == markdown
    counted = lost_of(found)
    counted["formatting"] -= 1  # of what is typed
    assert {field: count for field, count in counted.items() if count} == lost


def test_gaps_of_cards() -> None:
    found = same("hashcards", "C: The **[sky]** is [blue], *always*.\n")
    assert sorted(item.stem for item in items(found)) == [
        r"The **\_\_\_\_\_** is blue, *always*.",
        r"The **sky** is \_\_\_\_\_, *always*.",
    ]
    assert lost_of(found) == {}


def test_text2qti() -> None:
    (item,) = items(same("text2qti", "1. Is **it**\n   `so`?\n... *Yes*, `x`\n*a) **yes**\n... right\nb) no\n"))
    assert item.stem == "Is **it** `so`?"
    assert item.options == (Option("**yes**", True, "right"), Option("no"))


def test_a_quiz_without_markup_stays_plain() -> None:
    found = same("markdown", "### Is it snake_case?\n\n- [x] 3 * 4\n- [ ] $5\n")
    assert found.pack
    assert found.pack.info.markup == ""


def test_our_own_quiz_comes_back_marked() -> None:
    found = same("markdown", written("markdown").data)
    by_id = {item.id: item for item in items(found)}
    meant = {item.id: item for item in pack().items}
    assert by_id["code"].stem == meant["code"].stem
    assert {option.text for option in by_id["code"].options} == {option.text for option in meant["code"].options}
    assert by_id["word"].stem == meant["word"].stem

"""Read pages with quizzes as in the documentation of mkdocs-quiz."""

from __future__ import annotations

import pytest

from tests.formats.importing import lost_of, read, reasons
from zgcquiz.core.packs.pack import Kind, Option
from zgcquiz.formats.exchange import registry

PAGE = """\
---
title: Course
---
# Rivers

Read the chapter first.

## Europe

<quiz>
Which river flows through **Vienna**?
```
2 + 2
```
- [ ] Rhine
> Further *west*.
> Much.
- [x] Danube
- [] Elbe

It rises in the Black Forest.

See [more](https://example.org/).
</quiz>

```markdown
<quiz>
An example?
- [x] not read
</quiz>
```

## Asia

=== "Example"

    <quiz>
    Which are in China?
    * [X] Yangtze
    * [x] Yellow River

    * [ ] Mekong delta
    </quiz>

<quiz>
The [[Nile]] flows through [[Cairo]].

---
It is long.
</quiz>

Write `<quiz>` for a quiz.

<quiz>Is it so?
- [x] Yes
- [ ] No
</quiz>
"""


def test_a_page() -> None:
    found = read("mkdocs-quiz", PAGE)
    assert found.pack
    assert found.pack.info.title == "Course"
    vienna, china, nile, cairo, so = found.pack.items
    assert (vienna.section, vienna.kind) == ("Europe", Kind.SINGLE)
    assert vienna.stem == "Which river flows through Vienna?\n2 + 2"
    assert vienna.keys == (Option("Danube", True),)
    assert vienna.distractors == (Option("Rhine", feedback="Further west. Much."), Option("Elbe"))
    assert vienna.explanation == "It rises in the Black Forest.\n\nSee more (https://example.org/)."
    assert (china.section, china.kind) == ("Asia", Kind.MULTIPLE)
    assert [option.text for option in china.options] == ["Yangtze", "Yellow River", "Mekong delta"]
    assert [(item.kind, item.stem, item.keys[0].text) for item in (nile, cairo)] == [
        (Kind.TYPED, "The _____ flows through Cairo.", "Nile"),
        (Kind.TYPED, "The Nile flows through _____.", "Cairo"),
    ]
    assert nile.fact == cairo.fact != ""
    assert nile.explanation == "It is long."
    assert so.stem == "Is it so?"
    assert found.skipped == ()
    assert lost_of(found) == {"formatting": 2}


@pytest.mark.parametrize(
    ("quiz", "reason"),
    [
        ("<quiz>\nNo boxes?\n</quiz>", "no options (- [ ] …) follow it"),
        ("<quiz>\nNone right?\n- [ ] a\n- [ ] b\n</quiz>", "no option is ticked (- [x] …)"),
        ("<quiz>\n- [x] a\n- [ ] b\n</quiz>", "the question has no text"),
        ("<quiz>\nNot closed?\n- [x] a\n- [ ] b\n", "no </quiz> follows"),
        ("<quiz>\n" + "[[a]]\n" * 60 + "</quiz>", "it has more than 50 gaps"),
        ("<?quiz?>\nquestion: Old?\n<?/quiz?>", "no options (- [ ] …) follow it"),
        ("<?quiz?>\nquestion: Not closed?\nanswer-correct: a\nanswer: b", "no <?/quiz?> follows"),
    ],
)
def test_a_bad_quiz_is_skipped_with_its_line_and_why(quiz: str, reason: str) -> None:
    found = read("mkdocs-quiz", f"# T\n\n{quiz}\n<quiz>\nGood?\n- [x] a\n- [ ] b\n</quiz>\n")
    assert reasons(found) == [(3, reason)]
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Good?"]
    assert found.pack.info.title == "T"


def test_unclosed_code_hides_nothing() -> None:
    found = read("mkdocs-quiz", "```js\n<quiz>\nGood?\n- [x] a\n- [ ] b\n</quiz>\n")
    assert found.pack


def test_a_page_is_distinguished_from_other_markdown() -> None:
    assert registry.recognise(PAGE.encode(), "p.md").name == "mkdocs-quiz"
    assert registry.recognise(b"## Which `<quiz>`?\n- [x] a\n- [ ] b\n", "p.md").name == "markdown"


@pytest.mark.parametrize("tag", ["<quiz>", '<quiz id="a">', "<quiz data-x='1' hidden>"])
def test_a_quiz_may_have_attributes(tag: str) -> None:
    page = f"{tag}\nGood?\n- [x] a\n- [ ] b\n</quiz>\n"
    assert registry.recognise(page.encode(), "p.md").name == "mkdocs-quiz"
    found = read("mkdocs-quiz", page)
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Good?"]


def test_the_syntax_before_1_0_is_read() -> None:
    page = """\
# T

<?quiz?>
question: What is `2+2`?
answer-correct: 4
answer: 3
answer: 5
content:
Well *done*!
<?/quiz?>

<?quiz?>
question: Which are even?
answer-correct: 2
answer-correct: 4
answer: 5
content: All that two divides.
<?/quiz?>
"""
    assert registry.recognise(page.encode(), "p.md").name == "mkdocs-quiz"
    found = read("mkdocs-quiz", page)
    assert found.pack
    assert found.skipped == ()
    assert [
        (item.kind, item.stem, [option.text for option in item.keys], len(item.options), item.explanation)
        for item in found.pack.items
    ] == [
        (Kind.SINGLE, "What is 2+2?", ["4"], 3, "Well done!"),
        (Kind.MULTIPLE, "Which are even?", ["2", "4"], 3, "All that two divides."),
    ]

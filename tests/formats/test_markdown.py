"""Markdown quizzes in common styles, and texts that look like Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.effort import examples
from tests.formats.exchanging import OPTIONS, packs
from tests.formats.importing import lost_of
from tests.rows import rows
from tests.strategies import MARKUP
from zgcquiz.core.packs.pack import Allowance, Citation, Item, Kind, Option, Pack, PackInfo, Section, Source
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.text import block, escape, inline, to_plain

FORMAT = registry.get("markdown")

COLLECTION = """\
## Tea

#### Q1. Which element holds the leaves?

```html
<tea>
    <leaf kind="green">
</tea>
```

- [ ]

```html
<cup>
```

- [x]

```html
<pot>
    lid
</pot>
```
- [ ] `<saucer>`
- [ ] None of these

[Reference](https://example.org/tea_(drink)#:~:text=a)

#### Q2. Which of these are **not** oxidised? (Choose two)

- [x] Green
- [X] White
- [ ] Black
- [] Dark

**Explanation:** `Green` and white tea are only dried.
They keep their colour.

#### Q3. What comes first?

- [ ]

1. Wither
2. Roll

- [x]

1. Pluck
2. Wither

#### Q4. What does it cost \\_\\_\\_\\_?

- [ ] one
- [ ] two

I am not sure.

#### Q5. No boxes here

Just text.

#### Q6. ![A cup](images/cup.png) What is this?

- [x] ![one](images/a.png)
- [ ] ![two](images/b.png)
"""

SECTIONS = """\
---
title: Rivers
description: "Short ones"
---
# Some quiz

About rivers.

## Europe

Read this before.

1. Which river flows through Vienna?
   - [ ] Rhine
   - [x] Danube

   It is blue.

2. Which through *Paris*?
   - [x] Seine
   - [ ] Loire

## Asia

Which is longest?

- [ ] Indus
- [x] Yangtze
  > Yes!

Which is shortest?
- [x] Tone
- [ ] Mekong

### Is the Ganges holy?
- [x] True
- [ ] False

### How long is it?

**Number:** 2,525 ± 5 km
"""


def read(text: str) -> Converted:
    assert FORMAT.read
    return FORMAT.read(text.encode("utf-8", "surrogatepass"), "p.md", OPTIONS)


def items(text: str) -> tuple[Item, ...]:
    found = read(text)
    assert found.pack
    return found.pack.items


def written(*made: Item, info: PackInfo | None = None) -> str:
    assert FORMAT.write
    return FORMAT.write(Pack(info or PackInfo("p", "P"), made), OPTIONS, ()).data.decode()


def test_a_collection_as_on_github() -> None:
    found = read(COLLECTION)
    assert found.pack
    assert found.pack.info.title == "Tea"
    leaves, oxidised, first, cup = found.pack.items
    assert leaves.stem == 'Which element holds the leaves?\n\n<tea>\n    <leaf kind="green">\n</tea>'
    assert leaves.keys == (Option("<pot>\n    lid\n</pot>", True),)
    assert [option.text for option in leaves.distractors] == ["<cup>", "<saucer>", "None of these"]
    assert leaves.explanation == "Reference (https://example.org/tea_(drink)#:~:text=a)"
    assert oxidised.kind is Kind.MULTIPLE
    assert oxidised.stem == "Which of these are not oxidised? (Choose two)"
    assert [option.text for option in oxidised.keys] == ["Green", "White"]
    assert oxidised.explanation == "Green and white tea are only dried. They keep their colour."
    assert first.keys[0].text == "1. Pluck\n2. Wither"
    assert first.distractors[0].text == "1. Wither\n2. Roll"
    assert cup.stem == "[image: A cup] What is this?"
    assert cup.keys[0].text == "[image: one]"
    lines = COLLECTION.split("\n")
    assert [(lines[each.line - 1][:8], each.reason) for each in found.skipped] == [
        ("#### Q4.", "no option is ticked (- [x] …)"),
        ("#### Q5.", "no options (- [ ] …) follow it"),
    ]
    assert {(each.field, each.count) for each in found.lost} == {("formatting", 1), ("images", 3)}


def test_sections_numbers_paragraphs_and_headings() -> None:
    found = read(SECTIONS)
    assert found.pack
    assert found.pack.info.title == "Rivers"
    assert found.pack.info.description == "Short ones\n\nAbout rivers."
    assert found.pack.info.sections == (Section("Europe", "Read this before."), Section("Asia"))
    assert [(item.section, item.stem) for item in found.pack.items] == [
        ("Europe", "Which river flows through Vienna?"),
        ("Europe", "Which through Paris?"),
        ("Asia", "Which is longest?"),
        ("Asia", "Which is shortest?"),
        ("Asia", "Is the Ganges holy?"),
        ("Asia", "How long is it?"),
    ]
    vienna, _, longest, _, holy, length = found.pack.items
    assert (vienna.keys[0].text, vienna.explanation) == ("Danube", "It is blue.")
    assert longest.keys[0].feedback == "Yes!"
    assert holy.kind is Kind.TRUE_FALSE
    assert (length.keys[0].text, length.tolerance, length.unit) == ("2525", 5.0, "km")
    assert found.notes == ("'2,525' was read as 2525",)
    assert not found.skipped


@pytest.mark.parametrize(
    ("text", "stem", "right", "explanation"),
    [
        ("What?\n- [x] a\n- [ ] b", "What?", "a", ""),
        ("**1. What?**\n\n* [x] a\n* [ ] b\n\n> Because.", "What?", "a", "Because."),
        ("1) What?\n\n    + [x] a\n    + [ ] b", "What?", "a", ""),
        ("### Question 12\n\nWhat is\nthis?\n\n- [ ] b\n- [x] a\n\nExplanation: So.", "What is this?", "a", "So."),
        ("What?\n=====\n- [ ] b\n- [x] a", "What?", "a", ""),
        ("## What? ##\n- [ ] b\n- [x] a\n  more\n  of it", "What?", "a more of it", ""),
        ("## What?\n- [ ] b\n- [x] a\n\n```py\nx\n```", "What?", "a", "x"),
        ("## What?\n- [ ] b\n- [x] a\n```py\nx\n```", "What?", "a\nx", ""),
        ("## What?\n- [ ] b\n- [x] ```py\n  x\n    y\n  ```\n", "What?", "x\n    y", ""),
        ("## What?\n<!-- not\n- [x] this -->\n- [ ] b\n- [x] a", "What?", "a", ""),
        ("## What?\n- [ ] b\n- [x] a\n**Note:** well", "What?", "a", "Note: well"),
        ("## What?\n- [ ] b\n- [x] a\n[reference](#q1)", "What?", "a", "reference"),
        ("## 这是什么？\n\n见图。\n- [ ] 乙\n- [x] 甲", "这是什么？\n\n见图。", "甲", ""),
        ("## Q1: A ``tick ` `` and `[x](y)`\n- [x] a\n- [ ] b", "A tick `  and [x](y)", "a", ""),
    ],
)
def test_ways_to_write_a_question(text: str, stem: str, right: str, explanation: str) -> None:
    (item,) = items(text)
    assert (item.stem, item.keys[0].text, item.explanation) == (stem, right, explanation)


@rows(
    "label",
    [
        "Erklärung:",
        "BEGRÜNDUNG:",
        "Explication :",
        "Explication\u00a0:",
        "Explicación:",
        "解析：",
        "说明：",
        "説明:",
        "Why:",
    ],
)
@rows("around", ["{}", "**{}**", "__{}__", "> {}", "> **{}**"])
def test_the_label_of_an_explanation_is_left_out_in_any_language(label: str, around: str) -> None:
    (item,) = items(f"## What?\n- [ ] b\n- [x] a\n\n{around.format(label)} Ça: 是。")
    assert (item.keys[0].text, item.explanation) == ("a", "Ça: 是。")


@pytest.mark.parametrize("word", ["Erklärung", "Explication", "解析"])
def test_what_only_announces_an_explanation_is_left_out_in_any_language(word: str) -> None:
    boxes = "\n- [ ] b\n- [x] a\n\n"
    for text in (
        f"## What?{boxes}### {word}\n\nSo.",
        f"## What?{boxes}<details><summary>{word}</summary>\nSo.\n</details>",
    ):
        (item,) = items(text)
        assert item.explanation == "So."
    (kept,) = items(f"## What?{boxes}{word} ist: so.")
    assert kept.explanation == f"{word} ist: so."


QUESTION = "## Q1. What?\n- [x] a\n- [ ] b\n"


def test_text_between_rules_that_is_not_front_matter_is_kept() -> None:
    found = read(f"---\n\nSome words\n\n---\n{QUESTION}")
    assert found.pack
    assert found.pack.info.description == "Some words"


def test_invalid_front_matter_is_noted_and_other_entries_are_lost() -> None:
    found = read(f"---\ntitle: a: b\n---\n{QUESTION}")
    assert found.notes == ("its front matter is not valid, so no title is read from it",)
    assert lost_of(read(f"---\ntitle: T\nauthor: me\ntags: [a]\n---\n{QUESTION}")) == {"front matter": 2}


def test_unclosed_code_affects_one_question() -> None:
    found = read("#### Q1. One?\n```js\n- [x] a\n- [ ] b\n\n#### Q2. Two?\n- [x] a\n- [ ] b\n")
    assert found.pack
    assert [item.stem for item in found.pack.items][-1] == "Two?"


def test_nested_headings_are_one_section() -> None:
    (item,) = items("# P\n## A\n### B\n#### Q1. Which?\n- [x] a\n- [ ] b\n")
    assert item.section == "A / B"


def test_ids_come_from_comments_or_the_stem() -> None:
    one, two = items("## One?\n<!-- id: first --> <!-- tag: x > y -->\n- [x] a\n- [ ] b\n## Two?\n- [x] a\n- [ ] b\n")
    assert (one.id, one.tags, two.id) == ("first", ("x > y",), "two")


def test_metadata_is_read_back_from_comments() -> None:
    source = Source("book", "A > B -->", author="C")
    options = (Option("a", True), Option("b"), Option("none", pinned=True))
    one = Item(
        "one",
        Kind.SINGLE,
        "One?",
        options,
        explanation="E",
        source=Citation("book", "Part", 3, "q & r"),
        section="Part",
        formerly=("old",),
        allow=(Allowance("longest-key", "it is so"),),
        recall=False,
        draft=True,
        superseded_by="two",
        as_of="2017",
        valid_until="2030-01",
        fact="f",
    )
    two = Item("two", Kind.SINGLE, "Two?", options, drawn=True, section="Part")
    info = PackInfo("p", "P", language="en", license="MIT", sources=(source,), sections=(Section("Part"),))
    pack = Pack(info, (one, two))
    assert FORMAT.write
    found = FORMAT.write(pack, OPTIONS, ())
    assert found.lost == ()
    assert read(found.data.decode()).pack == pack
    assert "**Source:** A > B -->, Part, paragraph 3" in found.data.decode()


@pytest.mark.parametrize(
    ("comment", "lost"),
    [
        ('source: {"id": "b", "title": "T", "file": "../../x"}', {"file": 1}),
        ('source: {"id": "b", "title": "T", "file": "/x"}', {"file": 1}),
        ('source: {"id": "b", "title": "T", "published": "soon"}', {"published": 1}),
        ('source: {"id": "b c", "title": "T"}', {"source": 2}),
        ('source: {"id": "b"}', {"source": 1}),
        ("source: [[[", {"source": 1}),
        ("source: 1", {"source": 1}),
    ],
)
def test_invalid_sources_are_left_out(comment: str, lost: dict[str, int]) -> None:
    text = f'# P\n<!-- {comment} -->\n## Q1. x\n<!-- cite: {{"source": "b", "paragraph": "x"}} -->\n- [x] a\n- [ ] b\n'
    assert lost_of(read(text)) == lost


def test_what_is_written() -> None:
    text = written(
        Item(
            "pct",
            Kind.SINGLE,
            "How many?\n\nIn *2017*:\n    for x in y",
            (Option("3,652", True), Option("<br> [x]", feedback="No.")),
            drawn=True,
            explanation="Because.",
            section="Patents",
            tags=("t",),
        ),
        Item("len", Kind.NUMERIC, "How long?", (Option("5", True),), tolerance=0.5, unit="km"),
        info=PackInfo("p", "Facts", sections=(Section("Patents"),)),
    )
    assert (
        text
        == """\
# Facts
<!-- pack: p --> <!-- markup: plain -->

#### Q1. How long?
<!-- id: len -->
**Number:** 5 ± 0.5 km

## Patents

#### Q2. How many?
<!-- id: pct --> <!-- tag: t -->

```
In *2017*:
    for x in y
```

- [x] 3,652
- [ ] &lt;br> [x]
  > No.

**Explanation:** Because.
"""
    )


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**a** *b* __c__ _d_ ***e*** ~~f~~", "a b c d e f"),
        ("snake_case_name 2 * 3 * 4 a*b", "snake_case_name 2 * 3 * 4 a*b"),
        ("\\*a\\* \\`b\\` \\a", "*a* `b` \\a"),
        ("`a*b*` ``c`d``", "a*b* c`d"),
        ("`open", "`open"),
        ("[a](http://b) [c](d) <http://e>", "a (http://b) c http://e"),
        ("[http://b](http://b)", "http://b"),
        ('![a](b.png "t") ![](c/d.png)', "[image: a] [image: d.png]"),
        ("&lt;b&gt; &amp;amp; &copy; &nope;", "<b> &amp; © &nope;"),
        ("H<sub>2</sub>O a<br>b <form> c", "H₂O a\nb <form> c"),
        ("a<!-- b -->c <!-- d", "ac <!-- d"),
        ("$a_1 * b_1 * c$ and $5 *or* $6", "$a_1 * b_1 * c$ and $5 or $6"),
        ("**not closed", "**not closed"),
    ],
)
def test_markup_is_removed(markdown: str, plain: str) -> None:
    assert inline(markdown) == plain


SPECIALS = st.lists(
    st.sampled_from([*MARKUP, *"\\`*_{}[]()#+-.!|~<>&$=:\n \t1a", "\n\n", "$x$", "](", "    "]), max_size=12
)


@settings(deadline=None, max_examples=examples(400))
@given(st.one_of(SPECIALS.map("".join), st.text(max_size=30)).map(str.strip).filter(bool))
def test_any_text_is_read_back(text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    assert to_plain(block(text)) == text
    line = escape(text)
    assert "\n" not in line
    assert to_plain([line]) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [(COLLECTION, "markdown"), ("- [x] done\n- [ ] to do\n", "markdown"), ("# Title\n\nSome text.\n", "")],
)
def test_recognised(text: str, found: str) -> None:
    assert bool(FORMAT.recognise(Sample(text.encode(), "p.md"))) is bool(found)
    if found:
        assert registry.recognise(text.encode(), "p.md").name == found


class Rendered(HTMLParser):
    """Return the text of an HTML page as a reader sees it."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._seen: list[str] = []
        self.feed(MarkdownIt().render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._seen.append(" " if tag in ("br", "p", "pre", "li", "h4") else "")

    def handle_data(self, data: str) -> None:
        self._seen.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._seen).split())


@settings(deadline=None, max_examples=examples(120))
@given(SPECIALS.map("".join).map(str.strip).filter(lambda text: bool(text) and "$" not in text))
def test_other_parsers_show_the_escaped_text(text: str) -> None:
    """A different CommonMark parser shows exactly the text; formulas are left out, since it has none."""
    shown = Rendered("\n".join(block(text)))
    assert shown.text == " ".join(text.split())
    assert set(shown.tags) <= {"p", "br", "pre", "code"}


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(packs())
def test_other_parsers_see_the_same_questions_and_options(pack: Pack) -> None:
    assert FORMAT.write
    shown = Rendered(FORMAT.write(pack, OPTIONS, ()).data.decode())
    assert shown.tags.count("h4") == len(pack.items)
    assert shown.tags.count("li") == sum(len(item.options) for item in pack.items if item.kind.is_choice)
    assert not re.search("<!-- (pack|id): ", shown.text), "metadata that a reader would see"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("- a\n  - b\n    - c\n  - d\n- e", "- a\n  - b\n    - c\n  - d\n- e"),
        ("- a\n\n  - b\n\n    more\n\n- c\n\nout", "- a\n\n  - b\n\n    more\n\n- c\n\nout"),
        ("1. a\n   * b\n     goes on\n2. c", "1. a\n   * b goes on\n2. c"),
        ("  - a\n    - b", "- a\n  - b"),
        ("See:\n  more\n- a", "See: more\n- a"),
    ],
)
def test_nested_lists_keep_their_indentation_in_plain_text(text: str, plain: str) -> None:
    assert to_plain(text.split("\n")) == plain

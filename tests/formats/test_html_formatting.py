"""Formatting of HTML that is said by styles, headings, numbers and links is kept, or reported as lost."""

from __future__ import annotations

from html import escape

import pytest

from tests.formats.importing import lost_of, read, read_marked
from tests.rows import rows
from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.packs.pack import MARKDOWN, Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.exchange.registry import get

OPTIONS = (Option("a", True), Option("b"))


def moodle(html: str) -> str:
    return (
        '<quiz><question type="multichoice"><name><text>n</text></name><questiontext format="html"><text>'
        f"{escape(html)}</text></questiontext><single>true</single>"
        '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question></quiz>'
    )


def qti(html: str) -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="i">'
        '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>'
        f"<value>A</value></correctResponse></responseDeclaration><itemBody><div>{html}</div>"
        '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="A">a</simpleChoice>'
        '<simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody></assessmentItem>'
    )


KEPT = [
    ('Is <span style="font-weight:bold">it</span> so?', "Is **it** so?"),
    ('Is <span style="color: black; Font-Weight : 700"><span>it</span> now</span> so?', "Is **it now** so?"),
    ('Is <span style="font-style: italic">it</span> so?', "Is *it* so?"),
    ('<span style="font-weight:bold;font-style:oblique">Is it?</span>', "***Is it?***"),
    ('<b style="font-weight: normal">Is <b>it</b> so?</b>', "Is **it** so?"),
    ("<h3>Rivers</h3><p>Which?</p>", "**Rivers**\n\nWhich?"),
    ("<h1>Which?</h1>", "**Which?**"),
    ('Write <a href="mailto:a@b.org">me</a>.', "Write [me](mailto:a@b.org)."),
    ('<ol><li value="5">a</li><li>b</li></ol>', "5. a\n6. b"),
    ('<ol><li>a</li><li value="2">b</li><li value="9">c</li><li>d</li></ol>', "1. a\n2. b\n\n9) c\n10) d"),
    ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
    ('<pre><code class="language-python">x = 1</code></pre>', "```python\nx = 1\n```"),
]


@pytest.mark.parametrize(("html", "markdown"), KEPT)
@pytest.mark.parametrize(("name", "made"), [("moodle-xml", moodle), ("qti21", qti)], ids=["moodle-xml", "qti21"])
def test_it_is_kept(html: str, markdown: str, name: str, made: object) -> None:
    assert callable(made)
    found = read_marked(name, made(html))
    assert found.pack
    (item,) = found.pack.items
    assert item.stem == markdown
    assert lost_of(found) == {}
    plain = read(name, made(html))
    assert plain.pack
    said = [
        text.split()
        for text in (plain.pack.items[0].stem, plain_item(item).stem.replace("9)", "9.").replace("10)", "10."))
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("html", "lost"),
    [
        ('<span style="text-decoration: underline">Which</span> is it?', {"formatting": 1}),
        ('<span style="text-decoration-line:line-through">Which</span> is it?', {"formatting": 1}),
        ("<u>Which</u> is it?", {"formatting": 1}),
        ('<span style="color: #ef4540;">Which</span> is it?', {"formatting": 1}),
        ('<span style="font-size:2em; background-color:yellow">Which</span> is it?', {"formatting": 1}),
        ('<p style="BACKGROUND: rgb(255, 255, 0) none">Which is it?</p>', {"formatting": 1}),
        ('<b style="color:red">Which</b> is it?', {"formatting": 1}),
        ('<span style="color:rgb(0, 0, 0);background-color:transparent">Which</span> is it?', {}),
        ('<span style="background: #FFFFFF !important; border-color: red">Which</span> is it?', {}),
        ('<p style="font-weight:bold">Which is it?</p>', {"formatting": 1}),
        ('See <a href="page.html">this</a>', {"links": 1}),
        ('See <a href="javascript:x()">this</a>', {"links": 1}),
        ('See <a href="#top">this</a> or <a name="x">that</a>', {}),
        ('See <span style="color: black; font-size: 12px">this</span>', {}),
    ],
)
def test_it_is_reported_as_lost(html: str, lost: dict[str, int]) -> None:
    assert lost_of(read_marked("moodle-xml", moodle(html))) == lost
    plain = lost_of(read("moodle-xml", moodle(html)))
    assert plain == lost or "<b " in html


LITERAL = [
    r"Is \(x^2\) so?", r"Is \[x^2\] so?", "Is $$x^2$$ so?", r"So: \(", r"\\(x\\)", r"**a**\(b\)c $$",
    "It costs $$5 or $$6",
]  # fmt: skip


@rows("name", ["moodle-xml", "gift", "qti12", "qti21", "apkg"])
@rows("text", LITERAL)
@rows("markup", [False, True])
def test_signs_of_formulas_in_a_text_come_back_as_they_were(name: str, text: str, markup: bool) -> None:
    stem = text.replace("\\", "\\\\").replace("$", r"\$").replace("*", r"\*") + " **It**" if markup else text
    item = Item("i", Kind.SINGLE, stem, OPTIONS, drawn=True, markup=markup)
    write = get(name).write
    assert write
    pack = Pack(PackInfo("p", "P", markup=MARKDOWN if markup else ""), (item,))
    found = read_marked(name, write(pack, ExchangeOptions(), ()).data)
    assert found.pack
    assert found.pack.info.markup == pack.info.markup
    (back,) = found.pack.items
    assert plain_item(back).stem == plain_item(item).stem
    assert lost_of(found) == {}


@pytest.mark.parametrize("name", ["moodle-xml", "gift", "qti12", "qti21", "apkg"])
@pytest.mark.parametrize("language", ["python", "c++", ""])
def test_code_keeps_its_language(name: str, language: str) -> None:
    stem = f"What is it?\n\n```{language}\nx = 1\n```"
    pack = Pack(PackInfo("p", "P", markup=MARKDOWN), (Item("i", Kind.SINGLE, stem, OPTIONS, drawn=True, markup=True),))
    write = get(name).write
    assert write
    found = read_marked(name, write(pack, ExchangeOptions(), ()).data)
    assert found.pack
    assert found.pack.items[0].stem == stem


def test_a_formula_beside_a_literal_sign_stays_one() -> None:
    stem = r"Is \\(a\\) or $x^2$?"
    pack = Pack(PackInfo("p", "P", markup=MARKDOWN), (Item("i", Kind.SINGLE, stem, OPTIONS, drawn=True, markup=True),))
    write = get("moodle-xml").write
    assert write
    found = read_marked("moodle-xml", write(pack, ExchangeOptions(), ()).data)
    assert found.pack
    assert found.pack.items[0].stem == stem

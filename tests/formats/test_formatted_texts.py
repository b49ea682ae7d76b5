"""The formatting of imported texts: what is kept, and that nothing else changes."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.importing import marked_like_plain
from tests.formats.test_moodle_xml import answer, question, quiz, text
from tests.rows import rows
from tests.strategies import texts
from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.markup.parse import MAX_SIGNS, parse
from zgcquiz.core.markup.plain_text import plain_text
from zgcquiz.core.markup.tree import (
    CodeBlock,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    Link,
    Literal,
    MarkupBlock,
    MarkupList,
    Math,
    Paragraph,
    Quotation,
    Strong,
    Table,
    inlines_of,
)
from zgcquiz.core.markup.writing import as_markdown
from zgcquiz.core.packs.pack import MARKDOWN, Item, Kind, Option
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, Losses, convert
from zgcquiz.formats.exchange.registry import get
from zgcquiz.formats.markup.formatted_texts import FormattedTexts
from zgcquiz.formats.markup.marked_writer import MarkedWriter
from zgcquiz.formats.markup.media_files import MediaFiles
from zgcquiz.formats.native import read_back
from zgcquiz.formats.shared.html_text import from_html, lose_nothing, write_html

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 8
IMAGE = re.compile(r"!\[[^\]]*\]\(media/[\w.-]+\)")


def formatted(html: str, *, keeps_lines: bool = False) -> tuple[str | None, dict[str, int]]:
    """The Markdown of HTML, None if it is plain, and what is lost."""
    losses = Losses(FormattedTexts(MediaFiles()))
    stem = losses.texts.html(html, losses.add, keeps_lines=keeps_lines)
    found = losses.texts.resolve(Item("a", Kind.TYPED, stem, (Option("x", True),)), losses.add)
    return found.get(stem), {lost.field: lost.count for lost in losses.all()}


@rows(
    "html, markdown",
    [
        ("<p>a <b>b</b> <strong>c</strong> <i>d</i> <em>e</em></p>", "a **b** **c** *d* *e*"),
        ("<b><i>x</i></b>, <i><b>y</b> z</i>, <b>u <i>v</i></b>", "***x***, ***y** z*, **u *v***"),
        ("<b>a</b><b>b</b><i> c </i>d", "**ab** *c* d"),
        ("<b>one<br>two</b><p><b>three</b></p>", "**one\ntwo**\n\n**three**"),
        ("un<b>do</b>", "un**do**"),
        ("<code>a_b</code> <tt>x  y</tt> <code>``</code>", "`a_b` `x y` ``` `` ```"),
        ("<code>a</code> snake_case 3 * 4 C# $5", "`a` snake_case 3 * 4 C# $5"),
        ("<code>a</code> *b* _c_ `d` [e](f) &amp;amp; \\*", r"`a` \*b\* \_c\_ \`d\` \[e](f) \&amp; \\\*"),
        ("<pre>\n  a\n    b  c\n\n  d\n</pre>", "```\n  a\n    b  c\n\n  d\n```"),
        ('Which?<pre><code class="hljs language-python">x = 1</code></pre>', "Which?\n\n```python\nx = 1\n```"),
        ("<pre>```</pre>x", "````\n```\n````\n\nx"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ul><li>a</ul>", "-\n  a"),
        ("<ol start=3><li>a<li>b<ul><li>c</ul></ol>d", "3. a\n4. b\n\n   - c\n\nd"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n\n  - b\n- c"),
        ("<ul><li>a<li>b</ul><ul><li>c<li>d</ul>", "- a\n- b\n\n* c\n* d"),
        ("<ul><li><p>a</p><p>b</p></li><li></li></ul>", "- a\n\n  b\n-"),
        ("<blockquote><p>a</p><b>b</b></blockquote>", "> a\n>\n> **b**"),
        ("<blockquote>a</blockquote>", "> a\n>"),
        ("<table><tr><th>a<th>b<tr><td><td><i>x</i>|y</table>", "| a | b |\n| --- | --- |\n|  | *x*\\|y |"),
        ("<table><tr><th rowspan=2>a<th>b<tr><td>c<tr><td>d<td>e</table>",
         "| a | b |\n| --- | --- |\n|  | c |\n| d | e |"),
        ("<table><tr><th colspan=2>a<th>b<tr><td>c<td>d<td>e</table>",
         "| a |  | b |\n| --- | --- | --- |\n| c | d | e |"),
        ("<table><tr><td>a<td colspan=2 rowspan=2>b<td>c<tr><td>d<td>e</table>",
         "| a | b |  | c |\n| --- | --- | --- | --- |\n| d |  |  | e |"),
        ("<table><tr><td rowspan=2>a</tr><tr></tr><tr></tr><tr><td>b<td>c</table>",
         "| a |  |\n| --- | --- |\n|  |  |\n| b | c |"),
        ("<table><tr><td rowspan=0 colspan=x>a<td>b<tr><td>c<td>d</table>",
         "| a | b |\n| --- | --- |\n| c | d |"),
        ("<table><tr><td><p>a</p></td></tr><tr><td>b<td>c</table>", "| a |  |\n| --- | --- |\n| b | c |"),
        ('<a href="https://x.org/a(b)">it</a>', "[it](<https://x.org/a(b)>)"),
        ('<a href="javascript:x"><b>a</b></a>', "**a**"),
        (r"Is \(x^2\) or \[\frac{a}{b}\] or $$y$$?", r"Is $x^2$ or $$\frac{a}{b}$$ or $$y$$?"),
        (r"<b>a</b> costs $5 or $6, \( x_1 \)", r"**a** costs $5 or $6, $x_1$"),
        ("<math><semantics><msup><mi>x</mi><mn>2</mn></msup>"
         '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>', "$x^2$"),
        ('<img class="equation_image" alt="x" data-equation-content="\\sqrt{2}" src="/e">', r"$\sqrt{2}$"),
        ("<b>H<sub>2</sub>O</b> x<sup>a</sup>", "**H₂O** x^a"),
        ("<ruby>漢<rt>kan</rt></ruby><b>字</b>", "漢(kan)**字**"),
        ('<span style="display:none">x</span><b>y</b>', "**y**"),
        ("- <b>a</b><br>1. b<br># c", "\\- **a**\n1\\. b\n# c"),
        ("<b>vector&lt;int&gt;</b> &amp;lt;", "**vector\\<int>** \\&lt;"),
        ("<p>plain</p><p>text</p>", None),
        ("H<sub>2</sub>O &lt;b&gt; *x* <u>y</u>", None),
        ("<b> </b>", None),
        ('<img src="https://x.org/a b.png" alt="A">', "[[image: A]](https://x.org/a%20b.png)"),
        ('<a href="https://x.org"><img src="https://x.org/a.png" alt="A"></a>', "[[image: A]](https://x.org)"),
    ],
)  # fmt: skip
def test_html_as_markdown(html: str, markdown: str | None) -> None:
    found, _ = formatted(html)
    assert found == markdown
    assert markdown is None or parse(markdown) == parse(found or "")


@pytest.mark.parametrize(
    ("html", "markdown", "lost"),
    [
        ("<b>a</b>", "**a**", {}),
        ("<b>a</b> <u>b</u> <font color=red>c</font>", "**a** b c", {"formatting": 1}),
        ("<u>b</u>", None, {"formatting": 1}),
        ("<b>a</b> x<b>(b)</b>y", "**a** x(b)y", {"formatting": 1}),
        (r"<b>a</b> \(x\)2", r"**a** \\(x\\)2", {"formulas": 1}),
        ("<b>a</b><math><mi>x</mi></math>", "**a**x", {"formulas": 1}),
        ('<b>a</b><img src="a.png">', "**a**[image: a.png]", {"images": 1}),
        ("<pre>a <b>b</b></pre>", "```\na b\n```", {"formatting": 1}),
        ("<table><tr><td><ul><li>a</ul></table>", None, {"formatting": 1}),
    ],
)
def test_what_is_kept_is_not_lost(html: str, markdown: str | None, lost: dict[str, int]) -> None:
    assert formatted(html) == (markdown, lost)


def test_line_ends_of_moodle_stay() -> None:
    assert formatted("a\n<b>b</b>\nc\n\nd", keeps_lines=True)[0] == "a **b** c\n\nd"


NAMES = "b i em code a p div ul ol li table tr td th blockquote pre sub sup span br u hr rt ruby math h1"
ELEMENTS = NAMES.split()
WORDS = [
    "a",
    "b c",
    " ",
    "x*y",
    "*",
    "_z_",
    "`",
    "$5",
    r"\(x\)",
    "$$y$$",
    "1. ",
    "- ",
    "> ",
    "#",
    "|",
    "\n",
    "&amp;",
    "<",
    "中",
]


@st.composite
def markup_soup(draw: st.DrawFn) -> str:
    """HTML, of which many elements aren't closed, or in wrong order."""
    name = st.sampled_from(ELEMENTS)
    starts = name.map(lambda each: f'<{each} href="https://x.org">' if each == "a" else f"<{each}>")
    part = st.one_of(starts, name.map("</{}>".format), st.sampled_from(WORDS))
    return "".join(draw(st.lists(part, max_size=25)))


def written(html: str, *, keeps_lines: bool = False) -> MarkedWriter:
    writer = MarkedWriter(lambda source: None, lambda name, address: name)
    write_html(html, writer, lose_nothing, frozenset(), keeps_lines=keeps_lines)
    return writer


@given(st.one_of(markup_soup(), texts), st.booleans())
def test_the_plain_text_is_the_same_with_and_without_formatting(html: str, keeps_lines: bool) -> None:
    """Both come from the same tags; only the form of single spaces depends on whether there are any."""
    assert written(html, keeps_lines=keeps_lines).annotated().plain == written(html, keeps_lines=keeps_lines).text()
    kept = FormattedTexts(MediaFiles()).html(html, lose_nothing, keeps_lines=keeps_lines)
    assert kept == from_html(html, keeps_lines=keeps_lines)


def letters(blocks: Iterable[MarkupBlock]) -> str:
    """All letters that blocks say, as plain text has them."""
    said: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                said.append(inline_letters(block.children))
            case CodeBlock():
                said.append(block.text)
            case MarkupList():
                said += map(letters, block.entries)
            case Quotation():
                said.append(letters(block.blocks))
            case Table():
                said += [inline_letters(cell) for row in (block.head, *block.rows) for cell in row]
    return "".join(filter(str.isalpha, "".join(said)))


def inline_letters(inlines: Iterable[Inline]) -> str:
    said: list[str] = []
    for inline in inlines:
        match inline:
            case Literal() | CodeSpan():
                said.append(inline.text)
            case Math():
                said.append(inline.source)
            case Strong() | Emphasis() | Link():
                said.append(inline_letters(inline.children))
    return "".join(filter(str.isalpha, "".join(said)))


@given(markup_soup())
def test_markdown_says_what_the_plain_text_says(html: str) -> None:
    markdown, _ = formatted(html)
    if markdown is not None:
        plain = "".join(filter(str.isalpha, from_html(html)))
        address = "httpsxorg"  # which is in the links
        assert letters(parse(markdown).blocks).replace(address, "") == plain.replace(address, "")


@given(texts)
def test_a_text_without_markup_is_written_as_it_is(plain: str) -> None:
    markdown = as_markdown(plain)
    lines = [[line for line in map(str.strip, each.split("\n")) if line] for each in (plain_text(markdown), plain)]
    if not re.search("[\0\ufffd\x1c-\x1f\v\f\r\x85\u2028\u2029]", plain):
        assert lines[0] == lines[1]


@pytest.mark.parametrize(
    "plain",
    ["-3", "3 * 4", "snake_case", "C#", "$5", "$5 and $6", "1. May", "a - b", "x < y", "R&D", "a|b", "50%", "a\\b",
     "[x]", "!", "a * b * c", "x_1 + y_1", "# 1\n# 2"],
)  # fmt: skip
def test_signs_that_are_no_markup_are_not_escaped(plain: str) -> None:
    assert as_markdown(plain) == plain


HOSTILE = {
    "lists": "<ul><li>" * 3000 + "<b>x</b>",
    "bold": "<b>" * 10_000 + "x",
    "tables": "<table><tr><td>" * 3000 + "x",
    "signs": "<b>x</b>" * 5000,
    "ends": "</b>" * 9999,
    "quotations": "<blockquote>" * 5000 + "<pre>x",
    "ticks": "<code>`</code>" * 3000,
    "script": "<b>x</b><script>" + "<b>" * 9999,
    "stars": "<p><b>*</b></p>" * 4000,
    "spans": "<table>" + "<tr><td rowspan=999 colspan=99999>x</td></tr>" * 2000 + "</table>",
    "wide": "<table><tr>" + "<td rowspan=999999999 colspan=999999999>x</td>" * 2000 + "</tr><tr><td>y</table>",
    "rows": "<table>" + "<tr><td>x</td></tr>" * 6000 + "</table>",
    "links": "<a href='https://x.org'>" * 5000 + "x",
    "entries": "<li>" * 3000,
    "formulas": r"\(x\)" * 3000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_html_is_read_in_time(html: str) -> None:
    markdown, _ = formatted(html)
    assert markdown is None or not parse(markdown).too_complex
    assert FormattedTexts(MediaFiles()).html(html, lose_nothing) == from_html(html)


def converted(*questions: str, markup: bool = True) -> Converted:
    return convert(get("moodle-xml"), quiz(*questions).encode(), "x.xml", ExchangeOptions(markup=markup))


def same(*questions: str) -> Converted:
    return marked_like_plain("moodle-xml", quiz(*questions), "x.xml")


def choice(*answers: str, stem: str = "<p>Which?</p>", more: str = "") -> str:
    return question("multichoice", more, *answers, stem=stem)


def test_a_file_without_formatting_stays_plain() -> None:
    found = same(choice(answer("3 * 4", "100"), answer("<p>*x*</p>", "0"), stem="<p>a</p><p>$b$</p>"))
    assert found.pack is not None
    assert found.pack.info.markup == ""
    assert (
        found.pack
        == (converted(choice(answer("3 * 4", "100"), answer("<p>*x*</p>", "0"), stem="<p>a</p><p>$b$</p>"))).pack
    )


def test_all_texts_of_a_pack_are_marked_if_one_is() -> None:
    found = same(
        choice(answer("*x*", "100", "<i>f</i>"), answer("no_y_", "0"), stem="Is <b>it</b>?",
               more=text("generalfeedback", "<ul><li>a</li><li>b</li></ul>")),
        choice(answer("3 * 4", "100"), answer("`b`", "0"), stem="Snake_case, *so*"),
        question("shortanswer", answer("<b>a*b*</b>", "100"), stem="Typed?"),
        question("truefalse", answer("true", "100", "<b>t</b>"), answer("false", "0"), stem="True?"),
    )  # fmt: skip
    assert found.pack is not None
    assert found.pack.info.markup == MARKDOWN
    first, second, typed, truth = found.pack.items
    assert (first.stem, first.explanation) == ("Is **it**?", "- a\n- b")
    assert [(option.text, option.feedback) for option in first.options] == [(r"\*x\*", "*f*"), ("no_y_", "")]
    assert [second.stem, *(option.text for option in second.options)] == [r"Snake_case, \*so\*", "3 * 4", r"\`b\`"]
    assert typed.options == (Option("a*b*", True),)
    assert (truth.explanation, [option.text for option in truth.options]) == ("**t**", ["true", "false"])
    assert {lost.field: lost.count for lost in found.lost} == {"wildcards": 1, "formatting": 1}  # of what is typed


def test_labels_are_taken_off_formatted_options() -> None:
    found = same(choice(answer("A) <b>x</b>", "100"), answer("B) y <i>z</i>", "0"), answer("<b>C) w</b>", "0")))
    assert found.pack
    assert [option.text for option in found.pack.items[0].options] == ["**x**", "y *z*", "**w**"]


def test_the_gap_of_a_formatted_text() -> None:
    gap = "<selectoption><text>blue</text><group>1</group></selectoption>"
    found = same(question("gapselect", gap, gap.replace("blue", "red"), stem="The <i>sky</i> is [[1]], <b>[[x]]</b>."))
    assert found.pack
    assert found.pack.items[0].stem == "The *sky* is _____, **[[x]]**."


def test_formatting_is_not_taken_from_another_text() -> None:
    """The same words are formatted in one place and not in another, so neither is."""
    found = same(choice(answer("no", "100", "<b>un</b>do"), answer("yes", "0", "un<b>do</b>")))
    assert found.pack
    assert found.pack.info.markup == ""
    assert {lost.field: lost.count for lost in found.lost} == {"formatting": 2}


def test_a_text_with_too_many_signs_stays_plain() -> None:
    found = same(choice(answer("a", "100"), answer("<b>b</b>", "0"), stem="<b>x</b> " * MAX_SIGNS))
    assert found.pack
    assert "**" not in found.pack.items[0].stem
    assert {lost.field: lost.count for lost in found.lost} == {"formatting": 1}


def file(name: str, data: bytes = PNG, path: str = "/") -> str:
    return f'<file name="{name}" path="{path}" encoding="base64">{base64.b64encode(data).decode()}</file>'


def with_files(html: str, *files: str) -> str:
    body = f'<questiontext format="html"><text><![CDATA[{html}]]></text>{"".join(files)}</questiontext>'
    return f'<question type="multichoice">{body}{answer("a", "100")}{answer("b", "0")}</question>'


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("my%20map.png", "my map.png"), ("../../x.png", "../../x.png"), ("CON.png", "CON.png"), (".png", ".png"),
        ("a%0Ab.png", "a&#10;b.png"), ("%E4%B8%AD.png", "中.png"), ("x" * 300, "x" * 300), ("a.svg", "a.svg"),
        ("a%5B%5D(b).png?x=1", "a[](b).png"),
    ],
)  # fmt: skip
def test_images_become_files_with_safe_names(source: str, name: str) -> None:
    found = same(with_files(f'See <img src="@@PLUGINFILE@@/{source}" alt="A ] [ *map*">', file(name)))
    assert found.pack
    (path,) = found.media
    assert re.fullmatch(r"media/[0-9a-f]{16}\.png", path, re.ASCII)
    assert len(path) < 100
    assert found.media[path] == PNG
    assert found.pack.items[0].stem == f"See ![A ) ( *map*]({path})"
    assert found.lost == ()


@pytest.mark.parametrize(
    ("image", "files"),
    [
        ('<img src="@@PLUGINFILE@@/a.png">', []),
        ('<img src="@@PLUGINFILE@@/a.png">', [file("a.png", b"<html>")]),
        ('<img src="@@PLUGINFILE@@/a.png">', [file("a.png", b"")]),
        ('<img src="@@PLUGINFILE@@/a.png">', [file("a.png").replace("iVBO", "iVB")]),
        ('<img src="https://x.org/a.png">', [file("b.png")]),
        ('<img src="a.png">', [file("a.png", path="/other/")]),
        ('<img src="data:image/png;base64,iVB">', []),
        ('<img src="data:text/html,<b>">', []),
    ],
)
def test_missing_and_unusable_images_are_named_and_lost(image: str, files: list[str]) -> None:
    found = same(with_files(f"See <b>this</b> {image}", *files))
    assert found.pack
    assert "[image" in found.pack.items[0].stem
    assert found.media == {}
    assert "images" in {lost.field for lost in found.lost}


def test_files_of_the_same_name_beside_several_texts_differ() -> None:
    other = PNG + b"y"
    html = '<img src="@@PLUGINFILE@@/a.png" alt="">'
    note = f'<generalfeedback format="html"><text><![CDATA[{html}]]></text>{file("a.png", other)}</generalfeedback>'
    found = same(with_files(f"x {html}", file("a.png"), file("b.png")).replace("<answer", f"{note}<answer", 1))
    assert found.pack
    item = found.pack.items[0]
    paths = [each.url for said in (item.stem, item.explanation) for each in inlines_of(parse(said).blocks)
             if isinstance(each, Image)]  # fmt: skip
    assert [found.media[path] for path in paths] == [PNG, other]
    assert {lost.field: lost.count for lost in found.lost} == {"embedded files": 1}  # that no text shows


@pytest.mark.parametrize("alt", ["", "a flag", "a flag 2"])
@pytest.mark.parametrize("before", ["", "This one: "])
@pytest.mark.parametrize("folders", [False, True])
def test_options_that_are_images_keep_their_own(alt: str, before: str, folders: bool) -> None:
    images = [PNG + bytes([at]) for at in range(4)]
    names = [f"{at}.png" if alt else "flag.png" for at in range(4)]
    alts = [alt, alt, "a flag 2", alt] if alt else [""] * 4
    options = [
        answer(f'{before}<img src="@@PLUGINFILE@@{path}{name}" alt="{alt}">', f"{100 * (at == 0)}",
               more=file(name, image, path))
        for at, (name, image, alt) in enumerate(zip(names, images, alts, strict=True))
        for path in [f"/{at}/" if folders else "/"]
    ]  # fmt: skip
    found = converted(choice(*options))
    assert found.pack
    assert read_back.write(found.pack).pack == found.pack
    (item,) = found.pack.items
    shown = [each for option in item.options for each in inlines_of(parse(option.text).blocks)
             if isinstance(each, Image)]  # fmt: skip
    assert [found.media[image.url] for image in shown] == images
    assert [image.alt for image in shown] == alts
    assert [option.key for option in item.options] == [True, False, False, False]
    assert found.lost == ()


def test_options_that_are_images_elsewhere_differ() -> None:
    options = [answer(f'<img src="https://x.org/{at}/flag.png">', f"{100 * (at == 0)}") for at in range(3)]
    found = converted(choice(*options))
    assert found.pack
    texts = [option.text for option in found.pack.items[0].options]
    assert [re.findall(r"https:[^)]*", text) for text in texts] == [[f"https://x.org/{at}/flag.png"] for at in range(3)]


@pytest.mark.parametrize("files", ["", file("a.png")])
def test_images_that_can_not_be_told_apart_are_no_options(files: str) -> None:
    image = '<img src="@@PLUGINFILE@@/a.png" alt="A">'
    options = [answer(image, f"{100 * (at == 0)}", more=files) for at in range(2)]
    (skip,) = converted(choice(*options, answer("b", "0"))).skipped
    assert skip.reason == "a right and a wrong option can't be told apart: '[image: A]'"


@pytest.mark.parametrize(
    "html",
    [
        '<audio controls="true"><source src="@@PLUGINFILE@@/a.mp3"></audio>',
        '<audio src="@@PLUGINFILE@@/a.mp3"></audio>',
        '<audio><source src="b.mp3"><source src="@@PLUGINFILE@@/a.mp3" type="audio/mpeg"></audio>',
        '<audio controls><source src="@@PLUGINFILE@@/a.mp3">@@PLUGINFILE@@/a.mp3</audio>',
        '<audio src="@@PLUGINFILE@@/a.mp3"><a href="@@PLUGINFILE@@/a.mp3">a.mp3</a></audio>',
        '<audio src="@@PLUGINFILE@@/a.mp3">',
    ],
)
def test_sounds_become_files(html: str) -> None:
    found = same(with_files(f"<b>Hear</b> {html}", file("a.mp3", b"ID3 x")))
    (path,) = found.media
    assert found.pack
    assert found.pack.items[0].stem == f"**Hear** ![]({path})"
    assert found.lost == ()


@pytest.mark.parametrize(
    ("html", "stem"),
    [
        ('<audio src="@@PLUGINFILE@@/a.mp3">a <b>bell</b></audio> rings', "Hear ![a bell]({}) rings"),
        ('<audio src="@@PLUGINFILE@@/a.mp3" alt="it">a bell</audio>rings', "Hear ![it]({})rings"),
        ('<audio><source src="@@PLUGINFILE@@/a.mp3"><p>a bell</p></audio>, rings', "Hear ![a bell]({}), rings"),
        ('<b><audio src="@@PLUGINFILE@@/a.mp3"></b> rings <i>twice</i>', "Hear **![]({})** rings *twice*"),
        ('<audio src="@@PLUGINFILE@@/a.mp3"> one <audio src="@@PLUGINFILE@@/a.mp3">two</audio>',
         "Hear ![]({0}) one ![two]({0})"),
    ],
)  # fmt: skip
def test_the_content_of_a_sound_is_its_alternative(html: str, stem: str) -> None:
    found = same(with_files(f"Hear {html}", file("a.mp3", b"ID3 x")))
    (path,) = found.media
    assert found.pack
    assert found.pack.items[0].stem == stem.format(path)


FILM = b"\0\0\0\x20ftypisom"


@pytest.mark.parametrize(
    "html",
    [
        '<video src="@@PLUGINFILE@@/a.m4a">a film</video>',
        '<video><source src="@@PLUGINFILE@@/a.m4a"></video>',
        '<audio src="@@PLUGINFILE@@/a.MP4?x=1"></audio>',
        '<object data="@@PLUGINFILE@@/a.m4a" type="video/mp4"></object>',
        f'<audio src="data:video/mp4;base64,{base64.b64encode(FILM).decode()}"></audio>',
    ],
)
def test_a_film_is_no_sound(html: str) -> None:
    found = same(with_files(f"<b>See</b> {html}", file("a.m4a", FILM), file("a.MP4", FILM)))
    assert found.media == {}
    assert found.pack
    assert found.pack.items[0].stem.startswith("**See** [media")
    assert "media" in {lost.field for lost in found.lost}


@pytest.mark.parametrize("size", [1, 1_500_000])
def test_embedded_images_become_files(size: int) -> None:
    image = PNG + bytes(size)
    data = base64.b64encode(image).decode()
    found = same(with_files(f'See <img alt="x" src="data:image/png;base64,{data}">'))
    assert list(found.media.values()) == [image]
    assert found.lost == ()


def test_formatting_can_be_left_out() -> None:
    plain = converted(choice(answer("<b>a</b>", "100"), answer("b", "0"), stem=r"\(x\)"), markup=False)
    assert plain.pack
    assert plain.pack.info.markup == ""
    assert {lost.field for lost in plain.lost} == {"formatting"}


def test_formulas_stay_formulas() -> None:
    found = same(choice(answer(r"\(x^2\)", "100"), answer(r"\(x^3\)", "0"), stem=r"Which? \[ \int f \]"))
    assert found.pack
    item = found.pack.items[0]
    assert [option.text for option in item.options] == ["$x^2$", "$x^3$"]
    assert Math(r"\int f", True) in list(inlines_of(parse(item.stem).blocks))
    assert plain_item(item).options[0].text == "x²"

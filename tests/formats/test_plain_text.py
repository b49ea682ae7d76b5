"""HTML becomes plain text that says the same; tags are told apart as the standard library's parser does."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.importing import item_of
from tests.rows import rows
from tests.strategies import broken
from zgcquiz.core.value import replace
from zgcquiz.formats.moodle.gift_blocks import escape as gift_escape
from zgcquiz.formats.shared.html_elements import Markup, hidden_by
from zgcquiz.formats.shared.html_text import from_element, from_html, looks_like_html
from zgcquiz.formats.untrusted.html_tokens import Tag, tokens
from zgcquiz.formats.untrusted.xml_reader import parse


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &lt;b&gt; &amp; &eacute;&#233;&#xe9; &nbsp;c", "a <b> & ééé \xa0c"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<ul><li>one</li><li>two<ol><li>x</li><li>y</li></ol></li></ul>", "- one\n- two\n  1. x\n  2. y"),
        ("H<sub>2</sub>O, x<sup>2</sup>, x<sup>n+1</sup>", "H₂O, x², xⁿ⁺¹"),
        ("a<sub>ij</sub>, 10<sup>th</sup>, a<sub>i</sub>", "a_(ij), 10^(th), a_i"),
        ("<b>bold</b> and <i>not</i>", "bold and not"),
        ('see <a href="https://x.org/y">this</a>', "see this (https://x.org/y)"),
        ('<a href="https://x.org">https://x.org</a>', "https://x.org"),
        ('<img src="a/b.png" alt="A map">', "[image: A map]"),
        ("<img src='x/b.png?v=1'><img>", "[image: b.png][image]"),
        ('<img src="data:image/png;base64,AAAA">', "[image]"),
        ('<video src="film.mp4"></video>', "[media: film.mp4]"),
        ('A<audio controls><source src="x/a%20b.mp3">a b.mp3</audio>, B', "A[media: a b.mp3], B"),
        ('A <audio src="a.mp3">a <i>bell</i></audio> B', "A [media: a bell] B"),
        ('A <audio src="a.mp3"> B <b>C</b>', "A [media: a.mp3] B C"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        ("<pre>  a\n  b</pre>", "a\n  b"),
        ("a\n   b\t c", "a b c"),
        ("<script>if (a<b) { x }</script>after<style>p {}</style>", "after"),
        ("<!-- gone -->kept<!-- gone", "kept<!-- gone"),
        ("2 < 3 and 4 > 3 <3", "2 < 3 and 4 > 3 <3"),
        ("<p title='a > b'>text</p>", "text"),
        ("<p title=it's>text</p> it's", "text\n\nit's"),
        ('<p title="open>text</p>', "text"),
        ("a </ b", "a </ b"),
        ("a <b", "a <b"),
        ("<UL><LI>x</UL>", "- x"),
        ("&unknown; &", "&unknown; &"),
    ],
)
def test_what_html_says(html: str, text: str) -> None:
    assert from_html(html) == text


CODE = [
    "What is std::vector<int> in C++?", "map<string, int>", "if (a<b && c>d) x", "a<b and c>d", "a<b,c>d", "Map<K,V>",
    "List<String>", "Dictionary<string, List<int>>", "Option<&str>", "fn f<'a>(x: &'a str)", "<T extends Foo>",
    "#include <stdio.h>", "#include <map>", "#include <time.h>", "<std::string>", "<name>Bob</name>", "x < y > z",
    "1<2>0", "a << b >> c", "a<-b; c->d", "<-", "<3", "<>", "</>", "<<EOF", "operator<=>", "<?php echo 1 ?>",
    "<john@example.org>", "<https://example.org/>", "Vec<u8>", "vector<a>", "Set<Object>", "Maybe<P>", "Foo<S>",
    "Select<Option>", "What does <div> do?", "What does <b> do?", "Is it <img> or <hr>?", "<hr>",
    "Is it (<b>)?", '"<em>" and <i>, not <u>.',
    "What ends with </form>?", "<title>", "<b>", "</ul>",
    "if x<a>b", "<int", "a <b", "<a href=x", "Foo<Bar baz=1>", "Array<Map>", "if (i<s; s>5)",
]  # fmt: skip
"""Texts about programming: nothing in them is markup, so nothing of them may go."""


@rows("text", CODE)
def test_what_only_looks_like_a_tag_is_text(text: str) -> None:
    assert not looks_like_html(text)
    assert from_html(text) == text


def _gift(text: str) -> str:
    return f"Which?{{={gift_escape(text)} ~other}}"


def _moodle(text: str, format: str) -> str:
    right, wrong = (
        f'<answer fraction="{points}"{format}><text><![CDATA[{option}]]></text></answer>'
        for points, option in ((100, text), (0, "other"))
    )
    stem = "<questiontext><text>Which?</text></questiontext>"
    return f'<quiz><question type="multichoice">{stem}{right}{wrong}</question></quiz>'


def _qti12(text: str) -> str:
    labels = "".join(
        f'<response_label ident="{ident}"><material><mattext><![CDATA[{option}]]></mattext></material></response_label>'
        for ident, option in (("a", text), ("b", "other"))
    )
    return (
        "<questestinterop><item><presentation><material><mattext>Which?</mattext></material><response_lid><render_choice>"
        f"{labels}</render_choice></response_lid></presentation><resprocessing><respcondition><conditionvar><varequal>a"
        "</varequal></conditionvar><setvar>1</setvar></respcondition></resprocessing></item></questestinterop>"
    )


@rows("text", CODE)
def test_every_reader_of_html_keeps_what_only_looks_like_a_tag(text: str) -> None:
    assert item_of("gift", _gift(text)).keys[0].text == text
    assert item_of("moodle-xml", _moodle(text, "")).keys[0].text == text
    assert item_of("moodle-xml", _moodle(text, ' format="moodle_auto_format"')).keys[0].text == text
    assert item_of("qti12", _qti12(text)).keys[0].text == text


_unknown = st.from_regex(r"[a-zA-Z][a-z]{0,6}\d?", fullmatch=True).filter(
    lambda name: not any(isinstance(each, Tag) for each in tokens(f"x <{name} y=''>z</{name}>", Markup("").accepts))
)


@given(st.lists(st.one_of(st.sampled_from(["a", " = ", "(", "::", "é"]), _unknown.map("<{}>".format)), max_size=8))
def test_elements_that_html_does_not_have_are_text(parts: list[str]) -> None:
    text = " ".join("".join(parts).split())
    assert from_html(text) == text
    assert from_html(f"<p>{text}</p>") == text


@given(broken)
def test_what_was_escaped_is_text(text: str) -> None:
    once = re.sub(r"[ \t\n\f\r]+", " ", text)
    assert from_html(escape(text)).strip() == once.strip()
    assert from_html(f"<div>{escape(text)}</div>").strip() == once.strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>Which <int>", "Which <int>"),
        ("x<y and <b>z</b>", "x<y and z"),
        ("List<T> and <b>bold</b>", "List<T> and bold"),
        ("vector<a> and <a href='x'>b</a>", "vector<a> and b"),
        ('<p class="a"b ;>x</p>', "x"),
        ("x<o:p></o:p><w:sdt>y</w:sdt>", "xy"),
        ("<my-app>x</my-app>", "x"),
        ("<svg><title>t</title><path d='M 0'/></svg>x", "[image]x"),
        ("<HTML><BODY><P>one<P>two</BODY></HTML>", "one\n\ntwo"),
        ("<br>", ""),
        ("one <br> two", "one\ntwo"),
        ("one<hr>two", "one\ntwo"),
        ("<p></p>", ""),
        ("<input disabled>", ""),
        ("<td nowrap>x", "x"),
    ],
)
def test_elements_of_html_are_markup(html: str, text: str) -> None:
    assert looks_like_html(html)
    assert from_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a\nb <i>c</i>", "a\nb c"),
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("a\nb", "a\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
    ],
)
def test_lines_are_kept_where_they_mean_something(html: str, text: str) -> None:
    assert from_html(html, keeps_lines=True) == text


def ml(formula: str) -> str:
    """MathML in short: <n>, <i>, <o> for numbers, names, operators; <r> for a row."""
    for short, name in (("n", "mn"), ("i", "mi"), ("o", "mo"), ("r", "mrow")):
        formula = formula.replace(f"<{short}>", f"<{name}>").replace(f"</{short}>", f"</{name}>")
    return formula


FORMULAS = [
    ("<mfrac><n>1</n><n>3</n></mfrac>", "1/3"),
    ("<msqrt><n>16</n></msqrt>", "√16"),
    ("<msqrt><i>x</i><o>+</o><n>1</n></msqrt>", "√(x+1)"),
    ("<mroot><n>8</n><n>3</n></mroot>", "∛8"),
    ("<mroot><n>32</n><n>5</n></mroot>", "⁵√32"),
    ("<msup><i>x</i><n>2</n></msup>", "x²"),
    ("<msup><i>x</i><mfrac><n>1</n><n>2</n></mfrac></msup>", "x^(1/2)"),
    ("<msup><r><i>a</i><o>+</o><i>b</i></r><n>2</n></msup>", "(a+b)²"),
    ("<msup><mfenced><r><i>a</i><o>+</o><i>b</i></r></mfenced><n>2</n></msup>", "(a+b)²"),
    ("<msup><mfrac><i>a</i><i>b</i></mfrac><n>2</n></msup>", "(a/b)²"),
    ("<msup><msup><i>x</i><n>2</n></msup><n>3</n></msup>", "(x²)³"),
    ("<msup><n>90</n><o>∘</o></msup>", "90°"),
    ("<msup><i>f</i><o>′</o></msup><o>(</o><i>x</i><o>)</o>", "f′(x)"),
    ("<msub><i>H</i><n>2</n></msub><i>O</i>", "H₂O"),
    ("<msubsup><i>x</i><i>i</i><n>2</n></msubsup>", "x_i²"),
    ("<mfrac><r><i>a</i><o>+</o><i>b</i></r><n>2</n></mfrac>", "(a+b)/2"),
    ("<mfrac><mfrac><n>1</n><n>2</n></mfrac><n>3</n></mfrac>", "(1/2)/3"),
    ("<n>1</n><mfrac><n>1</n><n>2</n></mfrac>", "1 1/2"),
    ("<mfrac><n>2</n><n>3</n></mfrac><i>x</i>", "(2/3)x"),
    ("<i>x</i><o>=</o><mfrac><n>2</n><n>3</n></mfrac>", "x=2/3"),
    ("<msqrt><n>2</n></msqrt><i>x</i>", "√2 x"),
    ("<msup><i>x</i><i>a</i></msup><i>b</i>", "x^a b"),
    ("<n>2</n><i>sin</i><o>&#x2061;</o><i>x</i>", "2 sin x"),
    ("<n>5</n><o>&#x2062;</o><i>y</i>", "5y"),
    ("<mfenced><i>a</i><i>b</i></mfenced>", "(a, b)"),
    ("<mfenced open='[' close=')' separators=';'><n>0</n><n>1</n></mfenced>", "[0; 1)"),
    ("<mover><i>x</i><o>¯</o></mover>", "x\u0304"),
    ("<mover><i>v</i><o>→</o></mover>", "v\u20d7"),
    ("<munder><i>lim</i><r><i>x</i><o>→</o><n>0</n></r></munder><i>f</i>", "lim_(x→0) f"),
    ("<munderover><o>∑</o><r><i>i</i><o>=</o><n>1</n></r><i>n</i></munderover><i>i</i>", "∑_(i=1)ⁿ i"),
    (
        "<o>(</o><mtable><mtr><mtd><n>1</n></mtd><mtd><n>2</n></mtd></mtr><mtr><mtd><n>3</n></mtd><mtd><n>4</n></mtd>"
        "</mtr></mtable><o>)</o>",
        "(1, 2; 3, 4)",
    ),
    ("<mmultiscripts><i>C</i><mprescripts/><n>6</n><n>14</n></mmultiscripts>", "¹⁴₆C"),
    ("<mfrac linethickness='0'><i>n</i><i>k</i></mfrac>", "binom(n, k)"),
    ("<semantics><r><i>x</i></r><annotation encoding='application/x-tex'>x^1</annotation></semantics>", "x"),
    ("<i>x</i><mtext> if </mtext><i>y</i>", "x if y"),
    ("<mstyle><mpadded><mfrac><n>1</n><n>2</n></mfrac></mpadded></mstyle>", "1/2"),
    ("<mphantom><n>9</n></mphantom><n>1</n>", "1"),
]


@pytest.mark.parametrize(("formula", "text"), FORMULAS)
def test_formulas(formula: str, text: str) -> None:
    formula = ml(formula)
    assert from_html(f"Is <math>{formula}</math> so?") == f"Is {text} so?"
    prefixed = re.sub(r"(</?)(m|s|a|none)", r"\1m:\2", formula)
    assert from_html(f"Is <m:math display='block'>{prefixed}</m:math> so?") == f"Is {text} so?"
    element = parse(f"<p>Is <math>{formula}</math> so?</p>".encode(), "x").root
    assert from_element(element) == f"Is {text} so?"


def test_deep_formulas_are_read_in_time() -> None:
    """What lies deeper than any formula is read as a row."""
    assert from_html(f"<math>{'<mrow>' * 20_000}x{'</mrow>' * 20_000}</math>y") == "xy"
    assert "x" in from_html(f"<math a='b'>{'<msqrt>' * 20_000}x")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ruby><rb>茶</rb><rt>ちゃ</rt></ruby>を", "茶(ちゃ)を"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby> x", "漢(かん)字(じ) x"),
        ("<ruby>漢<rp>(<rt>kan<rp>)</ruby>z", "漢(kan)z"),
        ("<ruby>漢 <rt> kan </rt></ruby>", "漢(kan)"),
    ],
)
def test_readings_stand_behind_their_words(html: str, text: str) -> None:
    assert from_html(html) == text


@pytest.mark.parametrize(
    "opening",
    ["p hidden", "p style='display:none'", 'p style="color: red; Display : None !important"',
     "p class='a off b'", "p id=out", "p style='visibility: hidden'"],
)  # fmt: skip
@pytest.mark.parametrize("inside", ["x", "<p>x</p>y", "<b>x</b><br><img src=y>"])
def test_what_is_hidden_is_left_out_and_told(opening: str, inside: str) -> None:
    css = "/* .shown */ .off, #out { display: none; color: red } .shown {display: block} .shown .a {display:none}"
    said: list[str] = []
    text = from_html(
        f"a<{opening}>{inside}</p><i class=shown>b</i>", lambda field, why: said.append(field), hidden_by(css)
    )
    assert (text, said) == ("ab", ["hidden text", "formatting"])


@pytest.mark.parametrize(
    "opening", ["p style='display: nonesuch'", "p class=shown", "p class=of", "p style='x-display: none'"]
)
def test_what_is_not_hidden_stays(opening: str) -> None:
    css = ".off {display: none} .shown {display: none} .shown {display: block} .card .of {display: none}"
    assert from_html(f"<{opening}>x</p>", hidden=hidden_by(css)) == "x"


def test_what_is_lost_is_told() -> None:
    said: list[str] = []
    from_html("<b>x</b><img><video></video><math>y</math>", lambda field, why: said.append(field))
    assert said == ["formatting", "images", "media", "formulas"]


class _Standard(HTMLParser):
    """The standard library's tokens."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Tag | str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Tag(tag, False, dict(reversed(attrs)), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML takes <p /> for <p>

    def handle_endtag(self, tag: str) -> None:
        self.found.append(Tag(tag, True, {}, ""))

    def handle_data(self, data: str) -> None:
        if self.found and isinstance(self.found[-1], str):
            self.found[-1] += data
        else:
            self.found.append(data)


_words = st.text("ab é\n&;", max_size=8)
_names = st.sampled_from(["p", "b", "IMG", "h1", "my-tag", "br"])
_values = st.one_of(
    st.text("ab<>'& =/", max_size=8).map(lambda text: f'"{text}"'),
    st.text('ab<>"& =/', max_size=8).map(lambda text: f"'{text}'"),
    st.text("ab1-", min_size=1, max_size=5),
)
_attributes = st.lists(
    st.one_of(
        st.builds("{}={}".format, st.sampled_from(["src", "alt", "HREF"]), _values),
        st.just("checked"),
    ),
    max_size=3,
)
_tags = st.one_of(
    st.builds(lambda name, parts: f"<{' '.join([name, *parts])}>", _names, _attributes),
    _names.map("</{}>".format),
    _names.map("<{} />".format),
    st.just("<!-- <p> -->"),
)


@given(st.lists(st.one_of(_words, _tags), max_size=8).map("".join))
def test_tags_and_texts_are_those_of_the_standard_library(html: str) -> None:
    parser = _Standard()
    parser.feed(html)
    parser.close()
    found: list[Tag | str] = []
    for token in tokens(html):
        if isinstance(token, Tag) and token.ends:
            found.append(Tag(token.name, True, {}, ""))
        elif isinstance(token, Tag):
            found.append(replace(token, written=""))
        elif isinstance(token, str) and found and isinstance(found[-1], str):
            found[-1] += token
        elif token != "":
            found.append(token)
    assert found == [each for each in parser.found if each != ""]


@given(st.text("<>ab/!-=\"' &;", max_size=40))
def test_no_text_breaks_it(html: str) -> None:
    from_html(html)


def test_a_paragraph_at_the_start_of_an_entry_stays_beside_its_mark() -> None:
    html = "<ul><li><p>a</p></li><li><div>b</div><ol><li><h3>c</h3></li><li></li><li><p></p>d</li></ol></li></ul>e"
    assert [line for line in from_html(html).split("\n") if line] == ["- a", "- b", "  1. c", "  2. ", "  3. d", "e"]

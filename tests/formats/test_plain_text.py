"""HTML becomes plain text that says the same; tags are told apart as the standard library's parser does."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.formats.html_tokens import Tag, tokens
from zgcquiz.formats.plain_text import from_html, hidden_by


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
        self.found.append(Tag(tag, False, dict(reversed(attrs))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML takes <p /> for <p>

    def handle_endtag(self, tag: str) -> None:
        self.found.append(Tag(tag, True, {}))

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
            found.append(Tag(token.name, True, {}))
        elif isinstance(token, str) and found and isinstance(found[-1], str):
            found[-1] += token
        elif token != "":
            found.append(token)
    assert found == [each for each in parser.found if each != ""]


@given(st.text("<>ab/!-=\"' &;", max_size=40))
def test_no_text_breaks_it(html: str) -> None:
    from_html(html)

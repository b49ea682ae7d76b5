"""The prose of articles, without what stands around it."""

from __future__ import annotations

import pytest

from tests.rows import rows
from zgcquiz.formats.article.reading import SUFFIXES, article_of
from zgcquiz.formats.article.wikitext import looks_like_wikitext


def lines(text: str, suffix: str) -> list[str]:
    return [line.strip() for line in article_of(text.encode(), suffix).text.split("\n") if line.strip()]


MARKDOWN = [
    ("---\ntitle: No\n---\n# Yes\n\nText.", ["# Yes", "Text."]),
    ("Title\n=====\n\nText.\n\nPart\n----\n\nMore.", ["# Title", "Text.", "# Part", "More."]),
    ("Use `area_km2` and area_km2, __init__ or _so_ and **so**.", ["Use area_km2 and area_km2, init or so and so."]),
    ("Read [this](http://x.org/a_(b)) and [that][1] or ![no](a.png).", ["Read this and that or ."]),
    ("Known.[^1]\n\n[^1]: Not this.\n    Nor this.\n\nBut this.", ["Known.", "But this."]),
    ("a | b\n--|--\n1 | 2\n\nText.", ["1 | 2", "Text."]),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n\nText.", ["Text."]),
    ("```python\nx = 12\n```\n\nText.\n\n~~~\n``` 13\n~~~\n", ["Text."]),
    ("<div>\n\nText <b>bold</b> <!-- no --> here.\n\n</div>\n\nEnd.", ["End."]),
    ("<!-- one\n\ntwo\n-->\n\nText <i>x</i>.", ["Text x."]),
    ("> Quoted.\n\n- One.\n* Two.", ["Quoted.", "- One.", "* Two."]),
    (r"5 \* 4 and \_this\_.", ["5 * 4 and _this_."]),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown(text: str, expected: list[str]) -> None:
    assert lines(text, ".md") == expected


HTML = [
    ("<p>One<sup class='reference'>[1]</sup> two<sup>[2]</sup>.</p>", ["One two."]),
    ("<p>One<sup><a href='#n1'>1</a></sup>, 10<sup>3</sup> m.</p>", ["One, 10³ m."]),
    ("<main><h2>A<span class='mw-editsection'>[edit]</span></h2><p>B.</p></main><footer>No</footer>", ["# A", "B."]),
    ("<table class='infobox'><tr><td>No<table><tr><td>No</td></tr></table></td></tr></table><p>Text.</p>", ["Text."]),
    ("<aside>No</aside><div class='navbox'>No <div>No</div></div><p>Text.</p><pre>no = 1</pre>", ["Text."]),
    ("<p style='display:none'>No</p><p hidden>No</p><figure><p>No</p></figure><p>Text.</p>", ["Text."]),
    ("<ul><li>One.</li><li>Two <a href='http://x.org'>three</a>.</li></ul>", ["- One.", "- Two three."]),
    ("<p>Text <img src='a.png' alt='no'>here<br>and there.</p>", ["Text here", "and there."]),
]


@pytest.mark.parametrize(("text", "expected"), HTML)
def test_html(text: str, expected: list[str]) -> None:
    assert lines(text, ".html") == expected


WIKI = [
    ("{{Box|a={{b|c}}|d=[[e]]}}'''Text''' is ''so''.", ["Text is so."]),
    ('== Part ==\nText.<ref>No</ref> More.<ref name=a /> End.<ref name="b">No</ref>', ["# Part", "Text. More. End."]),
    ("[[File:a.jpg|thumb|No [[b]] no]]See [[a]], [[b (c)|b]] and [http://x.org d].", ["See a, b and d."]),
    ("{| class=x\n! a\n|-\n| b {{c}}\n|}\nText.", ["Text."]),
    ("It is {{convert|12|km|mi}} long, or {{lang|de|lang}}.", ["It is 12 km long, or lang."]),
    ("<!-- no -->Text.<gallery>No</gallery>\n[[Category:No]]\n__NOTOC__", ["Text."]),
    ("* One.\n# Two.\n: Three.", ["- One.", "- Two.", "- Three."]),
    ("Open {{ and [[ stay. {{a|}}", ["Open {{ and [[ stay."]),
]


@pytest.mark.parametrize(("text", "expected"), WIKI)
def test_wikitext(text: str, expected: list[str]) -> None:
    assert lines(text, ".wiki") == expected


def test_the_source_of_a_wiki_page_is_recognised_in_a_text() -> None:
    assert looks_like_wikitext("'''A''' is a [[b]].")
    assert not looks_like_wikitext("The list [[1, 2]] has two entries. It isn't one of the ''so called''.")
    assert lines("'''A''' is a [[b|c]].", ".txt") == ["A is a c."]
    assert lines("The list [[1, 2]] has two entries.", ".txt") == ["The list [[1, 2]] has two entries."]


def test_what_a_browser_copies_beside_the_prose() -> None:
    text = "History[edit]\n\nYear\tEvent\n1854\tBegin\n\nText.\n\n^ Smith 1863, p. 4.\n↑ Vogt 1999.\n"
    assert lines(text, ".txt") == ["History", "Text."]
    assert lines("Bau[Bearbeiten | Quelltext bearbeiten]\n\nText.", ".txt") == ["Bau", "Text."]


@rows("suffix", SUFFIXES)
@rows("text", ["", "\n", "---", "`", "[[", "<", "{|", "\t", "\ufeff", "---\n---"])
def test_any_text_is_read(text: str, suffix: str) -> None:
    assert isinstance(article_of(text.encode(), suffix).text, str)


@pytest.mark.parametrize(
    ("text", "suffix", "title"),
    [
        ("---\ntitle: 'Old mills'\ndate: 2020\n---\n\n# Mills\n\nText.", ".md", "Old mills"),
        ('+++\ntitle = "Old mills"\n+++\nText.', ".md", "Old mills"),
        ("# Old *mills*\n\nText.", ".md", "Old mills"),
        ("Old mills\n=========\n\nText.", ".md", "Old mills"),
        ("Text.\n\n# Old mills\n\nMore.", ".md", ""),
        ("## Part\n\nText.", ".md", ""),
        ("<title>x</title><body><h1>Old <i>mills</i></h1><p>Text.</body>", ".html", "Old mills"),
        ("Old mills turn.\n", ".txt", ""),
    ],
)
def test_the_title_of_an_article(text: str, suffix: str, title: str) -> None:
    assert article_of(text.encode(), suffix).title == title

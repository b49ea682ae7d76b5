"""Exports of a pack with markup: what each format makes of it, word for word.

Where that was changed on purpose, write it down anew: `python -m tests.formats.test_markup_exports`.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import plain_text
from zgcquiz.core.packs.pack import MARKDOWN, Option, Pack, PackInfo
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import export
from zgcquiz.formats.exchange.contract import ExchangeOptions, Written, convert
from zgcquiz.formats.exchange.registry import get
from zgcquiz.formats.markdown.marked_text import marked_lines
from zgcquiz.formats.markdown.markup_html import markup_html
from zgcquiz.formats.native import reader

FOLDER = Path(__file__).parent / "markup"
KEEPING = ("moodle-xml", "gift", "qti12", "qti21", "html", "apkg", "json", "yaml", "markdown", "print-markdown")
FLATTENING = ("markdown", "print-markdown", "text2qti", "hashcards")
PLAIN = ("csv", "aiken", "kahoot")


def pack() -> Pack:
    reading = reader.read([("pack.yaml", (FOLDER / "pack.yaml").read_bytes())])
    assert reading.problems == ()
    assert reading.pack is not None
    return reading.pack


def written(name: str) -> Written:
    return export(get(name), pack(), ExchangeOptions(), ())


def text(name: str) -> str:
    """An export as text: the files of a package one after another, and the fields of Anki's notes."""
    data = written(name).data
    if name == "apkg":
        return "".join(f"{field}\n" for fields in notes(data) for field in fields[:-1])
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return re.sub("(?s)<style>.*?</style>", "", data.decode("utf-8-sig").replace("\r", ""))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(each).decode() for each in archive.namelist() if "manifest" not in each)


def notes(data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki21"))
        return [fields.split("\x1f") for (fields,) in db.execute("SELECT flds FROM notes ORDER BY id")]


GOLDEN = [name for name in (*KEEPING, *PLAIN, *FLATTENING[2:]) if name not in ("json", "yaml", "kahoot")]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_export_is_that_written_down(name: str) -> None:
    assert text(name) == (FOLDER / f"{name}.txt").read_text("utf-8"), "if meant: see above"


@pytest.mark.parametrize("name", [name for name in KEEPING if name not in FLATTENING])
def test_formats_with_formatting_lose_none(name: str) -> None:
    assert "formatting" not in {lost.field for lost in written(name).lost}


@pytest.mark.parametrize("name", FLATTENING)
@pytest.mark.parametrize(
    ("stem", "reported"),
    [
        ("Why **is** `x` $x^2$ in\n\n```\n- code\n```", 0), ("Which?\n\n- a", 1), ("Which?\n\n> a", 1),
        ("Which?\n\n|a|b|\n|-|-|\n|1|2|", 1), ("Is **$a<b$** so?", 1), ("In $[0, 1]$?", 1), ("Why $\\unknown$?", 1),
    ],
)  # fmt: skip
def test_markdown_reports_the_formatting_that_it_flattens(name: str, stem: str, reported: int) -> None:
    item = replace(pack().items[1], stem=stem, options=(Option("a", True), Option("b")), explanation="")
    marked = Pack(PackInfo("p", "P", markup=MARKDOWN), (item,))
    exported = export(get(name), marked, ExchangeOptions(), ())
    assert exported.data
    assert [lost.count for lost in exported.lost if lost.field == "formatting"] == [1] * reported


@pytest.mark.parametrize("text", ["$5 and 10$", "**a** $5 and 10$ $x$", "**a** $x$ <b $y$>"])
def test_amounts_do_not_become_formulas_in_markdown(text: str) -> None:
    (line,) = marked_lines(text)
    assert parse(line) == parse(text.replace("<", "&lt;"))
    assert line.count(r"\$") == plain_text(text).count("$")


def test_a_printed_key_reports_that_explanations_are_plain() -> None:
    assert [lost.why for lost in written("print-markdown").lost if "explanations" in lost.why]


@pytest.mark.parametrize("name", PLAIN)
def test_plain_formats_report_the_formatting_once(name: str) -> None:
    assert [lost.field for lost in written(name).lost].count("formatting") == 1


@pytest.mark.parametrize("name", ["json", "yaml", "apkg"])
def test_formats_that_keep_all_read_back_as_they_were(name: str) -> None:
    converted = convert(get(name), written(name).data, "x", ExchangeOptions())
    assert converted.pack is not None
    assert converted.pack.info.markup == MARKDOWN
    assert converted.pack.items == pack().items


def test_json_names_the_markup() -> None:
    assert json.loads(written("json").data)["markup"] == "markdown"


def test_a_markdown_quiz_reads_back_as_what_the_texts_say() -> None:
    converted = convert(get("markdown"), written("markdown").data, "x.md", ExchangeOptions())
    assert converted.pack is not None
    found = [(item.id, [option.text for option in item.options]) for item in converted.pack.items]
    meant = [plain_item(item) for item in pack().items]
    assert [id for id, _ in found] == [item.id for item in meant]
    assert [len(options) for _, options in found] == [len(item.options) for item in meant]
    assert found[1][1] == ["$x_{i+1}$", "$x^2$", "$5 and $6", "a (ftp://example.org/a)"]


@pytest.mark.parametrize("name", ["qti21", "moodle-xml", "qti12"])
def test_xml_stays_well_formed(name: str) -> None:
    data = written(name).data
    if not zipfile.is_zipfile(io.BytesIO(data)):
        ElementTree.fromstring(data)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for each in archive.namelist():
            ElementTree.fromstring(archive.read(each))


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.found |= {f"{name}={(value or '').partition(':')[0]}" for name, value in attrs}


OURS = set("p pre code blockquote ul ol li table thead tbody tr th td strong em br".split())  # noqa: SIM905
ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><b onclick=x>', "[a](javascript:alert(1))",
    '[a](https://x.org/"onclick=alert(1))', "[a](data:text/html,x)", "<https://x.org/'\"><b>", "`</code><script>`",
    "```\n</pre><script>x</script>\n```", "![<script>](x)", "| <b> |\n|---|\n| </td><script> |", "> <iframe>",
    "$</p><script>$", "&lt;script&gt;", "[<style>](vbscript:x)", "**<svg onload=x>**",
)  # fmt: skip


@pytest.mark.parametrize("tex", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_only_our_elements_are_in_the_html(attack: str, tex: bool) -> None:
    links = {"a", "href=https"}
    assert _Elements(markup_html(attack, tex=tex)).found <= OURS | links
    assert _Elements(markup_html(attack, tex=tex, links=False)).found <= OURS


@pytest.mark.parametrize(
    "link",
    ["[x.org](https://y.org)", "[https://x.org](https://y.org)", "[a](ftp://x.org)", "[a](page.html)"],
)
def test_a_link_that_leads_elsewhere_than_it_says_is_text(link: str) -> None:
    assert "<a" not in markup_html(link, tex=True)
    assert "](" not in "".join(marked_lines(link))


@pytest.mark.parametrize(
    "formula", [r"\href{javascript:x}{y}", r"\style{x}{y}", r"\class{a}{b}", r"\require{x}", r"x\) <b>", r"\def\a{b}"]
)
def test_formulas_that_could_act_are_written_as_code(formula: str) -> None:
    html = markup_html(f"${formula}$", tex=True)
    assert html.startswith("<code>")
    assert r"\(" not in html


@pytest.mark.parametrize(
    "formula",
    [
        r"\boxed{x}", r"\boldsymbol{x}", r"a \xrightarrow{k} b", r"\overrightarrow{AB}", r"a^\dagger", r"\therefore x",
        r"\overset{a}{b}", r"\underbrace{x}_{y}", r"x \leqslant y", r"\mathrm{H_2O}", r"\operatorname{rank} A",
    ],
)  # fmt: skip
def test_formulas_that_only_draw_stay_formulas(formula: str) -> None:
    assert markup_html(f"${formula}$", tex=True) == rf"\({formula}\)"


def test_formulas_and_texts_that_look_like_them() -> None:
    sign = '<span class="tex2jax_ignore mathjax_ignore">&#92;&#40;</span>'
    assert markup_html(r"$a<b$ and \\(x\\) and $$x^2$$", tex=True) == rf"\(a&lt;b\) and {sign}x\) and \[x^2\]"
    assert markup_html(r"$a<b$ and $$x^2$$", tex=False) == "a &lt; b and x²"


def test_an_item_edited_in_anki_is_read_as_text() -> None:
    from zgcquiz.formats.anki.own_notes import fields_of, read
    from zgcquiz.formats.exchange.collector import Collector

    item, info = pack().items[0], PackInfo("marked", "T", markup=MARKDOWN)
    fields = list(fields_of(item, info, True))
    fields[0] = "What is <b>new</b> about *this*?"
    note = read(fields, (), Collector("x", ExchangeOptions()))
    assert note is not None
    assert plain_item(note.item).stem == "What is new about *this*?"
    assert note.item == replace(item, stem=note.item.stem)


def test_lists_in_printed_options_keep_their_bullets() -> None:
    style = written("html").data.decode().partition("</style>")[0]
    assert ".options > li { display: flex" in style
    assert not re.search(r"\.options li\b", style)


if __name__ == "__main__":
    for each in GOLDEN:
        (FOLDER / f"{each}.txt").write_text(text(each), "utf-8")

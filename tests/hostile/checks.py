"""What has to hold of every run and every export, whatever went in. Each function raises AssertionError."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyte

from tests.hostile.payloads import EVIL
from zgcquiz.ui.terminal.look import THEMES

# The terminal

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""What no text may bring to a terminal: controls, and characters that turn the writing direction."""
HIDDEN = re.compile(
    "[\u2060\u206a-\u206f\u3164\uffa0\u180e\ufff9-\ufffb\U000e0001\U0001d173-\U0001d17a]"
    "|(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]"
)
"""What no text needs, and only hides something: word joiners, tags outside flags, fillers, annotations."""
_COLOURS = "|".join("38;2;" + ";".join(map(str, bytes.fromhex(colour[1:]))) for colour in THEMES["default"])
_STYLE = f"(?:[0134]|[39][0-7]|{_COLOURS})"  # of 16 colours too, since Rich keeps how it first printed a style
_LINK = r"\x1b\]8;(?:id=[0-9]+;https?://[!-~]+|;)\x1b\\"
OURS = re.compile(
    rf"\x1b\[(?:{_STYLE}(?:;{_STYLE})*)?m|{_LINK}|\x1b\[[0-9]*[ABCDGHJK]|\x1b\[\?(?:25|2004)[hl]|\r(?=\n|\x1b)"
)
"""The escape sequences that our own painters write: bold, italic and underlined print, the default theme's colours,
links to the web, the cursor."""


def inert(text: str, where: object, *, hidden: bool = True) -> None:
    """Plain output: no control character but line feeds and tabs, and nothing hidden; JSON keeps what is hidden."""
    found = UNSAFE.search(text) or (HIDDEN.search(text) if hidden else None)
    assert found is None, f"{where}: {found!r} in {text[max(0, found.start() - 40) : found.end() + 20]!r}"


def inert_on_a_terminal(raw: str, where: object) -> None:
    """Output with our colours: nothing else drives the terminal, by its bytes and by what a screen makes of it."""
    inert(OURS.sub("", raw).replace("\r", "" if "\x1b[" in raw else "\r"), where)
    screen = Watched(100, 200)
    pyte.Stream(screen).feed(raw.replace("\n", "\r\n"))
    assert screen.happened == [], f"{where}: {screen.happened}"
    for line in screen.buffer.values():
        for char in line.values():
            assert not char.blink, where
            assert "ff00ff" not in (char.fg, char.bg), where
            assert char.fg != "ff5fff", where


class Watched(pyte.Screen):
    """A screen that notes what no text may do."""

    def __init__(self, columns: int, lines: int) -> None:
        self.happened: list[str] = []
        super().__init__(columns, lines)

    def set_title(self, param: str) -> None:
        self.happened.append(f"title {param!r}")

    def set_icon_name(self, param: str) -> None:
        self.happened.append(f"icon {param!r}")

    def bell(self, *arguments: object) -> None:
        self.happened.append("bell")

    def define_charset(self, *arguments: object) -> None:
        self.happened.append("character set")

    def report_device_attributes(self, *arguments: object, **named: object) -> None:
        self.happened.append("report")

    def report_device_status(self, *arguments: object, **named: object) -> None:
        self.happened.append("report")


# The disk


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return everything below a folder, by its path: what it is, its size, and when it was changed."""
    found: dict[str, tuple[int, int, int]] = {}
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            about = path.lstat()
            is_folder = stat.S_ISDIR(about.st_mode)
            found[str(path.relative_to(folder))] = (
                stat.S_IFMT(about.st_mode), 0 if is_folder else about.st_size, 0 if is_folder else about.st_mtime_ns,
            )  # fmt: skip
    return found


# Exports

_ELEMENTS = frozenset(
    {
        "html", "head", "meta", "title", "style", "body", "nav", "a", "section", "div", "h1", "h2", "h3", "h4", "h5",
        "h6", "p", "span", "ol", "ul", "li", "code", "pre", "b", "i", "em", "strong", "table", "thead", "tbody", "tr",
        "th", "td", "br", "hr", "sub", "sup", "blockquote", "del", "s",
    }
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {
        "lang", "dir", "charset", "name", "content", "http-equiv", "href", "class", "id", "style", "colspan", "start",
        "align",
    }
)  # fmt: skip


class _Page(HTMLParser):
    """Collects what is wrong with a piece of HTML that should hold texts and our own elements only.

    links: whether a link to an address of the web may lead there.
    """

    def __init__(self, links: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._links = links
        self.wrong: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ELEMENTS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if self._links and (tag, name) == ("a", "href") and _is_web(value or ""):
                continue
            if name not in _ATTRIBUTES or EVIL in (value or "").casefold() or EVIL in name:
                self.wrong.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src") and not (value or "").startswith("#"):
                self.wrong.append(f"<{tag} {name}={value!r}>")
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and re.search(r"@import|url\(|expression", data):
            self.wrong.append(f"{self._inside}: {data[:80]!r}")

    def handle_decl(self, decl: str) -> None:
        if decl.casefold() != "doctype html":
            self.wrong.append(f"<!{decl[:80]}>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data[:80]}>")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"<![{data[:80]}")


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://", "mailto:"))


def harmless_html(text: str, where: object, *, links: bool = False) -> None:
    """HTML of texts: only our own elements and attributes, nothing that runs or loads.

    links: whether they may lead to an address of the web, as those of a pack in Markdown do; else there is none.
    """
    page = _Page(links)
    page.feed(text)
    page.close()
    assert page.wrong == [], f"{where}: {page.wrong[:3]} in {text[:300]!r}"


def harmless_export(format: str, data: bytes, *, links: bool) -> None:
    """An export in a format: nothing of a pack's texts acts where the file is opened. links: as in `harmless_html`."""
    if format in _EXPORTS:
        _EXPORTS[format](data)
    elif format in _LINKED:
        _LINKED[format](data, links)


def _csv(data: bytes) -> None:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        for cell in row:
            assert not is_formula(cell), f"alive: {cell!r}"


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet may evaluate a cell, in the widest sense: after spaces and in full-width letters."""
    start = cell.lstrip(" \u00a0\u3000")[:1]
    number = re.fullmatch(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?%?", cell)
    return bool(start) and start in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20" and not number


def _workbook(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            root = ElementTree.fromstring(archive.read(name))
            tags = {each.tag.rpartition("}")[2] for each in root.iter()}
            assert not tags & {"f", "hyperlink", "oleObject", "externalReference", "ddeLink"}, tags
            assert all(each.get("t") in (None, "inlineStr") for each in root.iter() if each.tag.endswith("}c"))


def _html(data: bytes) -> None:
    harmless_html(data.decode(), "html")


def _web(data: bytes) -> None:
    """The pack is in the title, which is escaped, and in data, which hold no sign that begins or ends an element."""
    text = data.decode()
    assert len(re.findall("(?i)<script", text)) == len(re.findall("(?i)</script", text)) == 2
    values = text.partition('id="data">')[2].partition("</script>")[0]
    assert "<" not in values
    json.loads(values)
    title = re.search("<title>(.*?)</title>", text, re.DOTALL)
    assert title is not None
    assert "<" not in title[1]


def _moodle(data: bytes, links: bool) -> None:
    for each in ElementTree.fromstring(data).iter():
        # Moodle shows all of these texts as HTML, but for those in another format.
        text = each.find("text")
        if text is not None and each.get("format") not in ("plain_text", "markdown") and each.tag not in _PLAIN:
            harmless_html(text.text or "", f"moodle-xml {each.tag}", links=links)


_PLAIN = ("name", "category", "tag")
"""Elements whose text Moodle escapes when it shows it."""


def _qti(data: bytes, links: bool) -> None:
    texts = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = [archive.read(name) for name in archive.namelist()]
    for text in texts:
        for each in ElementTree.fromstring(text).iter():
            tag = each.tag.rpartition("}")[2]
            assert tag.lower() not in _ACTIVE, f"<{tag}>"
            if tag == "a":
                assert links
                assert list(each.attrib) == ["href"]
                assert _is_web(each.attrib["href"]), each.attrib
                continue
            assert not any(name.lower().startswith("on") for name in each.attrib), each.attrib
            href = each.get("href") or each.get("src") or ""
            assert not href.lower().startswith(("javascript:", "data:", "http:", "/", "..")), href
            if tag in ("mattext", "fieldentry") and each.get("texttype") == "text/html":
                harmless_html(each.text or "", "qti mattext", links=links)


_ACTIVE = frozenset(
    {
        "script", "iframe", "object", "embed", "svg", "math", "img", "link", "meta", "base", "form", "input",
        "style",
    }
)  # fmt: skip


def _apkg(data: bytes, links: bool) -> None:
    from zgcquiz.formats.anki import own_notes

    with zipfile.ZipFile(io.BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki21"))
        (models,) = db.execute("SELECT models FROM col").fetchone()
        (model,) = json.loads(models).values()
        (card,) = model["tmpls"]
        assert (card["qfmt"], card["afmt"], model["css"]) == (own_notes.FRONT, own_notes.BACK, own_notes.CSS)
        for fields, tags in db.execute("SELECT flds, tags FROM notes"):
            assert fields.count("\x1f") == len(own_notes.FIELDS) - 1
            for field in fields.split("\x1f")[: own_notes.DATA]:
                harmless_html(field, "apkg field", links=links)
                alive = re.search(r"(?i)\[(?:latex\]|\$\$?\]|sound:|anki:)", field)
                assert alive is None, f"Anki would act on {alive.group()}" if alive else ""
            assert "\x1b" not in tags


def _markdown(data: bytes, links: bool) -> None:
    text = re.sub(r"\A---\n(?:.*\n)*?---\n", "", data.decode())  # the head of hashcards, which is TOML
    for name, html in rendered(text) if len(text) < _RENDERED else ():
        harmless_html(html, name, links=links)


_RENDERED = 12_000
"""Characters up to which Markdown is rendered: the readers take quadratic time for some of the long payloads."""


def rendered(text: str) -> Iterator[tuple[str, str]]:
    """Yield a Markdown file as two real readers turn it into HTML."""
    import markdown
    from markdown_it import MarkdownIt

    yield "CommonMark", MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    yield "Python-Markdown", markdown.markdown(text, extensions=["tables", "fenced_code", "attr_list", "md_in_html"])


def _gift(data: bytes, links: bool) -> None:
    """Moodle shows a question's texts as HTML, unless the question is marked as plain text."""
    for block in data.decode().split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith(("//", "$CATEGORY:"))]
        text = re.sub(r"\A::(?:\\.|[^\\])*?::", "", "\n".join(lines))
        if text.startswith("[html]"):
            harmless_html(re.sub(r"\\(.)", r"\1", text), "gift", links=links)
            continue
        assert text.startswith("[plain]") or not re.search("<[A-Za-z/!?]", text), f"gift: {block[:200]!r}"


_EXPORTS: dict[str, Callable[[bytes], None]] = {"csv": _csv, "kahoot": _workbook, "html": _html, "web": _web}
_LINKED: dict[str, Callable[[bytes, bool], None]] = {
    "gift": _gift, "moodle-xml": _moodle, "qti12": _qti, "qti21": _qti, "apkg": _apkg,
    "markdown": _markdown, "print-markdown": _markdown, "hashcards": _markdown,
}  # fmt: skip
"""The formats in which a link of a pack in Markdown leads somewhere."""

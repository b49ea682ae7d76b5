"""Convert HTML to plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from zgcquiz.formats.shared.html_elements import (
    HEADINGS,
    NEVER_CLOSED,
    Markup,
    element_name,
    has_entity,
    is_hidden,
    list_number,
    style_of,
)
from zgcquiz.formats.shared.mathml import Formula, script
from zgcquiz.formats.untrusted.entities import unescape
from zgcquiz.formats.untrusted.html_tokens import Tag, tokens
from zgcquiz.formats.untrusted.xml_reader import Element

Lose = Callable[[str, str], None]
"""A callback for each thing that plain text can't represent: (field, why)."""

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure"}
_LINES = {"div", "li", "tr", "dt", "dd", "section", "article", "caption", "figcaption", "center", "hr", "prompt"}
_IN_ENTRIES = {"p", "div", *HEADINGS}
_SILENT = {"script", "style", "head", "template", "svg"}
_MEDIA = {"audio", "video", "object", "embed", "iframe", "canvas"}
_PLAYED = {"audio", "video"}
"""What has its sources and its alternative inside."""
_STYLED = {"b", "strong", "i", "em", "u", "s", "strike", "del", "mark", "font", "big", "small", *HEADINGS}
_FOLLOWED = ("http://", "https://", "mailto:")
"""How the addresses begin that a pack keeps."""

MAX_HTML = 1_000_000
"""Characters of a text's HTML that are read, without embedded files. It is far above what a pack takes."""
EMBEDDED = re.compile(r"(?<=data:)[\w.+-]{1,100}/[\w.+-]{1,100};base64,[A-Za-z0-9+/=\s]*+")
_DEEPEST = 8
"""Maximum levels of lists, and of sub- and superscripts, that are distinguished."""

_NEVER_HIDDEN = _SILENT | NEVER_CLOSED
_NOT_DISPLAYED = "it is not displayed in the source"

_SPACES = re.compile(r"[ \t\n\f\r]+")
_END_LINES = re.compile(r"\A\n+|\n+\Z")
"""Line ends beside tags, which are no line breaks in Moodle's own format."""


def looks_like_html(text: str) -> bool:
    """Tell whether a text of unknown format contains markup or character references."""
    if has_entity(text) or "-->" in text.partition("<!--")[2]:
        return True
    return "<" in text and any(isinstance(token, Tag) for token in tokens(text, Markup(text).accepts))


def lose_nothing(field: str, why: str) -> None:
    """Ignore a loss."""


def from_html(
    text: str, lose: Lose = lose_nothing, hidden: frozenset[str] = frozenset(), *, keeps_lines: bool = False
) -> str:
    """Return HTML as plain text.

    Paragraphs and `<br>` become lines, list entries begin with a hyphen or their number, sub- and superscripts use
    Unicode's characters if possible, else `_(…)` and `^(…)`. Images and media are named, links keep their address, ruby
    text follows its base in brackets, and MathML becomes one line. Tags of unknown elements, as in `vector<int>`, are
    text. Hidden elements are left out and recorded as lost.

    hidden: classes and ids that are not displayed, as `.name` and `#name`; keeps_lines: line ends in texts are line
    breaks, as in Moodle's own format.
    """
    text = shortened(text, lose)
    if "<" not in text and not (keeps_lines and "\n" in text):
        return _SPACES.sub(" ", unescape(text)).strip(" ")
    writer = TextWriter(lose)
    write_html(text, writer, lose, hidden, keeps_lines=keeps_lines)
    return writer.text()


def write_html(text: str, writer: TextWriter, lose: Lose, hidden: frozenset[str], *, keeps_lines: bool) -> None:
    """Pass what is displayed of HTML to a writer. hidden, keeps_lines: as `from_html` takes them."""
    hiding, depth, has_text = "", 0, False  # the hidden element, and how many of its name are open
    for token in tokens(text, Markup(text).accepts):
        if hiding:
            if isinstance(token, str):
                has_text = has_text or bool(token.strip())
            elif token.name == hiding:
                depth += -1 if token.ends else 1
            if not depth:
                hiding = ""
                if has_text:
                    lose("hidden text", _NOT_DISPLAYED)
        elif isinstance(token, str):
            lines = _END_LINES.sub(" ", token).split("\n") if keeps_lines and writer.is_prose else [token]
            for at, line in enumerate(lines):
                if at:
                    writer.start("br", {})
                writer.data(line)
        elif token.ends:
            writer.end(token.name)
        elif token.attributes and token.name not in _NEVER_HIDDEN and is_hidden(token.attributes, hidden):
            hiding, depth, has_text = token.name, 1, False
        else:
            writer.start(token.name, token.attributes)
    if hiding and has_text:
        lose("hidden text", _NOT_DISPLAYED)


def shortened(text: str, lose: Lose) -> str:
    """Return HTML; if it is too long, without its embedded files, and only its start if it still is."""
    if len(text) <= MAX_HTML:
        return text
    text = EMBEDDED.sub("", text)
    if len(text) > MAX_HTML:
        lose("text", f"after {MAX_HTML:,} characters of HTML")
    return text[:MAX_HTML]


def from_element(element: Element, lose: Lose = lose_nothing, skip: Callable[[Element], bool] | None = None) -> str:
    """Return the content of an XML element with HTML elements as plain text. skip: selects descendants to leave out."""
    writer = TextWriter(lose)
    writer.walk(element, skip)
    return writer.text()


class Player:
    """A sound or film that is open, and what the output was like before it. sources: the addresses that it names."""

    __slots__ = ("attributes", "breaks", "since", "sources", "space", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str | None], since: int, breaks: int, space: bool) -> None:
        self.tag = tag
        self.attributes = attributes
        self.since = since
        self.breaks = breaks
        self.space = space
        self.sources = [attributes.get("src") or ""]

    def described(self, content: str) -> dict[str, str | None]:
        """Return its attributes with its first source, and with its content as its alternative unless it names one."""
        content = " ".join(content.split())
        is_name = _file_name(content) in map(_file_name, self.sources)
        alt = {"alt": content} if content and not is_name else {}
        return {**alt, **self.attributes, "src": next(filter(None, self.sources), "")}


def _file_name(source: str) -> str:
    return PurePosixPath(unquote(source.partition("?")[0])).name


class TextWriter:
    """Builds plain text from a sequence of tags and texts."""

    def __init__(self, lose: Lose = lose_nothing) -> None:
        self._lose = lose
        self._out: list[str] = []
        self._breaks = 2  # line ends at the end of the output, where blanks are dropped
        self._space = False
        self._silent = 0
        self._verbatim = 0
        self._lists: list[int | None] = []
        self._scripts: list[tuple[str, int]] = []  # open sub and sup, with the index in the output of their start
        self._link: tuple[str, int] | None = None
        self._styled = False
        self._at_entry = False  # the mark of a list's entry was put, and nothing behind it
        self._formula: Formula | None = None
        self._player: Player | None = None
        self._reading = False  # <rt> is open: the reading of a word
        self._fallback = False  # <rp> is open: brackets for programs that don't support ruby

    @property
    def is_prose(self) -> bool:
        """Whether texts are neither left out nor kept verbatim."""
        return not (self._silent or self._verbatim or self._formula)

    def walk(self, element: Element, skip: Callable[[Element], bool] | None = None) -> None:
        """Write the content of an element."""
        for each in element.content:
            if isinstance(each, str):
                self.data(each)
            elif each.name.lower() in _MEDIA - _PLAYED:
                self.start(each.name, {"alt": each.text, **each.attributes})  # its content is the alternative
            elif skip is None or not skip(each):
                self.start(each.name, each.attributes)
                self.walk(each, skip)
                self.end(each.name)

    def text(self) -> str:
        """Return the text written so far, trimmed."""
        if self._formula:
            self._end_formula()
        while self._scripts:
            self._end_script()
        if self._player:
            self._end_player(is_closed=False)
        return "".join(self._out).strip()

    def start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        tag = element_name(tag)
        if self._formula:
            self._formula.start(tag, attributes)
        elif tag in _SILENT:
            if tag == "svg":
                self._media(tag, attributes)
            self._silent += 1
        elif tag == "br":
            self._block(self._breaks + 1)
        elif tag in _PLAYED and not self._silent:
            if self._player:
                self._end_player(is_closed=False)
            self._player = Player(tag, attributes, len(self._out), self._breaks, self._space)
        elif tag == "source" and self._player:
            self._player.sources.append(attributes.get("src") or "")
        elif tag in ("img", "image") or tag in _MEDIA:
            self._media(tag, attributes)
        elif tag in ("sub", "sup"):
            self._put("")
            self._scripts.append((tag if len(self._scripts) < _DEEPEST else "", len(self._out)))
        elif tag == "li":
            self._item(list_number(attributes, "value"))
        elif tag in ("td", "th"):
            self._cell()
        elif tag in _PARAGRAPHS:
            if tag in ("ul", "ol"):
                first = list_number(attributes, "start")
                self._lists.append((1 if first is None else first) - 1 if tag == "ol" else None)
            self._break(tag, 1 if tag in ("ul", "ol") else 2)
            self._verbatim += tag == "pre"
        elif tag in _LINES:
            self._break(tag, 1)
        elif tag == "a":
            self._start_link((attributes.get("href") or "").strip())
        elif tag == "rt":
            self.end("rt")  # the previous one may be unclosed
            self._reading, self._fallback, self._space = True, False, False
            self._put("(")
        elif tag == "rp":
            self.end("rt")
            self._fallback = True
        elif tag == "math":
            self._lose("formulas", "plain text has no layout for them")
            self._formula = Formula()
        if not (self._styled or self._formula or self._silent) and (tag in _STYLED or style_of(attributes).is_seen):
            self._styled = True
            self._lose("formatting", "plain text has no bold, italics or colours")

    def _start_link(self, href: str) -> None:
        self.end("a")  # HTML has no links in links
        if href and not href.startswith((*_FOLLOWED, "#")) and not self._player:
            self._lose("links", "they lead to another place in the source, or act there")
        self._link = (href if href.startswith(_FOLLOWED) else "", len(self._out))

    def end(self, tag: str) -> None:
        tag = element_name(tag)
        if self._formula:
            if tag == "math":
                self._end_formula()
            else:
                self._formula.end(tag)
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._player and tag == self._player.tag:
            self._end_player(is_closed=True)
        elif tag in ("sub", "sup") and self._scripts:
            self._end_script()
        elif tag in _PARAGRAPHS:
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            if tag == "pre":
                self._verbatim = max(0, self._verbatim - 1)
            self._break(tag, 1 if tag in ("ul", "ol") else 2)
        elif tag in _LINES:
            self._break(tag, 1)
        elif tag in ("rt", "rp", "ruby"):
            if self._reading and tag != "rp":
                self._reading = self._space = False
                self._put(")")
            self._fallback = False
        elif tag == "a" and self._link:
            (href, since), self._link = self._link, None
            if href and href.removeprefix("mailto:") not in "".join(self._out[since:]):
                self._note(f" ({href})")

    def data(self, text: str) -> None:
        if self._silent or self._fallback or not text:
            return
        if self._formula:
            self._formula.data(text)
            return
        if self._verbatim:
            self._put(text)
            return
        text = _SPACES.sub(" ", text)
        if self._reading and self._out[-1] == "(":
            text = text.lstrip(" ")
        if text[:1] == " ":
            self._space = True
        if text.strip(" "):
            self._put(text.strip(" "))
            self._space = text[-1] == " "

    def _append(self, text: str) -> None:
        """Add a piece to the output, all of which passes here."""
        self._out.append(text)

    def _put(self, text: str) -> None:
        if self._space and not self._breaks and text[:1] != " ":
            self._append(" ")
        self._space = False
        if text:
            self._append(text)
            self._breaks = 0
            self._at_entry = self._at_entry and text.isspace()

    def _note(self, text: str) -> None:
        """Put what only plain text needs."""
        self._put(text)

    def _cell(self) -> None:
        if not self._breaks:
            self._put(" | ")

    def _break(self, tag: str, breaks: int) -> None:
        """End the line beside an element, unless it is a paragraph at the start of a list's entry."""
        if not (self._at_entry and tag in _IN_ENTRIES):
            self._block(breaks)

    def _block(self, breaks: int) -> None:
        """End the line so that the output ends in this many line ends."""
        self._space = False
        while self._breaks < breaks:
            self._append("\n")
            self._breaks += 1

    def _item(self, number: int | None = None) -> None:
        """Begin an entry of a list. number: its own, if it says one."""
        self._block(1)
        indent = "  " * min(len(self._lists) - 1, _DEEPEST)
        if self._lists and self._lists[-1] is not None:
            number = self._lists[-1] + 1 if number is None else number
            self._lists[-1] = number
            self._put(f"{indent}{number}. ")
        else:
            self._put(f"{indent}- ")
        self._breaks = 0
        self._at_entry = True

    def _end_script(self) -> None:
        tag, since = self._scripts.pop()
        if not tag:
            return
        inner = "".join(self._out[since:]).strip()
        del self._out[since:]
        self._append(script(inner, below=tag == "sub"))

    def _end_formula(self) -> None:
        formula, self._formula = self._formula, None
        text = formula.text() if formula and not self._silent else ""
        if text:
            self._put(text)

    def _end_player(self, *, is_closed: bool) -> None:
        """Put a sound or film. Its content is its alternative, or the text behind it if it was never closed."""
        player, self._player = self._player, None
        if player is None:
            return
        content = self._out[player.since :]
        del self._out[player.since :]
        breaks, space = self._breaks, self._space
        self._breaks, self._space = player.breaks, player.space
        self._media(player.tag, player.described("".join(content) if is_closed else ""))
        if not is_closed and content:
            if not content[0].isspace():
                self._append(" ")
            self._out += content
            self._breaks, self._space = breaks, space

    def _media(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        source = attributes.get("src") or attributes.get("data") or ""
        is_image = tag in ("img", "image", "svg", "canvas") or (attributes.get("type") or "").startswith("image/")
        kind = "image" if is_image else "media"
        path = "" if source.startswith("data:") else unquote(source.split("?")[0])
        # Canvas shows formulas as images, with their TeX in an attribute.
        name = attributes.get("data-equation-content") or attributes.get("alt") or PurePosixPath(path).name
        name = " ".join(name.split())
        self._lose(f"{kind}s" if kind == "image" else "media", "a terminal shows their names only")
        self._put(f"[{kind}: {name}]" if name else f"[{kind}]")

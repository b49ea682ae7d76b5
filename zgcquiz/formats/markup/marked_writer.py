"""Convert HTML to plain text as `html_text` does, and keep which parts of it are formatted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile

from zgcquiz.core.markup.tree import Image, Inline, Link, Literal, Math
from zgcquiz.formats.markup.annotated_text import AnnotatedText, FormatMark, Run
from zgcquiz.formats.shared.html_elements import HEADINGS, element_name, list_number, style_of
from zgcquiz.formats.shared.html_text import TextWriter

MAX_DEPTH = 14
"""The most blocks around a text; those inside more of them are as if they were not there."""
MAX_STYLES = 16
_MOST_SPANNED = 50, 1000
"""The most columns and rows of one cell."""
_STYLES = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis",
    "code": "code", "tt": "code", "kbd": "code", "samp": "code", "a": "link",
}  # fmt: skip
_BLOCKS = {
    "ul": "list", "ol": "list", "li": "entry", "blockquote": "quotation", "pre": "pre",
    "table": "table", "tr": "row", "td": "cell", "th": "cell",
}  # fmt: skip
_WITHIN = {"entry": "list", "row": "table", "cell": "table"}
"""Blocks that end with another of their kind in the same block around them."""
_NOT_HELD = frozenset(("u", "s", "strike", "del", "mark", "font", "big", "small"))
_WITH_END = frozenset(("span", "font", *HEADINGS))
"""Elements that real files always close."""
_SHOWN = ("images", "media")
_NO_FILE = "only their names are kept: their files are missing, too large or of an unknown kind"
LITERAL = "literal"
"""The style of a text in which no signs begin a formula."""
_IGNORED = re.compile(r"\b(?:tex2jax|mathjax)_ignore\b")
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang|language)-([\w+#.-]{1,30})")
_LOST = "formatting", "a pack has no underlined, struck out or coloured text"

FindFile = Callable[[str], str | None]
"""From the address of an image or sound in the source to its path in the pack; None if there is no such file."""


class _Piece(str):
    """A piece of the output, and its run."""

    __slots__ = ("run",)
    run: Run


class MarkedWriter(TextWriter):
    """Builds plain text and what is formatted in it from a sequence of tags and texts.

    lost: what is lost even if the formatting is kept; lost_if_plain: what is lost otherwise.
    """

    def __init__(self, find_file: FindFile, distinct: Callable[[str, str], str]) -> None:
        """distinct: from what stands for an image or sound, and its address, to what stands for no other."""
        super().__init__(self._note_loss)
        self.lost: list[tuple[str, str]] = []
        self.lost_if_plain: list[tuple[str, str]] = []
        self._find_file = find_file
        self._distinct = distinct
        self._blocks: list[FormatMark] = []
        self._styles: list[FormatMark] = []
        self._around: tuple[tuple[FormatMark, ...], tuple[FormatMark, ...]] = (), ()
        self._last_entries: dict[FormatMark, FormatMark] = {}
        self._blank_styles: tuple[FormatMark, ...] = ()
        self._inline: Inline | None = None
        self._formula_losses: list[tuple[str, str]] = []
        self._remote = ""  # the address of an image that is not fetched
        self._around_player: tuple[tuple[FormatMark, ...], tuple[FormatMark, ...]] = (), ()
        self._sources: Sequence[str] = ()  # of the sound that is put
        self._is_too_deep = False
        self._is_sign = False
        self._by_style: dict[str, list[tuple[str, ...]]] = {}  # by element: the styles that each open one began
        self._entries: dict[FormatMark, int] = {}  # by list: the number of its last entry

    def annotated(self) -> AnnotatedText:
        """Return the text written so far."""
        plain = self.text()
        if self._is_too_deep:
            return AnnotatedText((Run(plain),))
        return AnnotatedText(piece.run for piece in self._out if isinstance(piece, _Piece))

    def start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        super().start(tag, attributes)
        tag = element_name(tag)
        if self._formula or self._silent:
            return
        if tag in ("audio", "video"):
            self._around_player = self._around
        elif kind := _STYLES.get(tag):
            if kind != "strong" or not style_of(attributes).light:  # so Google Docs encloses all that is copied
                self._open_style(kind, attributes)
        elif kind := _BLOCKS.get(tag):
            self._open_block(kind, tag, attributes)
        elif tag in _NOT_HELD:
            self._lose_style()
        self._open_by_style(tag, attributes)

    def _lose_style(self) -> None:
        if _LOST not in self.lost:
            self.lost.append(_LOST)

    def _open_by_style(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Begin what the `style` of an element says, and the bold text of a heading."""
        style = style_of(attributes)
        if style.lined or style.coloured:
            self._lose_style()
        kinds: tuple[str, ...] = ("strong",) * (style.bold or (tag in HEADINGS and not style.light))
        kinds += ("emphasis",) * style.italic
        kinds += (LITERAL,) * (tag == "span" and _IGNORED.search(attributes.get("class") or "") is not None)
        if tag in _WITH_END:
            self._by_style.setdefault(tag, []).append(kinds)
        elif style.bold or style.italic:  # a cell or an entry, whose end may be missing
            self._lose_style()
            return
        for kind in kinds:
            self._open_style(kind, {})

    def end(self, tag: str) -> None:
        name = element_name(tag)
        if not (self._formula or self._silent):
            if kind := _BLOCKS.get(name):
                self._close_block(kind)
            elif (kind := _STYLES.get(name)) and kind != "link":
                self._close_style(kind)
            for each in reversed(self._by_style[name].pop() if self._by_style.get(name) else ()):
                self._close_style(each)
        super().end(tag)
        if name == "a":
            self._close_style("link")

    def _open_style(self, kind: str, attributes: Mapping[str, str | None]) -> None:
        value = self._link[0] if kind == "link" and self._link else ""
        if (kind == "link" and not value) or len(self._styles) >= MAX_STYLES:
            return
        if kind == "code" and self._blocks and self._blocks[-1].kind == "pre":
            language = _LANGUAGE.search(attributes.get("class") or "")
            self._blocks[-1].value = self._blocks[-1].value or (language[1] if language else "")
        self._styles.append(FormatMark(kind, value))
        self._note_around()

    def _close_style(self, kind: str) -> None:
        for at in range(len(self._styles) - 1, -1, -1):
            if self._styles[at].kind == kind:
                del self._styles[at]
                self._note_around()
                return

    def _open_block(self, kind: str, tag: str, attributes: Mapping[str, str | None]) -> None:
        if kind in _WITHIN:
            self._close_block(kind, inside=_WITHIN[kind])
        if kind == "cell" and not self._is_inside("row", "table"):
            self._push(FormatMark("row"))
        if kind == "entry" and not (self._blocks and self._blocks[-1].kind == "list"):
            self._push(FormatMark("list"))
        if kind == "entry":
            self._number_entry(list_number(attributes, "value"))
        if kind == "list" and self._blocks and (last := self._last_entries.get(self._blocks[-1])):
            self._push(last)  # a list right in a list belongs to its last entry
        self._push(FormatMark(kind, _block_value(kind, tag, attributes)))

    def _number_entry(self, number: int | None) -> None:
        """Begin an entry of the list that is open, in another list if its number is not the next one."""
        mark = self._blocks[-1]
        if mark.kind != "list" or not mark.value:
            return
        following = self._entries.get(mark, int(mark.value) - 1) + 1
        if number is not None and number != following:
            if mark in self._entries:
                self._blocks[-1] = mark = FormatMark("list")
                self._note_around()
            mark.value = str(number)
            following = number
        self._entries[mark] = following

    def _push(self, mark: FormatMark) -> None:
        if len(self._blocks) >= MAX_DEPTH:
            self._is_too_deep = True
            return
        if mark.kind == "entry":
            self._last_entries[self._blocks[-1]] = mark
        self._blocks.append(mark)
        self._note_around()
        self._append("")  # an empty entry or cell has its place as well

    def _is_inside(self, kind: str, until: str) -> bool:
        """Return whether a block is open, looking outwards up to another kind."""
        for mark in reversed(self._blocks):
            if mark.kind == kind:
                return True
            if mark.kind == until:
                break
        return False

    def _close_block(self, kind: str, inside: str = "") -> None:
        """Close the innermost block of a kind and those in it, if it is not outside one of another kind."""
        for at in range(len(self._blocks) - 1, -1, -1):
            if self._blocks[at].kind == kind:
                del self._blocks[at:]
                self._note_around()
                return
            if self._blocks[at].kind == inside:
                return

    def _note_around(self) -> None:
        self._around = tuple(self._blocks), tuple(self._styles)

    def data(self, text: str) -> None:
        if text[:1].isspace() and not self._space:
            self._blank_styles = self._around[1]
        super().data(text)
        if self._space:
            self._blank_styles = self._around[1]

    def _append(self, text: str) -> None:
        blocks, styles = self._around
        if text == " ":  # put when the text behind it is
            styles = tuple(takewhile(self._blank_styles.__contains__, styles))
        inline = None if text.isspace() else self._inline
        if isinstance(inline, Image):
            text = self._distinct(text, inline.url)
        elif self._remote and not text.isspace():
            text = self._distinct(text, self._remote)
            inline = Link((Literal(text),), self._remote)
        piece = _Piece(text)
        piece.run = Run(text, blocks, styles, inline, self._is_sign)
        super()._append(piece)

    def _item(self, number: int | None = None) -> None:
        self._is_sign = True
        super()._item(number)
        self._is_sign = False

    def _cell(self) -> None:
        self._is_sign = True
        super()._cell()
        self._is_sign = False

    def _note(self, text: str) -> None:
        self._is_sign = True
        super()._note(text)
        self._is_sign = False

    def _media(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        self._inline = self._stands_for(tag, attributes)
        source = attributes.get("src") or ""
        if self._inline is None and source.startswith(("https://", "http://")) and not self._link:
            self._remote = address(source)
        super()._media(tag, attributes)
        self._inline, self._remote = None, ""

    def _end_player(self, *, is_closed: bool) -> None:
        around, self._around = self._around, self._around_player
        self._sources = self._player.sources if self._player else ()
        super()._end_player(is_closed=is_closed)
        self._around, self._sources = around, ()

    def _stands_for(self, tag: str, attributes: Mapping[str, str | None]) -> Inline | None:
        """Return the formula that Canvas shows as an image, or the image or sound of a file."""
        if tex := attributes.get("data-equation-content"):
            return Math(" ".join(tex.split()))
        if tag == "video" or (attributes.get("type") or "").startswith("video/"):
            return None
        sources = self._sources or (attributes.get("src") or attributes.get("data") or "",)
        path = next(filter(None, map(self._find_file, filter(None, sources))), None)
        return Image(alternative(attributes.get("alt") or attributes.get("title") or ""), path) if path else None

    def _end_formula(self) -> None:
        tex = self._formula.tex() if self._formula else ""
        self._inline = Math(tex) if tex else None
        (self.lost_if_plain if tex else self.lost).extend(self._formula_losses)
        self._formula_losses = []
        super()._end_formula()
        self._inline = None

    def _note_loss(self, field: str, why: str) -> None:
        if field == "formulas":
            self._formula_losses.append((field, why))
        else:
            is_kept = field == "formatting" or self._inline is not None
            (self.lost_if_plain if is_kept else self.lost).append((field, _NO_FILE if field in _SHOWN else why))


def _block_value(kind: str, tag: str, attributes: Mapping[str, str | None]) -> str:
    """Return the first number of a list, or how many columns and rows a cell spans; "" for other blocks."""
    if kind == "cell":
        spans = [_number(attributes, name) for name in ("colspan", "rowspan")]
        return " ".join(str(min(max(span, 1), most)) for span, most in zip(spans, _MOST_SPANNED, strict=True))
    first = list_number(attributes, "start")
    return ("1" if first is None else str(first)) if tag == "ol" else ""


def _number(attributes: Mapping[str, str | None], name: str) -> int:
    number = list_number(attributes, name)
    return 1 if number is None else number


def address(url: str) -> str:
    """Return an address as it is read in Markdown."""
    from markdown_it.common.normalize_url import normalizeLink

    return normalizeLink(" ".join(url.split()))


def alternative(text: str) -> str:
    """Return the words that stand for an image, without signs that would end them."""
    return " ".join(text.translate(_BRACKETS).split())


_BRACKETS = str.maketrans("[]\\`", "()/'")

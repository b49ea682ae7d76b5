"""Texts in Markdown as XHTML, in which nothing but our own elements acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from zgcquiz.core.markup import symbols
from zgcquiz.core.markup.formula import to_unicode
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import image_text, link_note, plain_inline
from zgcquiz.core.markup.tree import (
    CodeBlock,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    Literal,
    MarkupBlock,
    MarkupList,
    Math,
    Paragraph,
    Quotation,
    Strong,
    Table,
)
from zgcquiz.formats.shared.xml_writer import escaped, quoted

_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:[pbvBV]?matrix|cases|aligned|array)\}")
_STRUCTURE = r"""
    \frac \dfrac \tfrac \binom \pmod \sqrt \mathfrak \mathscr \mathtt \boxed \xrightarrow \xleftarrow \overrightarrow
    \overleftarrow \overset \underset \stackrel \overbrace \underbrace \widehat \widetilde \middle \substack \\
""".split()  # noqa: SIM905
_COMMANDS = frozenset().union(
    symbols.LETTERS, symbols.OPERATORS, symbols.RELATIONS, symbols.LARGE, symbols.SPACES, symbols.ACCENTS,
    symbols.FUNCTIONS, symbols.TEXT_COMMANDS, symbols.NAME_COMMANDS, symbols.FONTS, symbols.ALPHABETS, symbols.SIZES,
    _STRUCTURE,
)  # fmt: skip
"""The commands that a formula may have: others of MathJax open addresses or set styles."""
_FOLLOWED = ("https://", "http://", "mailto:")
_LIKE_AN_ADDRESS = re.compile(r"\w://|\bwww\.|\w@\w|^\s*\w[\w.-]*\.[a-z]{2,}(?:/|\s*$)", re.IGNORECASE)
_MATH_SIGNS = re.compile(r"\\[(\[]|\$\$")
"""Signs in a text at which MathJax would begin a formula."""
IGNORED_BY_MATHJAX = "tex2jax_ignore mathjax_ignore"
"""The classes of an element in which MathJax 2 and 3 look for no formula."""


ImageWriter = Callable[[Image], str]
"""Returns an image or sound as XHTML."""


def image_words(image: Image) -> str:
    """Return what stands for an image where there are no files."""
    return escaped(image_text(image))


def markup_html(markdown: str, *, tex: bool, image: ImageWriter = image_words, links: bool = True) -> str:
    """Return a text in Markdown as XHTML; without a paragraph's element if it is just one.

    tex: formulas are written as MathJax reads them, `\\(…\\)`, otherwise in Unicode; image: writes images and sounds;
    links: links can be followed, otherwise their addresses are text.
    """
    tree = parse(markdown)
    writer = _HtmlWriter(tex, image, links)
    return writer.blocks(tree.blocks) if tree.inlines is None else writer.inlines(tree.inlines)


def leads_openly(link: Link) -> bool:
    """Return whether a link opens a page or a message, and its text doesn't look like another address."""
    if not link.url.startswith(_FOLLOWED) or not plain_inline(link.children).strip():
        return False
    return not link_note(link) or not _LIKE_AN_ADDRESS.search(plain_inline(link.children))


def with_literal_signs(html: str) -> str:
    """Return HTML in which no sign of a text begins a formula: in no browser, nor in Moodle and Anki before it."""
    return _MATH_SIGNS.sub(_literal_sign, html) if "\\" in html or "$$" in html else html


def _as_references(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(each)};" for each in match.group())


def _literal_sign(match: re.Match[str]) -> str:
    return f'<span class="{IGNORED_BY_MATHJAX}">{_as_references(match)}</span>'


class _HtmlWriter:
    def __init__(self, tex: bool, image: ImageWriter, links: bool) -> None:
        self._tex = tex
        self._links = links
        self._image = image

    def blocks(self, blocks: Iterable[MarkupBlock]) -> str:
        return "".join(map(self._block, blocks))

    def _block(self, block: MarkupBlock) -> str:
        match block:
            case Paragraph():
                return f"<p>{self.inlines(block.children)}</p>"
            case CodeBlock():
                language = f" class={quoted(f'language-{block.language}')}" if block.language else ""
                return f"<pre><code{language}>{self._text(block.text)}</code></pre>"
            case Quotation():
                return f"<blockquote>{self.blocks(block.blocks)}</blockquote>"
            case MarkupList():
                entries = "".join(f"<li>{self._entry(entry)}</li>" for entry in block.entries)
                start = "" if block.start in (None, 1) else f' start="{block.start}"'
                return f"<ul>{entries}</ul>" if block.start is None else f"<ol{start}>{entries}</ol>"
            case Table():
                head = self._row("th", block.head)
                rows = "".join(self._row("td", row) for row in block.rows)
                return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _entry(self, entry: tuple[MarkupBlock, ...]) -> str:
        if len(entry) == 1 and isinstance(entry[0], Paragraph):
            return self.inlines(entry[0].children)
        return self.blocks(entry)

    def _row(self, name: str, cells: Iterable[tuple[Inline, ...]]) -> str:
        return f"<tr>{''.join(f'<{name}>{self.inlines(cell)}</{name}>' for cell in cells)}</tr>"

    def inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Literal():
                return with_literal_signs(escaped(inline.text))
            case Strong():
                return f"<strong>{self.inlines(inline.children)}</strong>"
            case Emphasis():
                return f"<em>{self.inlines(inline.children)}</em>"
            case CodeSpan():
                return f"<code>{self._text(inline.text)}</code>"
            case Link():
                return self._link(inline)
            case Math():
                return self._math(inline)
            case Image():
                return self._image(inline)
            case LineBreak():
                return "<br/>"

    def _text(self, text: str) -> str:
        """Return code, in which a browser looks for no formula, but Moodle and Anki do."""
        text = escaped(text)
        return _MATH_SIGNS.sub(_as_references, text) if self._tex else text

    def _link(self, link: Link) -> str:
        """Return a link; its text and its address where it is printed, or where it may lead elsewhere than it says."""
        text = self.inlines(link.children)
        if self._links and leads_openly(link):
            return f"<a href={quoted(link.url)}>{text}</a>"
        note = link_note(link)
        return f"{text} ({with_literal_signs(escaped(note))})" if note else text

    def _math(self, math: Math) -> str:
        if self._tex and is_harmless(math.source):
            opening, closing = (r"\[", r"\]") if math.display else (r"\(", r"\)")
            return f"{opening}{escaped(math.source)}{closing}"
        text = to_unicode(math.source)
        return f"<code>{self._text(math.source)}</code>" if text is None else with_literal_signs(escaped(text))


def is_harmless(source: str) -> bool:
    """Return whether a formula has only commands that draw, so that it neither ends early nor acts."""
    return all(command in _COMMANDS for command in _COMMAND.findall(_ENVIRONMENT.sub("", source)))

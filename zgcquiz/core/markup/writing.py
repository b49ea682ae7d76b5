"""Write plain text and trees as Markdown, with no more escapes than they need, so that `parse` reads the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import plain_text
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
    is_plain,
)

_SIGN = re.compile(r"[\\`*_$\[\]<>&|~!]")
_LINE_START = re.compile(r"(?m)^([ \t]*)(?:([-+=#:])|(\d{1,9})([.)]))")
"""What would begin a list, or underline a heading or a table."""
_LIST_START = re.compile(r"(?m)^([ \t]*)(?:([-+*>])(?=[ \t]|$)|(\d{1,9})([.)])(?=[ \t]|$))")
"""What would begin a list or a quotation."""
_TOUCHY = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\n|$)|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|`|\[(?=[^\[\]]*\]\()|<(?=[A-Za-z])|&(?=#?\w+;)"
)
"""Signs that act in most places where they stand; the others act in few."""

_INDENTED = re.compile(r"\n(?: {2}|\t)[ \t]*\S")
"""A line that is indented, so that its blanks matter."""
_PROSE = re.compile(r"[^\W\d_a-z]\S* |.*[?.]$")
"""How a line begins or ends that is no code, as it is usual above code."""
_OTHER_ENDS = re.compile(r"[\0\ufffd\s\x1c-\x1f]+")

Escape = Callable[[str], str]


def _none(text: str) -> str:
    return text


def _touchy(text: str) -> str:
    return _TOUCHY.sub(r"\\\g<0>", text)


def _amounts_too(text: str) -> str:
    return _touchy(text).replace("$", r"\$")


def _all(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", text)


def _starts(text: str) -> str:
    """Return a paragraph whose lines begin nothing else."""
    return _LINE_START.sub(_escaped_start, text)


def _list_starts(text: str) -> str:
    return _LIST_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    blank, sign, number, dot = match.groups()
    return f"{blank}\\{sign}" if sign else f"{blank}{number}\\{dot}"


_MANNERS: tuple[tuple[Escape, Escape], ...] = (
    (_none, _none),
    (_none, _list_starts),
    (_touchy, _none),
    (_touchy, _list_starts),
    (_amounts_too, _list_starts),
    (_all, _starts),
)
"""How texts, and then paragraphs, are escaped: the first manner by which a text is read as meant is taken."""


def as_markdown(text: str) -> str:
    """Return a text as Markdown that says the same, except for blanks at the ends of lines and empty lines.

    It is unchanged if no markup is read in it; otherwise its signs are escaped. Paragraphs with indented lines become
    code.
    """
    if _INDENTED.search(text):
        markdown = "\n".join(_with_code(text))
        if not parse(markdown).too_complex:
            return markdown
    return _prose(text)


def _with_code(text: str) -> Iterator[str]:
    """Yield a text with its indented lines, and those beside them, between fences, but for a first line of prose."""
    lines = text.split("\n")
    if _PROSE.match(lines[0]):
        yield _prose(lines.pop(0))
    for is_blank, group in groupby(lines, lambda line: not line.strip()):
        part = "\n".join(group)
        if is_blank:
            yield part
        else:
            yield _fenced(part) if _INDENTED.search(f"\n{part}") else _prose(part)


def fence_around(code: str, least: int = 3) -> str:
    """Return as many backticks as can enclose code: more than there are in a row in it, and at least so many."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", code))])


def _fenced(code: str) -> str:
    fence = fence_around(code)
    return f"{fence}\n{code}\n{fence}"


def _prose(text: str) -> str:
    for inner, start in _MANNERS[:-1]:
        markdown = start(inner(text))
        if _says_just(markdown, text):
            return markdown
    return _starts(_all(text))


def _says_just(markdown: str, text: str) -> bool:
    return is_plain(parse(markdown).blocks) and _lines_of(plain_text(markdown)) == _lines_of(text)


def _lines_of(text: str) -> list[str]:
    """Return what lines say: Markdown knows neither other line ends nor the null character."""
    return [line for line in (_OTHER_ENDS.sub(" ", line).strip() for line in text.split("\n")) if line]


def markdown_of(blocks: Sequence[MarkupBlock]) -> str | None:
    """Return blocks as Markdown that `parse` reads as just these; None if Markdown, as packs use it, can't say them."""
    meant = tuple(blocks)
    for inner, start in _MANNERS:
        markdown = _MarkdownWriter(inner, start).text(meant)
        if parse(markdown).blocks == meant:
            return markdown
    return None


class _MarkdownWriter:
    """Writes blocks. escape: of texts; start: of paragraphs."""

    def __init__(self, escape: Escape, start: Escape) -> None:
        self._escape = escape
        self._start = start

    def text(self, blocks: Sequence[MarkupBlock]) -> str:
        lines = list(self._lines(blocks))
        if len(lines) == 1 and not isinstance(blocks[0], Paragraph):  # a text of one line has no blocks
            lines = _on_two_lines(lines[0], blocks[0])
        return "\n".join(lines)

    def _lines(self, blocks: Iterable[MarkupBlock]) -> Iterator[str]:
        before: MarkupBlock | None = None
        other = False
        for block in blocks:
            if before is not None:
                yield ""
            other = _run_together(before, block) and not other
            yield from self._block(block, other)
            before = block

    def _block(self, block: MarkupBlock, other: bool) -> Iterator[str]:
        """Yield the lines of a block. other: a list has the other kind of marks, to part it from that before it."""
        match block:
            case Paragraph():
                yield from self._start(self._inlines(block.children)).split("\n")
            case CodeBlock():
                first, *others = _fenced(block.text).split("\n")
                yield first + block.language
                yield from others
            case MarkupList():
                for at, entry in enumerate(block.entries):
                    mark = (
                        ("*" if other else "-") if block.start is None else f"{block.start + at}{')' if other else '.'}"
                    )
                    yield from _led(f"{mark} ", " " * (len(mark) + 1), self._lines(entry))
            case Quotation():
                yield from _led("> ", "> ", self._lines(block.blocks))
            case Table():
                yield self._row(block.head)
                yield f"| {' | '.join(map(_rule, block.alignments))} |"
                yield from map(self._row, block.rows)

    def _row(self, cells: Iterable[tuple[Inline, ...]]) -> str:
        escaped = (self._inlines(cell).replace("|", r"\|") for cell in cells)
        return f"| {' | '.join(escaped)} |"

    def _inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Literal():
                return self._escape(inline.text)
            case Strong():
                return f"**{self._inlines(inline.children)}**"
            case Emphasis():
                return f"*{self._inlines(inline.children)}*"
            case CodeSpan():
                return code_span(inline.text)
            case Link():
                url = f"<{inline.url}>" if re.search(r"[()\s]|^$", inline.url) else inline.url
                return f"[{self._inlines(inline.children)}]({url})"
            case Math():
                sign = "$$" if inline.display else "$"
                return f"{sign}{inline.source}{sign}"
            case Image():
                return f"![{inline.alt}]({inline.url})"
            case LineBreak():
                return "\n"


def _on_two_lines(line: str, block: MarkupBlock) -> list[str]:
    """Return a list, or a quotation, of one line on two of them."""
    if isinstance(block, Quotation):
        return [line, ">"]
    mark, _, rest = line.partition(" ")
    return [mark, " " * (len(mark) + 1) + rest]


def _run_together(before: MarkupBlock | None, block: MarkupBlock) -> bool:
    """Return whether a list would continue the one before it."""
    if not (isinstance(before, MarkupList) and isinstance(block, MarkupList)):
        return False
    return (before.start is None) is (block.start is None)


def _led(first: str, then: str, lines: Iterable[str]) -> Iterator[str]:
    lead = first
    for line in lines:
        yield (lead + line).rstrip(" ") if not line else lead + line
        lead = then
    if lead is first and first != then:
        yield first.rstrip(" ")


def _rule(alignment: str) -> str:
    return {"left": ":--", "center": ":-:", "right": "--:"}.get(alignment, "---")


def code_span(text: str) -> str:
    """Return code within a line as Markdown."""
    fence = fence_around(text, 1)
    gap = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{gap}{text}{gap}{fence}"

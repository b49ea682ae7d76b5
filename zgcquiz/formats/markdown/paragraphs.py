"""Split Markdown into paragraphs and blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.value import Value

_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_LIST = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]|\||>")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+")
_ENTRY = re.compile(r"[ \t]*([-*+]|\d{1,9}[.)])[ \t]")
_CLOSING = re.compile(r"[ \t]#++[ \t]*+$")
_SUMMARY = re.compile(r"</?(?:details|summary)\b[^<>]*>|</?(?:p|div)\b[^<>]*>(?=[ \t]*\Z)", re.IGNORECASE)
"""Tags at the start of a line that say nothing in plain text: of what can be unfolded, and of a paragraph, alone."""


_FOLDING = re.compile(r"[ \t]*(?:</?(?:details|summary)\b[^<>]*>[ \t]*)+", re.IGNORECASE)


def is_folding(line: str) -> bool:
    """Return whether a line begins with a tag of what can be unfolded, which no indent makes code."""
    return "<" in line and _FOLDING.match(line) is not None


def fence_of(line: str) -> str:
    """Return the backticks or tildes with which a line opens a block of code; "" if it doesn't."""
    found = _FENCE.match(line)
    return found.group(1) if found else ""


def closes(line: str, fence: str) -> bool:
    """Tell whether a line ends the block of code that a fence opened."""
    mark = line.strip(" \t")
    return len(mark) >= len(fence) and mark == fence[0] * len(mark)


def is_blank(line: str) -> bool:
    return not line.strip(" \t")


class MarkdownPart(Value, frozen=True):
    """A paragraph of Markdown, or a block of code.

    first: the index of its first line among those read; is_apart: an empty line precedes it; language: of code.
    """

    lines: tuple[str, ...]
    first: int
    is_apart: bool
    is_code: bool = False
    language: str = ""


def parts_of(lines: Sequence[str]) -> Iterator[MarkdownPart]:
    """Yield the paragraphs and the code in lines of Markdown; a heading is a paragraph."""
    paragraph: list[str] = []
    code: list[str] = []
    fence, language, indent, gap = "", "", 0, False
    column, apart, block_end = 4, False, 0
    for at, line in enumerate(lines):
        if at < block_end:
            continue
        if fence:
            if closes(line, fence):
                yield MarkdownPart(tuple(code), at - len(code), gap, True, language)
                fence, gap = "", False
            else:
                code.append(_dedented(line, indent))
            apart = False
            continue
        opening, blank = fence_of(line), is_blank(line)
        is_indented = not (opening or blank) and apart and indent_of(line) >= column and not is_folding(line)
        is_heading = not (opening or blank or is_indented) and _HEADING.match(line) is not None
        if paragraph and (opening or blank or is_indented or is_heading):
            yield MarkdownPart(tuple(paragraph), at - len(paragraph), gap)
            paragraph, gap = [], False
        if opening:
            fence, indent, code = opening, len(line) - len(line.lstrip(" \t")), []
            language = line.strip(" \t").removeprefix(opening).strip()
        elif blank:
            gap = apart = True
            continue
        elif is_indented:
            block_end = end_of_indented(lines, at, column)
            yield MarkdownPart(tuple(_unindented(each, column) for each in lines[at:block_end]), at, gap, True)
            gap = False
        elif is_heading:
            yield MarkdownPart((heading_text(line),), at, gap)
            gap = False
        else:
            if entry := _ENTRY.match(line):
                column = indent_of(line) + len(entry[1]) + 5
            elif apart and indent_of(line) < column - 4:
                column = 4
            paragraph.append(line)
        apart = False
    if fence:
        yield MarkdownPart(tuple(code), len(lines) - len(code), gap, True, language)
    if paragraph:
        yield MarkdownPart(tuple(paragraph), len(lines) - len(paragraph), gap)


def indent_of(line: str) -> int:
    """Return the width of the blanks at the start of a line, in columns; tab stops are four columns apart."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def end_of_indented(lines: Sequence[str], at: int, column: int) -> int:
    """Return the index after a block of indented code, not counting the empty lines after it."""
    end = at
    while at < len(lines) and (is_blank(lines[at]) or indent_of(lines[at]) >= column) and not is_folding(lines[at]):
        at += 1
        end = end if is_blank(lines[at - 1]) else at
    return end


def _unindented(line: str, columns: int) -> str:
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return blanks.expandtabs(4)[columns:] + line[len(blanks) :]


def heading_text(line: str) -> str:
    """Return a heading's text without its number signs."""
    return _CLOSING.sub("", _HEADING.sub("", line, count=1)).strip(" \t")


def _dedented(line: str, indent: int) -> str:
    """Return a line of fenced code without its fence's indent, in characters."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, blanks) :]


def list_indent(lines: Sequence[str], base: int | None) -> int | None:
    """Return the indent of the outermost entries of the list that a paragraph is in, None if it is in none.

    base: that of the paragraph before it.
    """
    indents = [indent_of(line) for line in lines if _LIST.match(line.strip(" \t"))]
    if base is None or (not indents and indent_of(lines[0]) <= base):
        return min(indents, default=None)
    return min(base, *indents) if indents else base


def joined(lines: Sequence[str], *, keeps_indent: bool = False, base: int | None = None) -> str:
    """Join the lines of a paragraph with spaces, keeping hard line breaks and those before list entries.

    keeps_indent: keep what precedes list entries, too; base: keep of that what goes beyond so many columns.
    """
    out: list[str] = []
    hard = False
    for line in lines:
        text = line.strip(" \t")
        text = _SUMMARY.sub("", text).strip(" \t") if _SUMMARY.match(text) else text
        if out:
            out.append("\n" if hard or _LIST.match(text) else " ")
        slashes = len(text) - len(text.rstrip("\\"))
        hard = slashes % 2 == 1 or line.endswith("  ")
        if keeps_indent and (not out or _LIST.match(text)):
            out.append(line[: len(line) - len(line.lstrip(" \t"))])
        elif base is not None and (not out or _LIST.match(text)):
            out.append(" " * (indent_of(line) - base))
        out.append(text[:-1] if slashes % 2 == 1 else text)
    return "".join(out)

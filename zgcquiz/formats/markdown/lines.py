"""Classify the lines of a Markdown file, and read its front matter and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto

from zgcquiz.core.value import Value
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.markdown.numbering import is_named
from zgcquiz.formats.markdown.paragraphs import (
    closes,
    end_of_indented,
    fence_of,
    heading_text,
    indent_of,
    is_blank,
    is_folding,
)
from zgcquiz.formats.tables.column_names import EXPLANATION
from zgcquiz.formats.untrusted.entities import unescape

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_GLUED_HEADING = re.compile(r" {0,3}(#{1,6})(?=[^#\s])")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_DASHES = re.compile(r" {0,3}-{2,}[ \t]*")
_CHECK = re.compile(
    r"[ \t]*+(?:(?:[-*+•]|\d{1,2}[.)]|[A-Za-z][.)])[ \t]*+){0,2}\[[ \t]*+([xX*✓✔✅☑]?)[ \t]*+\](?![(\[:])[ \t]?(.*)"
)
_ITEM = re.compile(r"[ \t]*+(?:[-*+•]|\d{1,9}[.)])[ \t]")
_QUOTE = re.compile(r"[ \t]*>[ ]?(.*)")
_LABEL = re.compile(
    rf"[ \t]*(?:\*\*|__)([A-Za-z][A-Za-z ]{{2,24}}?|{EXPLANATION})[ \u00a0\u202f]?"
    r"(?:[:：](?:\*\*|__)|(?:\*\*|__)[ \u00a0\u202f]?[:：])[ \t]*(.*)"
)
_META = re.compile(r"[ \t]*+(\w+):[ \t](.*)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_KEY = re.compile(r"#|[\w\"'.-]+[ \t]*[:=]")
_KNOWN = ("title", "description")
_CODE_COLUMNS = 4
_MAX_FRONT_MATTER = 500
"""Maximum lines of front matter."""


class Mark(Enum):
    """The kind of a line."""

    BLANK = auto()
    HEADING = auto()
    CHECK = auto()
    """`- [ ]` or `- [x]`."""
    QUOTE = auto()
    LABEL = auto()
    """`**Explanation:** …`"""
    CODE = auto()
    RULE = auto()
    TEXT = auto()


class MarkdownLine(Value, frozen=True, gc=False):
    """A line. number: from 1, or 0 of an empty one; text: all of it; body: without its mark.

    name: of a label, in lower case; indent: in columns; level: of a heading; checked: of a checkbox; meta: names and
    values in comments right before it.
    """

    number: int
    mark: Mark
    text: str
    body: str = ""
    name: str = ""
    indent: int = 0
    level: int = 0
    checked: bool = False
    meta: tuple[tuple[str, str], ...] = ()


_EMPTY = MarkdownLine(0, Mark.BLANK, "")
"""What all empty lines are that no comment precedes: every other line of a large file."""


def front_matter(lines: list[str]) -> tuple[str, int]:
    """Return the text between two lines of --- at the start of a file, and the index of the line after it."""
    if lines and lines[0].rstrip(" \t") == "---":
        for at, line in enumerate(lines[1 : _MAX_FRONT_MATTER + 1], 1):
            if line.rstrip(" \t") == "---":
                first = next((each for each in lines[1:at] if each.strip()), "")
                return ("\n".join(lines[1:at]), at + 1) if not first or _KEY.match(first) else ("", 0)
    return "", 0


def page_head(lines: list[str], collector: Collector) -> tuple[Mapping[str, str], int]:
    """Return a page's title and description from its front matter, and the index of the line after it.

    Other entries are recorded as lost.
    """
    from zgcquiz.formats.native.yaml.tree import build

    text, start = front_matter(lines)
    tree = build(text.encode("utf-8", "replace"))
    if tree.faults or not isinstance(tree.root, dict):
        collector.note("its front matter is not valid, so no title is read from it" if text.strip() else "")
        return {}, start
    head = {key: value for key, value in tree.root.items() if key in _KNOWN and isinstance(value, str)}
    collector.lose("front matter", "a pack has a title and a description", len(tree.root) - len(head))
    return head, start


def lines_of(lines: list[str], start: int = 0) -> list[MarkdownLine]:
    """Classify the lines from index `start` on, leaving out lines with only a comment."""
    return list(_Scanner(lines).scan(start))


class _Scanner:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        # By character: the length of the shortest fence that is not closed, and the line up to which that is known.
        self._unclosed: dict[str, tuple[int, int]] = {}
        self._no_more_comments = False  # no comment that begins from here on is closed
        self._boxes: list[int] = []  # by line: the smallest indent of the boxes from there to the next heading
        self._options: dict[int, int] = {}  # by column: the end of the last block of boxes indented that far
        self._content = 0  # column where the text of the current list entry begins; 0 outside of lists

    def scan(self, at: int) -> Iterator[MarkdownLine]:
        lines = self._lines
        meta: list[tuple[str, str]] = []
        while at < len(lines):
            text = lines[at]
            if is_blank(text):
                yield MarkdownLine(0, Mark.BLANK, "", meta=tuple(meta)) if meta else _EMPTY
                meta = []
                at += 1
                continue
            if text.lstrip(" \t").startswith("<!--"):
                found, rest, after = self._comment(at)
                if after > at:
                    meta += found
                    if is_blank(rest):
                        at = after
                        continue
                    text, at = rest, after - 1
            fence = fence_of(text)
            check = _CHECK.fullmatch(text) if "[" in text else None
            if check and not fence:
                fence = fence_of(check.group(2))
            end = self._end_of_code(at, fence) if fence else 0
            block = None if fence else self._indented_code(at)
            if end:
                if check:
                    yield _line(at, text, meta, check)
                    meta = []
                    at += 1
                block = [(number + 1, lines[number]) for number in range(at, end + 1)], indent_of(lines[at]), end + 1
            if block:
                code, indent, at = block
                for number, line in code:
                    yield MarkdownLine(number, Mark.CODE, line, indent=indent, meta=tuple(meta))
                    meta = []
                continue
            level = 0 if check else self._underlined(at)
            if level:
                yield MarkdownLine(at + 1, Mark.HEADING, text, text.strip(" \t"), level=level, meta=tuple(meta))
                at += 2
            else:
                yield _line(at, text, meta, check)
                at += 1
            meta = []
        if meta:
            yield MarkdownLine(0, Mark.BLANK, "", meta=tuple(meta))

    def _underlined(self, at: int) -> int:
        """Return the level of an underlined heading; 0 if a line is not one.

        Dashes underline a heading only right above boxes; elsewhere authors mean a rule.
        """
        below = self._lines[at + 1] if at + 1 < len(self._lines) else ""
        if not ("=" in below or "--" in below):
            return 0
        if _UNDERLINE.fullmatch(below):
            return 1
        if not _DASHES.fullmatch(below) or (at and not is_blank(self._lines[at - 1])) or _ITEM.match(self._lines[at]):
            return 0
        later = at + 2
        while later < len(self._lines) and is_blank(self._lines[later]):
            later += 1
        return 2 if later < len(self._lines) and _CHECK.fullmatch(self._lines[later]) else 0

    def _indented_code(self, at: int) -> tuple[list[tuple[int, str]], int, int] | None:
        """Return the block of code, indented by four columns, that begins on a line, as if it were fenced.

        Returns its numbered lines with fences, its indent, and the index after it; None if no block begins there.
        """
        text = self._lines[at]
        indent = indent_of(text)
        if is_blank(text):
            return None
        if is_folding(text):  # what it unfolds is indented like it
            self._content = indent
            return None
        if indent < self._content:
            self._content = 0
        column = self._content + _CODE_COLUMNS
        if indent < column or not self._may_open_code(at) or self._holds_options(at, column):
            if _ITEM.match(text):
                entry = text.lstrip(" \t")
                self._content = indent + len(entry) - len(entry.lstrip("-*+•0123456789.)").lstrip(" "))
            return None
        end = end_of_indented(self._lines, at, column)
        code = [(number + 1, self._lines[number].expandtabs(4)[column:]) for number in range(at, end)]
        ticks = max((len(run) for _, line in code for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, ticks + 1)
        return [(at + 1, fence), *code, (end, fence)], indent, end

    def _may_open_code(self, at: int) -> bool:
        """Tell whether indented code may begin on a line: after an empty line, or a heading outside of lists."""
        before = self._lines[at - 1] if at else ""
        return is_blank(before) or (not self._content and heading_of(before) is not None)

    def _holds_options(self, at: int, column: int) -> bool:
        """Tell whether indented lines contain a question's boxes: there are some, and none further left."""
        if at < self._options.get(column, 0):
            return True
        boxes = False
        while at < len(self._lines) and (is_blank(self._lines[at]) or indent_of(self._lines[at]) >= column):
            boxes = boxes or bool(_CHECK.fullmatch(self._lines[at]))
            at += 1
        if not boxes or self._least_box(at) < column:
            return False
        self._options[column] = at
        return True

    def _least_box(self, at: int) -> int:
        """Return the smallest indent of the boxes from a line to the next heading; a large number if there is none."""
        none = 1000
        if not self._boxes:
            least, found = none, [none]
            for line in reversed(self._lines):
                if heading_of(line):
                    least = none
                elif _CHECK.fullmatch(line):
                    least = min(least, indent_of(line))
                found.append(least)
            self._boxes = found[::-1]
        return self._boxes[at]

    def _comment(self, at: int) -> tuple[list[tuple[str, str]], str, int]:
        """Return the metadata in the comments at the start of a line, the text after them, and the index after that.

        A comment that is never closed is text; the index is then the line's own.
        """
        meta = []
        rest, after = self._lines[at].lstrip(" \t"), at + 1
        while rest.startswith("<!--"):
            comment, end, following = rest[4:].partition("-->")
            if not end and not self._no_more_comments:
                for later in range(after, len(self._lines)):
                    if "-->" in self._lines[later]:
                        following, end, after = self._lines[later].partition("-->")[2], "-->", later + 1
                        break
                else:
                    self._no_more_comments = True
            if not end:
                return [], rest, at
            if match := _META.fullmatch(comment):
                meta.append((match[1].lower(), unescape(match[2]).strip(" \t")))
            rest = following.lstrip(" \t")
        return meta, rest, after

    def _end_of_code(self, at: int, fence: str) -> int:
        """Return the index of the line that closes a block of code; 0 if none does before the next question."""
        shortest, until = self._unclosed.get(fence[0], (0, 0))
        if at < until and len(fence) >= shortest:
            return 0
        question = 0  # index of a heading that asks, unless it is part of the code
        for later in range(at + 1, len(self._lines)):
            line = self._lines[later]
            if closes(line, fence):
                return later
            if question and _CHECK.fullmatch(line):
                break
            heading = heading_of(line)
            if heading and is_named(heading[1]):
                question = question or later
        self._unclosed[fence[0]] = (len(fence), question or len(self._lines))
        return 0


def _line(at: int, text: str, meta: list[tuple[str, str]], check: re.Match[str] | None) -> MarkdownLine:
    """Return the line at an index that is not blank. check: what `_CHECK` matches of it."""
    number, comments = at + 1, tuple(meta)
    if heading := heading_of(text):
        return MarkdownLine(number, Mark.HEADING, text, heading[1], level=heading[0], meta=comments)
    mark, body, name, checked = Mark.TEXT, text, "", False
    if check:
        mark, body, checked = Mark.CHECK, check[2], bool(check[1])
    elif label := _LABEL.fullmatch(text):
        mark, body, name = Mark.LABEL, label[2], label[1].strip().lower()
    elif quote := _QUOTE.fullmatch(text):
        mark, body = Mark.QUOTE, quote[1]
    elif _RULE.fullmatch(text):
        mark = Mark.RULE
    return MarkdownLine(number, mark, text, body, name, indent_of(text), checked=checked, meta=comments)


def unquoted(line: MarkdownLine) -> MarkdownLine:
    """Return a line of a quotation as if it were in none."""
    return _line(line.number - 1, line.body, list(line.meta), None)


def heading_of(text: str) -> tuple[int, str] | None:
    """Return a heading's level and text; None if the line is not a heading.

    Without a space after the number signs, it is a heading only if it is numbered as a question: `####Q2. …`.
    """
    if "#" not in text:
        return None
    if heading := _HEADING.match(text):
        return len(heading[1]), heading_text(text)
    if (heading := _GLUED_HEADING.match(text)) and is_named(text[heading.end() :]):
        return len(heading[1]), heading_text(f"{heading[1]} {text[heading.end() :]}")
    return None

"""Divide the lines of a Markdown quiz into its checkboxes, each with the lines that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.value import Value
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.numbering import is_announced, is_numbered, number_of
from zgcquiz.formats.markdown.paragraphs import is_blank, is_folding

_IMAGE = re.compile(r"[ \t]*(?:!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|<img\b[^<>]*>)[ \t]*", re.IGNORECASE)
Lines = Sequence[MarkdownLine]


class CheckboxItem(Value, frozen=True):
    """A checkbox and the lines that belong to it: the rest of its text, and quotes, which are feedback."""

    box: MarkdownLine
    lines: tuple[MarkdownLine, ...]

    @property
    def text(self) -> tuple[str, ...]:
        return (self.box.body, *texts_of([line for line in self.lines if line.mark is not Mark.QUOTE]))

    @property
    def feedback(self) -> tuple[str, ...]:
        return tuple(line.body for line in self.lines if line.mark is Mark.QUOTE)


def choices_of(body: Lines, at: int, figured: bool = False) -> tuple[list[CheckboxItem], int]:
    """Return the consecutive boxes from index `at` on, with the lines that belong to each, and the index after them.

    figured: the option before them has code or an image.
    """
    choices: list[CheckboxItem] = []
    ticked = False
    while at < len(body) and body[at].mark is Mark.CHECK:
        ticked = ticked or body[at].checked
        end = _end_of_choice(body, at, figured)
        if choices and ticked:
            listed = _end_of_list(body, at + 1)
            end = next((near for near in range(listed, end) if _starts_question(body, near)), end)
        lines = body[at + 1 : end]
        figured = any(map(is_figure, lines))
        choices.append(CheckboxItem(body[at], tuple(lines)))
        at = end
    return choices, at


def _starts_question(body: Lines, at: int) -> bool:
    """Tell whether an unindented line right after an option is the stem of a complete set of boxes right below it."""
    line = body[at]
    if line.mark is not Mark.TEXT or line.indent > 1 or at + 2 >= len(body) or body[at + 1].mark is not Mark.CHECK:
        return False
    ticked = False
    for later in range(at + 1, len(body)):
        if body[later].mark is not Mark.CHECK:
            return ticked and later > at + 2
        ticked = ticked or body[later].checked
    return ticked


def _end_of_choice(body: Lines, start: int, figured: bool) -> int:
    """Return the index after the lines that belong to a box: those right after it, indented ones, and its code.

    The text of an empty box is what comes next, even after an empty line. Code after an empty line belongs to the
    option if another option follows, or if the option before has code or an image too (figured); so does an image in
    the latter case. A list numbered from 1 belongs to the option if it is indented, or right after it.
    """
    box = body[start]
    at = _end_of_list(body, start + 1)
    empty, gap = is_blank(box.body) and at == start + 1, False
    entries = 0
    while at < len(body) and body[at].mark is not Mark.CHECK:
        line = body[at]
        inside = line.indent >= box.indent + 2
        if inside and _is_numbered_text(line):
            inside = not is_announced(line.text) and number_of(line.text) == entries + 1
            entries += inside
        if is_figure(line):
            after = _after_figure(body, at)
            follows = line.mark is Mark.CODE and after < len(body) and body[after].mark is Mark.CHECK
            if gap and not (inside or empty or figured or follows):
                return at
            at, gap, empty = after, body[after - 1].mark is Mark.BLANK, False
            continue
        if line.mark is Mark.BLANK:
            gap = gap or not empty
        elif _ends_options(line, inside, gap) or (not (inside or is_blank(box.body)) and _is_numbered_text(line)):
            return at
        else:
            empty = False
        at += 1
    return at


def _ends_options(line: MarkdownLine, inside: bool, gap: bool) -> bool:
    """Tell whether a line can't belong to an option. inside: it is indented; gap: an empty line is before it."""
    if line.mark in (Mark.LABEL, Mark.RULE, Mark.HEADING) or (gap and not inside) or (gap and is_folding(line.text)):
        return True
    return line.mark is Mark.TEXT and (is_explanation(line.text) or is_announced(line.text))


def _is_numbered_text(line: MarkdownLine) -> bool:
    return line.mark is Mark.TEXT and is_numbered(line.text)


def _end_of_list(body: Lines, start: int) -> int:
    """Return the index after a list of two or more entries, numbered from 1; `start` if none begins there."""
    at = start
    while at < len(body) and _is_numbered_text(body[at]) and number_of(body[at].text) == at - start + 1:
        at += 1
    return at if at > start + 1 and not any(is_announced(line.text) for line in body[start:at]) else start


def is_figure(line: MarkdownLine) -> bool:
    """Tell whether a line is code, or only an image."""
    return line.mark is Mark.CODE or (line.mark is Mark.TEXT and _IMAGE.fullmatch(line.text) is not None)


def _after_figure(body: Lines, at: int) -> int:
    """Return the index after a run of code, or an image, and the blank lines after it."""
    if body[at].mark is not Mark.CODE:
        at += 1
    while at < len(body) and body[at].mark is Mark.CODE:
        at += 1
    while at < len(body) and body[at].mark is Mark.BLANK:
        at += 1
    return at


def is_explanation(text: str) -> bool:
    """Tell whether a line after the options begins like an explanation, as in collections on GitHub."""
    return bool(re.match(r"\[?(?:reference|source|explanation|note)\b", text.strip("*_` \t"), re.IGNORECASE))


def texts_of(lines: Lines) -> Iterator[str]:
    """Yield the texts of lines, without rules and the marks of quotes."""
    for line in lines:
        if line.mark is not Mark.RULE:
            yield line.body if line.mark is Mark.QUOTE else line.text

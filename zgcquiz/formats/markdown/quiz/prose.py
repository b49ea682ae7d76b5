"""Questions in the lines of a section: their stems, their checkboxes and what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.value import replace
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.numbering import is_numbered, number_of, without_number
from zgcquiz.formats.markdown.quiz.checkboxes import CheckboxItem, Lines, choices_of
from zgcquiz.formats.markdown.quiz.question import MarkdownQuestion, question_of

ASKS = re.compile(r"[?？؟](?:[*_` ]*$|[*_ ]*[(（][^()（）]*[)）][*_. ]*$)")
"""A question mark at the end, or before a remark in brackets."""
_ENTRY = re.compile(r"[ \t]*[-*+•][ \t]+(?=\S)")


def questions_under(heading: MarkdownLine, body: Lines) -> list[MarkdownQuestion]:
    """Return the question that a heading asks, and any that follow it without a heading of their own."""
    ends = _ends(body)
    head = without_number(heading.body if heading.mark is Mark.HEADING else heading.text)
    first = question_of(heading.number, head, body[: ends[0]] if ends else body, heading.meta)
    if not ends:
        return [first]
    number = number_of(heading.body if heading.mark is Mark.HEADING else heading.text)
    prose, others = questions_in(body[ends[0] :], number)
    return [replace(first, after=(*first.after, *prose)), *others]


def _ends(body: Lines) -> list[int]:
    """Return where in a question's lines another one begins that has its own stem and boxes, if one does.

    Text between boxes is an option's, unless it is numbered, or both sides are whole: two boxes, one of them ticked.
    """
    at = next((at for at, line in enumerate(body) if line.mark is Mark.CHECK), len(body))
    before: list[CheckboxItem] = []
    while at < len(body):
        choices, end = choices_of(body, at)
        before += choices
        following = next((later for later in range(end, len(body)) if body[later].mark is Mark.CHECK), len(body))
        between = body[end:following]
        if following < len(body) and any(line.mark is Mark.TEXT for line in between):
            numbered = any(line.mark is Mark.TEXT and is_numbered(line.text) for line in between)
            if numbered or (is_complete(before) and is_complete(choices_of(body, following)[0])):
                return [end]
        at = following
    return []


def is_complete(choices: Sequence[CheckboxItem]) -> bool:
    return len(choices) > 1 and any(choice.box.checked for choice in choices)


def questions_in(body: Lines, last: int | None = None) -> tuple[Lines, list[MarkdownQuestion]]:
    """Return what a section says before its first question, and its questions, whose stems are no headings.

    last: the number of the question before it.
    """
    questions: list[MarkdownQuestion] = []
    pending: list[MarkdownLine] = []
    prose: Lines = ()
    at = 0
    while at < len(body):
        line = body[at]
        if line.mark is not Mark.CHECK:
            pending.append(line)
            at += 1
            continue
        start = _stem_start(pending)
        stem = pending[start:]
        number_said = number_of(stem[0].text) if stem else None
        before, lost = _without_options(pending[:start], last, number_said)
        last = number_said
        if questions:
            questions[-1] = replace(questions[-1], after=tuple(before))
        else:
            prose = before
        questions += lost
        choices, at = choices_of(body, at)
        meta = tuple(pair for each in (*stem, *(choice.box for choice in choices)) for pair in each.meta)
        number = next((each.number for each in stem if each.mark is not Mark.BLANK), line.number)
        questions.append(MarkdownQuestion(number, tuple(_unnumbered(stem)), tuple(choices), (), meta))
        pending = []
    rest, lost = _without_options(pending, last)
    if questions:
        questions[-1] = replace(questions[-1], after=tuple(rest))
    else:
        prose = rest
    return prose, [*questions, *lost]


def _without_options(
    lines: Lines, last: int | None, following: int | None = None
) -> tuple[Lines, list[MarkdownQuestion]]:
    """Part what follows a question from questions without options, whose numbers go on from its own.

    last: its number; following: the next one's, None at the end, where only a line that asks is taken for a question.
    """
    starts = [at for at, line in enumerate(lines) if line.mark is Mark.TEXT and _is_listed(line)]
    if last is None or not starts or (starts[0] and lines[starts[0] - 1].mark not in (Mark.BLANK, Mark.RULE)):
        return lines, []
    if [number_of(lines[at].text) for at in starts] != list(range(last + 1, last + 1 + len(starts))):
        return lines, []
    if following != last + 1 + len(starts) and not (
        following is None and all(ASKS.search(lines[at].text) for at in starts)
    ):
        return lines, []
    ends = [*starts[1:], len(lines)]
    return lines[: starts[0]], [
        question_of(lines[at].number, without_number(lines[at].text), lines[at + 1 : end], lines[at].meta)
        for at, end in zip(starts, ends, strict=True)
    ]


def _stem_start(lines: Lines) -> int:
    """Return where in the lines before some boxes their stem begins: at the last number, or with the last paragraph."""
    numbered = [at for at, line in enumerate(lines) if line.mark is Mark.TEXT and _is_listed(line)]
    if numbered:
        return numbered[-1]
    at = len(lines)
    while at and lines[at - 1].mark is Mark.BLANK:
        at -= 1
    while at and lines[at - 1].mark in (Mark.CODE, Mark.BLANK):
        at -= 1
    while at and lines[at - 1].mark not in (Mark.BLANK, Mark.RULE, Mark.QUOTE, Mark.CODE, Mark.LABEL):
        at -= 1
    return at


def _is_listed(line: MarkdownLine) -> bool:
    return line.indent < 2 and is_numbered(line.text)


def _unnumbered(stem: Lines) -> Iterator[str]:
    listed = [line for line in stem if _ENTRY.match(line.text)]
    for at, line in enumerate(stem):
        text = line.text
        if not at:  # a mark of a list, of which each entry is a question
            text = without_number(_ENTRY.sub("", text, count=1) if listed == [line] else text)
        yield text

"""Find questions in the lines of a section: their stems, their checkboxes and what follows."""

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
    """Return the question that a heading asks, and any that follow it without a heading."""
    end = _end_of_question(body)
    text = heading.body if heading.mark is Mark.HEADING else heading.text
    first = question_of(heading.number, without_number(text), body[:end], heading.meta)
    if end is None:
        return [first]
    prose, others = questions_in(body[end:], number_of(text))
    return [replace(first, after=(*first.after, *prose)), *others]


def _end_of_question(body: Lines) -> int | None:
    """Return the index in a question's lines at which another one with a stem and boxes begins; None if none does.

    Text between boxes belongs to an option, unless it is numbered, or the boxes before and after it are complete.
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
                return end
        at = following
    return None


def is_complete(choices: Sequence[CheckboxItem]) -> bool:
    """Tell whether there are two or more boxes, and one is ticked."""
    return len(choices) > 1 and any(choice.box.checked for choice in choices)


def questions_in(body: Lines, last: int | None = None) -> tuple[Lines, list[MarkdownQuestion]]:
    """Return the lines before a section's first question, and its questions, whose stems are not headings.

    last: the number of the question before the section.
    """
    questions: list[MarkdownQuestion] = []
    pending: list[MarkdownLine] = []
    prose: Lines = ()

    def add_text(lines: Lines) -> None:
        nonlocal prose
        if questions:
            questions[-1] = replace(questions[-1], after=tuple(lines))
        else:
            prose = lines

    at = 0
    while at < len(body):
        line = body[at]
        if line.mark is not Mark.CHECK:
            pending.append(line)
            at += 1
            continue
        start = _stem_start(pending)
        stem = pending[start:]
        following = number_of(stem[0].text) if stem else None
        before, open_questions = _without_options(pending[:start], last, following)
        last = following
        add_text(before)
        questions += open_questions
        choices, at = choices_of(body, at)
        meta = tuple(pair for each in (*stem, *(choice.box for choice in choices)) for pair in each.meta)
        number = next((each.number for each in stem if each.mark is not Mark.BLANK), line.number)
        questions.append(MarkdownQuestion(number, tuple(_unnumbered(stem)), tuple(choices), (), meta))
        pending = []
    rest, open_questions = _without_options(pending, last)
    add_text(rest)
    return prose, [*questions, *open_questions]


def _without_options(
    lines: Lines, last: int | None, following: int | None = None
) -> tuple[Lines, list[MarkdownQuestion]]:
    """Divide the lines after a question into its own, and questions without options that continue its numbering.

    last: its number; following: that of the next question with options, None at the end, where every numbered line
    must end in a question mark.
    """
    starts = [at for at, line in enumerate(lines) if line.mark is Mark.TEXT and _is_listed(line)]
    if last is None or not starts or (starts[0] and lines[starts[0] - 1].mark not in (Mark.BLANK, Mark.RULE)):
        return lines, []
    end = last + 1 + len(starts)
    all_ask = following is None and all(ASKS.search(lines[at].text) for at in starts)
    if [number_of(lines[at].text) for at in starts] != list(range(last + 1, end)) or not (following == end or all_ask):
        return lines, []
    ends = [*starts[1:], len(lines)]
    return lines[: starts[0]], [
        question_of(lines[at].number, without_number(lines[at].text), lines[at + 1 : end], lines[at].meta)
        for at, end in zip(starts, ends, strict=True)
    ]


def _stem_start(lines: Lines) -> int:
    """Return the index at which the stem in the lines before boxes begins: the last number, or the last paragraph."""
    numbered = [at for at, line in enumerate(lines) if line.mark is Mark.TEXT and _is_listed(line)]
    if numbered:
        return numbered[-1]
    at = len(lines)
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
        if not at:  # drop the bullet of a list whose entries are questions
            text = without_number(_ENTRY.sub("", text, count=1) if listed == [line] else text)
        yield text

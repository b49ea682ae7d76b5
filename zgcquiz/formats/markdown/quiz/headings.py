"""Tell which headings of a Markdown quiz ask a question, and which name a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.value import Value, replace
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.numbering import is_announced, is_named, is_numbered, number_of
from zgcquiz.formats.markdown.quiz.answered_lists import KEY_LABEL, is_unread, names_answer
from zgcquiz.formats.markdown.quiz.checkboxes import Lines, is_explanation
from zgcquiz.formats.markdown.quiz.item import as_label
from zgcquiz.formats.markdown.quiz.prose import ASKS, is_complete, questions_in
from zgcquiz.formats.markdown.quiz.question import is_answer

_OPTIONS_HEADING = re.compile(r"(?:(?:answer |possible )?(?:options|choices|answers))\W*", re.IGNORECASE)
"""A heading that only announces the boxes below it."""
OWN_NUMBER = re.compile(r"Q(?:uestion)?[ \t]*#?[ \t]*\d", re.IGNORECASE)
NO_HEADING = 7
"""Level of a question without a heading, below all headings."""
_CODE_INDENT = 4


class Segment(Value, frozen=True):
    """A heading, if any, and the lines up to the next."""

    heading: MarkdownLine | None
    body: tuple[MarkdownLine, ...]


def segments_of(lines: Lines) -> Iterator[Segment]:
    """Divide a file at its headings, and at lines such as `Q3.` whose boxes or answer follow."""
    heading: MarkdownLine | None = None
    body: list[MarkdownLine] = []
    begins = _announcements(lines)
    for at, line in enumerate(lines):
        if line.mark is Mark.HEADING or at in begins:
            if heading or body:
                yield Segment(heading, tuple(body))
            heading, body = (line if line.mark is Mark.HEADING else replace(line, level=NO_HEADING)), []
        else:
            body.append(line)
    if heading or body:
        yield Segment(heading, tuple(body))


def _announcements(lines: Lines) -> set[int]:
    """Return the indices of lines that begin a question with its number, and whose boxes or answer follow."""
    found = set()
    answered = False
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.mark is Mark.HEADING:
            answered = False
        elif line.mark is Mark.CHECK or is_answer(line) or names_answer(line.text):
            answered = True
        elif line.mark is Mark.TEXT and line.indent < _CODE_INDENT and is_announced(line.text):
            apart = at == 0 or lines[at - 1].mark in (Mark.BLANK, Mark.RULE)
            if answered or (apart and OWN_NUMBER.match(line.text.lstrip("*_ "))):
                found.add(at)
                answered = False
    return found


def joined_segments(segments: Iterator[Segment]) -> Iterator[Segment]:
    """Join segments whose heading is part of a question (its options, a reference) to the question."""
    last: Segment | None = None
    parts: list[MarkdownLine] = []  # lines joined to the last
    for segment in segments:
        if last and last.heading and segment.heading and _is_part(segment, last, parts):
            if not _OPTIONS_HEADING.fullmatch(segment.heading.body):
                parts.append(as_label(segment.heading))
            parts += segment.body
            continue
        if last:
            yield replace(last, body=(*last.body, *parts)) if parts else last
        last, parts = segment, []
    if last:
        yield replace(last, body=(*last.body, *parts))


def _is_part(segment: Segment, question: Segment, parts: Lines) -> bool:
    """Tell whether a segment belongs to the question before it. parts: the lines already joined to that."""
    assert segment.heading
    assert question.heading
    boxes = any(line.mark is Mark.CHECK for line in segment.body)
    if question.heading.level == segment.heading.level and is_explanation(segment.heading.body):
        return not boxes and _asks(question)
    if not question.heading.level < segment.heading.level < NO_HEADING:
        return False
    if _OPTIONS_HEADING.fullmatch(segment.heading.body):
        return boxes and not any(line.mark is Mark.CHECK for line in (*question.body, *parts))
    if boxes or is_named(segment.heading.body):
        return False
    if any(map(is_answer, segment.body)) and not KEY_LABEL.match(segment.heading.body):
        return not any(map(_is_key, (*question.body, *parts)))
    return bool(parts) or _asks(question)


def _is_key(line: MarkdownLine) -> bool:
    """Tell whether a line says what is right: a ticked box, or an answer."""
    return line.checked or is_answer(line)


def which_ask(segments: Sequence[Segment]) -> list[bool]:
    """Return for each segment whether its heading asks a question.

    A numbered heading names a section if some heading of its level has several questions below it. A heading without
    boxes is a question without options if some heading of its level asks, and it ends in a question mark, or is
    numbered with nothing below it. So is one that ends in a question mark, or is numbered like those that ask, with
    options or an answer below it that were not understood: it is reported then.
    """
    sections = {segment.heading.level for segment in segments if segment.heading and _is_chapter(segment)}
    asks = [
        _asks(segment) and not (segment.heading and segment.heading.level in sections and _may_be_chapter(segment))
        for segment in segments
    ]
    ranks = {segment.heading.level for segment, ask in zip(segments, asks, strict=True) if segment.heading and ask}
    for at, segment in enumerate(segments):
        heading = segment.heading
        if asks[at] or heading is None or heading.level in sections:
            continue
        following = segments[at + 1].heading if at + 1 < len(segments) else None
        if following is not None and following.level > heading.level:
            continue
        if (ASKS.search(heading.body) or (heading.level in ranks and is_numbered(heading.body))) and (
            is_unread(segment.body)
        ):
            asks[at] = True
            continue
        if heading.level not in ranks:
            continue
        marks = {line.mark for line in segment.body}
        empty = marks <= {Mark.BLANK, Mark.RULE}
        asks[at] = Mark.CHECK not in marks and (
            bool(ASKS.search(heading.body)) or (empty and is_numbered(heading.body))
        )
    return asks


def _may_be_chapter(segment: Segment) -> bool:
    """Tell whether a heading has a number but doesn't ask, and has text below it that may ask."""
    if segment.heading is None or segment.heading.mark is not Mark.HEADING:
        return False
    text = segment.heading.body
    first = next((line for line in segment.body if line.mark is not Mark.BLANK), None)
    if first is None or first.mark is not Mark.TEXT or is_named(text) or not is_numbered(text):
        return False
    return not (ASKS.search(text) or _ends_open(text))


def _is_chapter(segment: Segment) -> bool:
    """Tell whether a numbered heading has several questions below it that don't continue its numbering."""
    if not _may_be_chapter(segment):
        return False
    questions = questions_in(segment.body)[1]
    texts = {line.number: line.text for line in segment.body}
    numbers = [number_of(texts[question.line]) for question in questions]
    return (
        len(questions) > 1
        and all(is_complete(question.choices) for question in questions)
        and (numbers[0] == 1 or not any(numbers))
    )


def _asks(segment: Segment) -> bool:
    """Tell whether the heading is a question's stem, or the start of one."""
    if segment.heading is None:
        return False
    text = segment.heading.body
    answered = any(line.mark is Mark.CHECK or is_answer(line) for line in segment.body)
    if is_named(text) and (answered or OWN_NUMBER.match(text) or is_unread(segment.body)):
        return True
    if not answered:
        return False
    first = next((line for line in segment.body if line.mark not in (Mark.BLANK, Mark.CODE)), None)
    if (first is not None and (first.mark is Mark.CHECK or is_answer(first))) or is_numbered(text) or ASKS.search(text):
        return True
    return _ends_open(text) and len(questions_in(segment.body)[1]) == 1


def _ends_open(text: str) -> bool:
    """Tell whether a heading continues in the text below it: it ends in a colon, dots or a gap."""
    bare = text.rstrip("*_ ")
    return bare.endswith((":", "：", "...", "…")) or "__" in text[len(bare) :]

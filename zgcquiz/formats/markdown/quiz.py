"""Markdown quizzes: a stem, a list of checkboxes in which the right ones are ticked, and why.

What of a text is a stem is told by its place: a heading right over the boxes, or one that asks
(`Q1.`, `1.`, a question mark); else the numbered line or the paragraph before them, and the
headings are sections then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.packs.pack import PackInfo, Section, Source
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine, lines_of, page_head
from zgcquiz.formats.markdown.links import with_addresses
from zgcquiz.formats.markdown.numbering import is_announced, is_named, is_numbered, number_of, without_number
from zgcquiz.formats.markdown.question import (
    CheckboxItem,
    Lines,
    MarkdownQuestion,
    as_label,
    choices_of,
    is_answer,
    item_of,
    json_texts,
    looks_like_why,
    question_of,
    with_boxes,
)
from zgcquiz.formats.markdown.text import inline, to_plain
from zgcquiz.formats.markdown.writer import write
from zgcquiz.formats.shared.identifiers import pack_id
from zgcquiz.formats.untrusted.decoding import read_text

_BULLET = r"(?m)^[ \t]*+(?:(?:[-*+•]|\d{1,2}[.)]|[A-Za-z][.)])[ \t]*+){1,2}\["
_TICKED = re.compile(_BULLET + r"[ \t]*+[xX*✓✔✅☑][ \t]*+\][ \t]|(?m:^)[ \t]*+\[[xX]\][ \t]")
_EMPTY = re.compile(_BULLET + r"[ \t]*+\][ \t]|(?m:^)[ \t]*+\[ ?\][ \t]")
_TYPED = re.compile(r"(?m)^\*\*(?:Answer|Number):\*\*[ \t]")
_OURS = re.compile(r"(?m)^<!-- pack: ")
_OPTIONS_HEADING = re.compile(r"(?:(?:answer |possible )?(?:options|choices|answers))\W*", re.IGNORECASE)
"""A heading that only announces the boxes below it."""
_ASKS_INSIDE = re.compile(r"[?？؟](?:[*_` ]*$|[*_ ]*[(（][^()（）]*[)）][*_. ]*$)")
"""A question mark at the end, or before a remark in brackets."""


_ENTRY = re.compile(r"[ \t]*[-*+•][ \t]+(?=\S)")
_OURS_NUMBER = re.compile(r"Q(?:uestion)?[ \t]*#?[ \t]*\d", re.IGNORECASE)
_NO_HEADING = 7
"""The level of a question without a heading: all headings rank above it."""
_CODE_INDENT = 4


class _Segment(Value, frozen=True):
    """A heading, if any, and what follows it up to the next."""

    heading: MarkdownLine | None
    body: tuple[MarkdownLine, ...]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = decoded.text.split("\n")
    said, start = page_head(lines, collector)
    reader = _QuizReader(collector, options, len(lines))
    known = with_boxes(with_addresses(lines_of(lines, start)))
    reader.read(known)
    about = dict(pair for line in reversed(known) for pair in line.meta)
    info = PackInfo(
        id=pack_id(about["pack"]) if "pack" in about else "",
        title="",
        language=about.get("language", ""),
        license=about.get("license", ""),
        sources=tuple(_sources(known)),
        description="\n\n".join(filter(None, [said.get("description", ""), reader.description])),
        sections=tuple(Section(title, text) for title, text in reader.sections.items()),
    )
    return collector.result(said.get("title", "") or reader.title, info)


def _sources(lines: Lines) -> Iterator[Source]:
    """The sources that comments describe, the first of each id."""
    found: dict[str, Source] = {}
    for line in lines:
        for name, value in line.meta:
            said = json_texts(value) if name == "source" else {}
            if said.get("id") and said.get("title"):
                known = {key: said[key] for key in Source.__struct_fields__ if key in said}
                found.setdefault(said["id"], Source(**known))
    yield from found.values()


class _QuizReader:
    """Goes through a file's segments; keeps in which section it is."""

    def __init__(self, collector: Collector, options: ExchangeOptions, length: int) -> None:
        self.title = ""
        self.description = ""
        self.sections: dict[str, str] = {}
        self._collector = collector
        self._options = options
        self._length = length
        self._above: list[tuple[int, str]] = []  # the headings that a question stands under

    def read(self, lines: Lines) -> None:
        segments = list(_joined(_segments(lines)))
        asks = _which_ask(segments)
        self._take_title([s.heading for s, ask in zip(segments, asks, strict=True) if s.heading and not ask])
        for number, (segment, ask) in enumerate(zip(segments, asks, strict=True)):
            if number % 200 == 0 and segment.heading:
                self._options.progress(segment.heading.number, self._length)
            if segment.heading and ask:
                for question in _under_heading(segment.heading, segment.body):
                    self._add(question, segment.heading.level)
                continue
            if segment.heading:
                self._enter(segment.heading)
            prose, questions = _in_prose(segment.body)
            self._keep_prose(prose)
            for question in questions:
                self._add(question, _NO_HEADING)

    def _take_title(self, headings: list[MarkdownLine]) -> None:
        """The first heading is the title where all others stand below it."""
        if headings and all(other.level > headings[0].level for other in headings[1:]):
            self.title = inline(headings[0].body)
            self._title = headings[0]
        else:
            self._title = MarkdownLine(0, Mark.BLANK, "")

    def _enter(self, heading: MarkdownLine) -> None:
        while self._above and self._above[-1][0] >= heading.level:
            self._above.pop()
        if heading is not self._title:
            self._above.append((heading.level, " ".join(inline(heading.body).split())))

    def _section(self, level: int = _NO_HEADING) -> str:
        """Return the titles of the headings that rank above a level."""
        return " / ".join(text for above, text in self._above if text and above < level)

    def _keep_prose(self, lines: Lines) -> None:
        """Text that belongs to no question is read before them: it describes the pack or a section."""
        text = to_plain([line.text for line in lines if line.mark is not Mark.RULE], self._collector.lose)
        if not text.strip():
            return
        section = self._section()
        if section:
            self.sections[section] = "\n\n".join(filter(None, [self.sections.get(section, ""), text]))
        else:
            self.description = "\n\n".join(filter(None, [self.description, text]))

    def _add(self, question: MarkdownQuestion, level: int) -> None:
        losses = Losses()
        try:
            item = item_of(question, losses)
        except UnusableError as error:
            self._collector.skip(question.line, str(error), to_plain(question.stem))
            return
        self._collector.add(replace(item, section=self._section(level)), question.line, losses=losses)


def _segments(lines: Lines) -> Iterator[_Segment]:
    """Part a file at its headings, and at lines such as `Q3.` that begin a question, as its boxes tell."""
    heading: MarkdownLine | None = None
    body: list[MarkdownLine] = []
    begins = _announcements(lines)
    for at, line in enumerate(lines):
        if line.mark is Mark.HEADING or at in begins:
            if heading or body:
                yield _Segment(heading, tuple(body))
            heading, body = (line if line.mark is Mark.HEADING else replace(line, level=_NO_HEADING)), []
        else:
            body.append(line)
    if heading or body:
        yield _Segment(heading, tuple(body))


def _announcements(lines: Lines) -> set[int]:
    """Return the places of lines that begin a question by its number, and whose boxes or answer follow."""
    found = set()
    answered = False
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.mark is Mark.CHECK or is_answer(line):
            answered = True
        elif line.mark is Mark.HEADING:
            answered = False
        elif line.mark is Mark.TEXT and line.indent < _CODE_INDENT and is_announced(line.text):
            apart = at == 0 or lines[at - 1].mark in (Mark.BLANK, Mark.RULE)
            if answered or (apart and _OURS_NUMBER.match(line.text.lstrip("*_ "))):
                found.add(at)
                answered = False
    return found


def _joined(segments: Iterator[_Segment]) -> Iterator[_Segment]:
    """Join what stands under a heading within a question (its options, a reference) to the question."""
    last: _Segment | None = None
    parts: list[MarkdownLine] = []  # that were joined to the last
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


def _is_part(segment: _Segment, question: _Segment, parts: Lines) -> bool:
    """Tell whether a segment of lower rank belongs to the question before it. parts: what was joined to that."""
    assert segment.heading
    assert question.heading
    boxes = any(line.mark is Mark.CHECK for line in segment.body)
    if question.heading.level == segment.heading.level and looks_like_why(segment.heading.body):
        return not boxes and _asks(question)
    if not question.heading.level < segment.heading.level < _NO_HEADING:
        return False
    if _OPTIONS_HEADING.fullmatch(segment.heading.body):
        return boxes and not any(line.mark is Mark.CHECK for line in (*question.body, *parts))
    return not boxes and not is_named(segment.heading.body) and (bool(parts) or _asks(question))


def _which_ask(segments: Sequence[_Segment]) -> list[bool]:
    """Tell of each segment whether its heading asks.

    A numbered heading is a section's where one of its rank has several questions below it. A heading that is numbered
    or asks, with nothing below it, is a question without options where one of its rank asks.
    """
    sections = {segment.heading.level for segment in segments if segment.heading and _is_chapter(segment)}
    asks = [
        _asks(segment) and not (segment.heading and segment.heading.level in sections and _may_be_chapter(segment))
        for segment in segments
    ]
    ranks = {segment.heading.level for segment, ask in zip(segments, asks, strict=True) if segment.heading and ask}
    for at, segment in enumerate(segments):
        heading = segment.heading
        if asks[at] or heading is None or heading.level not in ranks or heading.level in sections:
            continue
        following = segments[at + 1].heading if at + 1 < len(segments) else None
        if following is not None and following.level > heading.level:
            continue
        marks = {line.mark for line in segment.body}
        empty = marks <= {Mark.BLANK, Mark.RULE}
        asks[at] = Mark.CHECK not in marks and (
            bool(_ASKS_INSIDE.search(heading.body)) or (empty and is_numbered(heading.body))
        )
    return asks


def _may_be_chapter(segment: _Segment) -> bool:
    """Tell whether a heading has a number, but doesn't ask, and the text below it may ask itself."""
    if segment.heading is None or segment.heading.mark is not Mark.HEADING:
        return False
    text = segment.heading.body
    first = next((line for line in segment.body if line.mark is not Mark.BLANK), None)
    if first is None or first.mark is not Mark.TEXT or is_named(text) or not is_numbered(text):
        return False
    return not (_ASKS_INSIDE.search(text) or _ends_open(text))


def _is_chapter(segment: _Segment) -> bool:
    """Tell whether a numbered heading has several questions below it that don't go on from its number."""
    if not _may_be_chapter(segment):
        return False
    questions = _in_prose(segment.body)[1]
    texts = {line.number: line.text for line in segment.body}
    numbers = [number_of(texts[question.line]) for question in questions]
    return (
        len(questions) > 1
        and all(_is_whole(question.choices) for question in questions)
        and (numbers[0] == 1 or not any(numbers))
    )


def _asks(segment: _Segment) -> bool:
    """Tell whether the heading is a question's stem, or how it begins."""
    if segment.heading is None:
        return False
    text = segment.heading.body
    answered = any(line.mark is Mark.CHECK or is_answer(line) for line in segment.body)
    if is_named(text) and (answered or _OURS_NUMBER.match(text)):
        return True
    if not answered:
        return False
    first = next((line for line in segment.body if line.mark not in (Mark.BLANK, Mark.CODE)), None)
    if (first is not None and (first.mark is Mark.CHECK or is_answer(first))) or is_numbered(text):
        return True
    if _ASKS_INSIDE.search(text):
        return True
    return _ends_open(text) and len(_in_prose(segment.body)[1]) == 1


def _ends_open(text: str) -> bool:
    """Tell whether a heading ends so that the text below it goes on: in a colon, in dots, or in a gap."""
    bare = text.rstrip("*_ ")
    return bare.endswith((":", "：", "...", "…")) or "__" in text[len(bare) :]


def _under_heading(heading: MarkdownLine, body: Lines) -> list[MarkdownQuestion]:
    """Return the question that a heading asks, and any that follow it without a heading of their own."""
    ends = _ends(body)
    head = without_number(heading.body if heading.mark is Mark.HEADING else heading.text)
    first = question_of(heading.number, head, body[: ends[0]] if ends else body, heading.meta)
    if not ends:
        return [first]
    number = number_of(heading.body if heading.mark is Mark.HEADING else heading.text)
    prose, others = _in_prose(body[ends[0] :], number)
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
            if numbered or (_is_whole(before) and _is_whole(choices_of(body, following)[0])):
                return [end]
        at = following
    return []


def _is_whole(choices: Sequence[CheckboxItem]) -> bool:
    return len(choices) > 1 and any(choice.box.checked for choice in choices)


def _in_prose(body: Lines, last: int | None = None) -> tuple[Lines, list[MarkdownQuestion]]:
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
        following is None and all(_ASKS_INSIDE.search(lines[at].text) for at in starts)
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


def _recognise(sample: Sample) -> Confidence:
    if _OURS.search(sample.text):
        return Confidence.CERTAIN
    if _TYPED.search(sample.text):
        return Confidence.LIKELY
    if not _TICKED.search(sample.text):
        return Confidence.NO
    return Confidence.LIKELY if _EMPTY.search(sample.text) else Confidence.POSSIBLE


MARKDOWN = Format("markdown", "Markdown with checkboxes", (".md", ".markdown"), _recognise, _read, write)

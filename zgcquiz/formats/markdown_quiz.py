"""Markdown quizzes: a stem, a list of checkboxes in which the right ones are ticked, and why.

What of a text is a stem is told by its place: a heading right over the boxes, or one that asks
(`Q1.`, `1.`, a question mark); else the numbered line or the paragraph before them, and the
headings are sections then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.pack import PackInfo, Section, Source
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.collector import Collector
from zgcquiz.formats.decoding import read_text
from zgcquiz.formats.exchange import Confidence, Converted, ExchangeOptions, Format, Losses, UnusableError
from zgcquiz.formats.identifiers import pack_id
from zgcquiz.formats.markdown_lines import ASKING, Line, Mark, lines_of, page_head
from zgcquiz.formats.markdown_question import (
    Choice,
    Lines,
    Question,
    choice_of,
    is_answer,
    item_of,
    json_texts,
    looks_like_why,
    question_of,
)
from zgcquiz.formats.markdown_text import inline, to_plain
from zgcquiz.formats.markdown_writer import write
from zgcquiz.formats.sample import Sample

_NUMBERED = re.compile(r"\d{1,4}[ \t]*[.:)](?:[ \t]+|$)")
_LISTED = re.compile(r"[ ]{0,1}(?:\*\*|__)?(?:Q(?:uestion)?[ \t]*)?\d{1,4}[ \t]*[.:)](?=[ \t*_])", re.IGNORECASE)
_BOLD_NUMBER = re.compile(r"(?:\*\*|__)(?:Q(?:uestion)?[ \t]*)?\d{1,4}[ \t]*[.:)](?:\*\*|__)?[ \t]*", re.IGNORECASE)
_TICKED = re.compile(r"(?m)^[ \t]*+[-*+][ \t]*+\[[xX]\][ \t]")
_EMPTY = re.compile(r"(?m)^[ \t]*+[-*+][ \t]*+\[ ?\][ \t]")


class _Segment(Value, frozen=True):
    """A heading, if any, and what follows it up to the next."""

    heading: Line | None
    body: tuple[Line, ...]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = decoded.text.split("\n")
    said, start = page_head(lines, collector)
    reader = _Reader(collector, options, len(lines))
    known = lines_of(lines, start)
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


class _Reader:
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
        segments = list(_segments(lines))
        asks = [_asks(segment) for segment in segments]
        self._take_title([s.heading for s, ask in zip(segments, asks, strict=True) if s.heading and not ask])
        for number, (segment, ask) in enumerate(zip(segments, asks, strict=True)):
            if number % 200 == 0 and segment.heading:
                self._options.progress(segment.heading.number, self._length)
            if ask and segment.heading:
                self._add(_under_heading(segment.heading, segment.body))
                continue
            if segment.heading:
                self._enter(segment.heading)
            prose, questions = _in_prose(segment.body)
            self._keep_prose(prose)
            for question in questions:
                self._add(question)

    def _take_title(self, headings: list[Line]) -> None:
        """The first heading is the title where all others stand below it."""
        if headings and all(other.level > headings[0].level for other in headings[1:]):
            self.title = inline(headings[0].body)
            self._title = headings[0]
        else:
            self._title = Line(0, Mark.BLANK, "")

    def _enter(self, heading: Line) -> None:
        while self._above and self._above[-1][0] >= heading.level:
            self._above.pop()
        if heading is not self._title:
            self._above.append((heading.level, " ".join(inline(heading.body).split())))

    @property
    def _section(self) -> str:
        return " / ".join(text for _, text in self._above if text)

    def _keep_prose(self, lines: Lines) -> None:
        """Text that belongs to no question is read before them: it describes the pack or a section."""
        text = to_plain([line.text for line in lines if line.mark is not Mark.RULE], self._collector.lose)
        if not text.strip():
            return
        if self._section:
            self.sections[self._section] = "\n\n".join(filter(None, [self.sections.get(self._section, ""), text]))
        else:
            self.description = "\n\n".join(filter(None, [self.description, text]))

    def _add(self, question: Question) -> None:
        losses = Losses()
        try:
            item = item_of(question, losses)
        except UnusableError as error:
            self._collector.skip(question.line, str(error), to_plain(question.stem))
            return
        self._collector.add(replace(item, section=self._section), question.line, losses=losses)


def _segments(lines: Lines) -> Iterator[_Segment]:
    heading: Line | None = None
    body: list[Line] = []
    for line in lines:
        if line.mark is Mark.HEADING:
            if heading or body:
                yield _Segment(heading, tuple(body))
            heading, body = line, []
        else:
            body.append(line)
    if heading or body:
        yield _Segment(heading, tuple(body))


def _asks(segment: _Segment) -> bool:
    """The heading is a question's stem, or how it begins."""
    if segment.heading is None:
        return False
    text = segment.heading.body
    if ASKING.match(text):
        return True
    answered = any(line.mark is Mark.CHECK or is_answer(line) for line in segment.body)
    if not answered:
        return False
    first = next((line for line in segment.body if line.mark is not Mark.BLANK), None)
    at_once = first is not None and (first.mark is Mark.CHECK or is_answer(first))
    return at_once or text.rstrip("*_ ").endswith(("?", "？")) or bool(_NUMBERED.match(text))


def _under_heading(heading: Line, body: Lines) -> Question:
    number = ASKING.match(heading.body) or _NUMBERED.match(heading.body)
    return question_of(heading.number, heading.body[number.end() :] if number else heading.body, body, heading.meta)


def _in_prose(body: Lines) -> tuple[Lines, list[Question]]:
    """What a section says before its first question, and its questions, whose stems are no headings."""
    questions: list[Question] = []
    pending: list[Line] = []
    prose: Lines = ()
    at = 0
    while at < len(body):
        line = body[at]
        if line.mark is not Mark.CHECK:
            pending.append(line)
            at += 1
            continue
        start = _stem_start(pending)
        before, stem = pending[:start], pending[start:]
        if questions:
            questions[-1] = replace(questions[-1], after=tuple(before))
        else:
            prose = before
        choices, at = _group(body, at)
        meta = tuple(pair for each in (*stem, *(choice.box for choice in choices)) for pair in each.meta)
        number = next((each.number for each in stem if each.mark is not Mark.BLANK), line.number)
        questions.append(Question(number, tuple(_unnumbered(stem)), tuple(choices), (), meta))
        pending = []
    if questions:
        questions[-1] = replace(questions[-1], after=tuple(pending))
    else:
        prose = pending
    return prose, questions


def _stem_start(lines: Lines) -> int:
    """Where in the lines before some boxes their stem begins: at the last number, or with the last paragraph."""
    numbered = [at for at, line in enumerate(lines) if line.mark is Mark.TEXT and _LISTED.match(line.text)]
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


def _unnumbered(stem: Lines) -> Iterator[str]:
    for at, line in enumerate(stem):
        number = None if at else _BOLD_NUMBER.match(line.text) or ASKING.match(line.text) or _NUMBERED.match(line.text)
        text = line.text[number.end() :] if number else line.text
        if number and "**" in number.group() and number.group().count("**") == 1 and text.rstrip().endswith("**"):
            text = text.rstrip()[:-2]
        yield text


def _group(body: Lines, at: int) -> tuple[list[Choice], int]:
    """Boxes that stand together with what belongs to each, and where they end."""
    choices = []
    while at < len(body) and body[at].mark is Mark.CHECK:
        box, end = body[at], at + 1
        gap = False
        while end < len(body) and body[end].mark is not Mark.CHECK:
            line = body[end]
            gap = gap or line.mark is Mark.BLANK
            inside = line.indent >= box.indent + 2 and not _LISTED.match(line.text)
            if line.mark is Mark.BLANK or inside:
                end += 1
            elif gap or line.mark in (Mark.LABEL, Mark.RULE) or _LISTED.match(line.text) or looks_like_why(line.text):
                break
            else:
                end += 1
        choices.append(choice_of(box, body[at + 1 : end]))
        at = end
    return choices, at


def _recognise(sample: Sample) -> Confidence:
    if not _TICKED.search(sample.text):
        return Confidence.NO
    return Confidence.LIKELY if _EMPTY.search(sample.text) else Confidence.POSSIBLE


MARKDOWN = Format("markdown", "Markdown with checkboxes", (".md", ".markdown"), _recognise, _read, write)

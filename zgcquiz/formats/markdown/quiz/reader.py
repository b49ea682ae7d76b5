"""Markdown quizzes: a stem, a list of checkboxes in which the right ones are ticked, and why.

What of a text is a stem is told by its place: a heading right over the boxes, or one that asks
(`Q1.`, `1.`, a question mark); else the numbered line or the paragraph before them, and the
headings are sections then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.packs.pack import PackInfo, Section, Source
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine, lines_of, page_head
from zgcquiz.formats.markdown.links import with_addresses
from zgcquiz.formats.markdown.quiz.checkboxes import Lines, with_boxes
from zgcquiz.formats.markdown.quiz.headings import NO_HEADING, joined_segments, segments_of, which_ask
from zgcquiz.formats.markdown.quiz.item import item_of, json_texts
from zgcquiz.formats.markdown.quiz.prose import questions_in, questions_under
from zgcquiz.formats.markdown.quiz.question import MarkdownQuestion
from zgcquiz.formats.markdown.quiz.writer import write
from zgcquiz.formats.markdown.text import inline, to_plain
from zgcquiz.formats.shared.identifiers import pack_id

_BULLET = r"(?m)^[ \t]*+(?:(?:[-*+•]|\d{1,2}[.)]|[A-Za-z][.)])[ \t]*+){1,2}\["
_TICKED = re.compile(_BULLET + r"[ \t]*+[xX*✓✔✅☑][ \t]*+\][ \t]|(?m:^)[ \t]*+\[[xX]\][ \t]")
_EMPTY = re.compile(_BULLET + r"[ \t]*+\][ \t]|(?m:^)[ \t]*+\[ ?\][ \t]")
_TYPED = re.compile(r"(?m)^\*\*(?:Answer|Number):\*\*[ \t]")
_OURS = re.compile(r"(?m)^<!-- pack: ")


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = collector.decode(data).split("\n")
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
        segments = list(joined_segments(segments_of(lines)))
        asks = which_ask(segments)
        self._take_title([s.heading for s, ask in zip(segments, asks, strict=True) if s.heading and not ask])
        for number, (segment, ask) in enumerate(zip(segments, asks, strict=True)):
            if number % 200 == 0 and segment.heading:
                self._options.progress(segment.heading.number, self._length)
            if segment.heading and ask:
                for question in questions_under(segment.heading, segment.body):
                    self._add(question, segment.heading.level)
                continue
            if segment.heading:
                self._enter(segment.heading)
            prose, questions = questions_in(segment.body)
            self._keep_prose(prose)
            for question in questions:
                self._add(question, NO_HEADING)

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

    def _section(self, level: int = NO_HEADING) -> str:
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


def _recognise(sample: Sample) -> Confidence:
    if _OURS.search(sample.text):
        return Confidence.CERTAIN
    if _TYPED.search(sample.text):
        return Confidence.LIKELY
    if not _TICKED.search(sample.text):
        return Confidence.NO
    return Confidence.LIKELY if _EMPTY.search(sample.text) else Confidence.POSSIBLE


MARKDOWN = Format("markdown", "Markdown with checkboxes", (".md", ".markdown"), _recognise, _read, write)

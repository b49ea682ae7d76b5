"""Read Markdown quizzes: stems, checkboxes with the correct ones ticked, and explanations.

The stem is a heading right above the boxes, or one that asks (`Q1.`, `1.`, a question mark). Otherwise it is the
numbered line or the paragraph before the boxes, and headings are sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.packs.pack import PackInfo, Section, Source
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine, lines_of, page_head
from zgcquiz.formats.markdown.links import with_addresses
from zgcquiz.formats.markdown.quiz.answered_lists import KEY_WORDS, unread_questions, with_boxes
from zgcquiz.formats.markdown.quiz.checkboxes import Lines
from zgcquiz.formats.markdown.quiz.closing import without_closing
from zgcquiz.formats.markdown.quiz.headings import NO_HEADING, Segment, joined_segments, segments_of, which_ask
from zgcquiz.formats.markdown.quiz.item import item_of, json_texts
from zgcquiz.formats.markdown.quiz.prose import questions_in, questions_under
from zgcquiz.formats.markdown.quiz.question import MarkdownQuestion
from zgcquiz.formats.markdown.quiz.writer import write
from zgcquiz.formats.markdown.text import inline, to_plain
from zgcquiz.formats.shared.identifiers import pack_id

_BULLET = r"(?m)^[ \t]*+(?:(?:[-*+•]|\d{1,2}[.)]|[A-Za-z][.)])[ \t]*+){1,2}\["
_TICKED = re.compile(_BULLET + r"[ \t]*+[xX*✓✔✅☑][ \t]*+\][ \t]|(?m:^)[ \t]*+\[[xX]\][ \t]")
_EMPTY = re.compile(_BULLET + r"[ \t]*+\][ \t]|(?m:^)[ \t]*+\[ ?\][ \t]")
_LETTERED = re.compile(r"(?m)^[ \t]{0,4}[-*+] \(?A[.):] .*\n(?:.*\n){0,3}?[ \t]{0,4}[-*+] \(?B[.):] ")
_UNDER_HEADING = re.compile(r"(?m)^#{1,6} .+\n(?:(?!#).*\n){0,9}?[ \t]{0,3}\(?A[.)] .*\n[ \t]*\n?[ \t]{0,3}\(?B[.)] ")
_ANSWERED = re.compile(
    rf"(?im)^[ \t]*(?:>[ \t]?)?[*_]*{KEY_WORDS}[ \t]*[*_]*[:：][*_]*[ \t]*[*_]*\(?[A-J]\b"
    rf"|<summary>[ \t]*(?:<[a-z]+>)?{KEY_WORDS}(?:</[a-z]+>)?[ \t]*</summary>"
)
_KEYED = re.compile(r"(?im)^(?:#{1,6} |\*\*)(?:correct )?answer(?: is)?:?(?:\*\*)?:? ?\(?[A-J]\b")
_NUMBERED = re.compile(
    r"(?im)^[ \t]*1[.)][ \t].*\n(?:[ \t]*\n)?[ \t]*2[.)][ \t].*\n(?:.*\n){0,14}?[ \t]*(?:#{1,6} |[*_]+)?"
    r"(?:correct )?answer(?: is)?[*_]*:[*_]*[ \t]*\(?\d{1,2}\b"
)
_TYPED = re.compile(r"(?m)^\*\*(?:Answer|Number):\*\*[ \t]")
_OURS = re.compile(r"(?m)^<!-- pack: ")


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = collector.decode(data).split("\n")
    head, start = page_head(lines, collector)
    reader = _QuizReader(collector, options, len(lines))
    classified: Lines = with_boxes(with_addresses(lines_of(lines, start)))
    meta = dict(pair for line in reversed(classified) for pair in line.meta)
    if "pack" not in meta:  # in an export, all belongs to the pack
        classified = without_closing(classified, collector.lose)
    collector.set_markup(meta.get("markup", ""))
    sources = tuple(_sources(classified))
    segments = list(joined_segments(segments_of(classified)))
    del lines, classified  # they take several times the memory of the file
    reader.read(segments)
    info = PackInfo(
        id=pack_id(meta["pack"]) if "pack" in meta else "",
        title="",
        language=meta.get("language", ""),
        license=meta.get("license", ""),
        sources=sources,
        description="\n\n".join(filter(None, [head.get("description", ""), reader.description])),
        sections=tuple(Section(title, text) for title, text in reader.sections.items()),
    )
    return collector.result(head.get("title", "") or reader.title, info)


def _sources(lines: Lines) -> Iterator[Source]:
    """Yield the sources described in comments; of several with one id, the first."""
    found: dict[str, Source] = {}
    for line in lines:
        for name, value in line.meta:
            fields = json_texts(value) if name == "source" else {}
            if fields.get("id") and fields.get("title"):
                known = {key: fields[key] for key in Source.__struct_fields__ if key in fields}
                found.setdefault(fields["id"], Source(**known))
    yield from found.values()


class _QuizReader:
    """Reads the segments of a file, keeping track of the current section."""

    def __init__(self, collector: Collector, options: ExchangeOptions, length: int) -> None:
        self.title = ""
        self.description = ""
        self.sections: dict[str, str] = {}
        self._title: MarkdownLine | None = None
        self._collector = collector
        self._options = options
        self._length = length
        self._above: list[tuple[int, str]] = []  # levels and texts of the headings above

    def read(self, segments: list[Segment]) -> None:
        """Read a file's segments, which are removed from the list."""
        asks = which_ask(segments)
        self._collector.check_count(sum(asks))
        self._take_title([s.heading for s, ask in zip(segments, asks, strict=True) if s.heading and not ask])
        segments.reverse()
        for number, ask in enumerate(asks):
            segment = segments.pop()
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
        """Take the first heading as the title if all others are of lower levels."""
        if headings and all(other.level > headings[0].level for other in headings[1:]):
            self.title = inline(headings[0].body)
            self._title = headings[0]

    def _enter(self, heading: MarkdownLine) -> None:
        while self._above and self._above[-1][0] >= heading.level:
            self._above.pop()
        if heading is not self._title:
            self._above.append((heading.level, " ".join(inline(heading.body).split())))

    def _section(self, level: int = NO_HEADING) -> str:
        """Return the texts of the current headings above a level, joined."""
        return " / ".join(text for above, text in self._above if text and above < level)

    def _keep_prose(self, lines: Lines) -> None:
        """Add text that belongs to no question to the description of the pack or the section."""
        self._note_unread(lines, "study text" if self._section() else "description")
        text = to_plain([line.text for line in lines if line.mark is not Mark.RULE], self._collector.lose)
        if not text.strip():
            return
        if section := self._section():
            self.sections[section] = "\n\n".join(filter(None, [self.sections.get(section, ""), text]))
        else:
            self.description = "\n\n".join(filter(None, [self.description, text]))

    def _note_unread(self, lines: Lines, part: str) -> None:
        """Note the lines that read like questions, but are kept as a part of the pack or of another question."""
        for number in unread_questions(lines):
            self._collector.note(
                f"line {number} reads like a question, but is part of the {part}: no option is ticked (- [x] …), and "
                "no answer below names one"
            )

    def _add(self, question: MarkdownQuestion, level: int) -> None:
        losses = self._collector.losses()
        try:
            item = item_of(question, losses)
        except UnusableError as error:
            self._collector.skip(question.line, str(error), to_plain(question.stem))
            return
        if self._collector.add(replace(item, section=self._section(level)), question.line, losses=losses):
            self._note_unread(question.after, "explanation of the question before it")


def _recognise(sample: Sample) -> Confidence:
    if _OURS.search(sample.text):
        return Confidence.CERTAIN
    if _TYPED.search(sample.text):
        return Confidence.LIKELY
    if (_LETTERED.search(sample.text) and _KEYED.search(sample.text)) or _NUMBERED.search(sample.text):
        return Confidence.LIKELY
    if (_LETTERED.search(sample.text) or _UNDER_HEADING.search(sample.text)) and _ANSWERED.search(sample.text):
        return Confidence.LIKELY
    if not _TICKED.search(sample.text):
        return Confidence.NO
    return Confidence.LIKELY if _EMPTY.search(sample.text) else Confidence.POSSIBLE


MARKDOWN = Format("markdown", "Markdown with checkboxes", (".md", ".markdown"), _recognise, _read, write)

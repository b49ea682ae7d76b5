"""Markdown quizzes: a stem, a list of checkboxes in which the right ones are ticked, and why.

What of a text is a stem is told by its place: a heading right over the boxes, or one that asks
(`Q1.`, `1.`, a question mark); else the numbered line or the paragraph before them, and the
headings are sections then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.pack import Item, Kind, Option, PackInfo, Section
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.collector import Collector, is_number, true_or_false
from zgcquiz.formats.decoding import read_text
from zgcquiz.formats.exchange import Confidence, Converted, ExchangeOptions, Format, Losses, UnusableError
from zgcquiz.formats.identifiers import pack_id
from zgcquiz.formats.markdown_lines import ASKING, Line, Mark, front_matter, lines_of, yaml_texts
from zgcquiz.formats.markdown_text import inline, is_blank, to_plain
from zgcquiz.formats.markdown_writer import write
from zgcquiz.formats.sample import Sample

_NUMBERED = re.compile(r"\d{1,4}[ \t]*[.:)](?:[ \t]+|$)")
_LISTED = re.compile(r"[ ]{0,1}(?:\*\*|__)?(?:Q(?:uestion)?[ \t]*)?\d{1,4}[ \t]*[.:)](?=[ \t*_])", re.IGNORECASE)
_BOLD_NUMBER = re.compile(r"(?:\*\*|__)(?:Q(?:uestion)?[ \t]*)?\d{1,4}[ \t]*[.:)](?:\*\*|__)?[ \t]*", re.IGNORECASE)
_NUMBER = re.compile(r"(\S+?)(?: ± (\S+))?(?: (.*))?", re.DOTALL)
_WHY = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why)")
_WHY_TEXT = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why):[ \t]*", re.IGNORECASE)
_ANSWERS = ("answer", "accept", "number")
_TICKED = re.compile(r"(?m)^[ \t]*+[-*+][ \t]*+\[[xX]\][ \t]")
_EMPTY = re.compile(r"(?m)^[ \t]*+[-*+][ \t]*+\[ ?\][ \t]")

Lines = Sequence[Line]


class _Segment(Value, frozen=True):
    """A heading, if any, and what follows it up to the next."""

    heading: Line | None
    body: tuple[Line, ...]


class _Choice(Value, frozen=True):
    """A checkbox, the lines that belong to it, and what is said of it."""

    box: Line
    more: tuple[Line, ...]
    feedback: tuple[Line, ...]


class _Question(Value, frozen=True):
    """A question as its parts stand in the file."""

    line: int
    stem: tuple[str, ...]
    choices: tuple[_Choice, ...]
    after: tuple[Line, ...]
    meta: tuple[tuple[str, str], ...]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = decoded.text.split("\n")
    head, start = front_matter(lines)
    said = yaml_texts(head)
    reader = _Reader(collector, options, len(lines))
    known = lines_of(lines, start)
    reader.read(known)
    about = dict(pair for line in reversed(known) for pair in line.meta)
    info = PackInfo(
        id=pack_id(about["pack"]) if "pack" in about else "",
        title="",
        language=about.get("language", ""),
        license=about.get("license", ""),
        description="\n\n".join(filter(None, [said.get("description", ""), reader.description])),
        sections=tuple(Section(title, text) for title, text in reader.sections.items()),
    )
    return collector.result(said.get("title", "") or reader.title, info)


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
            if ask:
                self._add(_under_heading(segment))
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

    def _add(self, question: _Question) -> None:
        losses = Losses()
        try:
            item = _item(question, losses)
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
    answered = any(line.mark is Mark.CHECK or _is_answer(line) for line in segment.body)
    if not answered:
        return False
    first = next((line for line in segment.body if line.mark is not Mark.BLANK), None)
    at_once = first is not None and (first.mark is Mark.CHECK or _is_answer(first))
    return at_once or text.rstrip("*_ ").endswith(("?", "？")) or bool(_NUMBERED.match(text))


def _is_answer(line: Line) -> bool:
    return line.mark is Mark.LABEL and line.name in _ANSWERS


def _under_heading(segment: _Segment) -> _Question:
    """A heading's question: all boxes up to the next heading are its own."""
    heading = segment.heading
    assert heading is not None
    text = heading.body
    number = ASKING.match(text) or _NUMBERED.match(text)
    text = text[number.end() :] if number else text
    body = segment.body
    boxes = [at for at, line in enumerate(body) if line.mark is Mark.CHECK]
    first = boxes[0] if boxes else next((at for at, line in enumerate(body) if _is_answer(line)), len(body))
    if not boxes and first == len(body):
        first = next((at for at, line in enumerate(body) if line.mark is Mark.LABEL), first)
    choices = []
    after: Lines = body[first:]
    for at, end in zip(boxes, [*boxes[1:], len(body)], strict=False):
        last = end == len(body)
        more = body[at + 1 : end]
        own = _own(body[at], more) if last else len(more)
        choices.append(_choice(body[at], more[:own]))
        after = more[own:]
    meta = (*heading.meta, *(pair for line in body for pair in line.meta))
    return _Question(heading.number, (text, *_texts(body[:first])), tuple(choices), tuple(after), meta)


def _own(box: Line, more: Lines) -> int:
    """How many of the lines after the last box belong to it: those right after it, and those set in.

    Where nothing stands beside the box, what comes next is its text, also after an empty line.
    """
    empty, gap = is_blank(box.body), False
    for at, line in enumerate(more):
        if line.mark is Mark.BLANK:
            gap = gap or not empty
        elif line.mark in (Mark.LABEL, Mark.RULE) or (line.mark is Mark.TEXT and _looks_like_why(line.text)):
            return at
        elif line.mark is Mark.CODE and at and more[at - 1].mark is Mark.CODE:
            continue
        elif gap and line.indent < box.indent + 2:
            return at
        else:
            empty = False
    return len(more)


def _looks_like_why(text: str) -> bool:
    """A line right after the options that explains them, as in the collections on GitHub."""
    return bool(re.match(r"\[?(?:reference|source|explanation|note)\b", text.strip("*_` \t"), re.IGNORECASE))


def _choice(box: Line, more: Lines) -> _Choice:
    """Quotes right after an option are said of it."""
    feedback = [line for line in more if line.mark is Mark.QUOTE]
    return _Choice(box, tuple(line for line in more if line.mark is not Mark.QUOTE), tuple(feedback))


def _in_prose(body: Lines) -> tuple[Lines, list[_Question]]:
    """What a section says before its first question, and its questions, whose stems are no headings."""
    questions: list[_Question] = []
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
        questions.append(_Question(number, tuple(_unnumbered(stem)), tuple(choices), (), meta))
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


def _group(body: Lines, at: int) -> tuple[list[_Choice], int]:
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
            elif gap or line.mark in (Mark.LABEL, Mark.RULE) or _LISTED.match(line.text) or _looks_like_why(line.text):
                break
            else:
                end += 1
        choices.append(_choice(box, body[at + 1 : end]))
        at = end
    return choices, at


def _texts(lines: Lines) -> Iterator[str]:
    """The lines' text, quotes without their marks."""
    for line in lines:
        if line.mark is not Mark.RULE:
            yield line.body if line.mark is Mark.QUOTE else line.text


def _item(question: _Question, losses: Losses) -> Item:
    said = dict(question.meta)
    item = Item(
        id=said.get("id", ""),
        kind=Kind.SINGLE,
        stem=to_plain(question.stem, losses.add),
        options=tuple(
            Option(
                to_plain([choice.box.body, *_texts(choice.more)], losses.add),
                choice.box.checked,
                to_plain([line.body for line in choice.feedback], losses.add),
            )
            for choice in question.choices
        ),
        drawn=said.get("order") != "fixed",
        fact=said.get("fact", ""),
        tags=tuple(value for name, value in question.meta if name == "tag"),
        as_of=said.get("as_of", ""),
        valid_until=said.get("valid_until", ""),
    )
    if not item.options:
        return _answered(item, question.after, losses)
    keys = sum(option.key for option in item.options)
    kind = Kind.MULTIPLE if keys > 1 or said.get("kind") == Kind.MULTIPLE else Kind.SINGLE
    item = replace(item, kind=kind, explanation=_explanation(question.after, losses))
    if not keys:
        raise UnusableError("no option is ticked (- [x] …)")
    return true_or_false(item)


def _answered(item: Item, after: Lines, losses: Losses) -> Item:
    """A question without options, whose answer is said after a label."""
    answers = [line for line in after if _is_answer(line)]
    rest = [line for line in after if not _is_answer(line)]
    right = next((line for line in answers if line.name != "accept"), None)
    if right is None:
        raise UnusableError("no options (- [ ] …) follow it")
    accept = tuple(inline(line.body, losses.add) for line in answers if line is not right)
    item = replace(item, kind=Kind.TYPED, drawn=False, accept=accept, explanation=_explanation(rest, losses))
    if right.name == "number":
        found = _NUMBER.fullmatch(inline(right.body, losses.add))
        if not found:
            raise UnusableError("its answer is no number")
        off = found[2] or "0"
        if not is_number(off):
            raise UnusableError(f"'{off[:20]}' after ± is no number")
        key = Option(found[1], key=True)
        return replace(item, kind=Kind.NUMERIC, options=(key,), tolerance=float(off), unit=found[3] or "")
    return replace(item, options=(Option(inline(right.body, losses.add), key=True),))


def _explanation(lines: Lines, losses: Losses) -> str:
    """What is said after the options, without a first word that only says that it explains."""
    texts = [
        line.body if line.mark is Mark.QUOTE or (line.mark is Mark.LABEL and _WHY.fullmatch(line.name)) else line.text
        for line in lines
        if line.mark is not Mark.RULE
    ]
    text = to_plain(texts, losses.add).strip()
    if any(line.mark is Mark.LABEL and _WHY.fullmatch(line.name) for line in lines):
        return text
    return _WHY_TEXT.sub("", text, count=1) if _WHY_TEXT.match(text) else text


def _recognise(sample: Sample) -> Confidence:
    if not _TICKED.search(sample.text):
        return Confidence.NO
    return Confidence.LIKELY if _EMPTY.search(sample.text) else Confidence.POSSIBLE


MARKDOWN = Format("markdown", "Markdown with checkboxes", (".md", ".markdown"), _recognise, _read, write)

"""Read text2qti's plain text: numbered questions, lettered or bracketed options, keys marked with an asterisk.

Every text is Markdown. A mark at the start of a line tells what the text is; indented lines continue it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from zgcquiz.core.packs.pack import Item, Kind, Option, PackInfo, Section
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import read_number, read_tolerance
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange import reasons
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.paragraphs import closes, is_blank
from zgcquiz.formats.markdown.text import to_plain
from zgcquiz.formats.markup.markdown_source import text_of
from zgcquiz.formats.qti.text2qti_writer import write
from zgcquiz.formats.shared.identifiers import own_id, pack_id

_MARKS = {
    "question": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "ticked": r"\[\*\]",
    "unticked": r"\[ ?\]",
    "typed": r"\*",
    "feedback": r"\.\.\.",
    "when right": r"\+",
    "when wrong": r"-",
    "solution": r"!",
    "number": r"=",
    "title": r"[Tt]itle:",
    "points": r"[Pp]oints:",
    "text title": r"[Tt]ext [Tt]itle:",
    "text": r"[Tt]ext:",
    "quiz title": r"[Qq]uiz [Tt]itle:",
    "quiz description": r"[Qq]uiz [Dd]escription:",
    "shuffle": r"[Ss]huffle answers:",
    "pick": r"[Pp]ick:",
    "setting": r"(?:[Ss]how correct answers|[Oo]ne question at a time|[Cc]an't go back|[Ff]eedback is solution"
    r"|[Ss]olutions \w+(?: groups)?|[Pp]oints per question):",
}
_START = re.compile(
    "|".join(f"(?P<k{at}>{mark})(?:[ \t]++(?=\\S)|[ \t]*+$)" for at, mark in enumerate(_MARKS.values()))
)
_KINDS = tuple(_MARKS)
_WHOLE = re.compile(r"(?P<essay>___+)|(?P<upload>\^\^\^+)|(?P<group>(?:END_)?GROUP)")
_META = re.compile(r"%[ \t]*(\w+):[ \t](.*)")
_PROGRAM = re.compile(r"(```+)[ \t]*\S")
_ONE_LINE = ("typed", "number", "points", "shuffle", "pick", "setting")
_WITH_MARGIN = re.compile(r"(\S+)[ \t]*\+-[ \t]*([^\s%]+)[ \t]*(%?)")
_RANGE = re.compile(r"\[[ \t]*([^\s,]+)[ \t]*,[ \t]*([^\s,\]]+)[ \t]*\]")
_UNDERSCORE = re.compile(r"(?<=[0-9])_(?=[0-9])")
_NO_QUESTION = "it belongs to no question"


class _QuestionPart(Value, frozen=True):
    """A mark and its text. kind: a key of _MARKS, a group of _WHOLE, `% key` (metadata), or "stray" without a mark."""

    line: int
    kind: str
    lines: tuple[str, ...]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = collector.decode(data).split("\n")
    reader = _Text2QtiReader(collector)
    for number, part in enumerate(_parts(lines, collector)):
        if number % 2000 == 0:
            options.progress(part.line, len(lines))
        reader.add(part)
    return reader.result()


def _parts(lines: list[str], collector: Collector) -> Iterator[_QuestionPart]:
    """Yield the parts of a file in order, without comments and programs."""
    at = 0
    # Once a comment or a code fence of some length turns out never to end, no later one is searched for its end.
    endless_comment, endless_code = False, 1 << 30
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if line.startswith("%"):
            meta = _META.fullmatch(line)
            if meta and meta[1] in ("id", "tag", "fact", "pack", "language", "license", "markup"):
                yield _QuestionPart(number, f"% {meta[1]}", (meta[2].strip(),))
        elif line.rstrip() == "COMMENT":
            end = 0 if endless_comment else _find(lines, at, lambda line: line.rstrip() == "END_COMMENT")
            if end:
                at = end + 1
            else:
                endless_comment = True
                collector.skip(number, "a comment without END_COMMENT; the lines after it are read")
        elif (program := _PROGRAM.match(line)) and len(program[1]) < endless_code:
            end = _find(lines, at, partial(closes, fence=program[1]))
            collector.skip(number, "a program that generates questions; programs are never run", line)
            if end:
                at = end + 1
            else:
                endless_code = len(program[1])
        elif whole := _WHOLE.fullmatch(line.rstrip()):
            yield _QuestionPart(number, whole.lastgroup or "", ())
        elif mark := _START.match(line):
            kind = _KINDS[int((mark.lastgroup or "k0")[1:])]
            text = [line[mark.end() :].strip(" \t")]
            if kind not in _ONE_LINE:
                width = 0 if mark.group().rstrip().endswith(":") else len(mark.group().expandtabs(4))
                more, at = _continuation(lines, at, width)
                text += more
            yield _QuestionPart(number, kind, tuple(text))
        elif not is_blank(line):
            yield _QuestionPart(number, "stray", (line,))


def _find(lines: list[str], start: int, matches: Callable[[str], bool]) -> int:
    """Return the index of the first matching line from `start` on, 0 if there is none."""
    return next((at for at in range(start, len(lines)) if matches(lines[at])), 0)


def _continuation(lines: list[str], at: int, width: int) -> tuple[list[str], int]:
    """Return the indented lines from index `at` on, without their indent, and the index after them.

    width: of the indent, in columns; 0: that of the first line.
    """
    found: list[str] = []
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        if is_blank(line):
            found.append("")
            continue
        blanks = len(line) - len(line.lstrip(" \t"))
        if not blanks:
            break
        indent = len(line[:blanks].expandtabs(4))
        width = width or indent
        found.append(" " * max(0, indent - width) + line[blanks:])
        end = number + 1
    return found[: end - at], end


class _Text2QtiQuestion:
    """A question, built from its parts one by one. metadata: from the lines before it, by kind of part."""

    def __init__(self, part: _QuestionPart, metadata: dict[str, str], tags: list[str], losses: Losses) -> None:
        self.line = part.line
        self.losses = losses
        self.stem = text_of(part.lines, losses)
        self.metadata = metadata
        self.tags = tuple(tags)
        self.kind = ""
        self.options: list[Option] = []
        self.explanations: dict[str, str] = {}
        self.number = ""

    def add(self, part: _QuestionPart) -> None:
        if part.kind in ("right", "wrong", "ticked", "unticked", "typed", "number", "essay", "upload"):
            kind = {"wrong": "right", "unticked": "ticked"}.get(part.kind, part.kind)
            if self.kind not in ("", kind):
                self.kind = "mixed"
                return
            self.kind = kind
            if kind == "number":
                self.number = part.lines[0]
            elif kind == "typed":
                self.options.append(Option(part.lines[0], key=True))
            elif part.lines:
                self.options.append(Option(self._text(part), part.kind in ("right", "ticked")))
        elif part.kind == "feedback" and self.options and self.kind != "typed":
            self.options[-1] = replace(self.options[-1], feedback=self._text(part))
        else:
            self.explanations.setdefault(part.kind, self._text(part))

    def append_line(self, part: _QuestionPart) -> None:
        """Append a line without mark or indent to the text right before it."""
        text = self._text(part)
        if self.options and self.kind != "typed":
            last = self.options[-1]
            if last.feedback:
                self.options[-1] = replace(last, feedback=f"{last.feedback} {text}")
            else:
                self.options[-1] = replace(last, text=f"{last.text} {text}")
        elif self.explanations:
            kind = list(self.explanations)[-1]
            self.explanations[kind] += f" {text}"
        else:
            self.stem += f" {text}"

    def item(self) -> Item:
        """Return the item. Raises UnusableError if it has no answer or its kind is not supported."""
        title = self.metadata.get("title", "")
        id = self.metadata.get("% id", "")
        self.losses.add("name", reasons.NAME_NOT_KEPT, int(bool(id and own_id(title))))
        self.losses.add("points", "all questions count the same", int("points" in self.metadata))
        bare = Item(
            id=id or own_id(title),
            kind=Kind.SINGLE,
            stem=self.stem,
            options=tuple(self.options),
            explanation=self._explanation(),
            tags=self.tags,
            fact=self.metadata.get("% fact", ""),
        )
        if self.kind == "number":
            return self._numeric(bare)
        if self.kind == "typed":
            key, *others = self.options
            return replace(bare, kind=Kind.TYPED, options=(key,), accept=tuple(option.text for option in others))
        if self.kind == "ticked":
            return replace(bare, kind=Kind.MULTIPLE)
        if self.kind == "right":
            return true_or_false(bare)
        raise UnusableError(
            {
                "": "it has no answers",
                "mixed": "it mixes kinds of answers",
                "essay": "an essay: it has no right answer",
                "upload": reasons.FILE_UPLOAD,
            }[self.kind]
        )

    def _numeric(self, bare: Item) -> Item:
        text = _UNDERSCORE.sub("", self.number)
        if match := _WITH_MARGIN.fullmatch(text):
            value = read_number(match[1])
            margin = read_tolerance(match[2] + match[3], value)
            if value is None or margin is None:
                raise UnusableError(f"'= {text[:30]}' is not a number with a margin")
            return replace(bare, kind=Kind.NUMERIC, options=(Option(match[1], key=True),), tolerance=margin)
        if match := _RANGE.fullmatch(text):
            low, high = read_number(match[1]), read_number(match[2])
            if low is None or high is None or low > high:
                raise UnusableError(f"'= {text[:30]}' is not a range")
            middle = Option(write_number((low + high) / 2), key=True)
            return replace(bare, kind=Kind.NUMERIC, options=(middle,), tolerance=float((high - low) / 2))
        value = read_number(text)
        if value is None or value.denominator != 1:
            raise UnusableError(f"'= {text[:30]}' is neither an integer nor a number with a margin (+- 0.1)")
        return replace(bare, kind=Kind.NUMERIC, options=(Option(text, key=True),))

    def _explanation(self) -> str:
        """Return the general feedback, or else that for a right answer, the solution, or that for a wrong answer."""
        kinds = ("feedback", "when right", "solution", "when wrong")
        texts = [self.explanations[kind] for kind in kinds if kind in self.explanations]
        self.losses.add("feedback", "a question has one explanation", len(texts) - 1 if texts else 0)
        return texts[0] if texts else ""

    def _text(self, part: _QuestionPart) -> str:
        return text_of(part.lines, self.losses)


class _Text2QtiReader:
    """Assembles questions, sections and the description of the quiz from parts."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._title = ""
        self._pack: dict[str, str] = {}
        self._description: list[str] = []
        self._sections: dict[str, str] = {}
        self._section = ""
        self._shuffled = False
        self._metadata: dict[str, str] = {}  # of the next question
        self._tags: list[str] = []
        self._question: _Text2QtiQuestion | None = None
        self._last_line = 0  # of the previous part

    def add(self, part: _QuestionPart) -> None:
        if part.kind in ("title", "points", "% id", "% fact"):
            self._end()
            self._metadata[part.kind] = part.lines[0]
        elif part.kind in ("% pack", "% language", "% license"):
            self._pack.setdefault(part.kind[2:], part.lines[0])
        elif part.kind == "% markup":
            self._collector.set_markup(part.lines[0])
        elif part.kind == "% tag":
            self._end()
            self._tags.append(part.lines[0])
        elif part.kind == "question":
            self._end()
            self._question = _Text2QtiQuestion(part, self._metadata, self._tags, self._collector.losses())
            self._metadata, self._tags = {}, []
        elif part.kind == "stray":
            if self._question and part.line == self._last_line + 1:
                self._question.append_line(part)
            else:
                self._collector.skip(part.line, _NO_QUESTION, part.lines[0])
        elif part.kind in ("quiz title", "quiz description", "shuffle", "text title", "text"):
            self._end()
            self._set_quiz(part)
        elif part.kind == "pick":
            self._collector.lose("group", "all of its questions are kept")
        elif part.kind == "setting":
            self._collector.lose("settings", "how a quiz is taken is up to the learner")
        elif part.kind == "group":
            self._end()
        elif self._question:
            self._question.add(part)
        else:
            self._collector.skip(part.line, _NO_QUESTION, " ".join(part.lines))
        self._last_line = part.line + max(0, len(part.lines) - 1)

    def _set_quiz(self, part: _QuestionPart) -> None:
        """Record a part that is about the quiz or its section."""
        line = " ".join(" ".join(part.lines).split())
        if part.kind == "quiz title":
            self._title = self._title or line
        elif part.kind == "shuffle":
            self._shuffled = line.lower() == "true"
        elif part.kind == "text title":
            self._section = line
        else:
            text = to_plain(part.lines, self._collector.lose)
            if part.kind == "text" and self._section:
                earlier = self._sections.get(self._section, "")
                self._sections[self._section] = f"{earlier}\n\n{text}" if earlier else text
            else:
                self._description.append(text)

    def _end(self) -> None:
        """Collect the question that the last part ended, if any."""
        question, self._question = self._question, None
        if question is None:
            return
        try:
            item = question.item()
        except UnusableError as error:
            self._collector.skip(question.line, str(error), question.stem)
            return
        drawn = self._shuffled and item.kind in (Kind.SINGLE, Kind.MULTIPLE)
        self._collector.add(replace(item, section=self._section, drawn=drawn), question.line, losses=question.losses)

    def result(self) -> Converted:
        self._end()
        info = PackInfo(
            id=pack_id(self._pack["pack"]) if "pack" in self._pack else "",
            title=self._title,
            language=self._pack.get("language", ""),
            license=self._pack.get("license", ""),
            description="\n\n".join(self._description),
            sections=tuple(Section(title, text) for title, text in self._sections.items()),
        )
        return self._collector.result(self._title, info)


def _recognise(sample: Sample) -> Confidence:
    text = sample.text
    if not re.search(r"(?m)^\d+\.[ \t]", text):
        return Confidence.NO
    if re.search(r"(?m)^(?:\*[a-zA-Z]\)|\[\*\])[ \t]", text):
        return Confidence.CERTAIN
    if not re.search(r"(?m)^(?:=|\*)[ \t]++\S", text):
        return Confidence.NO
    if re.search(r"(?mi)^quiz title:", text):
        return Confidence.LIKELY
    likely = sample.suffix == ".text2qti" or _has_answered_question(text.split("\n"))
    return Confidence.POSSIBLE if likely else Confidence.NO


def _has_answered_question(lines: list[str]) -> bool:
    """Tell whether an answer follows a numbered question; numbers and asterisks alone are common in prose."""
    numbered = is_question = False
    for line in lines:
        if re.match(r"\d+\.[ \t]", line):
            numbered, is_question = True, "?" in line or "？" in line or "__" in line
        elif re.match(r"=[ \t]+[-+\[.\d]", line) or (is_question and re.match(r"\*[ \t]+\S", line)):
            if numbered:
                return True
        elif not line[:1].isspace():
            numbered = is_question = False
    return False


TEXT2QTI = Format("text2qti", "text2qti's plain text", (".text2qti", ".txt", ".md"), _recognise, _read, write)

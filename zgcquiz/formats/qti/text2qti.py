"""text2qti's plain text: numbered questions, lettered or bracketed options, the right ones with an asterisk.

Every text is Markdown; what stands at the start of a line says what it is, what is set in goes on.
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
from zgcquiz.formats.exchange.collector import Collector, true_or_false
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.text import closes, is_blank, to_plain
from zgcquiz.formats.qti.text2qti_writer import write
from zgcquiz.formats.shared.identifiers import own_id, pack_id
from zgcquiz.formats.untrusted.decoding import read_text

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
_OFF = re.compile(r"(\S+)[ \t]*\+-[ \t]*([^\s%]+)[ \t]*(%?)")
_RANGE = re.compile(r"\[[ \t]*([^\s,]+)[ \t]*,[ \t]*([^\s,\]]+)[ \t]*\]")
_UNDERSCORE = re.compile(r"(?<=[0-9])_(?=[0-9])")


class _QuestionPart(Value, frozen=True):
    """A mark and the text that it begins. kind: one of those above, "stray" for what none begins, or a comment's."""

    line: int
    kind: str
    lines: tuple[str, ...]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = decoded.text.split("\n")
    reader = _Text2QtiReader(collector)
    for number, part in enumerate(_parts(lines, collector)):
        if number % 2000 == 0:
            options.progress(part.line, len(lines))
        reader.take(part)
    return reader.result()


def _parts(lines: list[str], collector: Collector) -> Iterator[_QuestionPart]:
    """The parts of a file one after the other, without comments and programs."""
    at = 0
    endless_comment, endless_code = False, 1 << 30  # what nothing ends from here on: comments; code, by its fence
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if line.startswith("%"):
            said = _META.fullmatch(line)
            if said and said[1] in ("id", "tag", "fact", "pack", "language", "license"):
                yield _QuestionPart(number, f"% {said[1]}", (said[2].strip(),))
        elif line.rstrip() == "COMMENT":
            end = 0 if endless_comment else _find(lines, at, _ends_comment)
            if end:
                at = end + 1
            else:
                endless_comment = True
                collector.skip(number, "a comment that does not end; what follows is read")
        elif (program := _PROGRAM.match(line)) and len(program[1]) < endless_code:
            end = _find(lines, at, partial(closes, fence=program[1]))
            collector.skip(number, "a program that writes questions; none is run", line)
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
                more, at = _set_in(lines, at, width)
                text += more
            yield _QuestionPart(number, kind, tuple(text))
        elif not is_blank(line):
            yield _QuestionPart(number, "stray", (line,))


def _find(lines: list[str], start: int, wanted: Callable[[str], bool]) -> int:
    """The first such line from one on; 0 where there is none."""
    return next((at for at in range(start, len(lines)) if wanted(lines[at])), 0)


def _ends_comment(line: str) -> bool:
    return line.rstrip() == "END_COMMENT"


def _set_in(lines: list[str], at: int, width: int) -> tuple[list[str], int]:
    """The lines from one on that go on with a text, without their indent, and where they end.

    width: of the indent; 0: that of the first such line.
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


class _Draft:
    """A question whose parts come one by one."""

    def __init__(self, part: _QuestionPart, before: dict[str, str], tags: list[str]) -> None:
        self.line = part.line
        self.losses = Losses()
        self.stem = to_plain(part.lines, self.losses.add)
        self.before = before
        self.tags = tuple(tags)
        self.kind = ""
        self.options: list[Option] = []
        self.said: dict[str, str] = {}
        self.number = ""

    def take(self, part: _QuestionPart) -> None:
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
            self.said.setdefault(part.kind, self._text(part))

    def go_on(self, part: _QuestionPart) -> None:
        """A line that is not set in goes on with what stands right before it."""
        text = self._text(part)
        if self.options and self.kind != "typed":
            last = self.options[-1]
            if last.feedback:
                self.options[-1] = replace(last, feedback=f"{last.feedback} {text}")
            else:
                self.options[-1] = replace(last, text=f"{last.text} {text}")
        elif self.said:
            kind = list(self.said)[-1]
            self.said[kind] += f" {text}"
        else:
            self.stem += f" {text}"

    def item(self) -> Item:
        title = self.before.get("title", "")
        id = self.before.get("% id", "")
        if id and title:
            self.losses.add("name", "a question here has its id only", int(bool(own_id(title))))
        self.losses.add("points", "all questions count the same", int("points" in self.before))
        bare = Item(
            id=id or own_id(title),
            kind=Kind.SINGLE,
            stem=self.stem,
            options=tuple(self.options),
            explanation=self._explanation(),
            tags=self.tags,
            fact=self.before.get("% fact", ""),
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
                "upload": "it asks for a file",
            }[self.kind]
        )

    def _numeric(self, bare: Item) -> Item:
        text = _UNDERSCORE.sub("", self.number)
        if off := _OFF.fullmatch(text):
            value = read_number(off[1])
            margin = read_tolerance(off[2] + off[3], value)
            if value is None or margin is None:
                raise UnusableError(f"'= {text[:30]}' is no number and margin")
            return replace(bare, kind=Kind.NUMERIC, options=(Option(off[1], key=True),), tolerance=margin)
        if span := _RANGE.fullmatch(text):
            least, most = read_number(span[1]), read_number(span[2])
            if least is None or most is None or least > most:
                raise UnusableError(f"'= {text[:30]}' is no range")
            middle = Option(write_number((least + most) / 2), key=True)
            return replace(bare, kind=Kind.NUMERIC, options=(middle,), tolerance=float((most - least) / 2))
        value = read_number(text)
        if value is None or value.denominator != 1:
            raise UnusableError(f"'= {text[:30]}' says no number, or not how far off one may be")
        return replace(bare, kind=Kind.NUMERIC, options=(Option(text, key=True),))

    def _explanation(self) -> str:
        """The general feedback, else what is said when the answer is right, or wrong, or a solution."""
        told = [self.said[kind] for kind in ("feedback", "when right", "solution", "when wrong") if kind in self.said]
        self.losses.add("feedback", "a question has one explanation", len(told) - 1 if told else 0)
        return told[0] if told else ""

    def _text(self, part: _QuestionPart) -> str:
        return to_plain(part.lines, self.losses.add)


class _Text2QtiReader:
    """Puts parts together to questions, sections and what is said of the quiz."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._title = ""
        self._pack: dict[str, str] = {}
        self._description: list[str] = []
        self._sections: dict[str, str] = {}
        self._section = ""
        self._shuffled = False
        self._before: dict[str, str] = {}  # what stands before the next question and is about it
        self._tags: list[str] = []
        self._draft: _Draft | None = None
        self._last = 0  # the line of the part before

    def take(self, part: _QuestionPart) -> None:
        if part.kind in ("title", "points", "% id", "% fact"):
            self._end()
            self._before[part.kind] = part.lines[0]
        elif part.kind in ("% pack", "% language", "% license"):
            self._pack.setdefault(part.kind[2:], part.lines[0])
        elif part.kind == "% tag":
            self._end()
            self._tags.append(part.lines[0])
        elif part.kind == "question":
            self._end()
            self._draft = _Draft(part, self._before, self._tags)
            self._before, self._tags = {}, []
        elif part.kind == "stray":
            if self._draft and part.line == self._last + 1:
                self._draft.go_on(part)
            else:
                self._collector.skip(part.line, "text that belongs to no question", part.lines[0])
        elif part.kind in ("quiz title", "quiz description", "shuffle", "text title", "text"):
            self._end()
            self._about(part)
        elif part.kind == "pick":
            self._collector.lose("group", "all of its questions are kept, not some drawn")
        elif part.kind == "setting":
            self._collector.lose("settings", "how a quiz is taken is up to the learner")
        elif part.kind == "group":
            self._end()
        elif self._draft:
            self._draft.take(part)
        else:
            self._collector.skip(part.line, "it belongs to no question", " ".join(part.lines))
        self._last = part.line + max(0, len(part.lines) - 1)

    def _about(self, part: _QuestionPart) -> None:
        plain = " ".join(" ".join(part.lines).split())
        if part.kind == "quiz title":
            self._title = self._title or plain
            return
        if part.kind == "shuffle":
            self._shuffled = plain.lower() == "true"
            return
        if part.kind == "text title":
            self._section = plain
            return
        text = to_plain(part.lines, self._collector.lose)
        if part.kind == "text" and self._section:
            told = self._sections.get(self._section, "")
            self._sections[self._section] = f"{told}\n\n{text}" if told else text
        else:
            self._description.append(text)

    def _end(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        try:
            item = draft.item()
        except UnusableError as error:
            self._collector.skip(draft.line, str(error), draft.stem)
            return
        in_pool = self._shuffled and item.kind in (Kind.SINGLE, Kind.MULTIPLE)
        self._collector.add(replace(item, section=self._section, drawn=in_pool), draft.line, losses=draft.losses)

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
    asked = sample.suffix == ".text2qti" or _asks(text.split("\n"))
    return Confidence.POSSIBLE if asked else Confidence.NO


def _asks(lines: list[str]) -> bool:
    """Something is asked, and answered right below: lists with numbers and asterisks are in much prose."""
    asked, any_text = False, False
    for line in lines:
        if re.match(r"\d+\.[ \t]", line):
            asked, any_text = True, "?" in line or "？" in line or "__" in line
        elif re.match(r"=[ \t]+[-+\[.\d]", line) or (any_text and re.match(r"\*[ \t]+\S", line)):
            if asked:
                return True
        elif not line[:1].isspace():
            asked = any_text = False
    return False


TEXT2QTI = Format("text2qti", "text2qti's plain text", (".text2qti", ".txt", ".md"), _recognise, _read, write)

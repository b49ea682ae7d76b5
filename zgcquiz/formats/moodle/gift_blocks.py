"""Split a GIFT file into questions with their metadata, and escape and unescape its text.

Until the markup has been read, escaped characters are replaced by lone surrogates, which decoded text never has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.value import Value
from zgcquiz.formats.shared import categories

_ESCAPABLE = "\\~=#{}:n"
_TO_SURROGATE = {ord(character): chr(0xD800 + at) for at, character in enumerate(_ESCAPABLE)}
_FROM_SURROGATE = {0xD800 + at: "\n" if character == "n" else character for at, character in enumerate(_ESCAPABLE)}
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_METADATA = re.compile(r"\[\s*(id|tag)\s*:|\\.|(\])")
_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:\s*(.*)")
_END = re.compile(r"\}[ \t.?!,;:]*+\n(?=[^{}]*+\{)")
"""A possible end of a question that the next one follows without a blank line."""
_BRACE = re.compile("[{}]")
_ANSWERS = re.compile(r"\s*+(?:[=~]|#\s*+(?:[=~]|[-+\u2212\u2013]?[.,]?\d)|(?:T|F|TRUE|FALSE)\s*+[#}])")
"""The start of braces that certainly contain answers, not code or a set."""
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)


class Block(Value, frozen=True):
    """A question, with its escaped characters still as surrogates.

    line: where it starts, from 1; text: the question without its title; answers: the content of its braces,
    None if it has none; before, after: the text around them; fault: why it can't be read, or "".
    """

    line: int
    category: categories.Path
    id: str
    tags: tuple[str, ...]
    title: str
    text: str
    before: str
    answers: str | None
    after: str
    fault: str = ""


def escape(text: str) -> str:
    """Return a text with all markup characters escaped."""
    escaped = re.sub(r"[\\~=#{}:]", lambda match: "\\" + match.group(), text)
    return escaped.replace("\n", "\\n")


def unescape(text: str) -> str:
    """Return a block's text with its surrogates replaced by the characters they stand for."""
    return text.translate(_FROM_SURROGATE)


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions of a file in order. Lines end with line feeds."""
    splitter = _Splitter()
    text = _ESCAPE.sub(lambda match: _TO_SURROGATE[ord(match.group(1))], text)
    for number, line in enumerate(text.split("\n"), 1):
        yield from splitter.line(number, line)
    yield from splitter.flush()


class _Splitter:
    """Splits a file into questions: at blank lines, and where a question starts without one."""

    def __init__(self) -> None:
        self._category: categories.Path = ()
        self._id = ""
        self._tags: list[str] = []
        self._lines: list[tuple[int, str]] = []
        self._open = False
        self._gap = 0  # how many lines there are before the first blank one inside the open brace

    def line(self, number: int, line: str) -> Iterator[Block]:
        stripped = line.strip()
        category = _CATEGORY.match(line)
        is_comment = stripped.startswith("//")
        starts = stripped.startswith("::") or category or (is_comment and next(_metadata(stripped), None))
        if self._lines and starts and (self._gap or not self._open):
            yield from self.flush()
        if is_comment:
            self._note(stripped)
        elif category:
            yield from self.flush()
            self._category = categories.parse(unescape(category.group(1)))
        elif not stripped:
            if not self._open:
                yield from self.flush()
            self._gap = self._gap or len(self._lines)
        else:
            if self._gap and line.find("{") > -1 and (line.find("}") == -1 or line.find("{") < line.find("}")):
                yield from self._break_at_gap()
            self._lines.append((number, line))
            for brace in re.findall("[{}]", line):
                self._open = brace == "{"
                self._gap = 0

    def _break_at_gap(self) -> Iterator[Block]:
        """End the question at the first blank line after a brace that was never closed."""
        rest, self._lines = self._lines[self._gap :], self._lines[: self._gap]
        self._gap = 0
        yield from self.flush()
        self._lines = rest

    def _note(self, comment: str) -> None:
        for key, value in _metadata(comment):
            text = " ".join(unescape(re.sub(r"\\(.)", r"\1", value)).split())
            if key == "id":
                self._id = text
            else:
                self._tags.append(text)

    def flush(self) -> Iterator[Block]:
        """Yield the questions in the lines so far."""
        if self._gap and self._open:
            yield from self._break_at_gap()
        lines, self._lines, self._open, self._gap = self._lines, [], False, 0
        start = lines[0][0] if lines else 0
        for at, text in _questions("\n".join(line for _, line in lines)) if lines else ():
            title = _TITLE.match(text)
            body = text[title.end() :] if title else text
            yield _block(
                start + at,
                self._category,
                self._id,
                tuple(self._tags),
                " ".join(unescape(title.group(1)).split()) if title else "",
                body.strip(),
            )
            self._id, self._tags = "", []


def _metadata(comment: str) -> Iterator[tuple[str, str]]:
    """Yield the key and value of each bracket in a comment such as `[id:x] [tag:y]`."""
    key, start = "", 0
    for token in _METADATA.finditer(comment):
        if token.group(1) and not key:
            key, start = token.group(1), token.end()
        elif token.group(2) and key:
            yield key, comment[start : token.start()]
            key = ""


def _questions(text: str) -> Iterator[tuple[int, str]]:
    """Yield the questions of a paragraph and the line that each starts on, from 0.

    A question may end at a closing brace at the end of a line, if another brace follows. If some braces certainly
    contain answers, non-empty other ones belong to the text and end no question.
    """
    start = lines = 0
    ends = list(_END.finditer(text))
    marked = {end for _, end in _marked(text)} if ends else set()
    for match in ends:
        if marked and match.start() + 1 not in marked:
            inside = text[text.rfind("{", start, match.start()) + 1 : match.start()]
            if inside.strip():
                continue
        question = text[start : match.end()]
        yield lines, question
        lines += question.count("\n")
        start = match.end()
    yield lines, text[start:]


def _marked(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each pair of outermost braces that certainly contains answers."""
    found = []
    depth = start = 0
    for brace in _BRACE.finditer(text):
        if brace.group() == "{":
            start = start if depth else brace.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and _ANSWERS.match(text, start + 1):
                found.append((start, brace.end()))
    return found


def _block(line: int, category: categories.Path, id: str, tags: tuple[str, ...], title: str, text: str) -> Block:
    opened, closed = text.count("{"), text.count("}")
    before, brace, rest = text.partition("{")
    answers, end, after = rest.partition("}")
    fault = ""
    marked = _marked(text) if opened == closed > 1 else []
    if len(marked) == 1:  # the other braces are text
        first, last = marked[0]
        before, answers, after = text[:first], text[first + 1 : last - 1], text[last:]
    elif opened > 1 and closed > 1:
        fault = "it has several answers inside its text (embedded answers), which is not supported"
    elif opened > closed:
        fault = "a brace { is never closed"
    elif closed > opened or (brace and not end):
        fault = "a brace } was never opened"
    return Block(line, category, id, tags, title, text, before, answers if brace else None, after, fault)

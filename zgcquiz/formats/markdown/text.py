"""Convert Markdown to plain text, and plain text to Markdown with everything escaped that looks like markup.

CommonMark and Python-Markdown both read the output back, so line breaks are written as `<br>`, and characters that
Python-Markdown can't escape with a backslash as character references.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from zgcquiz.core.markup.writing import fence_around
from zgcquiz.formats.markdown.numbering import is_named
from zgcquiz.formats.markdown.paragraphs import joined, list_indent, parts_of
from zgcquiz.formats.shared.html_text import Lose, from_html, lose_nothing
from zgcquiz.formats.untrusted.entities import unescape

_MATH = r"\$\$[^$`\n]+\$\$|\$(?=[^\s$])(?:[^$\\`\n]|\\.)+(?<!\s)\$(?![\d$])"
_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    rf"|(?P<math>{_MATH})"
    r"|(?P<code>`+)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<link>!?\[(?P<label>(?:[^\[\]\\`\n]|\\.|`[^`\n]*`)*+)\]"
    r"\([ ]?(?P<target><[^<>\n]*>|(?:[^\s()\\<>]|\\.|\([^\s()]*\))*+)(?:[ ]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ ]?\))"
    r"|<(?P<address>https?://[^\s<>]+)>"
    r"|(?P<html><br[ ]*/?>|<img\b[^<>]*>|<(?P<script>su[bp])>[^<]{0,200}</(?P=script)>)"
    r"|(?P<comment><!--)"
    r"|(?P<marks>\*+|_+|~~)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#?\w{1,32});")
_ESCAPED_OR_TICKS = re.compile(r"\\[!-/:-@\[-`{-~]|`+")
_SPACED = re.compile(r"\n[ \t]")
_LIKE_A_HEADING = re.compile(r"(?m)^[ \t]*#{1,6}[^#]")
_LIKE_A_BOX = re.compile(r"(?m)^[ \t]*(?:[^\s\[]{1,3}[ \t]*)?\[")
"""Code with both a heading and a box would look like an unclosed block before the next question."""
_PROSE_MATH = re.compile(_MATH)
_LIKE_A_TAG = re.compile("<[A-Za-z/!?]")
_SPECIAL = re.compile(
    r"[\\`*$]|~~+|(?<![^\W_])_+|_+(?![^\W_])|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|\](?=\()|\](?=:)|\[(?=\^)|\n"
)
_START = re.compile(r"[#>+\-\[]|[=:]|\d{1,9}(?=[.)])")
_REFERENCES = {"<": "&lt;", "&": "&amp;", "=": "&#61;", ":": "&#58;", "\n": "<br>"}
_END = {" ": "&#32;", "\t": "&#9;"}
"""Readers drop a space at the end of a line, or take it for a line break."""


def to_plain(lines: Sequence[str], lose: Lose = lose_nothing, *, targets: bool = False) -> str:
    """Return lines of Markdown as plain text. Code keeps its lines; the lines of a paragraph are joined.

    Several empty lines become one; lists and tables keep their lines and marks, nested lists their indentation.
    targets: name the target of every link, and the file of every image.
    """
    parts: list[str] = []
    base: int | None = None
    for part in parts_of(lines):
        if parts:
            parts.append("\n\n" if part.is_apart else "\n")
        if part.is_code:
            parts.append("\n".join(part.lines))
        else:
            base = list_indent(part.lines, base)
            parts.append(inline(joined(part.lines, base=base), lose, targets=targets))
    return "".join(parts)


def inline(text: str, lose: Lose = lose_nothing, *, targets: bool = False) -> str:
    """Return a paragraph as plain text, without marks and escapes. Links keep their address.

    targets: as for `to_plain`.
    """
    return _Inline(text, lose, targets).read()


def image_words(alt: str, address: str, *, targets: bool = False) -> str:
    """Return what stands for an image in plain text: its words, or the name of its file. targets: name that, too."""
    file = address.partition("?")[0].rpartition("/")[2]
    name = " ".join(alt.split()) or file
    if targets and name != file:
        name = f"{name}, {file}"
    return f"[image: {name}]" if name else "[image]"


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where code begins and ends in a paragraph, with its backticks; escaped ones begin none, but may end it."""
    runs: dict[int, list[int]] = {}  # by length: where runs of backticks begin
    for run in re.finditer("`+", text):
        runs.setdefault(len(run.group()), []).append(run.start())
    at = 0
    while found := _ESCAPED_OR_TICKS.search(text, at):
        at = found.end()
        starts = runs.get(len(found.group()), []) if found.group()[0] == "`" else []
        later = bisect_left(starts, at)
        if later < len(starts):
            at = starts[later] + len(found.group())
            yield found.start(), at


class _Inline:
    """Reads a paragraph in one pass."""

    def __init__(self, text: str, lose: Lose, targets: bool) -> None:
        self._text = text
        self._targets = targets
        self._lose = lose
        self._out: list[str] = []
        self._ticks: dict[int, list[int]] | None = None
        self._styled = False
        self._no_more_comments = False  # no comment that begins from here on is closed
        self._open: dict[tuple[str, int], list[int]] = {}  # indices in the output of marks that may open emphasis

    def read(self) -> str:
        at, text = 0, self._text
        while found := _TOKEN.search(text, at):
            self._out.append(text[at : found.start()])
            at = found.end()
            kind = found.lastgroup or ""
            if kind == "code":
                at = self._code(found.start(), found.end())
            elif kind == "comment":
                at = self._comment(found.start())
            elif kind == "marks":
                self._marks(found)
            else:
                self._out.append(self._token(found))
        self._out.append(text[at:])
        return "".join(self._out)

    def _token(self, found: re.Match[str]) -> str:
        text = found.group()
        if found["escape"]:
            return text[1:]
        if found["entity"]:
            return unescape(text)
        if found["link"]:
            return self._link(found)
        if found["address"]:
            return found["address"]
        if found["html"]:
            return "\n" if text[1:3].lower() == "br" else from_html(text, self._lose)
        return text

    def _comment(self, start: int) -> int:
        """Skip a comment; return the offset after it."""
        end = self._text.find("-->", start + 4) if not self._no_more_comments else -1
        if end >= 0:
            return end + 3
        self._no_more_comments = True
        self._out.append("<!--")
        return start + 4

    def _code(self, start: int, end: int) -> int:
        """Copy the code between backticks to the output; return the offset after it."""
        if self._ticks is None:
            self._ticks = {}
            for run in re.finditer("`+", self._text):
                self._ticks.setdefault(len(run.group()), []).append(run.start())
        starts = self._ticks.get(end - start, [])
        later = bisect_left(starts, end)
        if later == len(starts):
            self._out.append(self._text[start:end])
            return end
        code = self._text[end : starts[later]]
        if code[:1] == code[-1:] == " " and code.strip(" "):
            code = code[1:-1]
        self._out.append(code)
        return starts[later] + end - start

    def _link(self, found: re.Match[str]) -> str:
        label = inline(found["label"], self._lose, targets=self._targets)
        target = _ESCAPED.sub(lambda each: each[1] or unescape(each[0]), found["target"].strip("<>"))
        if found.group()[0] == "!":
            self._lose("images", "a terminal shows their names only")
            return image_words(label, target, targets=self._targets)
        if not (self._targets or target.startswith(("http://", "https://"))) or target in label:
            return label
        return f"{label} ({target})" if label.strip() else target

    def _marks(self, found: re.Match[str]) -> None:
        """Read a run of *, _ or ~~, which opens or closes emphasis, or is text."""
        marks = found.group()
        before = self._text[found.start() - 1 : found.start()] or " "
        after = self._text[found.end() : found.end() + 1] or " "
        opens, ends = _flanks(after, before), _flanks(before, after)
        if marks[0] == "_":
            opens, ends = opens and not before.isalnum(), ends and not after.isalnum()
        key = (marks[0], len(marks))
        unmatched = self._open.get(key)
        if ends and unmatched and len(marks) <= 3:
            since = unmatched[-1]
            self._out[since] = ""
            for others in self._open.values():
                while others and others[-1] >= since:
                    others.pop()
            if not self._styled:
                self._styled = True
                self._lose("formatting", "plain text has no bold, italics or colours")
            return
        if opens and len(marks) <= 3:
            self._open.setdefault(key, []).append(len(self._out))
        self._out.append(marks)


def _flanks(inner: str, outer: str) -> bool:
    """Tell whether a run of marks is left- or right-flanking (CommonMark 0.31, 6.2).

    inner: the character on the side of the emphasised text; outer: the one on the other side.
    """
    return not inner.isspace() and (inner.isalnum() or not outer.isalnum())


def escape(text: str, *, formulas: bool = True) -> str:
    """Return a text as one line of Markdown that is read back as that text.

    formulas: those in $ are not escaped, unless they contain what readers without formulas take for HTML.
    """
    brackets = "](" in text or "![" in text  # text2qti fails on what only begins like an image
    out: list[str] = []
    at = 0
    for formula in _PROSE_MATH.finditer(text) if formulas else ():
        if _LIKE_A_TAG.search(formula.group()):
            continue
        out += [_escape_prose(text[at : formula.start()], text, at, brackets), formula.group()]
        at = formula.end()
    out.append(_escape_prose(text[at:], text, at, brackets))
    line = "".join(out)
    if is_named(line):
        line = f"&#{ord(line[0])};{line[1:]}"
    start = _START.match(line)
    if start and not text.startswith("$"):
        line = _escape_start(start.group()) + line[start.end() :]
    if line.endswith("#") and not line.endswith("\\#"):
        line = line[:-1] + "\\#"
    return line[:-1] + _END[line[-1]] if line[-1:] in _END else line


def _escape_prose(part: str, text: str, at: int, brackets: bool) -> str:
    def escaped(found: re.Match[str]) -> str:
        mark = found.group()
        if mark in _REFERENCES:
            return _REFERENCES[mark]
        if mark[0] == "~":
            return "&#126;" * len(mark)
        return "".join("\\" + each for each in mark)

    # Search the whole text, since the pattern looks at neighbouring characters.
    pieces: list[str] = []
    since, end = at, at + len(part)
    for found in _SPECIAL.finditer(text, at, end):
        pieces += [text[since : found.start()], escaped(found)]
        since = found.end()
    line = "".join([*pieces, text[since:end]])
    return re.sub(r"(?<!\\)\[", r"\\[", line) if brackets else line


def _escape_start(mark: str) -> str:
    return _REFERENCES.get(mark) or (mark + "\\" if mark.isdigit() else "\\" + mark)


def block(text: str) -> list[str]:
    """Return a text as lines of Markdown: paragraphs, and those with indented lines as code, except the first."""
    if not _SPACED.search(text) or (_LIKE_A_HEADING.search(text) and _LIKE_A_BOX.search(text)):
        return list(_paragraphs(text))
    lines = text.split("\n")
    spaced = [at for at, line in enumerate(lines) if at and line[:1] in (" ", "\t")]
    first, last = spaced[0], spaced[-1]
    while first > 1 and lines[first - 1]:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1]:
        last += 1
    head, code, tail = lines[:first], lines[first : last + 1], lines[last + 1 :]
    before = _blanks(reversed(head))
    after = _blanks(tail)
    code = [*[""] * (before - 1), *code, *[""] * (after - 1)]
    fence = fence_around("\n".join(code))
    out = [*_paragraphs("\n".join(head[: len(head) - before])), *[""] * bool(before), fence, *code, fence]
    if tail[after:]:
        out += ["", *_paragraphs("\n".join(tail[after:]))]
    return out


def _blanks(lines: Iterable[str]) -> int:
    """Return the number of empty lines at the start."""
    return sum(1 for _ in takewhile(lambda line: not line, lines))


def _paragraphs(text: str) -> Iterator[str]:
    chunks = text.split("\n\n")
    if any(not chunk or chunk[0] in "\n \t" for chunk in chunks):
        chunks = [text]
    for at, chunk in enumerate(chunks):
        if at:
            yield ""
        yield escape(chunk)


def comments(pairs: Iterable[tuple[str, str]]) -> str:
    """Return metadata as comments, one for each non-empty value."""
    escaped = ((name, value.replace("&", "&amp;").replace(">", "&gt;")) for name, value in pairs if value)
    return " ".join(f"<!-- {name}: {value} -->" for name, value in escaped)

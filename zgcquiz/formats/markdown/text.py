"""Convert Markdown to plain text, and plain text to Markdown with everything escaped that looks like markup.

CommonMark and Python-Markdown both read the output back, so line breaks are written as `<br>`, and characters that
Python-Markdown can't escape with a backslash as character references.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from zgcquiz.formats.markdown.numbering import is_named
from zgcquiz.formats.shared.html_text import Lose, from_html, lose_nothing
from zgcquiz.formats.untrusted.entities import unescape

_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_LIST = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]|\||>")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+")
_ENTRY = re.compile(r"[ \t]*([-*+]|\d{1,9}[.)])[ \t]")
_CLOSING = re.compile(r"[ \t]#++[ \t]*+$")
_SUMMARY = re.compile(r"</?(?:details|summary)\b[^<>]*>", re.IGNORECASE)

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


def fence_of(line: str) -> str:
    """Return the backticks or tildes with which a line opens a block of code; "" if it doesn't."""
    found = _FENCE.match(line)
    return found.group(1) if found else ""


def closes(line: str, fence: str) -> bool:
    """Tell whether a line ends the block of code that a fence opened."""
    mark = line.strip(" \t")
    return len(mark) >= len(fence) and mark == fence[0] * len(mark)


def is_blank(line: str) -> bool:
    return not line.strip(" \t")


def to_plain(lines: Sequence[str], lose: Lose = lose_nothing, *, targets: bool = False) -> str:
    """Return lines of Markdown as plain text. Code keeps its lines; the lines of a paragraph are joined.

    Several empty lines become one; lists and tables keep their lines and marks.
    targets: name the target of every link, and the file of every image.
    """
    parts: list[str] = []
    paragraph: list[str] = []
    code: list[str] | None = None
    fence, indent, gap = "", 0, False

    def put(text: str) -> None:
        nonlocal gap
        if parts:
            parts.append("\n\n" if gap else "\n")
        parts.append(text)
        gap = False

    def end() -> None:
        if paragraph:
            put(inline(_joined(paragraph), lose, targets=targets))
            paragraph.clear()

    column, apart, block_end = 4, False, 0
    for at, line in enumerate(lines):
        if at < block_end:
            continue
        if code is not None:
            if closes(line, fence):
                put("\n".join(code))
                code = None
            else:
                code.append(_dedented(line, indent))
        elif opening := fence_of(line):
            end()
            fence, indent, code = opening, len(line) - len(line.lstrip(" \t")), []
        elif is_blank(line):
            end()
            gap = apart = True
            continue
        elif apart and indent_of(line) >= column:
            end()
            block_end = end_of_indented(lines, at, column)
            put("\n".join(_unindented(each, column) for each in lines[at:block_end]))
            continue
        elif _HEADING.match(line):
            end()
            put(inline(heading_text(line), lose, targets=targets))
        else:
            if entry := _ENTRY.match(line):
                column = indent_of(line) + len(entry[1]) + 5
            elif apart and indent_of(line) < column - 4:
                column = 4
            paragraph.append(line)
        apart = False
    if code is not None:
        put("\n".join(code))
    end()
    return "".join(parts)


def indent_of(line: str) -> int:
    """Return the width of the blanks at the start of a line, in columns; tab stops are four columns apart."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def end_of_indented(lines: Sequence[str], at: int, column: int) -> int:
    """Return the index after a block of indented code, not counting the empty lines after it."""
    end = at
    while at < len(lines) and (is_blank(lines[at]) or indent_of(lines[at]) >= column):
        at += 1
        end = end if is_blank(lines[at - 1]) else at
    return end


def _unindented(line: str, columns: int) -> str:
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return blanks.expandtabs(4)[columns:] + line[len(blanks) :]


def heading_text(line: str) -> str:
    """Return a heading's text without its number signs."""
    return _CLOSING.sub("", _HEADING.sub("", line, count=1)).strip(" \t")


def _dedented(line: str, indent: int) -> str:
    """Return a line of fenced code without its fence's indent, in characters."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, blanks) :]


def _joined(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph with spaces, keeping hard line breaks and those before list entries."""
    out: list[str] = []
    hard = False
    for line in lines:
        text = line.strip(" \t")
        text = _SUMMARY.sub("", text).strip(" \t") if _SUMMARY.match(text) else text
        if out:
            out.append("\n" if hard or _LIST.match(text) else " ")
        slashes = len(text) - len(text.rstrip("\\"))
        hard = slashes % 2 == 1 or line.endswith("  ")
        out.append(text[:-1] if slashes % 2 == 1 else text)
    return "".join(out)


def inline(text: str, lose: Lose = lose_nothing, *, targets: bool = False) -> str:
    """Return a paragraph as plain text, without marks and escapes. Links keep their address.

    targets: as for `to_plain`.
    """
    return _Inline(text, lose, targets).read()


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
        target = unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", found["target"].strip("<>")))
        if found.group()[0] == "!":
            self._lose("images", "a terminal shows their names only")
            file = target.partition("?")[0].rpartition("/")[2]
            name = " ".join(label.split()) or file
            if self._targets and name != file:
                name = f"{name}, {file}"
            return f"[image: {name}]" if name else "[image]"
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


def escape(text: str) -> str:
    """Return a text as one line of Markdown that is read back as that text.

    Formulas in $ are not escaped, unless they contain what readers without formulas take for HTML.
    """
    brackets = "](" in text or "![" in text  # text2qti fails on what only begins like an image
    out: list[str] = []
    at = 0
    for formula in _PROSE_MATH.finditer(text):
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
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", "\n".join(code)) or [""]))
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

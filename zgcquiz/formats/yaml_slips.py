"""What an author is likely to have meant where YAML can't be parsed.

libyaml names the place where it gave up, often a line after the slip, in words about its own
workings. Here the lines around are looked at for the slips that people make, and named so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

LONGEST_LINE = 400
"""Characters of a line that are looked at."""

_KEY = re.compile(r"[ \t]*(?:- +)?([\w-]+):(?= |$)")
_SECOND_COLON = re.compile(r"[ \t]*(?:(?:- +)?([\w-]+):|-) +(?![\"'\[{|>#])(.*?):(?= |$)")
_SPACES = "\u00a0\u2007\u202f\u3000\u200b\ufeff"
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r" *(?:- +)?(?P<at>\t)"), "a tab can't indent in YAML; indent with spaces"),
    (
        re.compile(rf"(?: *|[^:]*: *| *- *)(?P<at>[{_SPACES}])"),
        "a character that looks like a space stands here, or none at all; remove it, and type a space",
    ),
    (re.compile(r"[ \t]*(?P<at>```|~~~)"), "the fences of a Markdown block are no part of a pack; remove the line"),
    (re.compile(r"[ \t]*(?:- +)?(?P<word>\w+)(?P<at>：)"), "this is no colon to YAML; write '{word}: '"),
    (
        re.compile(r"[ \t]*(?P<at>[–—•·*](?= )|-(?=[^\s\d-]))"),
        "an entry of a list starts with a dash and a space: '- '",
    ),
    (re.compile(r"[ \t]*(?:- +)?(?P<word>[A-Za-z_]\w*):(?P<at>[^\s:/])"), "put a space after the colon: '{word}: '"),
)
"""Slips that a line shows by itself, with the place that is named."""

_CLOSED = (
    re.compile(r"""[ \t]*(?:- +)?(?:[\w-]+: +)?"(?:[^"\\]|\\.)*" *(?P<at>[^\s,:#])"""),
    re.compile(r"""[ \t]*(?:- +)?(?:[\w-]+: +)?'(?:[^']|'')*' *(?P<at>[^\s,:#])"""),
    re.compile(r"[ \t]*(?:- +)?(?:[\w-]+: +)?\[[^\[\]]*\] *(?P<at>[^\s,:#])"),
    re.compile(r"[ \t]*(?:- +)?(?:[\w-]+: +)?\{[^{}]*\} *(?P<at>[^\s,:#])"),
)
"""A value that is closed, and goes on."""

_AT_CONTEXT = ("could not find expected ':'", "unexpected end of stream", "expected alphabetic", "expected ',' or")
"""Where libyaml's context is the slip's place, not what it calls the problem's."""

_MENDS = (
    ("mapping values are not allowed", "a text that holds ': ' must stand in quotes; else check the indentation"),
    ("did not find expected key", "check that this line is indented like those above it, and that quotes are closed"),
    ("did not find expected '-' indicator", "check that this line is indented like the list's other entries"),
    ("found a tab character", "a tab can't indent in YAML; indent with spaces"),
    ("cannot start any token", "a text that starts with {sign} must stand in quotes"),
    ("did not find expected ',' or", "close the [ or {, or quote a text that holds one of , [ ] { }"),
    (
        "unexpected end of stream",
        "the quote that opens here is never closed; close it (a text that starts with an apostrophe must stand in "
        "double quotes)",
    ),
    ("did not find expected alphabetic", "a text that starts with & or * must stand in quotes"),
    ("did not find expected hexdecimal", "in double quotes a backslash starts an escape; use single quotes"),
    ("found unknown escape character", "in double quotes a backslash starts an escape; use single quotes"),
    ("could not find expected ':'", "put ': ' after the key, or indent the line as part of the text above"),
    (
        "block sequence entries are not allowed",
        "start the list on its own line, below its key; a text that starts with '- ' must stand in quotes",
    ),
    (
        "did not find expected node content",
        "a value is missing here, or a text that starts with , ] } must stand in quotes",
    ),
    ("did not find expected <document start>", "the text before ends the file; indent this line, or quote the text"),
    (
        "did not find expected comment or line break",
        "after | or > the text starts on the next line; a text that starts with | or > must stand in quotes",
    ),
)


def explain(lines: Sequence[str], error: yaml.MarkedYAMLError) -> tuple[int, int, str]:
    """Line and column (from 1) of what libyaml stumbled over, and what to do about it."""
    problem = error.problem or error.context or "this is not YAML"
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    is_flow = "expected ',' or" in problem
    at_context = context if any(sign in problem for sign in _AT_CONTEXT) else None
    if at_context is not None and (not is_flow or mark is None or at_context.line < mark.line):
        mark = at_context
    if mark is None:
        return 1, 1, problem
    at, column = mark.line, mark.column
    for line in _suspects(lines, problem, at, column):
        slip = _slip(lines[line][:LONGEST_LINE])
        if slip:
            return line + 1, slip[0] + 1, slip[1]
    text = lines[at][:LONGEST_LINE] if at < len(lines) else ""
    if "mapping values are not allowed" in problem:
        found = _misplaced_key(text, column)
        if found:
            return at + 1, found[0] + 1, found[1]
    if "did not find expected" in problem and not is_flow:
        match = next(filter(None, (pattern.match(text) for pattern in _CLOSED)), None)
        if match:
            what = "the text goes on after its closing quote or bracket; put all of it in quotes, or remove the rest"
            return at + 1, match.start("at") + 1, what
    said = f"{error.context} {problem}" if error.context and error.context != problem else problem
    character = text[column : column + 1]
    if character == "\t":
        return at + 1, column + 1, "a tab can't indent in YAML; indent with spaces"
    mend = next((mend for sign, mend in _MENDS if sign in problem), f"{said}; see this line and the one before it")
    return at + 1, column + 1, mend.replace("{sign}", character)


def _suspects(lines: Sequence[str], problem: str, at: int, column: int) -> Iterator[int]:
    """The lines to look at for a slip: the one named, and the one before where that may be to blame."""
    if at < len(lines):
        yield at
        key = _KEY.match(lines[at][:LONGEST_LINE])
        if "mapping values are not allowed" in problem and key and key.end() - 1 == column:
            before = next((line for line in range(at - 1, max(at - 20, -1), -1) if lines[line].strip()), None)
            if before is not None:
                yield before


def _slip(line: str) -> tuple[int, str] | None:
    for pattern, words in _SLIPS:
        match = pattern.match(line)
        if match:
            return match.start("at"), words.replace("{word}", match.groupdict().get("word") or "")
    return None


def _misplaced_key(line: str, column: int) -> tuple[int, str] | None:
    """Of a colon where YAML takes none: it is in a text, or the line's key is indented wrongly."""
    key = _KEY.match(line)
    if key and key.end() - 1 == column:
        start = len(line) - len(line.lstrip())
        return start, "the line is indented deeper than what it belongs to; indent it like the lines beside it"
    match = _SECOND_COLON.match(line)
    if match is None:
        return None
    quotes = "straight quotes" if match[2].strip()[:1] in ("“", "”", "„", "‘", "«") else "quotes"
    after = f"the text after '{match[1]}:'" if match[1] else "a text"
    return match.end() - 1, f"{after} holds a colon and a space, so it must stand in {quotes}"


_ITEM = re.compile(r"[ \t]*- +\{? *(?:id|question|kind|fact) *:")
_ID = re.compile(r"(?:[ \t]+|[ \t]*- +\{? *)id: +[\"']?([\w.-]+)")


def question_near(lines: Sequence[str], line: int) -> str:
    """The id of the item that a line (from 1) stands in, by the look of it; "" where none can be made out."""
    at = min(line, len(lines)) - 1
    for start in range(at, max(at - 200, -1), -1):
        text = lines[start][:LONGEST_LINE]
        if _ITEM.match(text):
            break
        if text and not text[0].isspace() and text[0] not in "-#":
            return ""
    else:
        return ""
    for below in range(start, min(start + 200, len(lines))):
        text = lines[below][:LONGEST_LINE]
        if below > start and _ITEM.match(text):
            break
        found = _ID.match(text)
        if found:
            return found[1]
    return ""

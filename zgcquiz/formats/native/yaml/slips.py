"""Turns libyaml's syntax errors into advice for authors.

libyaml reports where it gave up, often a line after the mistake, in terms of its own internals. These functions search
the lines around for common mistakes instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from zgcquiz.formats.native.yaml.layout import LONGEST_LINE, explain_layout
from zgcquiz.formats.native.yaml.traps import LISTS, OPTION_KEYS, QUESTION_KEYS, quoted

_KEY = re.compile(r"[ \t]*(?:- +)?([\w-]+):(?= |$)")
_SECOND_COLON = re.compile(r"[ \t]*(?:(?:- +)?([\w-]+):|-) +(?![\"'\[{|>#])(.*?):(?= |$)")
_SPACES = "\u00a0\u2007\u202f\u3000\u200b\ufeff"
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r" *(?:- +)?(?P<at>\t)"), "a tab can't indent in YAML; indent with spaces"),
    (
        re.compile(rf"(?: *|[^:]*: *| *- *)(?P<at>[{_SPACES}])"),
        "this character is invisible or only looks like a space; replace it with a space",
    ),
    (re.compile(r"[ \t]*(?P<at>```|~~~)"), "a pack has no Markdown code fences; remove this line"),
    (
        re.compile(r"[ \t]*(?:- +)?(?P<word>\w+)(?P<at>：)"),
        "YAML doesn't read this character as a colon; write '{word}: '",
    ),
    (re.compile(r"[ \t]*(?P<at>[–—•·*](?= )|－|-(?=[^\s\d-]))"), "a list entry starts with a dash and a space: '- '"),
    (
        re.compile(r"[ \t]*(?:- +)?(?:[\w-]+:[ ]+)?(?P<at>\?)(?= |$)"),
        "a text that starts with a question mark must be in quotes",
    ),
    (re.compile(r"[ \t]*(?:- +)?(?P<word>[A-Za-z_]\w*):(?P<at>[^\s:/])"), "put a space after the colon: '{word}: '"),
)
"""Mistakes that a single line shows; the group `at` marks the place to report."""

_MARK_IN_LIST = re.compile(r"[\[{,] *(?P<at>\?)")
"""A text in a flow list that starts with a question mark: YAML makes a key of it."""

_CLOSED = (
    re.compile(r"""[ \t]*(?:- +)?(?:["\w-]+: +)?"(?:[^"\\]|\\.)*" *(?P<at>[^\s:#])"""),
    re.compile(r"""[ \t]*(?:- +)?(?:[\w-]+: +)?'(?:[^']|'')*' *(?P<at>[^\s:#])"""),
    re.compile(r"[ \t]*(?:- +)?(?:[\w-]+: +)?\[[^\[\]]*\] *(?P<at>[^\s:#])"),
    re.compile(r"[ \t]*(?:- +)?(?:[\w-]+: +)?\{[^{}]*\} *(?P<at>[^\s:#])"),
)
"""A quoted or bracketed value with more text after it."""

_AT_CONTEXT = ("could not find expected ':'", "unexpected end of stream", "expected alphabetic", "expected ',' or")
"""Errors for which libyaml's context mark, not its problem mark, is the place of the mistake."""

_HINTS = (
    ("mapping values are not allowed", "a text that contains ': ' must be in quotes; otherwise, check the indentation"),
    ("did not find expected key", "check that this line is indented like those above it, and that quotes are closed"),
    ("did not find expected '-' indicator", "check that this line is indented like the list's other entries"),
    ("found a tab character", "a tab can't indent in YAML; indent with spaces"),
    ("cannot start any token", "a text that starts with {sign} must be in quotes"),
    ("did not find expected ',' or", "close the [ or {, or put a text that contains any of , [ ] { } in quotes"),
    (
        "unexpected end of stream",
        "the quote that opens here is never closed; close it (a text that starts with an apostrophe must be in "
        "double quotes)",
    ),
    ("did not find expected alphabetic", "a text that starts with & or * must be in quotes"),
    ("did not find expected hexdecimal", "in double quotes a backslash starts an escape; use single quotes"),
    ("found unknown escape character", "in double quotes a backslash starts an escape; use single quotes"),
    ("could not find expected ':'", "put ': ' after the key, or indent the line as part of the text above"),
    (
        "block sequence entries are not allowed",
        "start the list on its own line, below its key; a text that starts with '- ' must be in quotes",
    ),
    (
        "did not find expected node content",
        "a value is missing here, or a text that starts with , ] } must be in quotes",
    ),
    (
        "did not find expected <document start>",
        "the text above ends the document; indent this line, or put the text in quotes",
    ),
    (
        "did not find expected comment or line break",
        "after | or > the text starts on the next line; a text that starts with | or > must be in quotes",
    ),
)


def explain(lines: Sequence[str], error: yaml.MarkedYAMLError) -> tuple[int, int, str]:
    """Return line and column (from 1) of a libyaml error, and how to fix it."""
    problem = error.problem or error.context or "this is not YAML"
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    is_flow = "expected ',' or" in problem
    if is_flow and mark is not None and (missing := _missing_comma(lines, mark.line, mark.column)):
        return missing
    at_context = context if any(sign in problem for sign in _AT_CONTEXT) else None
    if at_context is not None and (not is_flow or mark is None or at_context.line < mark.line):
        mark = at_context
    if mark is None:
        return 1, 1, problem
    at, column = mark.line, mark.column
    for line in _suspects(lines, problem, at, column):
        if slip := _slip(lines[line][:LONGEST_LINE]):
            return line + 1, slip[0] + 1, slip[1]
    text = lines[at][:LONGEST_LINE] if at < len(lines) else ""
    if "mapping values are not allowed" in problem and (slip := _second_colon(text, column)):
        return at + 1, slip[0] + 1, slip[1]
    if any(sign in problem for sign in _OF_LAYOUT) and (layout := explain_layout(lines, at, problem)):
        return layout[0] + 1, layout[1] + 1, layout[2]
    if "expected node content" in problem and (mark_in_list := _MARK_IN_LIST.search(text[: column + 1])):
        rest = re.split(r"[,\]}]", text[mark_in_list.start("at") :], maxsplit=1)[0]
        what = f"a text that starts with a question mark must be in quotes: {quoted(rest.strip())}"
        return at + 1, mark_in_list.start("at") + 1, what
    if is_flow and (slip := _explain_flow(text, column)):
        return at + 1, slip[0] + 1, slip[1]
    closed = next(filter(None, (pattern.match(text) for pattern in _CLOSED)), None)
    if closed and "did not find expected" in problem and not is_flow:
        return at + 1, closed.start("at") + 1, _after_close(text, closed.start("at"))
    if "block sequence entries are not allowed" in problem and _is_text_with_dash(text):
        return at + 1, column + 1, f"a text that starts with '- ' must be in quotes: {quoted(text[column:].strip())}"
    whole = f"{error.context} {problem}" if error.context and error.context != problem else problem
    character = text[column : column + 1]
    if character == "\t":
        return at + 1, column + 1, "a tab can't indent in YAML; indent with spaces"
    fix = next((fix for sign, fix in _HINTS if sign in problem), f"{whole}; see this line and the one before it")
    if character == '"' and "unexpected end of stream" in problem:
        fix = fix.partition(" (")[0]
    return at + 1, column + 1, fix.replace("{sign}", character)


def _is_text_with_dash(line: str) -> bool:
    """Return whether a line has a key that takes a text, and a text that starts with a dash."""
    key = _KEY.match(line)
    if key is None or key[1] in LISTS or key[1] not in (*QUESTION_KEYS, *OPTION_KEYS):
        return False
    return not line[key.end() :].lstrip().startswith("- - ")


def _suspects(lines: Sequence[str], problem: str, at: int, column: int) -> Iterator[int]:
    """Yield the lines to search: the reported one, and the one before if that may be the cause."""
    if at < len(lines):
        yield at
        key = _KEY.match(lines[at][:LONGEST_LINE])
        if "mapping values are not allowed" in problem and key and key.end() - 1 == column:
            before = next((line for line in range(at - 1, max(at - 20, -1), -1) if lines[line].strip()), None)
            if before is not None:
                yield before


def _slip(line: str) -> tuple[int, str] | None:
    for pattern, words in _SLIPS:
        if match := pattern.match(line):
            return match.start("at"), words.replace("{word}", match.groupdict().get("word") or "")
    return None


def _second_colon(line: str, column: int) -> tuple[int, str] | None:
    """Return column and advice for a colon that YAML rejects, if it is inside a text."""
    key = _KEY.match(line)
    if key and key.end() - 1 == column:
        return None
    match = _SECOND_COLON.match(line)
    if match is None:
        return None
    text = line[match.start(2) :].strip()
    if match[1] in OPTION_KEYS and re.search(rf", *(?:{'|'.join(OPTION_KEYS)}): ", text):
        return match.start(1), f"several keys on one line must be in braces: {{{match[1]}: {text}}}"
    if text[:1] in ("“", "”", "„", "‘", "«"):
        return match.end() - 1, f"{_after(match[1])} contains a colon and a space, so it must be in straight quotes"
    return match.end() - 1, _in_quotes(match[1], text, "a colon and a space")


def _after(key: str | None) -> str:
    return f"the text after '{key}:'" if key else "a text"


def _in_quotes(key: str | None, text: str, sign: str) -> str:
    """Return advice for a text that needs quotes."""
    whole = f"{key}: {quoted(text)}" if key else quoted(text)
    return f"{_after(key)} contains {sign}, so it must be in quotes: {whole}"


_OF_LAYOUT = (
    "could not find expected ':'",
    "did not find expected key",
    "did not find expected '-' indicator",
    "mapping values are not allowed",
    "block sequence entries are not allowed",
)
"""Errors that wrong indentation can cause."""

_APOSTROPHE = "the text continues after its closing quote; write '' for an apostrophe in it, or put it in double quotes"
_GOES_ON = "the text continues after its closing quote or bracket; put all of it in quotes, or remove the rest"


def _after_close(line: str, at: int) -> str:
    """Return advice for text after a closing quote or bracket."""
    before = line[:at].rstrip()
    if line[at:].strip() == ",":
        return "remove the comma at the end of the line"
    if line[at] == "," and before[-1:] in "'\"":
        start = re.match(r"[ \t]*(?:- +)?(?:[\w-]+: +)?", line)
        return f"a list on one line must be in brackets: [{line[start.end() if start else 0 :].strip()}]"
    if before[-1:] == "'" and line[at - 1 : at] == "'" and line[at].isalnum():
        return _APOSTROPHE
    if before[-1:] == '"':
        return "the text continues after its closing quote; put all of it in single quotes, or remove the rest"
    return _GOES_ON


def _missing_comma(lines: Sequence[str], at: int, column: int) -> tuple[int, int, str] | None:
    """Return line, column (from 1) and advice if a comma is missing between two entries of a flow list."""
    line = lines[at][: column + LONGEST_LINE] if at < len(lines) else ""
    if line[column : column + 1] not in ("{", "[", '"', "'"):
        return None
    while not line[:column].strip() and at:
        at -= 1
        line = lines[at][-LONGEST_LINE:]
        column = len(line)
    before = line[:column].rstrip()
    if before[-1:] not in ("}", "]", '"', "'") or len(lines[at]) > LONGEST_LINE:
        return None
    return at + 1, len(before) + 1, "a comma is missing here between two entries"


_FLOW_TEXT = re.compile(r"(?:([\w-]+): +)?((?![\"'\[{]).*)\Z", re.DOTALL)


def _explain_flow(line: str, column: int) -> tuple[int, str] | None:
    """Return column and advice for an error in a flow list or mapping."""
    sign = line[column : column + 1]
    start = max(line.rfind(opening, 0, column) for opening in "[{,") + 1
    end = next((at for at in range(column + 1, len(line)) if line[at] in ",]}"), len(line))
    if sign in "[{" and sign and _opens_here(line, column):
        comment = line.find(" #", column)
        if comment >= 0:
            what = f"YAML reads {quoted(line[comment + 1 :].rstrip())} as a comment, so the {sign} is never closed; "
            return comment + 1, what + "put the text that contains the # in quotes"
        value = line[column:].strip()
        what = f"the {sign} that opens here is never closed; close it"
        is_text = value[-1] == ")" or "," not in value
        return column, what + (f", or put the text that starts with it in quotes: {quoted(value)}" if is_text else "")
    if any(pattern.match(line[start:].lstrip()) for pattern in _CLOSED):
        if line[column - 1 : column] == "'" and line[column : column + 1].isalnum():
            return column, _APOSTROPHE
        return column, _GOES_ON
    closing = line.find("]" if sign == "[" else "}", column) if sign in "[{" else -1
    if closing > 0:
        end = next((at for at in range(closing + 1, len(line)) if line[at] in ",]}"), len(line))
    match = _FLOW_TEXT.match(line[start:end].strip())
    if match is None or not match[2] or line[start:column].isspace() or sign not in ":[{":
        return None
    is_key = match[1] in (*QUESTION_KEYS, *OPTION_KEYS)
    return column, _in_quotes(
        match[1] if is_key else None,
        match[2] if is_key else match[0],
        "a colon and a space" if sign == ":" else f"a {sign}",
    )


def _opens_here(line: str, column: int) -> bool:
    """Return whether a bracket starts the value of a key or an entry."""
    return bool(re.fullmatch(r"[ \t]*(?:- +)?(?:[\w-]+: +)?", line[:column]))


_ITEM = re.compile(r"[ \t]*- +\{? *(?:id|question|kind|fact) *:")
_ID = re.compile(r"(?:[ \t]+|[ \t]*- +\{? *)id: +[\"']?([\w.-]+)")


def question_near(lines: Sequence[str], line: int) -> str:
    """Return the id of the question that a line (from 1) seems to be in, or ""."""
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
        if match := _ID.match(text):
            return match[1]
    return ""

"""Reading on after a syntax error: what holds it is left out, so that all other questions are still checked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.formats.native.yaml.layout import LONGEST_LINE
from zgcquiz.formats.native.yaml.traps import LINE_ENDS

MAX_BYTES = 4 * 1024 * 1024
"""What is parsed at most for all errors of a file."""
MAX_ERRORS = 20

_ITEM = re.compile(r"([ \t]*)- +\{? *(?:id|question|kind|fact) *:")
_OWN = re.compile(r"(?:title|description|language|license|section): ")
_HEADER = re.compile(r"(?:zgcquiz|title|description|language|license|sources|check|section|text|questions):(?: |$)")
"""Keys of a pack or a bank that no question has."""


def rounds(size: int) -> int:
    """How many syntax errors of a file with so many bytes are looked for after the first."""
    return min(MAX_ERRORS, MAX_BYTES // max(size, 1))


def without_question(text: str, line: int, hole: str) -> str | None:
    """Return a file's text with the lines of one question emptied, or None where none is found there.

    In what the pack's own file says before its questions, only the value is left out.

    line: the one with the error (from 1). hole: an entry to stand for the question, where the list would be empty.
    """
    lines = LINE_ENDS.split(text)
    start = _item_at(lines, min(line, len(lines)) - 1)
    if start is None:
        return _without_value(lines, line - 1)
    indent = _indent(lines[start])
    end = start + 1
    while end < len(lines) and not _is_after(lines[end], indent):
        end += 1
    lines[start:end] = [""] * (end - start)
    if not any(_ITEM.match(each[:LONGEST_LINE]) for each in lines):
        lines[start] = " " * indent + "- " + hole
    return "\n".join(lines)


def _without_value(lines: list[str], at: int) -> str | None:
    """The text with a stand-in for what the pack's own file says in a line."""
    match = _OWN.match(lines[at][:LONGEST_LINE]) if at < len(lines) else None
    if match is None or lines[at] == match[0] + "x":
        return None
    lines[at] = match[0] + "x"
    return "\n".join(lines)


def _item_at(lines: Sequence[str], at: int) -> int | None:
    """The line that starts the question with the error in it."""
    for start in range(at, -1, -1):
        text = lines[start][:LONGEST_LINE]
        if _ITEM.match(text):
            return start
        if _HEADER.match(text) and start != at:
            return None
    return None


def _is_after(line: str, indent: int) -> bool:
    """A line that no longer belongs to the question that starts at an indent."""
    text = line[:LONGEST_LINE]
    if not text.strip() or text.lstrip().startswith("#"):
        return False
    match = _ITEM.match(text)
    if match:
        return len(match[1]) <= indent
    return bool(_HEADER.match(text)) and _indent(text) <= indent


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

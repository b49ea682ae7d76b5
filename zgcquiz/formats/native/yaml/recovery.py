"""Removes the question with a syntax error from a file, so that all others are still checked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.formats.native.yaml.layout import LONGEST_LINE
from zgcquiz.formats.native.yaml.traps import LINE_ENDS

MAX_BYTES = 4 * 1024 * 1024
"""A limit on what is parsed for all errors of a file."""
MAX_ERRORS = 20

_ITEM = re.compile(r"([ \t]*)- +\{? *(?:id|question|kind|fact) *:")
_OWN = re.compile(r"(?:title|description|language|license|section): ")
_HEADER = re.compile(
    r"(?:zgcquiz|title|description|language|license|markup|sources|check|section|text|questions):(?: |$)"
)
"""Keys of a pack or a bank that questions don't have."""


def rounds(size: int) -> int:
    """Return how many more syntax errors to look for in a file of a size in bytes."""
    return min(MAX_ERRORS, MAX_BYTES // max(size, 1))


def without_question(text: str, line: int, hole: str) -> str | None:
    """Return a file's text with the lines of one question blanked, or None if there is none.

    In the pack's metadata, before its questions, only the value is replaced.

    line: of the error (from 1). hole: an entry that replaces the question if the list would be empty.
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
    """Return the text with a placeholder for the value of a pack's key."""
    match = _OWN.match(lines[at][:LONGEST_LINE]) if at < len(lines) else None
    if match is None or lines[at] == match[0] + "x":
        return None
    lines[at] = match[0] + "x"
    return "\n".join(lines)


def _item_at(lines: Sequence[str], at: int) -> int | None:
    """Return the index of the line that starts the question with the error."""
    for start in range(at, -1, -1):
        text = lines[start][:LONGEST_LINE]
        if _ITEM.match(text):
            return start
        if _HEADER.match(text) and start != at:
            return None
    return None


def _is_after(line: str, indent: int) -> bool:
    """Return whether a line is after the question that starts at an indent."""
    text = line[:LONGEST_LINE]
    if not text.strip() or text.lstrip().startswith("#"):
        return False
    if match := _ITEM.match(text):
        return len(match[1]) <= indent
    return bool(_HEADER.match(text)) and _indent(text) <= indent


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

"""Finds layout errors in the lines of a YAML file: missing dashes, and keys in the wrong column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.core.value import Value
from zgcquiz.formats.native.yaml.nodes import brief
from zgcquiz.formats.native.yaml.traps import OPTION_KEYS, QUESTION_KEYS

LONGEST_LINE = 400
"""Characters of a line that are examined."""
FURTHEST = 300
"""Lines above an error that are examined."""

_LINE = re.compile(r"(?P<dash>-(?: +|$))?(?:\{ *)?(?:(?P<key>[A-Za-z_][\w -]*+):(?= |$))?")

_KEYS = (
    *("zgcquiz", "title", "description", "language", "license", "markup", "sources", "questions", "section"),
    *QUESTION_KEYS,
)
Advice = tuple[int, int, str]
"""Line and column (from 0), and what to do."""


class YamlLine(Value, frozen=True):
    """A line with content. at: its number, indent: its indentation (both from 0).

    dash: whether it starts a list entry; key: its first key, or ""; column: where the text after the dash starts.
    """

    at: int
    indent: int
    text: str
    dash: bool
    key: str
    column: int


def explain_layout(lines: Sequence[str], at: int, problem: str) -> Advice | None:
    """Return advice on the line at which libyaml failed, or None if its layout explains nothing."""
    this = _line(lines, at)
    if this is None:
        return None
    above = _above(lines, at)
    if this.dash:
        return _explain_entry(this, above)
    if this.key:
        return _explain_key(this, above, problem)
    return _explain_text(lines, this, above)


def _line(lines: Sequence[str], at: int) -> YamlLine | None:
    if not 0 <= at < len(lines):
        return None
    whole = lines[at][:LONGEST_LINE]
    text = whole.strip()
    if not text or text.startswith("#"):
        return None
    indent = len(whole) - len(whole.lstrip())
    match = _LINE.match(text)
    dash = match["dash"] if match else None
    return YamlLine(
        at, indent, text, bool(dash), ((match["key"] if match else None) or "").rstrip(), indent + len(dash or "")
    )


def _above(lines: Sequence[str], at: int) -> list[YamlLine]:
    """Return the lines above with content, nearest first."""
    near = (_line(lines, number) for number in range(at - 1, max(at - FURTHEST, -1), -1))
    return [line for line in near if line is not None]


def _entry_around(this: YamlLine, above: Sequence[YamlLine]) -> YamlLine | None:
    """Return the list entry that a line is in, or is level with."""
    for line in above:
        if line.dash and line.indent <= this.indent:
            return line
        if line.indent < this.indent and not line.dash:
            return None
    return None


def _explain_text(lines: Sequence[str], this: YamlLine, above: Sequence[YamlLine]) -> Advice | None:
    """Return advice on a line without a dash or a key."""
    word, _, rest = this.text.partition(" ")
    rest, word = rest.lstrip("=: "), word.rstrip("=:")
    near = above[0] if above else None
    in_list = near is not None and near.dash and not near.key and near.indent == this.indent
    if word in (*_KEYS, *OPTION_KEYS) and not in_list:
        return this.at, this.indent, f"a key ends with a colon and a space; write '{brief(f'{word}: {rest}'.strip())}'"
    below = next(filter(None, (_line(lines, this.at + more) for more in range(1, 20))), None)
    entry = next((line for line in above if line.dash), None)
    goes_on = below is not None and below.dash and entry is not None and below.indent == entry.indent
    is_entry = entry is not None and (entry.indent <= this.indent < entry.column or goes_on)
    if entry is not None and near is not None and near.indent >= entry.indent and is_entry:
        where = "" if this.indent == entry.indent else f", below the dash of line {entry.at + 1}"
        return this.at, this.indent, f"{_NO_DASH}; write '{brief(f'- {this.text}')}'{where}"
    block = _block_around(this, above)
    if block is not None and near is not None:
        column = block.column + 2 if near is block else near.indent
        return this.at, this.indent, f"put this line at column {column + 1}: it is a part of the text of '{block.key}'"
    before = lines[this.at - 1] if this.at else ""
    if before.lstrip().startswith("#"):
        what = "this comment ends the text above it; put all of that text in quotes, or write | after its key"
        return this.at - 1, len(before) - len(before.lstrip()), what
    return None


def _block_around(this: YamlLine, above: Sequence[YamlLine]) -> YamlLine | None:
    """Return the key with | or > whose text a line probably continues."""
    for line in above:
        if line.key and _BLOCK.search(line.text):
            return line
        if line.indent <= this.indent and line.key:
            return None
    return None


_TEXTS = ("question", "answer", "explanation", "text", "feedback", "description", "quote")
"""Keys of texts that may span lines."""
_BLOCK = re.compile(r": [|>][-+0-9]*\Z")
_NO_DASH = "this list entry needs a dash before it"


def _explain_entry(this: YamlLine, above: Sequence[YamlLine]) -> Advice | None:
    """Return advice on a line with an unexpected dash."""
    first = None
    for line in above:
        if line.indent < this.indent:
            break
        if line.indent == this.indent:
            first = line
    if first is not None and not first.dash and first.key in (*QUESTION_KEYS, *OPTION_KEYS) and first.indent:
        return first.at, first.indent, f"{_NO_DASH}; write '{brief(f'- {first.text}')}'"
    like = [line for line in above if line.dash and (line.key in QUESTION_KEYS) == (this.key in QUESTION_KEYS)]
    if like and like[0].indent != this.indent:
        return (
            this.at,
            this.indent,
            f"the dashes of a list must line up; put this one at column {like[0].indent + 1}, "
            f"as in line {like[0].at + 1}",
        )
    if first is not None and not first.dash and this.key in QUESTION_KEYS:
        return this.at, this.indent, "this list has no key; write 'questions:' on its own line above it"
    return None


def _explain_key(this: YamlLine, above: Sequence[YamlLine], problem: str) -> Advice | None:
    """Return advice on a key in an unexpected column."""
    entry = _entry_around(this, above)
    near = above[0] if above else None
    if near is not None and not near.key:
        word, _, rest = near.text.removeprefix("- ").lstrip().partition(" ")
        if word in _KEYS and this.column >= near.column:
            dash = "- " if near.dash else ""
            message = f"a key ends with a colon and a space; write '{brief(f'{dash}{word}: {rest}')}'"
            return near.at, near.indent, message
    if near is not None and near.key in QUESTION_KEYS and not near.indent and not near.dash:
        like = next((line for line in above if line.dash and line.key in QUESTION_KEYS), None)
        if like is not None and not like.indent and near.key == like.key:
            return near.at, 0, f"{_NO_DASH}; write '{brief(f'- {near.text}')}'"
    if entry is not None:
        if entry.key == this.key and (entry.indent == this.indent or "{" in entry.text):
            return this.at, this.indent, f"{_NO_DASH}; write '{brief(f'- {this.text}')}'"
        if this.key in OPTION_KEYS and not entry.key:
            bare = brief(entry.text.removeprefix("-").strip())
            message = (
                f"an entry with a '{this.key}' is a mapping; write '- text: {bare}' in line {entry.at + 1}, and "
                f"'{this.key}' at column {entry.column + 1}"
            )
            return this.at, this.indent, message
        if this.key in OPTION_KEYS and entry.key in OPTION_KEYS and this.indent != entry.column:
            return this.at, this.indent, _at_column(entry, this.key)
    if near is not None and near.key == "answer" and this.key in ("feedback", "pin") and this.indent > near.column:
        bare = near.text.removeprefix("- ").lstrip().removeprefix("answer:").strip()
        message = (
            f"an answer with a '{this.key}' is a mapping; write '{brief(f'text: {bare}')}' in a line of its own "
            f"below 'answer:', at column {this.column + 1}"
        )
        if bare:
            return this.at, this.indent, message
    if "mapping values" in problem and this.key not in (*_KEYS, *OPTION_KEYS):
        owner = next((line for line in above if line.key and line.column < this.indent), None)
        if owner is not None and owner.key in _TEXTS and not _BLOCK.search(owner.text):
            message = (
                f"this line continues the text of '{owner.key}', but contains a colon; write '{owner.key}: |' in line "
                f"{owner.at + 1}, and all of the text below it, from column {owner.column + 3} on"
            )
            return this.at, this.indent, message
    if this.key in QUESTION_KEYS:
        most = this.indent if entry is None else entry.indent
        for line in above:
            if line.key in QUESTION_KEYS and (line.column <= most or line is entry or entry is None):
                return None if line.column == this.indent else (this.at, this.indent, _at_column(line, this.key))
    if near is not None and near.key and this.indent > near.column and "mapping values" in problem:
        message = f"the line is indented deeper than what it belongs to; {_at_column(near, this.key)}"
        return this.at, this.indent, message
    return None


def _at_column(like: YamlLine, key: str) -> str:
    return f"put '{key}' at column {like.column + 1}, like '{like.key}' in line {like.at + 1}"

"""Reads the questions of a file line by line where they have the usual layout.

libyaml's events cost ten times as much. A question that has anything unusual in it is parsed by libyaml, on its own. If
that finds anything to report, or the file is not a mapping that ends with its questions, there is no quick reading, and
the builder reads the whole file.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from zgcquiz.core.value import Value
from zgcquiz.formats.native.yaml.scalar_checks import MAX_NODES

_QUESTIONS = "questions:\n"
_LONGEST_HEAD = 1 << 21
"""Characters before the questions, which are parsed twice if there is no quick reading."""
_FIRST = re.compile("( *)- ")
_FEW = 4
"""If more than one question in so many is unusual, libyaml is quicker on the whole file."""
_MARKERS = re.compile("^(?:---|\\.\\.\\.|%)|[\r\x85\u2028\u2029]", re.MULTILINE)
"""What starts or ends a document, and line breaks that are not counted here."""
_ODD = re.compile("[^ -~\n\xa0-\u2027\u202a-\ufefe\uff00-\uff19\uff1b-\ufffd\U00010000-\U0010ffff]| #")
"""What YAML doesn't allow or takes for a line break, and what the builder warns of: tabs, comments, wide colons."""
_WORD = r"[^\W_][\w.-]*+(?: [\w.-]++)*+"
_LINES = re.compile(r"^( *)(- )?(?:([a-z][a-z_-]*+):(?: |$))?(.*)$", re.MULTILINE)
"""Indentation, dash, key and the rest of each line."""
_QUOTED = re.compile(r"'((?:[^']|'')*+)'")
_DOUBLE_QUOTED = re.compile(r'"([^"\\]++)"')
_WORDS = re.compile(rf"\[({_WORD}(?:, {_WORD})*+)\]")
_CONTROL = bytes(code for code in (*range(0x20), 0x7F) if code != 0x0A)

Line = tuple[str, str, str, str]
_BLOCKS = (">-", "|-")
_SIGNS = frozenset(" -?:,[]{}#&*!|>'\"%@`")
"""Characters that no plain text starts with, or only in some places."""

Question = dict[str, Any]
Parse = Callable[[str], Any]
"""Parses YAML as the builder does; returns None if there is anything to report."""


class QuickTree(Value, frozen=True):
    """The content of a file. starts: the lines, from 0, at which its questions start."""

    root: dict[str, Any]
    starts: Sequence[int]


def quick_tree(text: str, parse: Parse) -> QuickTree | None:
    """Return the content of a file that has the usual layout and nothing to report; else None."""
    at = 0 if text.startswith(_QUESTIONS) else text.find("\n" + _QUESTIONS) + 1
    if not (at or text.startswith(_QUESTIONS)) or at > _LONGEST_HEAD:
        return None
    head, start = text[:at], at + len(_QUESTIONS)
    first = _FIRST.match(text, start)
    if first is None or _MARKERS.search(head):
        return None
    root = parse(head) if head else {}
    if not isinstance(root, dict) or "questions" in root:
        return None
    dash = first[0]
    is_usual = not _is_odd(text[start:])
    unusual = 0
    starts = array("L")
    questions: list[Any] = []
    line = head.count("\n") + 1
    while start <= len(text):
        end = text.find(f"\n{dash}", start)
        end = len(text) if end < 0 else end
        whole = text[start:end]
        start = end + 1
        question: Any = None
        if is_usual or not _is_odd(whole):
            question = _question(_LINES.findall(whole), len(first[1]))
        if question is None:
            if unusual * _FEW > len(questions) + _FEW**2 or _MARKERS.search(whole):
                return None
            unusual += 1
            parsed = parse(_QUESTIONS + whole + text[end:start])  # a block of text can end with its last line end
            listed = parsed.get("questions") if isinstance(parsed, dict) and len(parsed) == 1 else None
            if not isinstance(listed, list) or len(listed) != 1:
                return None
            question = listed[0]
        questions.append(question)
        starts.append(line)
        line += whole.count("\n") + 1
    root["questions"] = questions
    if 4 * line + text.count(",") + head.count(" ") > MAX_NODES and _count(root) > MAX_NODES:
        return None
    return QuickTree(root, starts)


def quick_place(text: str, key: str) -> tuple[int, int] | None:
    """Return the line, from 0, and the column, from 1, of a value in a question that has the usual layout.

    text: of the question, from its dash. None for any other question, and for a value that starts on a later line than
    its key.
    """
    if quick_question(text) is None:
        return None
    lines = _LINES.findall(text)
    indent = len(lines[0][0])
    for number, (blanks, dash, found, rest) in enumerate(lines):
        if found == key and rest and len(blanks) + len(dash) == indent + 2:
            return number, indent + 2 + len(f"{key}: ") + 1
    return None


def quick_question(text: str) -> Question | None:
    """Return a question that has the usual layout, None for any other. text: of the question, from its dash."""
    lines = _LINES.findall(text)
    return None if _is_odd(text) else _question(lines, len(lines[0][0]))


def _is_odd(text: str) -> bool:
    """Return whether a text has characters, or a comment, that the builder looks at."""
    if not text.isascii():
        return _ODD.search(text) is not None
    return " #" in text or len(text.encode().translate(None, _CONTROL)) != len(text)


def _count(node: Any) -> int:
    """Return the number of values and keys in a node."""
    if isinstance(node, dict):
        return 1 + sum(1 + _count(value) for value in node.values())
    return 1 + sum(map(_count, node)) if isinstance(node, list) else 1


def _question(lines: Sequence[Line], indent: int) -> Question | None:
    """Return a question with the usual layout; None for any other. indent: of its dash."""
    question: Question = {}
    column = indent + 2
    opened = ""  # the key whose values follow on the next lines
    group: Any = None  # the list or mapping that is the last key's value
    group_indent = 0
    entry: Question | None = None  # the mapping that is the last entry of the list
    at, size = 0, len(lines)
    while at < size:
        blanks, dash, key, rest = lines[at]
        at += 1
        depth = len(blanks)
        value: Any = None
        if rest in _BLOCKS:
            taken = _block(lines, at, depth + 2 if dash and key else depth, rest)
            if taken is None:
                return None
            value, at = taken
        elif rest:
            value = _value(rest)
            if value is None:
                return None
        elif not key:
            if dash:
                return None
            continue  # a blank line
        if (depth == column and not dash) or (depth == indent and dash):
            if not key or opened or key in question or (dash and question):
                return None
            group = entry = None
            if value is None:
                opened = key
            else:
                question[key] = value
        elif value is None or depth < column:
            return None
        elif dash:
            if opened:
                group = question[opened] = []
                group_indent, opened = depth, ""
            elif type(group) is not list or depth != group_indent:
                return None
            entry = {key: value} if key else None
            group.append(value if entry is None else entry)
        elif not key:
            return None
        elif opened:
            if depth == column:
                return None
            group = question[opened] = {key: value}
            group_indent, opened = depth, ""
        else:
            holder = group if type(group) is dict and depth == group_indent else entry
            if holder is None or (holder is entry and depth != group_indent + 2) or key in holder:
                return None
            holder[key] = value
    return None if opened else question


def _value(text: str) -> Any:
    """Return the text, or the list of words, that is written on a line; None for what needs care, and an empty text."""
    if text[0] not in _SIGNS:
        return None if text[-1] in ": " or ": " in text else text
    if found := _QUOTED.fullmatch(text):
        return found[1].replace("''", "'") or None
    if found := _DOUBLE_QUOTED.fullmatch(text):
        return found[1]
    found = _WORDS.fullmatch(text)
    return found[1].split(", ") if found else None


def _block(lines: Sequence[Line], at: int, indent: int, sign: str) -> tuple[str, int] | None:
    """Return the text of a block scalar and the number of the line after it; None for one that needs care.

    at: of its first line; indent: of the key or the dash that it belongs to.
    """
    depth = len(lines[at][0]) if at < len(lines) else 0
    if depth <= indent:
        return None
    texts = []
    while at < len(lines):
        blanks, dash, key, rest = lines[at]
        if key and not rest:  # there may be a blank after the colon
            return None
        if dash or key:  # which a line of the text may begin with
            rest = f"{dash}{key}: {rest}" if key else dash + rest
        if len(blanks) < depth and (blanks or rest):
            break
        texts.append(blanks[depth:] + rest)
        at += 1
    while texts and not texts[-1]:
        texts.pop()
    if not texts or any(text[-1:] == " " for text in texts):
        return None
    if at < len(lines) and not any(lines[at][1:]):
        return None  # a line of blanks
    if sign == "|-":
        return "\n".join(texts), at
    if any(not text or text[0] == " " for text in texts):
        return None
    return " ".join(texts), at

"""Writes notes above the questions of a pack's files as YAML comments, leaving all other bytes unchanged.

A comment is no part of a question: it changes no fingerprint, and no reader takes it for a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from zgcquiz.core.value import Value
from zgcquiz.formats.native.edits.yaml_edit import Splicer
from zgcquiz.formats.native.yaml.traps import LINE_ENDS
from zgcquiz.formats.native.yaml.tree import build

MARK = "# class:"
"""The start of a note, by which a later one replaces it."""
_NOTE = re.compile(rf"[ \t]*{MARK}[^\r\n]*(\r\n|[\r\n])")
_UNSAFE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]|[\u2028\u2029\ufeff]")


class AnnotatedFile(Value, frozen=True):
    """A file with its notes. written: the ids of the questions that have one; skipped: of those that can't, since they
    don't begin a line with their dash."""

    name: str
    data: bytes
    written: tuple[str, ...]
    skipped: tuple[str, ...]


def annotate(files: Sequence[tuple[str, bytes]], notes: Mapping[str, str]) -> tuple[AnnotatedFile, ...]:
    """Return a pack's files with a note above each question that has one, in place of earlier notes.

    files: (name, content) of a pack that can be used; notes: one line each, by question id.
    """
    return tuple(_annotated(name, data, notes) for name, data in files)


def _annotated(name: str, data: bytes, notes: Mapping[str, str]) -> AnnotatedFile:
    before = build(data)
    data = _without_notes(data)
    tree = build(data, places=True)
    splicer = Splicer(data)
    written, skipped = [], []
    for at, question in tree.questions:
        id = str(question.get("id"))
        if id not in notes:
            continue
        line, column = tree.values["questions", at]
        start = splicer.offset((line, 1))
        lead = splicer.text[start : splicer.offset((line, column))]
        if lead.strip(" ") != "-":
            skipped.append(id)
            continue
        indent = lead[: len(lead) - len(lead.lstrip(" "))]
        text = " ".join(_UNSAFE.sub(" ", notes[id]).split())
        splicer.put(start, f"{indent}{MARK} {text}{splicer.new_line(1)}")
        written.append(id)
    whole = splicer.result()
    if build(whole).root != before.root:  # a layout that nobody has thought of: leave the file as it is
        return AnnotatedFile(name, data, (), (*written, *skipped))
    return AnnotatedFile(name, whole, tuple(written), tuple(skipped))


def _without_notes(data: bytes) -> bytes:
    """Return a file without the notes that stand above a question's dash."""
    tree = build(data, places=True)
    splicer = Splicer(data)
    bounds = [0, *(match.end() for match in LINE_ENDS.finditer(splicer.text)), len(splicer.text)]
    lines = [splicer.text[start:end] for start, end in pairwise(bounds)]
    starts = {tree.values["questions", at][0] for at, _ in tree.questions}
    kept = [
        line for number, line in enumerate(lines, 1) if not (_NOTE.fullmatch(line) and _follows(lines, number, starts))
    ]
    if len(kept) == len(lines):
        return data
    return data[: len(data) - len(splicer.text.encode())] + "".join(kept).encode()


def _follows(lines: Sequence[str], number: int, starts: set[int]) -> bool:
    """Return whether a question starts on the line after one, or after further notes."""
    while number < len(lines) and _NOTE.fullmatch(lines[number]):
        number += 1
    return number + 1 in starts

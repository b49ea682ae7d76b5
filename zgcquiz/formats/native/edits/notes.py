"""Writes notes above the questions of a pack's files as YAML comments, leaving all other bytes unchanged.

A comment is no part of a question: it changes no fingerprint, and no reader takes it for a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zgcquiz.core.value import Value
from zgcquiz.formats.native.edits.yaml_edit import Splicer
from zgcquiz.formats.native.yaml.tree import build

MARK = "# class:"
"""The start of a note. With the date that follows it, a later note replaces it."""
_NOTE = re.compile(rf" *{MARK} \d{{4}}-\d\d-\d\d: .*")
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

    files: (name, content) of a pack that can be used; notes: by question id, one line each, which starts with a date.
    """
    return tuple(_annotated(name, data, notes) for name, data in files)


def _annotated(name: str, data: bytes, notes: Mapping[str, str]) -> AnnotatedFile:
    tree, splicer = build(data, places=True), Splicer(data)
    written, skipped = [], []
    for at, question in tree.questions:
        id = str(question.get("id"))
        line, column = tree.values["questions", at]
        indent, dash, rest = splicer.line(line)[: column - 1].partition("-")
        if not dash or (indent + rest).strip(" "):
            skipped += [id] if id in notes else []
            continue
        first = line
        while first > 1 and _NOTE.fullmatch(above := splicer.line(first - 1)) and _indent(above) == indent:
            first -= 1
        note = ""
        if id in notes:
            text = " ".join(_UNSAFE.sub(" ", notes[id]).split())
            note = f"{indent}{MARK} {text}{splicer.new_line(1)}"
            written.append(id)
        splicer.put(splicer.offset((first, 1)), note, splicer.offset((line, 1)))
    whole = splicer.result()
    if whole != data and build(whole).root != tree.root:  # a layout that nobody has thought of: leave the file as it is
        return AnnotatedFile(name, data, (), (*written, *skipped))
    return AnnotatedFile(name, whole, tuple(written), tuple(skipped))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]

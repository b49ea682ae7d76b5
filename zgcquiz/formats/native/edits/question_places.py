"""Finds the questions of a pack in files that may have errors."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.formats.native.yaml.tree import build


def question_places(files: Sequence[tuple[str, bytes]]) -> dict[str, tuple[str, int]]:
    """Return the file and line (from 1) of each question, by its id and former ids.

    files: (name, content). Questions after a YAML error are not found.
    """
    found: dict[str, tuple[str, int]] = {}
    former: dict[str, tuple[str, int]] = {}
    for name, data in files:
        tree = build(data, places=True)
        for at, question in tree.questions:
            place = (name, tree.values["questions", at][0])
            id, old = question.get("id"), question.get("formerly")
            if isinstance(id, str):
                found.setdefault(id, place)
            former |= {each: place for each in old if isinstance(each, str)} if isinstance(old, list) else {}
    return former | found

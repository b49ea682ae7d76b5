"""Where the questions of a pack stand, in files that may have errors."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.formats.native.yaml.tree import build


def question_places(files: Sequence[tuple[str, bytes]]) -> dict[str, tuple[str, int]]:
    """The file and line, from 1, of each question of a pack, by its id and those that it had.

    files: (name, content). What stands in a file that isn't sound YAML is not found.
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

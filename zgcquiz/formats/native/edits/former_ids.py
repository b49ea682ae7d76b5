"""Adds former ids to the questions of a pack's files, leaving all other bytes unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zgcquiz.formats.native.edits.yaml_edit import Splicer
from zgcquiz.formats.native.yaml.tree import build


def add_former_ids(
    files: Sequence[tuple[str, bytes]], former: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, bytes], ...]:
    """Return a valid pack's files, given as (name, content), with former ids added.

    former: by question id, the former ids to add to its existing ones.
    """
    return tuple((name, _added(data, former)) for name, data in files)


def _added(data: bytes, former: Mapping[str, Sequence[str]]) -> bytes:
    tree = build(data, places=True)
    if tree.faults:
        return data
    splicer = Splicer(data)
    changed = False
    for at, question in tree.questions:
        names = former.get(str(question.get("id")), ())
        if not names:
            continue
        changed = True
        existing = question.get("formerly")
        if not isinstance(existing, list):
            splicer.put_key(tree.values["questions", at], "formerly", f"[{', '.join(names)}]")
            continue
        start = splicer.offset(tree.values["questions", at, "formerly"])
        if splicer.text[start] == "[":
            splicer.put(start + 1, ", ".join(names) + (", " if existing else ""))
        else:
            place = tree.values["questions", at, "formerly", 0]
            first = splicer.offset(place)
            dash = splicer.text.rindex("-", 0, first)
            column = place[1] - (first - dash)
            splicer.put(dash, "".join(f"- {name}{splicer.new_line(column)}" for name in names))
    return splicer.result() if changed else data

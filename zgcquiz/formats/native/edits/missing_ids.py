"""Adds missing ids to the questions of a pack's files, leaving all other bytes unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.formats.native.edits.yaml_edit import Splicer
from zgcquiz.formats.native.yaml.nodes import Place, Tree
from zgcquiz.formats.native.yaml.tree import build
from zgcquiz.formats.shared.identifiers import Taken, item_id


class GivenId(Value, frozen=True):
    """An added id. line, column: its place, from 1."""

    id: str
    line: int
    column: int


class FileWithIds(Value, frozen=True):
    """A file with its added ids."""

    name: str
    data: bytes
    given: tuple[GivenId, ...]


def give_ids(files: Sequence[tuple[str, bytes]]) -> tuple[FileWithIds, ...]:
    """Return those of a pack's files, given as (name, content), that lacked ids, with the ids added.

    Ids are made from the questions' texts and unique in the pack. Files with YAML errors and questions without a text
    are left unchanged. The edit is idempotent.
    """
    trees = {name: build(data, places=True) for name, data in files}
    sound = {name: tree for name, tree in trees.items() if not tree.faults}
    taken = Taken()
    for tree in trees.values():
        for _, question in tree.questions:
            former = question.get("formerly", [])
            for id in (question.get("id"), *(former if isinstance(former, list) else [former])):
                if isinstance(id, str):
                    taken.claim(id, id)
    found = (_with_ids(name, data, sound[name], taken) for name, data in files if name in sound)
    return tuple(edited for edited in found if edited is not None)


def _with_ids(name: str, data: bytes, tree: Tree, taken: Taken) -> FileWithIds | None:
    splicer = Splicer(data)
    ids: dict[int, str] = {}
    for at, place, stem in _lacking(tree):
        ids[at] = id = taken.claim(item_id("", stem), stem)
        splicer.put_key(place, "id", id)
    if not ids:
        return None
    whole = splicer.result()
    again = build(whole, places=True)
    _check(name, tree, again, ids)
    given = tuple(GivenId(id, *again.values["questions", at, "id"]) for at, id in ids.items())
    return FileWithIds(name, whole, given)


def _check(name: str, before: Tree, after: Tree, ids: Mapping[int, str]) -> None:
    """Raise ZgcError if a file differs in more than its added ids."""
    asked = [dict(question) if at in ids else question for at, question in before.questions]
    for (at, _), question in zip(before.questions, asked, strict=True):
        if at in ids:
            question["id"] = ids[at]
    if after.faults or [question for _, question in after.questions] != asked or _head(before) != _head(after):
        line, column = before.values["questions", next(iter(ids))]
        raise ZgcError(
            "cant-edit",
            f"{name}:{line}:{column}: an id can't be added to this question automatically, so nothing was changed.",
            "Add 'id: ' and a name to each question without one.",
        )


def _head(tree: Tree) -> dict[str, Any]:
    """Return a file's content without its questions."""
    assert isinstance(tree.root, dict)
    return {key: value for key, value in tree.root.items() if key != "questions"}


def _lacking(tree: Tree) -> Iterator[tuple[int, Place, str]]:
    """Yield the index, place and text of each question without an id."""
    for at, question in tree.questions:
        stem = question.get("question")
        if "id" not in question and isinstance(stem, str) and stem.strip():
            yield at, tree.values["questions", at], stem

"""Find the line of a question in a pack's files."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.packs.checking import check_not_shipped
from zgcquiz.app.selection import locate, no_question
from zgcquiz.core.value import Value
from zgcquiz.store.files.pack_files import find_files, readable


class Spot(Value, frozen=True):
    """A line of a pack's file, counted from 1."""

    path: Path
    line: int


def find_spot(context: AppContext, name: str, id: str | None) -> Spot:
    """Return the location of a question or, without an id, of the pack's first error, or else its start.

    The pack may have errors. Raises ZgcError if there is no such question, or the pack is a shipped one.
    """
    return spot_at(context, locate(context, name), name, id)


def spot_at(context: AppContext, root: Path, name: str, id: str | None) -> Spot:
    """Return what `find_spot` does, for the pack at a path. name: the pack's, for errors."""
    from zgcquiz.formats.native import reader
    from zgcquiz.formats.native.edits.question_places import question_places

    check_not_shipped(context, root)
    files = find_files(root)
    data = files.read()
    paths = {readable(path): path for path in files.files}
    if id is None:
        errors = reader.read(data).errors
        return Spot(paths[errors[0].file], max(1, errors[0].line)) if errors else Spot(files.files[0], 1)
    places = question_places(data)
    if id not in places:
        raise no_question(name, [id], places)
    file, line = places[id]
    return Spot(paths[file], line)

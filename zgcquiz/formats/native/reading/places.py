"""The places of a pack's items in its files, and checks across all items."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.packs.pack import Item
from zgcquiz.core.value import Value
from zgcquiz.formats.native.reading.options import option_path
from zgcquiz.formats.native.reading.source_file import SourceFile
from zgcquiz.formats.native.yaml.nodes import Path, brief


class PlacedItem(Value, frozen=True):
    """An item and its place."""

    file: SourceFile
    path: Path
    item: Item


class Places:
    """The places of a pack's items. Files are read again with places when one is first needed."""

    def __init__(self, main: SourceFile, placed: Sequence[PlacedItem]) -> None:
        self._main = main
        self._placed = placed

    def of(self, item: int | None, option: int | None = None, key: str = "") -> tuple[str, int, int]:
        """Return file, line and column of an item's stem or one of its options, or of the pack for None.

        key: of the item or the option, whose value's place is returned instead.
        """
        if item is None:
            return (self._main.name, *self._main.place(("title",)))
        found = self._placed[item]
        if option is None:
            path: Path = (*found.path, key or "question")
        else:
            path = (*option_path(found.item, found.path, option), *([key] if key else []))
        return (found.file.name, *found.file.place(path))

    def within(self, item: int, *keys: str) -> tuple[str, int, int]:
        """Return file, line and column of a value of an item, or of its nearest existing parent."""
        found = self._placed[item]
        return (found.file.name, *found.file.place((*found.path, *keys)))


def check_ids(placed: Sequence[PlacedItem]) -> None:
    """Report duplicate ids in the pack, former ones included, and dangling references."""
    ids = {each.item.id for each in placed}
    if len(ids) == len(placed) and not any(each.item.formerly or each.item.superseded_by for each in placed):
        return
    taken: dict[str, tuple[SourceFile, Path]] = {}
    for each in placed:
        id, where = each.item.id, (each.file, (*each.path, "id"))
        if id and taken.setdefault(id, where) != where:
            message = f"the id '{id}' is already used in this pack; give this question another one"
            each.file.find(where[1], "duplicate-id", message, id, first=taken[id])
    for each in placed:
        successor = each.item.superseded_by
        if successor and (successor not in ids or successor == each.item.id):
            each.file.find(
                (*each.path, "superseded_by"),
                "unknown-question",
                f"'superseded_by: {brief(successor)}' is not the id of another question in this pack; give one that is",
                each.item.id,
            )
    for each in placed:
        for at, old in enumerate(each.item.formerly):
            path: Path = (*each.path, "formerly", at)
            if old == each.item.id:
                each.file.find(
                    path, "duplicate-id", f"the former id '{old}' is the question's current id; remove it", old
                )
            elif taken.setdefault(old, (each.file, path)) != (each.file, path):
                each.file.find(
                    path,
                    "duplicate-id",
                    f"the former id '{old}' also belongs to another question; "
                    "keep it on the one that inherits its history",
                    each.item.id,
                    first=taken[old],
                )

"""The places of a pack's items in its files, and checks across all items."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.packs.pack import Item
from zgcquiz.core.value import Value
from zgcquiz.formats.native.reading.options import option_path
from zgcquiz.formats.native.reading.source_file import SourceFile
from zgcquiz.formats.native.yaml.nodes import Path, brief


class PlacedItem(Value, frozen=True, gc=False):
    """The place of an item, and what all items are searched for.

    key, at: the list that it is in, and its index there; draft, asked_until: as of the item.
    """

    file: SourceFile
    key: str
    at: int
    id: str
    formerly: tuple[str, ...]
    superseded_by: str
    draft: bool
    asked_until: int

    @classmethod
    def of(cls, item: Item, file: SourceFile, key: str, at: int) -> PlacedItem:
        """Return the place of an item that was read."""
        return cls(file, key, at, item.id, item.formerly, item.superseded_by, item.draft, item.asked_until)

    @property
    def path(self) -> Path:
        return (self.key, self.at)


class Places:
    """The places of a pack's items. Files are read again with places when one is first needed."""

    def __init__(self, main: SourceFile, placed: Sequence[PlacedItem], items: Sequence[Item]) -> None:
        self._main = main
        self.placed = placed
        self._items = items

    def of(self, item: int | None, option: int | None = None, key: str = "") -> tuple[str, int, int]:
        """Return file, line and column of an item's stem or one of its options, or of the pack for None.

        key: of the item or the option, whose value's place is returned instead.
        """
        if item is None:
            return (self._main.name, *self._main.place(("title",)))
        found = self.placed[item]
        if option is None:
            path: Path = (*found.path, key or "question")
        else:
            path = (*option_path(self._items[item], found.path, option), *([key] if key else []))
        return (found.file.name, *found.file.place(path))

    def within(self, item: int, *keys: str) -> tuple[str, int, int]:
        """Return file, line and column of a value of an item, or of its nearest existing parent."""
        found = self.placed[item]
        return (found.file.name, *found.file.place((*found.path, *keys)))


def check_ids(placed: Sequence[PlacedItem]) -> None:
    """Report duplicate ids in the pack, former ones included, and dangling references."""
    ids = {each.id for each in placed}
    if len(ids) == len(placed) and not any(each.formerly or each.superseded_by for each in placed):
        return
    taken: dict[str, tuple[SourceFile, Path]] = {}
    for each in placed:
        id, where = each.id, (each.file, (*each.path, "id"))
        if id and taken.setdefault(id, where) != where:
            message = f"the id '{id}' is already used in this pack; give this question another one"
            each.file.find(where[1], "duplicate-id", message, id, first=taken[id])
    for each in placed:
        successor = each.superseded_by
        if successor and (successor not in ids or successor == each.id):
            each.file.find(
                (*each.path, "superseded_by"),
                "unknown-question",
                f"'superseded_by: {brief(successor)}' is not the id of another question in this pack; give one that is",
                each.id,
            )
    for each in placed:
        for at, old in enumerate(each.formerly):
            path: Path = (*each.path, "formerly", at)
            if old == each.id:
                each.file.find(
                    path, "duplicate-id", f"the former id '{old}' is the question's current id; remove it", old
                )
            elif taken.setdefault(old, (each.file, path)) != (each.file, path):
                each.file.find(
                    path,
                    "duplicate-id",
                    f"the former id '{old}' also belongs to another question; "
                    "keep it on the one that inherits its history",
                    each.id,
                    first=taken[old],
                )

"""The packs installed: those that ship and those that the user added."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.value import Value
from zgcquiz.store.database import explained
from zgcquiz.store.pack_files import MAIN, PackFiles


class Installed(Value, frozen=True):
    """A pack of the library. shipped: it came with the program."""

    id: str
    root: Path
    shipped: bool


class Library:
    """The user's folder of packs over the folder of those that ship.

    A user's pack hides a shipped one of the same id; an empty file `ID.removed` hides a shipped
    pack that the user does not want.
    """

    def __init__(self, folder: Path, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped

    def installed(self) -> list[Installed]:
        """All packs, by id."""
        found: dict[str, Installed] = {}
        for folder, shipped in ((self._shipped, True), (self._folder, False)):
            with explained(folder, "read the pack library"):
                roots = sorted(folder.iterdir()) if folder.is_dir() else []
            visible = [root for root in roots if not root.name.startswith(".")]
            for root in visible:
                if root.suffix == ".removed":
                    found.pop(root.stem, None)
            for root in visible:
                if root.is_dir():
                    found[root.name] = Installed(root.name, root, shipped)
                elif root.suffix == ".yaml":
                    found[root.stem] = Installed(root.stem, root, shipped)
        return [found[id] for id in sorted(found)]

    def find(self, id: str) -> Installed | None:
        return next((pack for pack in self.installed() if pack.id == id), None)

    def shipped(self, id: str) -> Path | None:
        """Where a shipped pack lies, hidden or not."""
        root = self._shipped / id
        return root if root.is_dir() else None

    def add(self, id: str, files: PackFiles, data: Sequence[tuple[str, bytes]]) -> Path:
        """Copy a pack's files into the library, replacing a pack of this id. All or nothing.

        Only YAML files are copied; a folder stays a folder.
        """
        single = len(files.files) == 1 and files.root.is_file()
        target = self._folder / (f"{id}.yaml" if single else id)
        other = self._folder / (id if single else f"{id}.yaml")
        fresh = self._folder / f".{id}.adding"
        with explained(self._folder, "add to the pack library"):
            self._folder.mkdir(parents=True, exist_ok=True)
            _delete(fresh)
            if single:
                fresh.write_bytes(data[0][1])
            else:
                fresh.mkdir()
                for path, (_, content) in zip(files.files, data, strict=True):
                    name = MAIN[0] if path.name in MAIN else path.name
                    (fresh / name).write_bytes(content)
            old = self._folder / f".{id}.old"
            _delete(old)
            if target.exists():
                target.rename(old)
            fresh.rename(target)
            _delete(old)
            _delete(other)
            (self._folder / f"{id}.removed").unlink(missing_ok=True)
        return target

    def show_shipped(self, id: str) -> bool:
        """Let a removed shipped pack be seen again; False where it was not hidden."""
        mark = self._folder / f"{id}.removed"
        with explained(self._folder, "add to the pack library"):
            if not mark.exists():
                return False
            mark.unlink()
            return True

    def remove(self, pack: Installed) -> None:
        """Take a pack out of the library: a user's copy is deleted, a shipped one hidden."""
        with explained(self._folder, "remove from the pack library"):
            if pack.shipped:
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / f"{pack.id}.removed").touch()
            else:
                _delete(pack.root)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def unknown_pack(name: str, known: Sequence[str]) -> ZgcError:
    """The error for a pack that is neither installed nor a path."""
    return ZgcError(
        "unknown-pack",
        f"There is no pack '{name}', installed or as a path.",
        suggest(name, known, "None is installed; add one: zgcquiz pack add PATH"),
    )

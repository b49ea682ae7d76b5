"""Packs that are synced: those that the learner added, as archives named by a hash of their content."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from zgcquiz.app.context import AppContext
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.sync.names import PACKS
from zgcquiz.store.files.atomic_files import written_beside
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.packs.library import Installed
from zgcquiz.store.sync.folder import open_bounded
from zgcquiz.store.sync.writing import delete_others, write_whole

_MOST_ENTRIES = 50_000
"""The most files of a pack that are looked at; an import of many decks has 10,000 and as many images."""
_LONGEST_DIGEST = 64


class SyncedPacks:
    """The packs that the learner added, with what each had when it was last looked at.

    keys: by id, what its files looked like and the digest of their content; kept from one sync to the next.
    """

    def __init__(
        self, context: AppContext, keys: Mapping[str, Any], folders: Sequence[Path], top: Path, device: str
    ) -> None:
        """folders: those of all devices that hold packs; top: the folder `zgcquiz` inside the shared one."""
        self._context = context
        self._folders = folders
        self._top = top
        self._name = f"{device}/{PACKS}"
        self._own = top / self._name
        self.keys: dict[str, Any] = {}
        self.digests: dict[str, str] = {}
        self.set_at: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._installed = {pack.id: pack for pack in context.library.installed() if not pack.shipped}
        for id, pack in self._installed.items():
            self._look(id, pack, keys.get(id))

    def _look(self, id: str, pack: Installed, known: object) -> None:
        try:
            key, newest = _stat_key(pack.root)
            if isinstance(known, list) and len(known) == 2 and known[0] == key:
                digest = str(known[1])
            else:
                from zgcquiz.app.packs.fetching import stored_edition

                digest = stored_edition(self._context, pack.root).digest
        except (ZgcError, OSError) as error:
            self.problems.append(Problem("pack", f"this pack is not synced: {error}", str(pack.root)))
            if isinstance(known, list) and len(known) == 2:  # it is there, so it was not removed
                self.digests[id] = str(known[1])
                self.keys[id] = ["", known[1]]
            return
        self.keys[id] = [key, digest]
        self.digests[id] = digest
        self.set_at[id] = newest

    def _find(self, digest: str) -> Path | None:
        if not digest.isalnum() or len(digest) > _LONGEST_DIGEST:
            return None
        paths = (folder / f"{digest}.zip" for folder in (self._own, *self._folders))
        return next((path for path in paths if path.is_file() and not path.is_symlink()), None)

    def is_there(self, digest: str | None) -> bool:
        """Return whether the archive with this content has come in; True for None."""
        if digest is None or self._find(digest) is not None:
            return True
        self.problems.append(
            Problem("waiting", "the archive of a pack has not come in yet", f"packs/{digest[:_LONGEST_DIGEST]}.zip")
        )
        return False

    def publish(self, wanted: Mapping[str, Any]) -> None:
        """Write the archives that no device has yet, and delete this device's that nobody wants any more.

        Raises OSError if the folder can't be written.
        """
        for id, digest in self.digests.items():
            if wanted.get(id) == digest and self._find(digest) is None:
                data = self._archive(id)
                if data is not None:
                    write_whole(self._top, f"{self._name}/{digest}.zip", data)
        names = {f"{digest}.zip" for digest in wanted.values() if digest is not None}
        delete_others(self._top, self._name, ".zip", names)

    def install(self, id: str, digest: str) -> bool:
        """Install a pack of another device, checked as by `pack add`; False if it is not there yet or has errors."""
        path = self._find(digest)
        if path is None:
            return False
        try:
            self._install(id, digest, path)
        except (ZgcError, OSError) as error:
            self.problems.append(Problem("pack", f"the pack '{id}' is not installed: {error}", str(path)))
            return False
        self._look_again(id)
        return True

    def _install(self, id: str, digest: str, path: Path) -> None:
        from zgcquiz.app.packs.fetching import unpacked
        from zgcquiz.app.packs.library import install
        from zgcquiz.core.packs.pack import MAX_PACK_BYTES
        from zgcquiz.store.packs.stored_items import PackedItems, PackedPack

        items = PackedItems()
        with open_bounded(path, MAX_PACK_BYTES * 2) as file:
            edition = unpacked(file, str(path), keep=items.add)
        if edition.digest != digest or edition.pack.info.id != id:
            raise ZgcError("bad-manifest", f"it is not the pack '{id}' that a device put there")
        installed = self._installed.get(id)
        origin = self._context.library.origin(installed) if installed else None
        install(
            self._context,
            PackedPack(edition.pack.info, items),
            edition.contents,
            edition.warnings,
            replace=True,
            single=edition.is_single,
            origin=origin,
        )

    def remove(self, id: str) -> None:
        """Remove a pack that was removed on another device. Its history stays."""
        self._context.library.remove(self._installed[id])
        self._look_again(id)

    def _look_again(self, id: str) -> None:
        for known in (self.keys, self.digests, self.set_at, self._installed):
            known.pop(id, None)
        found = self._context.library.find(id)
        if found is not None and not found.shipped:
            self._installed[id] = found
            self._look(id, found, None)

    def set_aside(self, id: str) -> Path:
        """Keep this device's own version of a pack, as an archive. Raises ZgcError or OSError."""
        data = self._archive(id)
        if data is None:
            raise OSError("it is being changed; the next sync tries again")
        path = self._context.paths.data / "replaced" / f"{id}-{self.digests[id][:12]}.zip"
        make_folder(path.parent)
        with written_beside(path, owner_only=True) as file:
            file.write(data)
        return path

    def _archive(self, id: str) -> bytes | None:
        """Return an installed pack as an archive; None if it is no longer what it was when it was looked at."""
        from zgcquiz.app.packs.fetching import stored_edition
        from zgcquiz.formats.native.archive import build

        edition = stored_edition(self._context, self._installed[id].root)
        return build(edition.pack, edition.contents) if edition.digest == self.digests[id] else None


def _stat_key(root: Path) -> tuple[str, int]:
    """Return what a pack's files look like, and when the newest was changed, in milliseconds UTC. Raises OSError."""
    import hashlib

    found = [(path, path.stat()) for path in _files(root)]
    lines = [f"{path.relative_to(root)!s} {each.st_size} {each.st_mtime_ns} {each.st_ino}" for path, each in found]
    newest = max((each.st_mtime_ns for _, each in found), default=0)
    text = "\n".join(sorted(lines)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).hexdigest(), newest // 1_000_000


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    count = 0
    for folder, _, names in os.walk(root):
        for name in names:
            count += 1
            if count > _MOST_ENTRIES:
                return
            yield Path(folder) / name

"""The library of installed packs: those that ship with the program and those that the user added."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.packs.portable_names import unportable
from zgcquiz.core.value import Value, replace
from zgcquiz.store.database import explained
from zgcquiz.store.files.pack_files import SUFFIXES

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin

_T = TypeVar("_T")
_OLD = ".old"
"""The suffix of a pack that is set aside while it is replaced."""
_ADDING, _REMOVING = ".adding", ".removing"
"""The suffixes of a pack that is not in its place yet, and of one that is not in it any more."""
_REMOVED = ".removed"
"""The suffix of the mark that hides a shipped pack."""
_ORIGIN = ".origin.json"
"""The suffix of the file that records where a pack came from."""


class Installed(Value, frozen=True):
    """A pack of the library.

    shipped: whether it came with the program; translation_of: the id of the shipped pack that this one translates,
    whether that is hidden or not. A translation is named after it, as in geography-fr for geography.
    """

    id: str
    root: Path
    shipped: bool
    translation_of: str | None = None


class Library:
    """The user's folder of packs, and the folder of shipped packs.

    A user's pack hides a shipped one of the same id. An empty file `ID.removed` hides a shipped pack that the user
    has removed.
    """

    def __init__(self, folder: Path, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped
        self._is_locked = False

    def installed(self) -> list[Installed]:
        """Return all packs, sorted by id."""
        found: dict[str, Installed] = {}
        with explained(self._shipped, "read the pack library"):
            self._find(self._shipped, True, found)
        for id, pack in found.items():
            original, _, language = id.rpartition("-")
            if language and original in found:
                found[id] = replace(pack, translation_of=original)
        with explained(self._folder, "read the pack library"):
            self._find(self._folder, False, found)
        return [found[id] for id in sorted(found)]

    def _find(self, folder: Path, shipped: bool, found: dict[str, Installed], only: str | None = None) -> None:
        """Add the packs in a folder, or just the one with an id, if it is there."""
        entries = _entries(folder) if folder.is_dir() else []
        if only is not None:
            names = {only, *(only + suffix for suffix in (*SUFFIXES, _REMOVED)), f".{only}{_OLD}"}
            entries = [entry for entry in entries if entry.name in names]
        for entry in entries:
            if entry.name.endswith(_REMOVED) and not entry.name.startswith("."):
                found.pop(entry.name[: -len(_REMOVED)], None)
        for entry in entries:
            id = _id_of(entry)
            if id is not None:
                found[id] = Installed(id, Path(entry), shipped)
        for entry in entries:  # set aside by an `add` that was interrupted
            if entry.name.startswith(".") and entry.name.endswith(_OLD):
                id = entry.name[1 : -len(_OLD)]
                found.setdefault(id, Installed(id, Path(entry), shipped))

    def find(self, id: str) -> Installed | None:
        found: dict[str, Installed] = {}
        for folder, shipped in ((self._shipped, True), (self._folder, False)):
            with explained(folder, "read the pack library"):
                self._find(folder, shipped, found, only=id)
        return found.get(id)

    def ships(self, id: str) -> bool:
        """Return whether a pack of this id came with the program, hidden or not."""
        found: dict[str, Installed] = {}
        with explained(self._shipped, "read the pack library"):
            self._find(self._shipped, True, found, only=id)
        return id in found

    def put(
        self,
        id: str,
        files: Sequence[tuple[str, bytes]],
        *,
        single: bool,
        origin: Origin | None = None,
        instead: Installed | None = None,
    ) -> Path:
        """Write a pack into the library atomically, replacing one of this id. Return its path.

        files: (name, content) of each; a name may contain folders. single: write a single file, not a folder. origin:
        where the pack came from. instead: the installed pack of this id, whatever its file is called. Raises ZgcError
        if the pack can't be written.
        """
        target = self._folder / (f"{id}.yaml" if single else id)
        others = {self._folder / name for name in (id, f"{id}.yaml", f"{id}.yml")}
        if instead is not None and not instead.shipped:
            others.add(instead.root)
        others.discard(target)
        if reason := unportable([name for name, _ in files]):
            raise ZgcError("bad-name", f"Not every system can hold the files of '{id}': {reason}.", "Rename the file.")
        temporary = self._folder / f".{id}{_ADDING}"
        with explained(self._folder, "add to the pack library"), self.locked():
            _delete(temporary)
            try:
                if single:
                    _write(temporary, files[0][1])
                else:
                    temporary.mkdir()
                    for name, content in files:
                        (temporary / name).parent.mkdir(parents=True, exist_ok=True)
                        _write(temporary / name, content)
                _check(temporary, files, single)
            except BaseException:
                _try_to_delete(temporary)
                raise
            old = self._folder / f".{id}{_OLD}"
            if target.is_dir():  # a folder can't be replaced atomically, as a file can
                _delete(old)
                target.rename(old)
            temporary.replace(target)
            _delete(old)
            for other in others:
                _delete(other)
            self._keep_origin(id, origin)
            (self._folder / f"{id}{_REMOVED}").unlink(missing_ok=True)
        return target

    def origin(self, pack: Installed) -> Origin | None:
        """Return where an installed pack came from; None if that isn't known, as for shipped packs."""
        if pack.shipped:
            return None
        try:
            return _decode_origin(self._origin_file(pack.id).read_bytes())
        except (OSError, ValueError):
            return None

    def origins(self) -> dict[str, Origin]:
        """Return where the added packs came from, by id, as far as that is known."""
        with explained(self._folder, "read the pack library"):
            names = [entry.name for entry in _entries(self._folder)] if self._folder.is_dir() else []
        ids = [name[1 : -len(_ORIGIN)] for name in names if name.startswith(".") and name.endswith(_ORIGIN)]
        found = {id: self.origin(Installed(id, self._folder, shipped=False)) for id in ids}
        return {id: origin for id, origin in found.items() if origin is not None}

    def record(self, id: str, origin: Origin | None) -> None:
        """Record where an installed pack came from. Raises ZgcError if that can't be written."""
        with explained(self._folder, "add to the pack library"), self.locked():
            self._keep_origin(id, origin)

    def _keep_origin(self, id: str, origin: Origin | None) -> None:
        from zgcquiz.store.files.atomic_files import written_beside

        path = self._origin_file(id)
        if origin is None:
            path.unlink(missing_ok=True)
            return
        with written_beside(path, owner_only=True) as file:
            file.write(_encode_origin(origin))

    def _origin_file(self, id: str) -> Path:
        return self._folder / f".{id}{_ORIGIN}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from changing the library. Locked blocks can be nested. Raises ZgcError."""
        from zgcquiz.store.files.lock import held
        from zgcquiz.store.files.private import make_folder

        if self._is_locked:
            yield
            return
        with explained(self._folder, "add to the pack library"):
            make_folder(self._folder)
            with held(self._folder.with_name(f"{self._folder.name}.lock")):
                self._is_locked = True
                try:
                    self._tidy()
                    yield
                finally:
                    self._is_locked = False

    def _tidy(self) -> None:
        """Delete what processes that were killed have left half-way; the caller holds the lock."""
        for path in list(self._folder.iterdir()):
            is_origin = _ORIGIN in path.name and path.name.startswith("..") and path.suffix[1:].isdigit()
            if path.name.startswith(".") and (path.suffix in (_ADDING, _REMOVING) or is_origin):
                _try_to_delete(path)

    def undisturbed(self, read: Callable[[], _T]) -> _T:
        """Return what a function reads from the library. If it fails, another process may just be replacing the pack,
        so it is called again while none can. Raises ZgcError."""
        try:
            return read()
        except ZgcError:
            if not self._folder.is_dir():
                raise
            with self.locked():
                return read()

    def show_shipped(self, id: str) -> bool:
        """Unhide a removed shipped pack; return False if it was not hidden."""
        mark = self._folder / f"{id}{_REMOVED}"
        with explained(self._folder, "add to the pack library"):
            if not mark.exists():
                return False
            mark.unlink()
            return True

    def remove(self, pack: Installed) -> None:
        """Remove a pack from the library: a user's pack is deleted, a shipped one hidden."""
        with explained(self._folder, "remove from the pack library"), self.locked():
            if pack.shipped:
                (self._folder / f"{pack.id}{_REMOVED}").touch()
            else:
                # The pack goes in one step, and last: until then the command can be run again.
                aside = self._folder / f".{pack.id}{_REMOVING}"
                old = self._folder / f".{pack.id}{_OLD}"
                if old != pack.root:
                    _delete(old)
                _delete(self._origin_file(pack.id))
                pack.root.rename(aside)
                _delete(aside)


def _encode_origin(origin: Origin) -> bytes:
    """Return a record of an origin as JSON. A path that is not UTF-8 has surrogates, which are escaped."""
    import json

    members = msgspec.to_builtins(origin)
    try:
        return json.dumps(members, indent=2, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(members, indent=2).encode() + b"\n"


def _decode_origin(data: bytes) -> Origin:
    """Return the origin of a record. Raises ValueError if it isn't one."""
    import json

    from zgcquiz.core.packs.origin import Origin

    return msgspec.convert(json.loads(data), Origin)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name. Most file systems tell the kind of each along with its name."""
    with os.scandir(folder) as entries:
        return sorted(entries, key=attrgetter("name"))


def _id_of(entry: os.DirEntry[str]) -> str | None:
    """Return the id of the pack at a place in the library; None if it is not a pack."""
    if entry.name.startswith("."):
        return None
    if Path(entry).is_dir() if entry.is_symlink() else entry.is_dir():  # a link to itself is no folder, and no error
        return entry.name
    return Path(entry.name).stem if entry.name.endswith(SUFFIXES) else None


def _write(path: Path, content: bytes) -> None:
    """Write a file and sync it to the disk: what replaces an old pack must be complete."""
    path.write_bytes(content)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _check(temporary: Path, files: Sequence[tuple[str, bytes]], single: bool) -> None:
    """Verify what was written, after all of it: two names may be the same file. Raises OSError."""
    from zgcquiz.store.files.atomic_files import check_content

    for name, content in files:
        check_content(temporary if single else temporary / name, content)


def _try_to_delete(path: Path) -> None:
    try:
        _delete(path)
    except OSError:  # the next `add` tries again
        pass


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def unknown_pack(name: str, known: Sequence[str]) -> ZgcError:
    """Return the error for a name that is neither an installed pack nor a path."""
    return ZgcError(
        "unknown-pack",
        f"There is no pack '{name}', installed or as a path.",
        suggest(name, known, "None is installed; add one: zgcquiz pack add PATH"),
    )

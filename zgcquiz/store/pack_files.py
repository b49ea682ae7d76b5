"""A pack's files on disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, MAX_FILES
from zgcquiz.core.value import Value

SUFFIXES = (".yaml", ".yml")
MAIN = tuple("pack" + suffix for suffix in SUFFIXES)


class PackFiles(Value, frozen=True):
    """The files of a pack, its own first, then its banks by name.

    stamp: changes whenever a file does, as far as the file system tells; settled: the newest
    change is old enough for the stamp to be trusted.
    """

    root: Path
    files: tuple[Path, ...]
    stamp: str
    newest_ns: int

    @property
    def is_single(self) -> bool:
        """The pack is a file and no folder."""
        return self.files == (self.root,)

    @property
    def names(self) -> tuple[str, ...]:
        """What the files are called in a pack's folder."""
        return tuple(MAIN[0] if path.name in MAIN else path.name for path in self.files)

    def settled(self, now_ns: int) -> bool:
        """False for two seconds after a change: file systems tell time coarsely."""
        return now_ns - self.newest_ns > 2_000_000_000

    def read(self) -> list[tuple[str, bytes]]:
        """(name to report it by, content) for each file."""
        found = []
        for path in self.files:
            try:
                with path.open("rb") as file:
                    # A byte more than is allowed, so that the reader sees that it is too large.
                    found.append((readable(path), file.read(MAX_FILE_BYTES + 1)))
            except OSError as error:
                raise _unreadable(path, error) from error
        return found


def readable(path: Path) -> str:
    """A path as text. A name that is not in the system's encoding loses what can't be shown."""
    return os.fsencode(path).decode("utf-8", "replace")


def is_there(path: Path) -> bool:
    """Something lies at a path, as far as can be seen."""
    try:
        return path.exists()
    except OSError:
        return False


def find_files(root: Path) -> PackFiles:
    """The files of the pack at a path: a YAML file, or a folder with pack.yaml.

    Raises ZgcError where there is no pack.
    """
    try:
        is_folder = root.is_dir()
        paths = _banks(root) if is_folder else [root]
        stats = [_regular(path) for path in paths]
    except OSError as error:
        raise _unreadable(root, error) from error
    stamp = "\n".join(
        f"{path.name!a} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
        for path, found in zip(paths, stats, strict=True)
    )
    newest = max(max(found.st_mtime_ns, found.st_ctime_ns) for found in stats)
    return PackFiles(root, tuple(paths), stamp, newest)


def _banks(folder: Path) -> list[Path]:
    names = sorted(path.name for path in folder.iterdir() if path.suffix in SUFFIXES and not path.name.startswith("."))
    mains = [name for name in names if name in MAIN]
    if not mains:
        raise ZgcError(
            "no-pack", f"{folder} is not a pack: it has no pack.yaml.", "Name a pack's folder, or its YAML file."
        )
    if len(mains) > 1:
        raise ZgcError("no-pack", f"{folder} has both pack.yaml and pack.yml.", "Remove one of them.")
    if len(names) > MAX_FILES:
        raise ZgcError("too-large", f"{folder} has more than {MAX_FILES} YAML files.", "Join some of the banks.")
    inside = folder.resolve()
    for name in names:
        if not (folder / name).resolve().is_relative_to(inside):
            raise ZgcError(
                "outside", f"{folder / name} is a link that leaves the pack's folder.", "Copy the file into the folder."
            )
    return [folder / name for name in (mains[0], *(name for name in names if name != mains[0]))]


def _regular(path: Path) -> os.stat_result:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ZgcError("no-pack", f"{path} is not a file.", "Name a pack's folder, or its YAML file.")
    return found


def _unreadable(path: Path, error: OSError) -> ZgcError:
    if isinstance(error, FileNotFoundError):
        return ZgcError(
            "no-pack", f"{path}: there is no such file or folder.", "See `zgcquiz pack list` for the packs installed."
        )
    return ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.", "See to the file's rights.")

"""The files of a pack on disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, MAX_FILES, MAX_PACK_BYTES
from zgcquiz.core.value import Value

SUFFIXES = (".yaml", ".yml")
MAIN = tuple("pack" + suffix for suffix in SUFFIXES)


class PackFiles(Value, frozen=True):
    """The files of a pack: the main file first, then its question banks by name.

    root: the path the pack was found at; banks: the names of its files in that folder, or "" for a single file, the
    root. mtime_key: a key made of each file's name, size, times and inode. newest_ns: the time of the latest change, in
    nanoseconds since 1970.
    """

    root: Path
    banks: tuple[str, ...]
    mtime_key: str
    newest_ns: int

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self.root / name for name in self.banks)

    @property
    def is_single(self) -> bool:
        """Whether the pack is a single file rather than a folder."""
        return self.banks == ("",)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(MAIN[0] if path.name in MAIN else path.name for path in self.files)

    def settled(self, now_ns: int) -> bool:
        """Return whether `mtime_key` can be trusted: file times are coarse, so not for two seconds after a change."""
        return now_ns - self.newest_ns > 2_000_000_000

    def read(self) -> list[tuple[str, bytes]]:
        """Return (name for messages, content) of each file.

        Raises ZgcError if one can't be read, or all of them are too large.
        """
        found: list[tuple[str, bytes]] = []
        left = MAX_PACK_BYTES
        for path in self.files:
            try:
                with path.open("rb") as file:
                    # One byte more than is allowed, so that the parser reports a file that is too large.
                    found.append((readable(path), file.read(MAX_FILE_BYTES + 1)))
            except OSError as error:
                raise _unreadable(path, error) from error
            left -= len(found[-1][1])
            if left < 0:
                most = MAX_PACK_BYTES >> 20
                raise ZgcError("too-large", f"{self.root} has more than {most} MiB.", "Split it into several packs.")
        return found


def folder_of(root: Path) -> Path:
    """Return the folder in which the files that accompany a pack are: the pack's own, or that of its single file."""
    return root if root.is_dir() else root.parent


def read_beside(folder: Path, name: str) -> bytes | None:
    """Return the content of a file that accompanies a pack, such as an image; None if there is none.

    folder: of the pack; name: relative to it. Raises ZgcError if the file is a link that leaves the folder, can't be
    read, or is too large.
    """
    path = folder / name
    try:
        if not path.is_file():
            return None
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ZgcError(
                "outside", f"{path} is a link to a file outside the pack's folder.", "Copy the file into the folder."
            )
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error
    if len(content) > MAX_FILE_BYTES:
        raise ZgcError("too-large", f"{path} is larger than {MAX_FILE_BYTES >> 20} MiB.")
    return content


def hash_files(files: Sequence[tuple[str, bytes]]) -> str:
    """Return a hash of a pack's files, given as (name in its folder, content), the main file first."""
    import hashlib

    digest = hashlib.sha256()
    for name, data in files:
        digest.update(os.fsencode(name) + f"\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def readable(path: Path) -> str:
    """Return a path as text, with undecodable bytes replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def is_utf8(text: str) -> bool:
    """Return whether a text from the command line or a file's name can be encoded as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_there(path: Path) -> bool:
    """Return whether a path exists; False if that can't be determined."""
    try:
        return path.exists()
    except OSError:
        return False


def find_files(root: Path) -> PackFiles:
    """Return the files of the pack at a path: a YAML file, or a folder with pack.yaml.

    Raises ZgcError if there is no pack.
    """
    try:
        banks = _banks(root)
        stats = [_regular(root, name) for name in banks]
    except OSError as error:
        raise _unreadable(root, error) from error
    mtime_key = "\n".join(
        f"{name or root.name!a} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
        for name, found in zip(banks, stats, strict=True)
    )
    newest = max(max(found.st_mtime_ns, found.st_ctime_ns) for found in stats)
    return PackFiles(root, tuple(banks), mtime_key, newest)


def is_bank(name: str) -> bool:
    """Return whether a path in a pack's folder is that of one of its YAML files."""
    return name.endswith(SUFFIXES) and not name.startswith(".") and "/" not in name


def _banks(root: Path) -> list[str]:
    """Return the names of a folder's YAML files, the main one first; "" for a path that is no folder.

    Raises ZgcError, OSError.
    """
    try:
        with os.scandir(root) as entries:
            links = {entry.name: entry.is_symlink() for entry in entries if is_bank(entry.name)}
    except NotADirectoryError:
        return [""]
    folder, names = root, sorted(links)
    mains = [name for name in names if name in MAIN]
    if not mains:
        raise ZgcError(
            "no-pack", f"{folder} is not a pack: it has no pack.yaml.", "Name a pack's folder, or its YAML file."
        )
    if len(mains) > 1:
        raise ZgcError("no-pack", f"{folder} has both pack.yaml and pack.yml.", "Remove one of them.")
    if len(names) > MAX_FILES:
        raise ZgcError("too-large", f"{folder} has more than {MAX_FILES} YAML files.", "Join some of the banks.")
    for name in names:
        # Unlike Path.resolve, realpath takes a link to itself, which `_regular` then reports.
        if links[name] and not Path(os.path.realpath(folder / name)).is_relative_to(os.path.realpath(folder)):
            raise ZgcError(
                "outside", f"{folder / name} is a link that leaves the pack's folder.", "Copy the file into the folder."
            )
    return [mains[0], *(name for name in names if name != mains[0])]


def _regular(root: Path, name: str) -> os.stat_result:
    # A Path for each of a thousand packs would take longer than to ask for their times.
    found = os.stat(f"{root}{os.sep}{name}" if name else root)  # noqa: PTH116
    if not stat.S_ISREG(found.st_mode):
        raise ZgcError("no-pack", f"{root / name} is not a file.", "Name a pack's folder, or its YAML file.")
    return found


def _unreadable(path: Path, error: OSError) -> ZgcError:
    if isinstance(error, FileNotFoundError):
        return ZgcError(
            "no-pack", f"{path}: there is no such file or folder.", "See `zgcquiz pack list` for the packs installed."
        )
    return ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.", "Check the file's permissions.")

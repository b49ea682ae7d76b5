"""Writing this device's files in a shared folder."""

from __future__ import annotations

import stat
from collections.abc import Container
from hashlib import blake2b
from pathlib import Path

from zgcquiz.store.files.atomic_files import written_beside
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.sync.folder import FileMark


def write_whole(top: Path, name: str, data: bytes) -> FileMark:
    """Write a file, which appears or changes at once, and return its mark. Raises OSError.

    top: the folder `zgcquiz` inside the shared one; name: relative to it. A folder or file on the way that someone
    replaced by a link is not written to.
    """
    path = top / name
    check_no_link(top, name)
    make_folder(path.parent)
    if path.is_symlink() or (path.exists() and not stat.S_ISREG(path.lstat().st_mode)):
        raise OSError(f"{path} is not a regular file")
    with written_beside(path, owner_only=True) as file:
        file.write(data)
    found = path.lstat()
    return FileMark(found.st_size, found.st_mtime_ns, len(data), data.count(b"\n"), digest_of(data))


def check_no_link(top: Path, name: str) -> None:
    """Raise OSError if the folder of a file, or one above it up to `top`, is a link: it may lead anywhere."""
    for each in (top, *(top / parent for parent in Path(name).parents)):
        if each.is_symlink():
            raise OSError(f"{each} is a link")


def delete_others(top: Path, name: str, suffix: str, wanted: Container[str]) -> None:
    """Delete the files with a suffix in a folder of this device that are not wanted, by their names. Raises OSError.

    top, name: as in `write_whole`, of the folder. Nothing is deleted through a link.
    """
    check_no_link(top, f"{name}/*")
    folder = top / name
    if folder.is_dir():
        for path in folder.glob(f"*{suffix}"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)


def digest_of(data: bytes) -> str:
    """Return the digest of a file's content, as in its mark."""
    return blake2b(data, digest_size=16).hexdigest()

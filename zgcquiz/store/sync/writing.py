"""Writing this device's files in a shared folder."""

from __future__ import annotations

import stat
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
    for each in (top, *(top / parent for parent in Path(name).parents)):
        if each.is_symlink():
            raise OSError(f"{each} is a link")
    make_folder(path.parent)
    if path.is_symlink() or (path.exists() and not stat.S_ISREG(path.lstat().st_mode)):
        raise OSError(f"{path} is not a regular file")
    with written_beside(path, owner_only=True) as file:
        file.write(data)
    found = path.lstat()
    return FileMark(found.st_size, found.st_mtime_ns, len(data), data.count(b"\n"), digest_of(data))


def digest_of(data: bytes) -> str:
    """Return the digest of a file's content, as in its mark."""
    return blake2b(data, digest_size=16).hexdigest()

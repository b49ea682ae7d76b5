"""Checks that a path is a file before it is opened: opening a named pipe never ends, a device may do anything."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from zgcquiz.core.errors import ZgcError

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def check_regular(path: Path) -> bool:
    """Return whether there is a file at a path, following links.

    Raises ZgcError for anything else that is there, and for a link that leads nowhere.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  # half the time of Path's
    except FileNotFoundError:
        if path.is_symlink():
            target = os.readlink(path)  # noqa: PTH115  # as the link says it
            raise _refuse(path, f"a link to {target}, which doesn't exist") from None
        return False
    except OSError as error:
        if path.is_symlink():
            raise _refuse(path, f"a link that can't be followed ({error.strerror or error})") from error
        raise ZgcError("storage", f"{path} can't be read: {error.strerror or error}.", "Check its folder.") from error
    if stat.S_ISREG(mode):
        return True
    raise _refuse(path, _KINDS.get(stat.S_IFMT(mode), "something else"))


def _refuse(path: Path, what: str) -> ZgcError:
    return ZgcError(
        "not-a-file",
        f"{path} is {what} instead of a file.",
        "Nothing was changed. Move it away, or put the file back that belongs here.",
    )

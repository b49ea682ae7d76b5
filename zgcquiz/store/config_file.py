"""The settings file on disk."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.files.regular_files import check_regular

LARGEST = 1 << 20
"""The largest settings file that is read, in bytes."""


def read_config(path: Path) -> bytes | None:
    """Return the content of the settings file; None if there is none. Raises ZgcError if it can't be read."""
    if path.exists() and not path.is_dir():
        check_regular(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ZgcError("unreadable", f"The settings at {path} can't be read: {error.strerror or error}.") from error
    if len(data) > LARGEST:
        raise ZgcError("too-large", f"The settings at {path} are larger than 1 MiB.", "Fix or remove the file.")
    return data


def write_config(path: Path, data: bytes) -> None:
    """Replace the settings file atomically, keeping its permissions; a new one is its owner's only.

    If it is a link, its target is replaced. Raises ZgcError if it can't be written.
    """
    from zgcquiz.store.files.atomic_files import written_beside
    from zgcquiz.store.files.private import make_folder

    target = path.resolve()
    try:
        make_folder(target.parent)
        with written_beside(target, owner_only=True) as file:
            file.write(data)
    except OSError as error:
        raise ZgcError("unwritable", f"The settings at {path} can't be written: {error.strerror or error}.") from error

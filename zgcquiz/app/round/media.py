"""The files of images and sounds in the packs of a round."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from zgcquiz.core.markup.media import MediaError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES
from zgcquiz.store.files.pack_files import folder_of


def find_media(roots: Mapping[str, Path], pack: str, path: str) -> Path:
    """Return the file at a path in a pack's folder, or beside one that is a file, as an absolute path.

    roots: of the packs, by id.

    Raises MediaError if there is none, or it must not be read: it is something else than a file, too large, or a link
    that leaves the folder.
    """
    root = roots.get(pack)
    if root is None:
        raise MediaError("is missing")
    try:
        folder = folder_of(root.resolve())
        file = (folder / path).resolve()
        if not file.is_relative_to(folder):
            raise MediaError("is a link that leaves the pack's folder")
        status = file.stat()
    except FileNotFoundError as error:
        raise MediaError("is missing") from error
    except OSError as error:
        raise MediaError(f"can't be read: {error.strerror or error}") from error
    except RuntimeError as error:  # what resolve raises for it before Python 3.13
        raise MediaError("can't be read: it is a link to itself") from error
    if not stat.S_ISREG(status.st_mode):
        raise MediaError("is not a file")
    if status.st_size > MAX_FILE_BYTES:
        raise MediaError(f"is larger than {MAX_FILE_BYTES >> 20} MiB")
    return file

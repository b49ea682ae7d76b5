"""Where the images and sounds of packs come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from zgcquiz.core.markup.media import MediaError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES

FindMedia: TypeAlias = Callable[[str, str], Path]
"""Return the file of an image or sound: (the pack's id, the path in its folder).

Raises MediaError if it is missing, or must not be read.
"""


def read_media(path: Path) -> bytes:
    """Read the file of an image. Raises MediaError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise MediaError(f"can't be read: {error.strerror or error}") from error

"""Where fetched files are kept until they are read."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from zgcquiz.core.errors import ZgcError

_IN_MEMORY = 16 * 1024 * 1024


def temporary_file() -> BinaryIO:
    """Return an empty file, in memory until it is large, then a private temporary one, deleted when it is closed."""
    return cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))


def no_room(location: str, error: OSError) -> ZgcError:
    """Return the error for temporary files that can't be written."""
    return ZgcError(
        "storage",
        f"{location} can't be fetched: {error.strerror or error}.",
        "Check that there is room for temporary files and that TMPDIR, if set, is a folder.",
    )

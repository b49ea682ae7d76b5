"""Private temporary files for what is too large for memory."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import BinaryIO, cast

from zgcquiz.core.errors import ZgcError

_IN_MEMORY = 8 * 1024 * 1024


def temporary_file() -> BinaryIO:
    """Return an empty file: in memory while it is small, then a temporary one, which is deleted when it is closed."""
    from tempfile import SpooledTemporaryFile

    return cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))


def temporary_copy(pieces: Iterable[bytes], name: str) -> BinaryIO:
    """Return a file with this content, at its start.

    It is in memory if it is small, else a temporary one, which is deleted when it is closed. name: of what it is a copy
    of, for messages. Raises ZgcError if there is no room for it.
    """
    file = temporary_file()
    try:
        for piece in pieces:
            write_piece(file, piece, name)
        file.seek(0)
    except BaseException:
        with suppress(OSError):  # closing writes what could not be written
            file.close()
        raise
    return file


def write_piece(file: BinaryIO, piece: bytes, name: str) -> None:
    """Write to a temporary file. name: of what it is a copy of. Raises ZgcError if there is no room."""
    try:
        file.write(piece)
        file.flush()
    except OSError as error:
        raise no_room(name, error) from error


def no_room(name: str, error: OSError) -> ZgcError:
    """Return the error for a temporary file that can't be written."""
    return ZgcError(
        "storage",
        f"{name} can't be unpacked: {error.strerror or error}.",
        "Check that there is room for temporary files and that TMPDIR, if set, is a folder.",
    )

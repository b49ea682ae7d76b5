"""Private temporary files for what is too large for memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, cast

from zgcquiz.core.errors import ZgcError


def temporary_copy(pieces: Iterable[bytes], name: str) -> BinaryIO:
    """Return a temporary file with this content, to be read from its start; it is deleted when it is closed.

    name: of what it is a copy of, for messages. Raises ZgcError if there is no room for it.
    """
    from tempfile import TemporaryFile

    try:
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115
    except OSError as error:
        raise no_room(name, error) from error
    try:
        for piece in pieces:
            file.write(piece)
        file.seek(0)
    except OSError as error:
        file.close()
        raise no_room(name, error) from error
    except BaseException:
        file.close()
        raise
    return file


def no_room(name: str, error: OSError) -> ZgcError:
    """Return the error for a temporary file that can't be written."""
    return ZgcError(
        "storage",
        f"{name} can't be unpacked: {error.strerror or error}.",
        "Check that there is room for temporary files and that TMPDIR, if set, is a folder.",
    )

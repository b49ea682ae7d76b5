"""Write zip archives reproducibly."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from zgcquiz.formats.limits import bounded_entries

_IN_MEMORY = 1 << 22
PIECE = 1 << 20
"""Bytes of a large file that are read together."""


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield a zip archive in pieces; the same files always yield the same bytes.

    files: (name, pieces of its content) of each. They are compressed as they come; the archive is held in a temporary
    file if it is large. Raises OSError if there is no room for it, and ZgcError if it could not be read again.
    """
    with cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY)) as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, pieces in bounded_entries(files):
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                with archive.open(entry, "w") as file:
                    for piece in pieces:
                        file.write(piece)
        held.seek(0)
        yield from iter(lambda: held.read(PIECE), b"")


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield the content of a file in pieces."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")

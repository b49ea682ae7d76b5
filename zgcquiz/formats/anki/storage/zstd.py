"""Decompress zstd: with the standard library from Python 3.14 on, with its backport before that."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file

_MAX_WINDOW_LOG = 27
"""The largest window a file may ask for, as a power of two in bytes: zstd's own default limit."""
_PIECE = 1 << 20


def decompressed(pieces: Iterable[bytes], name: str, max_bytes: int) -> Iterator[bytes]:
    """Yield the content of one frame. Raises ZgcError if it is damaged or too large, or zstd is not available.

    All pieces are read in any case, so that their own damage is found.
    """
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as error:
        raise ZgcError(
            "needs-zstandard",
            f"{name}: newer Anki packages are compressed with zstd, which this Python can't read by itself.",
            "Install it: pip install 'zgcquiz[anki]'. Or export from Anki with 'Support older Anki versions' ticked.",
        ) from error
    decompressor = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_LOG})
    pieces, size = iter(pieces), 0
    for piece in pieces:
        rest = piece
        while not decompressor.eof:
            try:
                content = decompressor.decompress(rest, _PIECE)
            except zstd.ZstdError as error:
                for _ in pieces:
                    pass
                raise _damaged(name, str(error)) from error
            size += len(content)
            if size > max_bytes:
                raise bad_file(name, f"it unpacks to more than {max_bytes:,} bytes")
            if content:
                yield content
            if decompressor.needs_input:
                break
            rest = b""
    if not decompressor.eof:
        raise _damaged(name, "it ends too early")


def _damaged(name: str, reason: str) -> ZgcError:
    return bad_file(name, f"it is damaged ({reason})", hint="Download or export it again.")

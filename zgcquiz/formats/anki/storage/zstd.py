"""Decompress zstd: with the standard library from Python 3.14 on, with its backport before that."""

from __future__ import annotations

import sys

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file

_MAX_WINDOW_LOG = 27
"""The largest window a file may ask for, as a power of two in bytes: zstd's own default limit."""


def decompress(data: bytes, name: str, max_bytes: int) -> bytes:
    """Return the content of one frame. Raises ZgcError if it is damaged or too large, or zstd is not available."""
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
    try:
        content = decompressor.decompress(data, max_bytes + 1)
    except zstd.ZstdError as error:
        raise _damaged(name, str(error)) from error
    if len(content) > max_bytes:
        raise bad_file(name, f"it unpacks to more than {max_bytes:,} bytes")
    if not decompressor.eof:
        raise _damaged(name, "it ends too early")
    return content


def _damaged(name: str, reason: str) -> ZgcError:
    return bad_file(name, f"it is damaged ({reason})", hint="Download or export it again.")

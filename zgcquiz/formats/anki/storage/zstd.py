"""Unpacking zstd, by the standard library from Python 3.14 on, else by the package zstandard."""

from __future__ import annotations

import sys
from typing import Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file

_MAX_WINDOW = 27
"""What a file may ask to be held in memory while it is unpacked, as a power of 2: zstd's own bound."""


def unpack(data: bytes, name: str, most: int) -> bytes:
    """The content of one frame. Raises ZgcError where it is damaged, too large, or can't be read here."""
    found = _stdlib(data, name, most) if sys.version_info >= (3, 14) else _package(data, name, most)
    if len(found) > most:
        raise bad_file(name, f"it unpacks to more than {most:,} bytes")
    return found


def _stdlib(data: bytes, name: str, most: int) -> bytes:
    from importlib import import_module

    zstd: Any = import_module("compression.zstd")
    limits = {zstd.DecompressionParameter.window_log_max: _MAX_WINDOW}
    decompressor = zstd.ZstdDecompressor(options=limits)
    try:
        found: bytes = decompressor.decompress(data, most + 1)
    except zstd.ZstdError as error:
        raise _damaged(name, str(error)) from error
    if not decompressor.eof and len(found) <= most:
        raise _damaged(name, "it ends too early")
    return found


def _package(data: bytes, name: str, most: int) -> bytes:
    try:
        import zstandard
    except ImportError as error:
        raise ZgcError(
            "needs-zstandard",
            f"{name}: newer Anki packages are compressed with zstd, which this Python can't read by itself.",
            "Install it: pip install 'zgcquiz[anki]'. Or export from Anki with 'Support older Anki versions' ticked.",
        ) from error
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << _MAX_WINDOW).decompressobj()
    parts, size = [], 0
    try:
        # In small steps: each may unpack to a thousand times as much.
        for at in range(0, len(data), 1 << 14):
            part = decompressor.decompress(data[at : at + (1 << 14)])
            parts.append(part)
            size += len(part)
            if size > most or decompressor.eof:
                return b"".join(parts)
    except zstandard.ZstdError as error:
        raise _damaged(name, str(error)) from error
    raise _damaged(name, "it ends too early")


def _damaged(name: str, reason: str) -> ZgcError:
    return bad_file(name, f"it is damaged ({reason})", hint="Download or export it again.")

"""Checksums in the cache: SQLite does not notice a byte that is changed within a value."""

from __future__ import annotations

from zlib import crc32


class DamagedEntryError(Exception):
    """An entry of the cache that is not what was written."""


def sealed(data: bytes) -> bytes:
    """Return data with its checksum in front."""
    return crc32(data).to_bytes(4, "big") + data


def unsealed(data: object) -> bytes:
    """Return the data that was sealed. Raises DamagedEntryError for anything else."""
    if not isinstance(data, bytes) or crc32(data[4:]).to_bytes(4, "big") != data[:4]:
        raise DamagedEntryError
    return data[4:]

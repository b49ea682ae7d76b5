"""Reading the records of a damaged SQLite database page by page, without its trees.

Any page that still has a record yields it, wherever the page hangs and whatever else is damaged. Of tables WITHOUT
ROWID, as those of the log are, the records stand in the pages of indexes.
The format: https://www.sqlite.org/fileformat.html, sections 1.5, 1.6, 2.1 and 4.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from zgcquiz.store.log.files.wal import wal_of

PAGE_SIZE = 4096
"""Of every log: SQLite's default since 2016."""

_INTERIOR, _LEAF = 0x02, 0x0A
_HEADER = 100
"""Bytes before the first page's own header."""
_WAL_HEADER, _FRAME_HEADER = 32, 24
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_UUID_TYPE = bytes([2 * 36 + 13])
_LONGEST_HEADER = 60
"""Bytes of the header of a record of the log, at most: 18 types, of which five may take several bytes."""
_INTEGER_SIZES = (0, 1, 2, 3, 4, 6, 8)
_LONGEST_RECORD = 1 << 28

Record = tuple[int | float | bytes | None, ...]
"""The values of a record; texts are bytes."""


def carve(path: Path) -> Iterator[Record]:
    """Yield the records of the index pages of a database and its write-ahead log, some of them more than once.

    They may be damaged, superseded or of any table: the caller tells by their checksums. Raises OSError.
    """
    wal = wal_of(path)
    with path.open("rb") as file, wal.open("rb") if wal.exists() else nullcontext() as frames:
        pages = _Pages(file, frames)
        for number, page in pages:
            yield from _records(page, _HEADER if number == 1 else 0, pages)


class _Pages:
    """The pages of a database, those in its write-ahead log included."""

    def __init__(self, file: BinaryIO, wal: BinaryIO | None) -> None:
        self._file = file
        self._wal = wal
        self._frames: dict[int, int] = {}
        """Where the newest version of each page of the write-ahead log is in it."""

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Yield each version of each page, with its number."""
        if self._wal is not None:
            yield from self._read_frames(self._wal)
        number = 1
        while page := self._read(self._file, (number - 1) * PAGE_SIZE):
            yield number, page
            number += 1

    def _read_frames(self, wal: BinaryIO) -> Iterator[tuple[int, bytes]]:
        offset = _WAL_HEADER
        found = []
        while True:
            wal.seek(offset)
            header = wal.read(_FRAME_HEADER)
            page = self._read(wal, offset + _FRAME_HEADER)
            if len(header) < _FRAME_HEADER or not page:
                break
            number = int.from_bytes(header[:4], "big")
            self._frames[number] = offset + _FRAME_HEADER
            found.append((number, offset + _FRAME_HEADER))
            offset += _FRAME_HEADER + PAGE_SIZE
        for number, place in found:
            yield number, self._read(wal, place)

    def page(self, number: int) -> bytes:
        """Return the newest version of a page; b"" if there is none."""
        if self._wal is not None and number in self._frames:
            return self._read(self._wal, self._frames[number])
        return self._read(self._file, (number - 1) * PAGE_SIZE) if number > 0 else b""

    def _read(self, file: BinaryIO, offset: int) -> bytes:
        """Return a page; one that was cut off is filled with zeros, and one that the disk can't read is b""."""
        try:
            file.seek(offset)
            data = file.read(PAGE_SIZE)
        except OSError:
            return bytes(PAGE_SIZE)  # a bad sector
        return data.ljust(PAGE_SIZE, b"\0") if data else b""


def _records(page: bytes, start: int, pages: _Pages) -> Iterator[Record]:
    """Yield the records that a page's cells are, and those that begin with an identifier anywhere in it."""
    seen = set()
    for cell in _cells(page, start):
        _, body = _varint(page, cell)
        seen.add(body)
        record = _record(page, body, pages)
        if record:
            yield record
    for match in _UUID.finditer(page):  # where the page's header or its list of cells is damaged
        start, first = match.start(), page.rfind(_UUID_TYPE, 0, match.start())
        while first > start - _LONGEST_HEADER and first > 0:
            body = first - 1
            if page[body] == start - body and body not in seen:
                record = _record(page, body, pages)
                if record:
                    yield record
            first = page.rfind(_UUID_TYPE, 0, first)


def _cells(page: bytes, start: int) -> Iterator[int]:
    """Yield where the cells of an index page are, without the number of a child page before them."""
    kind = page[start]
    if kind not in (_INTERIOR, _LEAF):
        return
    (count,) = struct.unpack_from(">H", page, start + 3)
    array = start + (12 if kind == _INTERIOR else 8)
    for at in range(array, min(array + 2 * count, PAGE_SIZE - 1), 2):
        (cell,) = struct.unpack_from(">H", page, at)
        yield min(cell, PAGE_SIZE) + (4 if kind == _INTERIOR else 0)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the variable-length integer at a place, and where it ends."""
    value = 0
    for index, byte in enumerate(data[at : at + 9]):
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value, len(data)


def _record(page: bytes, body: int, pages: _Pages) -> Record | None:
    """Return the record whose header begins at a place of a page; None if there is none."""
    size, at = _varint(page, body)
    end = body + size
    if not at < end <= PAGE_SIZE:
        return None
    types = []
    while at < end:
        kind, at = _varint(page, at)
        types.append(kind)
    sizes = [_size(kind) for kind in types]
    if at != end or sum(sizes) > _LONGEST_RECORD:
        return None
    payload = _payload(page, body, size + sum(sizes), pages)
    return None if payload is None else tuple(_values(payload, size, types, sizes))


def _payload(page: bytes, body: int, size: int, pages: _Pages) -> bytes | None:
    """Return the bytes of a record, of which the end may be on overflow pages; None if they can't all be read."""
    most = (PAGE_SIZE - 12) * 64 // 255 - 23
    if size <= most:
        local = size
    else:
        least = (PAGE_SIZE - 12) * 32 // 255 - 23
        local = least + (size - least) % (PAGE_SIZE - 4)
        local = local if local <= most else least
    data = page[body : body + local]
    if local == size:
        return data if len(data) == size else None
    parts, missing = [data], size - local
    next_page = int.from_bytes(page[body + local : body + local + 4], "big")
    while missing > 0:
        following = pages.page(next_page)
        if not following:
            return None
        parts.append(following[4 : 4 + missing])
        missing -= len(parts[-1])
        next_page = int.from_bytes(following[:4], "big")
    return b"".join(parts)


def _size(kind: int) -> int:
    """Return how many bytes a value of a serial type takes."""
    if kind >= 12:
        return (kind - 12) // 2
    return _INTEGER_SIZES[kind] if kind < 7 else 8 if kind == 7 else 0


def _values(
    payload: bytes, at: int, types: Sequence[int], sizes: Sequence[int]
) -> Iterator[int | float | bytes | None]:
    for kind, size in zip(types, sizes, strict=True):
        data = payload[at : at + size]
        at += size
        if kind >= 12:
            yield data
        elif kind == 7:
            yield struct.unpack(">d", data)[0]
        elif kind in (8, 9):
            yield kind - 8
        else:
            yield None if kind == 0 or kind > 9 else int.from_bytes(data, "big", signed=True)

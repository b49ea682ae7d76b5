"""Reading SQLite's write-ahead log without SQLite, which deletes one whose database is missing.

The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from zgcquiz.core.value import Value

_HEADER, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")
_MAGIC = 0x377F0682
"""The first word; its last bit is set if the words that checksums add up are big-endian."""
_LARGEST_PAGE = 1 << 16
_MASK = 0xFFFFFFFF
_MANY_PAGES = 1 << 22
"""More pages than a log has."""
_Sums: TypeAlias = tuple[int, int]
"""The checksums of a frame, which continue those of the frame before."""


class Wal(Value, frozen=True):
    """The committed content of a write-ahead log.

    page_size: in bytes; pages: where in the file the newest version of each page is, by its number from 1; size: the
    database's size in pages, 0 if nothing was committed; is_broken: a transaction that was saved lies behind a
    damaged place.
    """

    page_size: int
    pages: dict[int, int]
    size: int
    is_broken: bool


def wal_of(path: Path) -> Path:
    """Return the path of a database's write-ahead log."""
    return path.with_name(f"{path.name}-wal")


def has_content(path: Path) -> bool:
    """Return whether a database's write-ahead log holds more than its header. Raises OSError if that can't be read."""
    try:
        return wal_of(path).stat().st_size > _HEADER.size
    except FileNotFoundError:
        return False


def read_wal(path: Path) -> Wal:
    """Read the write-ahead log at a path. Raises OSError."""
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return Wal(0, {}, 0, False)
        magic, _, page_size, _, *salts, first, second = _HEADER.unpack(header)
        order = ">" if magic & 1 else "<"
        is_size = 512 <= page_size <= _LARGEST_PAGE and not page_size & (page_size - 1)
        sums = _add(order, header[:24], 0, 0)
        if magic & ~1 != _MAGIC or not is_size or sums != (first, second):
            return Wal(0, {}, 0, any(map(any, iter(lambda: file.read(1 << 16), b""))))
        pages: dict[int, int] = {}
        open_pages: dict[int, int] = {}
        size = 0
        for offset, head, data in _frames(file, page_size):
            number, committed, *rest = _FRAME.unpack(head)
            before, sums = sums, _add(order, data, *_add(order, head[:8], *sums))
            if rest[:2] != salts or tuple(rest[2:]) != sums or len(data) < page_size:
                file.seek(offset - _FRAME.size)
                return Wal(page_size, pages, size, _has_commits(file, page_size, salts, order, before, size))
            open_pages[number] = offset
            if committed:
                pages |= open_pages
                open_pages.clear()
                size = committed
    return Wal(page_size, pages, size, False)


def rebuild(path: Path, wal: Wal, target: BinaryIO) -> None:
    """Write the database at a path with the content of its write-ahead log. Pages that neither has are zeroes.

    The database may be missing. Whether the result is whole is for the caller to check. Raises OSError.
    """
    if path.exists():
        with path.open("rb") as old:
            while block := old.read(1 << 20):
                target.write(block)
    target.truncate(wal.size * wal.page_size)
    with wal_of(path).open("rb") as file:
        for number, offset in wal.pages.items():
            if number <= wal.size:
                file.seek(offset)
                target.seek((number - 1) * wal.page_size)
                target.write(file.read(wal.page_size))
    target.flush()
    os.fsync(target.fileno())


def _frames(file: BinaryIO, page_size: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the offset of each frame's page, its header and its page, which may be shorter at the end of the file."""
    while len(head := file.read(_FRAME.size)) == _FRAME.size:
        offset = file.tell()
        yield offset, head, file.read(page_size)


def _has_commits(file: BinaryIO, page_size: int, salts: list[int], order: str, sums: _Sums, size: int) -> bool:
    """Return whether two transactions of the same generation of the log, one after the other, end in whole frames from
    this place on, that of a damaged frame. sums: the checksums of the frame before it; size: of the database up to it.

    The first may be one that was being written when the process was killed or the power failed: its frames may have
    reached the file in any order, and nobody was told that it was saved. The second was begun after the first was.

    On a full disk, several may fail one after the other, each written over what there is of the one before. They don't
    follow each other: the frames left of one don't continue the checksums of the other.
    """
    commits = 0
    was_whole = False
    ends = {sums}
    for at, (_, head, data) in enumerate(_frames(file, page_size)):
        _, committed, *rest = _FRAME.unpack(head)
        stored = (rest[2], rest[3])
        is_whole = rest[:2] == salts and len(data) == page_size
        continued = {_add(order, data, *_add(order, head[:8], *end)) for end in ends}
        if at == 0:
            committed = _committed_before(order, data, stored, sums, committed, size)
        elif is_whole and was_whole and stored not in continued:
            commits = 0
        commits += bool(committed and is_whole)
        if commits == 2:
            return True
        was_whole, ends = is_whole, {stored, *continued}
    return False


def _committed_before(order: str, data: bytes, stored: _Sums, sums: _Sums, committed: int, size: int) -> int:
    """Return the second word of a damaged frame's header, or what it was if only the first two words were written over.

    They follow from the checksums: sums are those of the frame before, stored its own. Where others were written over,
    the result is none that can be: neither 0 nor the database's size.
    """
    first, second = _take(order, data, *stored)
    words = struct.pack(f"{order}2I", (first - sum(sums)) & _MASK, (second - sums[1] - first) & _MASK)
    number, before = struct.unpack(">2I", words)
    return before if 0 < number < _MANY_PAGES and before in (0, size, committed) else committed


def _add(order: str, data: bytes, first: int, second: int) -> _Sums:
    """Continue a checksum over data, whose length is a multiple of 8; anything beyond is left out."""
    words = iter(struct.unpack_from(f"{order}{len(data) // 8 * 2}I", data))
    for odd, even in zip(words, words, strict=True):
        first = (first + odd + second) & _MASK
        second = (second + even + first) & _MASK
    return first, second


def _take(order: str, data: bytes, first: int, second: int) -> _Sums:
    """Undo what `_add` does."""
    words = struct.unpack(f"{order}{len(data) // 8 * 2}I", data[: len(data) // 8 * 8])
    for odd, even in zip(words[-2::-2], words[::-2], strict=True):
        second = (second - even - first) & _MASK
        first = (first - odd - second) & _MASK
    return first, second

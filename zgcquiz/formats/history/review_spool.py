"""Reviews in a temporary file: a file can hold more of them than memory can."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

import msgspec

from zgcquiz.core.log.review import Review
from zgcquiz.formats.untrusted.temporary import temporary_file, write_piece

_BLOCK = 1 << 18
"""Bytes of reviews that are written, and read, together."""
_SIZE = 4
"""Bytes of a block's size."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Review]).decode


class ReviewSpool(Collection[Review]):
    """Reviews that can be iterated any number of times, also after the file that they come from is closed.

    Small ones are in memory, others in a temporary file, which is the owner's alone and deleted with this object.
    """

    def __init__(self, name: str) -> None:
        """name: of what the reviews come from, for messages."""
        self._name = name
        self._count = 0
        self._file = temporary_file()
        weakref.finalize(self, self._file.close)

    def extend(self, reviews: Iterable[Review]) -> None:
        """Add reviews. Raises ZgcError if there is no room for them, and whatever the iterable does."""
        try:
            self._file.seek(0, 2)
            block: list[bytes] = []
            size = 0
            for review in reviews:
                block.append(encoded := _encode(review))
                size += len(encoded)
                if size >= _BLOCK:
                    self._write(block)
                    block, size = [], 0
            self._write(block)
        except BaseException:
            with suppress(OSError):  # closing writes what could not be written
                self._file.close()
            raise

    def _write(self, block: list[bytes]) -> None:
        content = b"".join([b"\xdd", len(block).to_bytes(4, "big"), *block])  # MessagePack's array of up to 2^32
        write_piece(self._file, len(content).to_bytes(_SIZE, "big") + content, self._name)
        self._count += len(block)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, review: object) -> bool:
        return any(each == review for each in self)

    def __iter__(self) -> Iterator[Review]:
        at = 0
        while True:
            self._file.seek(at)
            size = int.from_bytes(self._file.read(_SIZE), "big")
            if not size:
                return
            block = self._file.read(size)
            at += _SIZE + size
            yield from _decode(block)

    def __repr__(self) -> str:
        return f"<{self._count} reviews>"

"""What the headers of an image file say: its size, and whether the file is whole. No pixel is decoded.

Sources: the PNG specification (W3C 2003, chapter 5), ITU-T T.81 (JPEG, annex B), GIF89a, and the WebP container
specification.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from zgcquiz.core.value import Value

MOST_PIXELS = 40_000_000
"""The most pixels of an image that is decoded: a file of a few kilobytes can announce any number."""
MOST_PASSES = 10
"""How often so many pixels may be gone over: each scan of a progressive JPEG file does, and can be sixty bytes long."""
_PNG, _GIF, _JPEG = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a"), b"\xff\xd8"
_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"
_WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))
"""The markers of JPEG that no length follows."""
_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of JPEG that a frame follows, with its size."""
_IMAGE, _EXTENSION = 0x2C, 0x21
"""What begins a block of GIF."""


class _DamagedError(Exception):
    """A file breaks off, or says what can't be. Its text completes a sentence about the file."""


class _Size(Value, frozen=True):
    """The size of an image in pixels. scans: how often a decoder goes over them."""

    width: int
    height: int
    scans: int = 1


def why_not_decoded(data: bytes) -> str:
    """Return why the file of an image can't be shown, as far as its headers tell; "" if they don't, or it is no image.

    What is returned completes a sentence about the file.
    """
    read = next((read for is_one, read in _READERS if is_one(data)), None)
    if read is None:
        return ""
    try:
        size = read(data)
    except IndexError:  # a header is beyond the end
        return "is cut short"
    except _DamagedError as damaged:
        return str(damaged)
    if not (size.width and size.height):
        return "is damaged: it says that it has no pixels"
    return too_much(size.width, size.height, size.scans)


def too_much(width: int, height: int, scans: int = 1) -> str:
    """Return why an image of so many pixels is not decoded; "" if it is. It completes a sentence about the file.

    scans: how often a decoder goes over the pixels.
    """
    if width * height > MOST_PIXELS:
        return f"is too large, {width:,} x {height:,} pixels"
    if scans * width * height > MOST_PASSES * MOST_PIXELS:
        return f"is too complex: its pixels are refined {scans:,} times"
    return ""


def scans_of(data: bytes) -> int:
    """Return how often the pixels of a file are gone over, counted generously."""
    return max(1, data.count(b"\xff\xda")) if data.startswith(_JPEG) else 1


def _number(data: bytes, at: int, size: int, order: str = "big") -> int:
    """Return a number of some bytes. Raises IndexError if they are beyond the end."""
    found = data[at : at + size]
    if len(found) < size:
        raise IndexError
    return int.from_bytes(found, "little" if order == "little" else "big")


def _png(data: bytes) -> _Size:
    chunks = [*_chunks(data)]
    if not chunks or chunks[0] != b"IHDR" or b"IDAT" not in chunks:
        raise _DamagedError("is damaged: it has no pixels")
    return _Size(_number(data, 16, 4), _number(data, 20, 4))


def _chunks(data: bytes) -> Iterator[bytes]:
    """Yield the names of the chunks of a PNG file, up to its end. Each has its checksum."""
    at, name = len(_PNG), b""
    while name != b"IEND":
        size = _number(data, at, 4)
        name = data[at + 4 : at + 8]
        checksum = _number(data, at + 8 + size, 4)
        if zlib.crc32(memoryview(data)[at + 4 : at + 8 + size]) != checksum:
            raise _DamagedError("is damaged: a checksum in it is wrong")
        at += size + 12
        yield name


def _jpeg(data: bytes) -> _Size:
    size, at = None, 2
    while True:
        marker = _number(data, at + 1, 1)
        if data[at] != 0xFF:
            raise _DamagedError("is damaged: it has no marker where one belongs")
        if marker == 0xFF:  # any number of them may come before a marker
            at += 1
        elif marker == _SCAN:
            if size is None:
                raise _DamagedError("is damaged: it has no size")
            if data.find(_END_OF_IMAGE, at) < 0:
                raise _DamagedError("is cut short")
            return size
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker == _END_OF_IMAGE[1]:
            raise _DamagedError("is damaged: it has no pixels")
        else:
            if marker in _FRAME:
                size = _Size(_number(data, at + 7, 2), _number(data, at + 5, 2), scans_of(data))
            at += 2 + _number(data, at + 2, 2)


def _gif(data: bytes) -> _Size:
    """Return the size of a GIF file whose first image is whole: no other is shown."""
    at = 13 + _colours(_number(data, 10, 1))
    while (block := _number(data, at, 1)) == _EXTENSION:
        at = _after_parts(data, at + 2)
    if block != _IMAGE:
        raise _DamagedError("is damaged: it has no pixels")
    _after_parts(data, at + 11 + _colours(_number(data, at + 9, 1)))
    return _Size(_number(data, 6, 2, "little"), _number(data, 8, 2, "little"))


def _colours(flags: int) -> int:
    """Return how many bytes a table of colours takes."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_parts(data: bytes, at: int) -> int:
    """Return the place after parts that each begin with their size, up to an empty one."""
    while size := _number(data, at, 1):
        at += size + 1
    return at + 1


def _webp(data: bytes) -> _Size:
    if 8 + _number(data, 4, 4, "little") > len(data):
        raise _DamagedError("is cut short")
    kind = data[12:16]
    if kind == b"VP8X":  # the extended format: each side less one
        return _Size(1 + _number(data, 24, 3, "little"), 1 + _number(data, 27, 3, "little"))
    if kind == b"VP8L":  # lossless: 14 bits for each side less one
        bits = _number(data, 21, 4, "little")
        return _Size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 ":  # lossy: 14 bits for each side, after the start code
        return _Size(_number(data, 26, 2, "little") & 0x3FFF, _number(data, 28, 2, "little") & 0x3FFF)
    raise _DamagedError("is damaged: it has no pixels")


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], _Size]], ...] = (
    (lambda data: data.startswith(_PNG), _png),
    (lambda data: data.startswith(_JPEG), _jpeg),
    (lambda data: data.startswith(_GIF), _gif),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
)

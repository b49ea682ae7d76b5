"""What the headers of image files say, without decoding any."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.markup.image_headers import MOST_PIXELS, why_not_decoded


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: bytes = b"\0\xff\0\xff") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, scans: int = 1) -> bytes:
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC2, 11, 8, height, width, 1) + b"\1\x11\0"
    thumbnail = b"\xff\xe1\0\x06\xff\xd9\xff\xda"
    scan = b"\xff\xda\0\x08\1\1\0\0\x3f\0\x12\xff\0\x34"
    return b"\xff\xd8" + thumbnail + frame + scan * scans + b"\xff\xd9"


def gif(width: int, height: int) -> bytes:
    comment = b"\x21\xfe\x02hi\0"
    image = struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0) + b"\2\2D\1\0"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + comment + image + b";"


def webp(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return webp(b"VP8L" + struct.pack("<IBI", 5, 0x2F, bits) + b"\0")


def lossy(width: int, height: int) -> bytes:
    return webp(b"VP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))


def extended(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X" + struct.pack("<II", 10, 0) + sides)


FORMATS = {each.__name__: each for each in (png, jpeg, gif, lossless, lossy, extended)}


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_whole_file_is_decoded_up_to_forty_million_pixels(name: str) -> None:
    make = FORMATS[name]
    assert why_not_decoded(make(2, 2)) == ""
    assert why_not_decoded(make(8000, MOST_PIXELS // 8000)) == ""
    assert why_not_decoded(make(8001, MOST_PIXELS // 8000)) == "is too large, 8,001 x 5,000 pixels"


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_file_that_is_cut_anywhere_is_named(name: str) -> None:
    data = FORMATS[name](2, 2)
    needed = len(data) - (name == "gif")  # the last byte of which tells that no other image follows
    for size in range(16, needed):
        assert "cut short" in why_not_decoded(data[:size]), size


def test_what_can_not_be_is_named() -> None:
    data = png(2, 2)
    assert "a checksum in it is wrong" in why_not_decoded(data.replace(b"IHDR\0\0\0\2", b"IHDR\0\0\0\3"))
    assert "no pixels" in why_not_decoded(png(0, 2))
    assert "no pixels" in why_not_decoded(jpeg(2, 0))
    assert "no pixels" in why_not_decoded(data[:8] + chunk(b"IEND", b""))
    assert "no pixels" in why_not_decoded(b"\xff\xd8\xff\xd9")
    assert "no size" in why_not_decoded(b"\xff\xd8\xff\xda\0\x08")
    assert "no marker" in why_not_decoded(b"\xff\xd8\xff\xfe\0\x02\0\0")
    assert "refined 401 times" in why_not_decoded(jpeg(1000, 1000, 400))
    assert why_not_decoded(b"ID3") == why_not_decoded(b"<svg/>") == why_not_decoded(b"") == ""


@given(
    st.sampled_from([make(9, 9) for make in FORMATS.values()]),
    st.lists(st.tuples(st.integers(8, 99), st.binary(min_size=1, max_size=4)), max_size=4),
    st.integers(0, 200),
)
def test_any_bytes_are_looked_at(data: bytes, changes: list[tuple[int, bytes]], end: int) -> None:
    for at, new in changes:
        data = data[:at] + new + data[at + len(new) :]
    assert isinstance(why_not_decoded(data[:end]), str)

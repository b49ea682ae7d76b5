"""A minimal decoder for the protocol buffers wire format: looks up fields by number."""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield each field's number and value, an integer or bytes. Raises ValueError if the message is malformed."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == _BYTES:
            size, at = _varint(message, at)
        elif wire in (_FIXED64, _FIXED32):
            size = 8 if wire == _FIXED64 else 4
        else:
            raise ValueError("unknown wire type")
        if at + size > len(message):
            raise ValueError("a field runs past the end")
        yield number, message[at : at + size]
        at += size


def number_in(message: bytes, field: int) -> int:
    """Return the integer in a field, 0 if it is missing."""
    return next((value for number, value in fields(message) if number == field and isinstance(value, int)), 0)


def text_in(message: bytes, field: int) -> str:
    """Return the text in a field, "" if it is missing."""
    found = (value for number, value in fields(message) if number == field and isinstance(value, bytes))
    return next(found, b"").decode("utf-8", "replace")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(_LONGEST_VARINT):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return value, at
    raise ValueError("a varint doesn't end")

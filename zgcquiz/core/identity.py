"""Identifiers of reviews."""

from __future__ import annotations

from random import Random


def uuid7(ms: int, rng: Random) -> str:
    """A version 7 UUID (RFC 9562, section 5.7) for a time in milliseconds since 1970.

    Sorting them sorts by time, and two devices don't make the same one.
    """
    value = (ms & (1 << 48) - 1) << 80 | 0x7 << 76
    value |= rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

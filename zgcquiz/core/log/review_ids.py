"""Identifiers of the log's events."""

from __future__ import annotations

import re
from random import Random

_PAGE = "web-"
_GENERATED = re.compile(rf"(?:{_PAGE})?[0-9a-f]{{8}}")
_NUMBER = re.compile(r"[a-f]*[0-9]*")
"""What people are numbered by: digits, often behind letters."""
_RANDOM_BITS = 74
LAST_MS = (1 << 48) - 1
"""The latest time that an identifier can hold, in milliseconds since 1970: in the year 10889."""


def new_device(rng: Random) -> str:
    """Return a name for a device, which is nobody's number."""
    while _NUMBER.fullmatch(name := f"{rng.getrandbits(32):08x}"):
        pass
    return name


def is_generated(device: str) -> bool:
    """Return whether nobody has chosen the name of a device: it is from `new_device`, or from the page for browsers."""
    return _GENERATED.fullmatch(device) is not None and _NUMBER.fullmatch(device) is None


def is_page(device: str) -> bool:
    """Return whether a generated name is that of a page in a browser."""
    return device.startswith(_PAGE) and is_generated(device)


def first_uuid7(ms: int) -> str:
    """Return the identifier that sorts before all others of a time in milliseconds since 1970."""
    return _uuid7(max(0, ms), 0)


def hashed_uuid7(ms: int, name: str) -> str:
    """Return a version 7 UUID derived from a time and a name: equal arguments give equal UUIDs."""
    from hashlib import blake2b

    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return _uuid7(max(0, ms), int.from_bytes(digest, "big") >> 80 - _RANDOM_BITS)


def _uuid7(ms: int, random: int) -> str:
    """Return a version 7 UUID (RFC 9562, section 5.7)."""
    value = (ms & LAST_MS) << 80 | 0x7 << 76
    value |= (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Identifiers:
    """A generator of UUIDs that sort in the order of their making, also within a millisecond.

    RFC 9562, section 6.2, method 2. The random bits keep those of two devices apart.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._last = (0, 0)

    def next(self, ms: int) -> str:
        """Return an identifier for a time in milliseconds since 1970 that sorts after all earlier ones."""
        last_ms, last_random = self._last
        if ms > last_ms or last_random == (1 << _RANDOM_BITS) - 1:
            # The top bit stays 0, to leave room for counting up.
            self._last = (max(ms, last_ms + 1), self._rng.getrandbits(_RANDOM_BITS - 1))
        else:
            self._last = (last_ms, last_random + 1)
        return _uuid7(*self._last)

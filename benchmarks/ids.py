"""Identifiers for the events of made logs."""

from __future__ import annotations

from random import Random

from zgcquiz.core.log.review_ids import hashed_uuid7


def uuid7(ms: int, rng: Random) -> str:
    """Return a random identifier for a time in milliseconds since 1970."""
    return hashed_uuid7(ms, str(rng.getrandbits(64)))

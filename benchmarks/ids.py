"""Identifiers for the events of made logs."""

from __future__ import annotations

from random import Random

from zgcquiz.core.log.review_ids import Identifiers


def uuid7(ms: int, rng: Random) -> str:
    """Return the first identifier that a process with this generator makes. ms: the time since 1970."""
    return Identifiers(rng).next(ms)

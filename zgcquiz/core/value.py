"""The base of all values: immutable, compared and hashed by content.

A msgspec Struct rather than a frozen dataclass, because a dataclass takes 0.7 ms to define and
this takes 0.02: with some forty of them that is a fifth of the time to the first question.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Value", "replace"]


class Value(Struct, frozen=True):
    """An immutable record. `replace(value, field=…)` gives a changed copy."""

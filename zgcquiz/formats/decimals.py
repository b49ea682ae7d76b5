"""Sums with numbers as they are written, so that 0.1 and 0.2 make 0.3."""

from __future__ import annotations

from decimal import Decimal


def middle(low: str, high: str) -> str:
    """The number between two."""
    return format((Decimal(low) + Decimal(high)) / 2, "f")


def distance(one: str, other: str) -> float:
    """How far two numbers are apart."""
    return float(abs(Decimal(one) - Decimal(other)))


def around(value: str, tolerance: float) -> tuple[str, str]:
    """The least and the greatest number within a tolerance."""
    off = Decimal(repr(tolerance))
    return str(Decimal(value) - off), str(Decimal(value) + off)

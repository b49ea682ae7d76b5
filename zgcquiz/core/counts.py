"""Numbers with their nouns."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 question", "2 questions"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

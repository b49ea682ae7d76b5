"""Errors that readers of foreign files raise."""

from __future__ import annotations

from zgcquiz.core.errors import ZgcError


class UnusableError(Exception):
    """Raised inside a reader for a question that has no place here; says why."""


def bad_file(name: str, reason: str, line: int = 0, hint: str = "") -> ZgcError:
    """The error for a file that can't be read as what it is taken for."""
    place = f"{name}:{line}" if line else name
    return ZgcError("bad-file", f"{place}: {reason}.", hint)

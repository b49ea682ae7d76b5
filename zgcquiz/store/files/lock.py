"""A lock between processes, for what can't be one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zgcquiz.store.database import BUSY_SECONDS
from zgcquiz.store.files.private import opener


class LockedError(OSError):
    """Another process holds the lock."""


@contextmanager
def held(path: Path, seconds: float = BUSY_SECONDS) -> Iterator[None]:
    """Hold the lock on a file, which is created and never deleted. The system releases it when the process ends.

    Raises LockedError if another process holds it for longer than so many seconds, OSError if it can't be used.
    """
    with open(path, "ab", opener=opener) as file:
        deadline = time.monotonic() + seconds
        while not _take(file.fileno()):
            if time.monotonic() > deadline:
                raise LockedError(f"another zgcquiz is using {path}")
            time.sleep(0.02)
        try:
            yield
        finally:
            _release(file.fileno())


try:
    import fcntl

    def _take(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

except ImportError:  # Windows
    import msvcrt

    def _take(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

    def _release(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]

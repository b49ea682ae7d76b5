"""Files and folders that only their owner can read: the review log, the settings, the caches."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(path: Path) -> None:
    """Create a folder, with the missing ones above it, for their owner only. One that exists keeps its permissions.

    Raises OSError.
    """
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        if path.parent == path:
            raise
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def make_database(path: Path) -> None:
    """Create an empty database for its owner only, unless the file exists. SQLite gives its -wal and -shm the same
    permissions. Where it can't be created, opening it says why."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:
        return


def opener(path: str, flags: int) -> int:
    """Open a file as `open` does, but create it for its owner only."""
    return os.open(path, flags, 0o600)

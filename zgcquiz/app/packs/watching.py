"""Watch files for changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import locate
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.markup.media import FOLDER
from zgcquiz.store.files.pack_files import find_files, folder_of

PERIOD = 0.2
"""Seconds between polls."""
PATIENCE = 10
"""Number of polls for which a file may be missing, since editors replace files."""

Snapshot = tuple[str | None, ...]
"""A key of the state of each file; None if it is missing."""


def changes(poll: Callable[[], Snapshot], wait: Callable[[float], None] = time.sleep) -> Iterator[Snapshot]:
    """Yield the first snapshot, and then a new one after each change, once it is stable.

    poll: returns the present snapshot; wait: sleeps for seconds.
    """
    last = poll()
    yield last
    while True:
        wait(PERIOD)
        seen = poll()
        if seen == last:
            continue
        for _ in range(PATIENCE):
            wait(PERIOD)
            before, seen = seen, poll()
            if seen == before and None not in seen:
                break
        if seen != last:
            last = seen
            yield seen


def snapshot(context: AppContext, packs: Sequence[str], source: Path | None) -> Snapshot:
    """Return a snapshot of the files of packs, by path or id, and of a source's text."""
    return (*(_pack(context, name) for name in packs), *((_file(source),) if source else ()))


def _pack(context: AppContext, name: str) -> str | None:
    try:
        root = locate(context, name)
        return f"{find_files(root).mtime_key}\n{_media(folder_of(root))}"
    except ZgcError:
        return None


def _media(folder: Path) -> str:
    try:
        return "\n".join(sorted(f"{path.name!a} {_file(path)}" for path in (folder / FOLDER).iterdir()))
    except OSError:  # most packs have none
        return ""


def _file(path: Path) -> str | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"

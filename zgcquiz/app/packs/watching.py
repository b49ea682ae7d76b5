"""Looking out for files being saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import locate
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.pack_files import find_files

PERIOD = 0.2
"""Seconds between looks."""
PATIENCE = 10
"""Looks for which a file may be gone: editors put a new one in the place of the old."""

Sight = tuple[str | None, ...]
"""Of each thing what tells its state from any other; None: it is not there."""


def changes(look: Callable[[], Sight], wait: Callable[[float], None] = time.sleep) -> Iterator[Sight]:
    """What is seen at first, and then each time that it has changed and stands still.

    look: gives what can be seen now; wait: lets so many seconds pass.
    """
    last = look()
    yield last
    while True:
        wait(PERIOD)
        seen = look()
        if seen == last:
            continue
        for _ in range(PATIENCE):
            wait(PERIOD)
            before, seen = seen, look()
            if seen == before and None not in seen:
                break
        if seen != last:
            last = seen
            yield seen


def look(context: AppContext, packs: Sequence[str], source: Path | None) -> Sight:
    """The state of the files of packs, by path or id, and of a source's text."""
    return (*(_pack(context, name) for name in packs), *((_file(source),) if source else ()))


def _pack(context: AppContext, name: str) -> str | None:
    try:
        return find_files(locate(context, name)).mtime_key
    except ZgcError:
        return None


def _file(path: Path) -> str | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"

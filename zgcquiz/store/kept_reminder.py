"""The last reminder, kept with all that it follows from: a shell asks for it with every prompt, and little has changed.

This loads next to nothing, since the program takes longer to load than the reminder may take.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from zgcquiz.store.files import private
from zgcquiz.store.paths import Paths

_NAME = "reminder"
_VERSION = "1"
_SETTLED_NS = 2_000_000_000
"""File times are coarse, so a change less than two seconds old might be followed by one that they don't show."""


class KeptWork(NamedTuple):
    """A day's work: the numbers of due and of new items, and the estimated seconds, None if that is not known."""

    due: int
    new: int
    seconds: float | None


class Basis(NamedTuple):
    """What a day's work follows from, besides the time.

    text: the same as long as none of it has changed; newest_ns: the time of the latest change, in ns since 1970.
    """

    text: str
    newest_ns: int

    def has_settled(self, now_ns: int) -> bool:
        """Return whether another change would show."""
        return now_ns - self.newest_ns > _SETTLED_NS


def basis_of(paths: Paths, offset: int, version: str) -> Basis:
    """Return what the work follows from: the log, the settings, all packs, the time zone and the program.

    offset: of local time from UTC, in any unit. Raises OSError.
    """
    log = paths.log
    found = [_look(path) for path in (log, log.with_name(f"{log.name}-wal"), paths.config)]
    for folder in (paths.shipped, paths.packs):
        found += _look_into(folder, deep=True)
    lines = [version, str(offset), *(line for line, _ in found)]
    return Basis("\n".join(lines), max(ns for _, ns in found))


def _look(path: Path | os.DirEntry[str]) -> tuple[str, int]:
    """Return what a file looks like, and when it was changed. A write-ahead log without pages is as none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return "", 0
    if not found.st_size:
        return "", 0
    newest = max(found.st_mtime_ns, found.st_ctime_ns)
    return f"{path.name!a} {found.st_size} {newest} {found.st_ino}", newest


def _look_into(folder: Path | os.DirEntry[str], *, deep: bool = False) -> list[tuple[str, int]]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    found = [(f"{folder.name!a}/", 0)]
    for entry in inside:
        found.append(_look(entry))
        if deep and entry.is_dir():
            found += _look_into(entry)
    return found


def kept_work(paths: Paths, basis: Basis, now_ms: int) -> KeptWork | None:
    """Return the work that was kept, if it still holds: nothing has changed, and it is not too late. None if not."""
    try:
        head, _, text = (paths.cache / _NAME).read_text("ascii").partition("\n")
        version, due, new, seconds, since, until = head.split(" ")
        if version != _VERSION or text != basis.text or not int(since) <= now_ms < int(until):
            return None
        return KeptWork(int(due), int(new), None if seconds == "-" else float(seconds))
    except (OSError, ValueError):
        return None


def keep_work(paths: Paths, basis: Basis, work: KeptWork, since_ms: int, until_ms: int) -> None:
    """Keep a day's work, which holds from one time until before another if nothing changes. Raises OSError."""
    seconds = "-" if work.seconds is None else repr(work.seconds)
    head = f"{_VERSION} {work.due} {work.new} {seconds} {since_ms} {until_ms}"
    private.make_folder(paths.cache)
    temporary = paths.cache / f".{_NAME}.{os.getpid()}"
    try:
        with open(temporary, "w", encoding="ascii", opener=private.opener) as file:
            file.write(f"{head}\n{basis.text}")
        temporary.replace(paths.cache / _NAME)
    finally:
        temporary.unlink(missing_ok=True)

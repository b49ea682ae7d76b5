"""Temporary files beside the one that they will replace, and what is left of them when a process is killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ENDING = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
_FOLDER = r"zgcquiz-(\d+)-"
"""The names of temporary folders, with the number of their process."""
_COMPANIONS = "-journal|-wal|-shm"
"""The suffixes of what SQLite writes beside a database, and needs no more once that is stale."""
OLD = ".old"
"""The suffix of a folder that is set aside while it is replaced."""


def temporary_beside(path: Path) -> Path:
    """Return the name of this process's temporary file for a path."""
    return path.with_name(f".{path.name}.{os.getpid()}")


def delete(path: Path) -> None:
    """Delete a file or a folder if it exists and can be deleted."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


@contextmanager
def undone_on_signal(undo: Callable[[], None]) -> Iterator[None]:
    """Call a function if SIGTERM or SIGHUP ends the process within the block, then let it end as it would have.

    Ignored signals stay ignored. Python handles signals in the main thread only; in others this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}

    def end(number: int, _frame: object) -> None:
        undo()
        signal.signal(number, before[number] or signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)


def delete_stale(path: Path) -> None:
    """Delete the temporary files for a path whose processes have ended."""
    for entry in _stale(path.parent, re.escape(path.name)):
        delete(entry)


def stale_in(folder: Path) -> list[Path]:
    """Return the temporary files in a folder whose processes have ended."""
    return _stale(folder, ".+")


def _stale(folder: Path, names: str) -> list[Path]:
    """Return the temporary files in a folder whose processes have ended. names: a pattern of the names they are for.

    A file is stale if no process of this machine has the number in its name, and it is not locked, as it would be by a
    process of another machine. Where that can't be determined it is kept.
    """
    pattern = re.compile(rf"\.(?:{names})\.(\d+)({re.escape(OLD)}|{_COMPANIONS})?")
    found = []
    with suppress(OSError):
        for entry in sorted(folder.iterdir()):
            match = pattern.fullmatch(entry.name)
            if match and _has_ended(int(match[1])) and _is_unlocked(entry):
                found.append(entry)
    return found


def delete_abandoned(seconds: float) -> None:
    """Delete this user's temporary folders of processes of ours that were killed. seconds: since their last change.

    Processes of another container may have the same numbers, so only what is older than any use of such a folder goes.
    """
    import tempfile
    import time

    with suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            found = re.match(_FOLDER, entry.name)
            if found is None or not entry.is_dir(follow_symlinks=False) or not _has_ended(int(found[1])):
                continue
            state = entry.stat(follow_symlinks=False)
            if time.time() - state.st_mtime > seconds and state.st_uid == getattr(os, "getuid", lambda: 0)():
                delete(Path(entry.path))


def delete_own() -> None:
    """Delete the temporary folders of this process, which is about to be ended."""
    import tempfile

    for path in Path(tempfile.gettempdir()).glob(f"zgcquiz-{os.getpid()}-*"):
        delete(path)


try:
    import fcntl

    def lock(file: int) -> None:
        """Mark an open file as being written, until it is closed."""
        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _is_unlocked(path: Path) -> bool:
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.close(file)
        return True

    def _has_ended(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
        return False

except ImportError:  # Windows doesn't delete a file that is open, so whatever can be deleted is stale

    def lock(file: int) -> None:
        """Mark an open file as being written, until it is closed."""

    def _is_unlocked(path: Path) -> bool:
        return path.is_file()

    def _has_ended(process: int) -> bool:
        return process != os.getpid()

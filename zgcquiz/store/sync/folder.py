"""Reading a shared folder. Others can write to it, so nothing in it is trusted.

Links are never followed, what is not a regular file is never opened for reading, and names, sizes, lines and numbers of
files are bounded. What can't be used is reported and costs only itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.sync.names import PACKS, device_of, is_events, is_state
from zgcquiz.core.value import Value
from zgcquiz.store.files.pack_files import is_utf8

MAX_FILES = 20_000
"""The most entries of a folder that are looked at."""
MAX_FILE = 64 << 20
MAX_LINE = 1 << 20
"""The largest file and the longest line that are read, in bytes."""
_CHUNK = 1 << 16


class FileMark(Value, frozen=True):
    """How far a file was read: its size and time then, the bytes and lines that were read, and their digest."""

    size: int
    mtime_ns: int
    done: int
    lines: int
    digest: str


class FolderFile(Value, frozen=True):
    """A file of a device. name: DEVICE/FILE, for messages too; device: whose it is."""

    name: str
    device: str
    path: Path
    size: int
    mtime_ns: int

    def is_read(self, mark: FileMark | None) -> bool:
        """Return whether nothing changed since the file was read."""
        return mark is not None and (mark.size, mark.mtime_ns) == (self.size, self.mtime_ns)


class FolderListing(Value, frozen=True):
    """What a shared folder holds: files of events and of states, the folders of packs, and what can't be used."""

    events: tuple[FolderFile, ...]
    states: tuple[FolderFile, ...]
    packs: tuple[Path, ...]
    devices: tuple[str, ...]
    problems: tuple[Problem, ...]


def list_folder(top: Path) -> FolderListing:
    """List the files of all devices. top: the folder `zgcquiz` inside the shared one. Raises OSError."""
    events: list[FolderFile] = []
    states: list[FolderFile] = []
    packs: list[Path] = []
    devices: set[str] = set()
    problems: list[Problem] = []
    for folder in _entries(top, problems):
        device = device_of(folder.name)
        if folder.name.startswith("."):
            continue
        if device is None or not folder.is_dir(follow_symlinks=False):
            problems.append(Problem("odd-name", "this is not the folder of a device", folder.path))
            continue
        devices.add(device)
        for entry in _entries(Path(folder.path), problems):
            kind = events if is_events(entry.name) else states if is_state(entry.name) else None
            if entry.name == PACKS and entry.is_dir(follow_symlinks=False):
                packs.append(Path(entry.path))
            if kind is None:
                continue
            found = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(found.st_mode):
                problems.append(
                    Problem("not-a-file", "this is a link or not a regular file; it is not read", entry.path)
                )
            elif found.st_size > MAX_FILE:
                problems.append(Problem("too-large", f"this file is larger than {MAX_FILE >> 20} MiB", entry.path))
            else:
                name = f"{folder.name}/{entry.name}"
                kind.append(FolderFile(name, device, Path(entry.path), found.st_size, found.st_mtime_ns))
    return FolderListing(
        tuple(sorted(events, key=lambda file: file.name)),
        tuple(sorted(states, key=lambda file: file.name)),
        tuple(sorted(packs)),
        tuple(sorted(devices)),
        tuple(problems),
    )


def _entries(folder: Path, problems: list[Problem]) -> list[os.DirEntry[str]]:
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if len(found) == MAX_FILES:
                    problems.append(Problem("too-many", f"only {MAX_FILES:,} entries of it are read", str(folder)))
                    break
                if is_utf8(entry.name):
                    found.append(entry)
                else:
                    problems.append(Problem("odd-name", "its name is not UTF-8; it is not read", entry.path))
    except OSError as error:
        problems.append(Problem("unreadable", f"can't be read: {error.strerror or error}", str(folder)))
    return found


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading without following a link or waiting for a pipe. Raises OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("it is not a regular file")
    return file


def open_bounded(path: Path, limit: int) -> BinaryIO:
    """Open a file as `open_regular` does. Raises OSError, also if it is larger than a limit in bytes."""
    file = open_regular(path)
    if os.fstat(file.fileno()).st_size > limit:
        file.close()
        raise _too_large(limit)
    return file


def read_bounded(path: Path, limit: int = MAX_FILE) -> bytes:
    """Return the content of a file. Raises OSError, also if it is larger than a limit in bytes."""
    with open_bounded(path, limit) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _too_large(limit: int) -> OSError:
    return OSError(f"it is larger than {limit >> 20} MiB")


class EventFile:
    """Reads the lines of a file of events from where they were last read to.

    first: the number of lines before the first one that is read; after reading, `mark` says how far it was read,
    `was_rewritten` that what had been read before is no longer there, `is_cut` that the last line is incomplete, and
    `problems` what could not be read.
    """

    def __init__(self, file: FolderFile, mark: FileMark | None) -> None:
        self.file = file
        self.first = 0
        self.was_rewritten = False
        self.is_cut = False
        self.problems: list[Problem] = []
        self.mark: FileMark | None = None
        self._before = mark

    def lines(self) -> Iterator[bytes]:
        """Yield the lines that are new. The last one may be incomplete; it is read again next time."""
        try:
            with open_regular(self.file.path) as file:
                yield from self._lines(file)
        except OSError as error:
            self.problems.append(
                Problem("unreadable", f"can't be read: {error.strerror or error}", str(self.file.path))
            )

    def _lines(self, file: BinaryIO) -> Iterator[bytes]:
        found = os.fstat(file.fileno())
        digest, done = blake2b(digest_size=16), 0
        before = self._before
        if before is not None:
            while done < before.done and (chunk := file.read(min(_CHUNK, before.done - done))):
                digest.update(chunk)
                done += len(chunk)
            if digest.hexdigest() == before.digest:
                self.first = before.lines
            else:
                self.was_rewritten = True
                file.seek(0)
                digest, done = blake2b(digest_size=16), 0
        number = self.first
        while line := file.readline(MAX_LINE + 1):
            if not line.endswith(b"\n"):
                if len(line) <= MAX_LINE:  # the end of the file: the rest may still come
                    self.is_cut = True
                    yield line
                    break
                digest.update(line)
                done += len(line)
                while not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
                    digest.update(line)
                    done += len(line)
                number += 1
                message = f"this line is longer than {MAX_LINE >> 20} MiB"
                self.problems.append(Problem("too-large", message, str(self.file.path), number, 1))
                yield b"\n"
                continue
            digest.update(line)
            done += len(line)
            number += 1
            yield line
        self.mark = FileMark(found.st_size, found.st_mtime_ns, done, number, digest.hexdigest())

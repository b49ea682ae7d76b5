"""Reads untrusted zip archives from open files, within limits on entries, size and compression ratio."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file, brief
from zgcquiz.formats.limits import MAX_DIRECTORY_BYTES, MAX_ENTRY_BYTES, MAX_TOTAL_BYTES, MAX_ZIP_ENTRIES

MAX_NAME = 1000
MAX_RATIO = 1100
"""Deflate compresses at most about 1,030 times; a higher ratio is forged."""

Content = bytes | BinaryIO
"""A file's content: its bytes, or for a zip archive the open file, which can be seeked."""

_ENTRY, _END, _ZIP64 = b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_END = 22 + 0xFFFF
"""Bytes of the record at the end, with its comment."""
_ZIP64_BYTES = 20
"""Bytes of the record before it that refers to the one of a zip64 archive, if it is one."""
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises for damage, unsupported methods and passwords."""


def start_of(content: Content, most: int) -> bytes:
    """Return the first `most` bytes of a file."""
    if isinstance(content, bytes):
        return content[:most]
    content.seek(0)
    return content.read(most)


def whole(content: Content) -> bytes:
    """Return all of a file in memory."""
    return content if isinstance(content, bytes) else start_of(content, -1)


def is_zip(data: bytes) -> bool:
    """Return whether bytes start like a zip archive, an empty one included."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def some_of(names: list[str], most: int = 3) -> str:
    """Return the first names, and the number of others."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _check_directory(file: BinaryIO, name: str) -> None:
    """Raise ZgcError if the list of entries at the end of an archive is too large, before it is read."""
    length = file.seek(0, os.SEEK_END)
    before = max(0, length - _LONGEST_END - _ZIP64_BYTES)
    file.seek(before)
    tail = file.read(_LONGEST_END + _ZIP64_BYTES)
    at = tail.rfind(_END, max(0, len(tail) - _LONGEST_END))
    if at < 0:
        return  # zipfile reports that it is not complete
    end, size = before + at, int.from_bytes(tail[at + 12 : at + 16], "little")
    is_zip64 = tail[max(0, at - _ZIP64_BYTES) : at].startswith(_ZIP64)  # the list is anywhere, and of any size
    if _count(file, 0 if is_zip64 else max(0, end - size), end) > MAX_ZIP_ENTRIES:
        raise bad_file(name, f"it has more than {MAX_ZIP_ENTRIES:,} entries", hint="Split it into parts.")
    if size > MAX_DIRECTORY_BYTES and not is_zip64:
        raise _directory_too_large(name)


def _count(file: BinaryIO, start: int, end: int) -> int:
    """Return how many entries a part of an archive lists."""
    file.seek(start)
    found, rest = 0, b""
    while start < end and (piece := file.read(min(_PIECE, end - start))):
        start += len(piece)
        piece = rest + piece
        found += piece.count(_ENTRY)
        rest = piece[1 - len(_ENTRY) :]
    return found


def _directory_too_large(name: str) -> ZgcError:
    return bad_file(name, f"its list of entries has more than {MAX_DIRECTORY_BYTES >> 20} MiB")


class _OpenedFile:
    """An archive's file for zipfile, which reads the list of entries at once, however large it claims to be.

    A forged place outside the file ends in the same error whether that is on the disk or in memory.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._name = name
        self._most: int | None = MAX_DIRECTORY_BYTES
        self._file = file
        self._length = file.seek(0, os.SEEK_END)
        self.tell = file.tell

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            offset = max(0, offset + self._length)
        elif whence == os.SEEK_CUR:
            offset += self.tell()
        if offset < 0:
            raise ValueError(f"negative seek value {offset}")
        return self._file.seek(min(offset, self._length))

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._most is not None and size > self._most:
            raise _directory_too_large(self._name)
        return self._file.read(size)

    def without_limit(self) -> None:
        """Allow any size from now on, when the list has been read."""
        self._most = None


class _Joined(io.RawIOBase):
    """Pieces as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        self._rest = self._rest or memoryview(next(self._pieces, b""))
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


class Archive:
    """A zip archive whose files are read when they are asked for. name: of the archive, for messages.

    content: an open one has to stay open as long as this is used; most: bytes that may be unpacked from it; refused:
    (entry, reason) for each entry that is left out: outside the archive's folder, a link, encrypted, or a duplicate.
    Raises ZgcError if it is not an archive.
    """

    def __init__(self, content: Content, name: str, most: int | None = None) -> None:
        self._name = name
        self._left = MAX_TOTAL_BYTES if most is None else most
        self.refused: list[tuple[str, str]] = []
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        try:
            _check_directory(file, name)
            opened: Any = _OpenedFile(file, name)
            self._zip = zipfile.ZipFile(opened)
            opened.without_limit()
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise bad_file(
                name, f"it is not a complete zip archive ({error})", hint="Download or copy it again."
            ) from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            path = entry.filename.replace("\\", "/")
            if reason := self._refusal(entry, path):
                self.refused.append((brief(entry.filename), reason))
            elif not path.endswith("/"):
                self._entries[path] = entry

    def _refusal(self, entry: zipfile.ZipInfo, path: str) -> str:
        if len(path) > MAX_NAME:
            return "its name is too long"
        if path.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
            return "its path points outside the archive"
        mode = entry.external_attr >> 16
        if stat.S_ISLNK(mode):
            return "it is a link"
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "it is a device"
        if entry.flag_bits & 1:
            return "it is protected by a password"
        return "another entry has the same name" if path in self._entries else ""

    @property
    def notes(self) -> list[str]:
        """A line on the refused entries for each reason."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.refused:
            reasons.setdefault(reason, []).append(name)
        return [f"left out, as {reason}: {some_of(names)}" for reason, names in reasons.items()]

    @property
    def names(self) -> list[str]:
        """The paths of its files, in the archive's order."""
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        """Return a file's declared size in bytes."""
        return self._entries[name].file_size

    def read(self, name: str, most: int = MAX_ENTRY_BYTES) -> bytes:
        """Return a file's content. Raise ZgcError if it is damaged or larger than `most` bytes."""
        return b"".join(self.pieces(name, most, most + 1))

    def read_again(self, name: str, most: int = MAX_ENTRY_BYTES) -> bytes:
        """Return the content of a file that was read before, and so counts already to what may be unpacked."""
        left, self._left = self._left, MAX_TOTAL_BYTES
        try:
            return self.read(name, most)
        finally:
            self._left = left

    def open(self, name: str, most: int) -> BinaryIO:
        """Return a file to be read once, without it counting to what may be unpacked.

        Reading raises ZgcError if it is damaged or larger than `most` bytes.
        """
        return io.BufferedReader(_Joined(self._pieces(name, most, _PIECE)), _PIECE)

    def pieces(self, name: str, most: int = MAX_ENTRY_BYTES, length: int = _PIECE) -> Iterator[bytes]:
        """Yield a file's content in pieces of a length. Raise ZgcError if it is damaged or larger than `most` bytes."""
        for piece in self._pieces(name, min(most, self._left), length):
            self._left -= len(piece)
            yield piece

    def _pieces(self, name: str, most: int, length: int) -> Iterator[bytes]:
        entry = self._entries[name]
        if entry.file_size > most or entry.file_size > entry.compress_size * MAX_RATIO + 1024:
            raise bad_file(f"{self._name}/{name}", f"it unpacks to {entry.file_size:,} bytes, too many")
        size = 0
        try:
            with self._zip.open(entry) as file:
                while piece := file.read(min(length, most + 1 - size)):
                    size += len(piece)
                    if size > most:
                        raise bad_file(f"{self._name}/{name}", f"it unpacks to more than {most:,} bytes")
                    yield piece
        except _BROKEN as error:
            raise self._damaged(name, error) from error

    def head(self, name: str, most: int) -> bytes:
        """Return the first `most` bytes of a file. Raise ZgcError if it is damaged."""
        try:
            with self._zip.open(self._entries[name]) as file:
                return file.read(most)
        except _BROKEN as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: Exception) -> ZgcError:
        return bad_file(f"{self._name}/{name}", f"it is damaged ({error})", hint="Download or copy it again.")

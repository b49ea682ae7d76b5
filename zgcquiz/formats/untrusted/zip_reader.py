"""Reads untrusted zip archives in memory, within limits on entries, size and compression ratio."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file, brief

MAX_ENTRIES = 100_000
MAX_DIRECTORY_BYTES = 32 * 1024 * 1024
"""The size of the list of entries, with their names."""
MAX_NAME = 1000
MAX_ENTRY_BYTES = 192 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
MAX_RATIO = 1100
"""Deflate compresses at most about 1,030 times; a higher ratio is forged."""

_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_LONGEST_END = 22 + 0xFFFF
"""Bytes of the record at the end, with its comment."""
_IN_ZIP64 = 0xFFFFFFFF
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises for damage, unsupported methods and passwords."""


def is_zip(data: bytes) -> bool:
    """Return whether bytes start like a zip archive, an empty one included."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def some_of(names: list[str], most: int = 3) -> str:
    """Return the first names, and the number of others."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _check_directory(data: bytes, name: str) -> None:
    """Raise ZgcError if the list of entries at the end of an archive is too large, before it is read."""
    end = data.rfind(_END, max(0, len(data) - _LONGEST_END))
    if end < 0:
        return  # zipfile reports that it is not complete
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    start = 0 if size == _IN_ZIP64 else max(0, end - size)
    if data.count(_ENTRY, start, end) > MAX_ENTRIES:
        raise bad_file(name, f"it has more than {MAX_ENTRIES:,} entries", hint="Split it into parts.")
    if size != _IN_ZIP64 and size > MAX_DIRECTORY_BYTES:
        raise bad_file(name, f"its list of entries has more than {MAX_DIRECTORY_BYTES >> 20} MiB")


class Archive:
    """A zip archive in memory. name: of the archive, for messages.

    most: bytes that may be unpacked from it; refused: (entry, reason) for each entry that is left out: outside the
    archive's folder, a link, encrypted, or a duplicate. Raises ZgcError if it is not an archive.
    """

    def __init__(self, data: bytes, name: str, most: int | None = None) -> None:
        self._name = name
        self._left = MAX_TOTAL_BYTES if most is None else most
        self.refused: list[tuple[str, str]] = []
        _check_directory(data, name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
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
        entry = self._entries[name]
        most = min(most, self._left)
        if entry.file_size > most or entry.file_size > entry.compress_size * MAX_RATIO + 1024:
            raise bad_file(f"{self._name}/{name}", f"it unpacks to {entry.file_size:,} bytes, too many")
        try:
            with self._zip.open(entry) as file:
                data = file.read(most + 1)
        except _BROKEN as error:
            raise self._damaged(name, error) from error
        if len(data) > most:
            raise bad_file(f"{self._name}/{name}", f"it unpacks to more than {most:,} bytes")
        self._left -= len(data)
        return data

    def head(self, name: str, most: int) -> bytes:
        """Return the first `most` bytes of a file. Raise ZgcError if it is damaged."""
        try:
            with self._zip.open(self._entries[name]) as file:
                return file.read(most)
        except _BROKEN as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: Exception) -> ZgcError:
        return bad_file(f"{self._name}/{name}", f"it is damaged ({error})", hint="Download or copy it again.")

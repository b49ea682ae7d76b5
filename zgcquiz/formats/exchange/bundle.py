"""Zip archives of several files to import, each in any format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Format
from zgcquiz.formats.exchange.recognition import HEAD
from zgcquiz.formats.untrusted.decoding import DATABASES, is_binary
from zgcquiz.formats.untrusted.legacy_encodings import in_utf8
from zgcquiz.formats.untrusted.temporary import temporary_copy
from zgcquiz.formats.untrusted.zip_reader import Archive, Content, is_zip, some_of, start_of

MAX_BYTES = 192 * 1024 * 1024
"""Of all files in an archive, unpacked."""
MAX_FILES = 10_000
File = tuple[str, Content, Format]
"""A path in the archive, its content, which can be used until the next file, and its format."""


class Bundle:
    """An archive to iterate over once. name: of the archive, for messages; encoding: of its texts, "" to detect it."""

    def __init__(self, content: Content, name: str, format: Format | None, encoding: str = "") -> None:
        self._archive = Archive(content, name, MAX_BYTES)
        self._name = name
        self._format = format
        self._encoding = encoding
        self._left_out: list[str] = []

    @property
    def names(self) -> list[str]:
        """The paths of its files."""
        return self._archive.names

    def files(self) -> Iterator[File | ZgcError]:
        """Yield the readable files, and an error for each unreadable one, in the archive's order."""
        if len(self._archive.names) > MAX_FILES:
            raise bad_file(self._name, f"it has more than {MAX_FILES:,} files", hint="Split it into parts.")
        for path in self._archive.names:
            if any(part.startswith((".", "__MACOSX")) for part in path.split("/")):
                continue
            try:
                head = self._archive.head(path, HEAD)
                if self._is_foreign(head):
                    self._left_out.append(path)
                elif is_zip(head):
                    with temporary_copy(self._archive.pieces(path), f"{self._name}/{path}") as file:
                        yield path, file, self._format_of(file, path)
                else:
                    data = self._archive.read(path)
                    if not is_binary(head):
                        data = in_utf8(data, f"{self._name}/{path}", self._encoding)
                    yield path, data, self._format_of(data, path)
            except ZgcError as error:
                if error.code == "unknown-format":
                    self._left_out.append(path)
                else:
                    yield error

    def _is_foreign(self, head: bytes) -> bool:
        """Return whether a file that begins like this is binary and of no format, so that it isn't unpacked."""
        return is_binary(head) and not (is_zip(head) or head.startswith(DATABASES))

    @property
    def notes(self) -> list[str]:
        """What was left out, known after iterating over all files."""
        if not self._left_out:
            return self._archive.notes
        return [*self._archive.notes, f"left out, as their format is unknown: {some_of(self._left_out)}"]

    def _format_of(self, content: Content, path: str) -> Format:
        if self._format is None or PurePosixPath(path).suffix.lower() not in self._format.suffixes:
            return registry.recognise(content, path)
        return self._format


def holds_files(content: Content, name: str, format: Format | None) -> bool:
    """Return whether it is an archive of files, rather than a package of the format, or of any format if None."""
    if not is_zip(start_of(content, 4)):
        return False
    if format is not None:
        return not format.binary
    try:
        registry.recognise(content, name)
    except ZgcError:
        return True
    return False

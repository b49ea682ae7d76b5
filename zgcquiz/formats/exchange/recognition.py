"""A file of unknown format, and cached properties for recognising it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePath

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.tables.rows import first_rows, separator_of
from zgcquiz.formats.untrusted.decoding import Decoded, decode, is_binary
from zgcquiz.formats.untrusted.xml_reader import root_name
from zgcquiz.formats.untrusted.zip_reader import Archive, Content, is_zip, start_of, whole

HEAD = 64 * 1024
"""Bytes at a file's start that are examined."""


class Sample:
    """A file's content and name. All properties are fast, whatever the file's size, and never raise.

    start: its first bytes; suffix: of its name, with its dot, in lower case.
    """

    def __init__(self, content: Content, name: str) -> None:
        self._content = content
        self.start = start_of(content, HEAD)
        self.name = name
        self.suffix = PurePath(name).suffix.lower()

    @cached_property
    def data(self) -> bytes:
        """All of its bytes. A zip archive is not in memory until this is used; prefer its entries."""
        return whole(self._content)

    @cached_property
    def text(self) -> str:
        """The file's start as text; "" if it is binary."""
        return self._decoded.text

    @property
    def foreign(self) -> bytes:
        """The lines at the file's start that are neither in UTF-8 nor in Windows-1252."""
        return self._decoded.foreign

    @cached_property
    def _decoded(self) -> Decoded:
        return Decoded("") if is_binary(self.start) else decode(_whole_characters(self.start))

    @cached_property
    def root(self) -> str:
        """The name of its root element without its prefix; "" if it is not XML."""
        return root_name(self.text)

    @cached_property
    def separator(self) -> str:
        """The separator of its columns if it looks like a table, else ""."""
        return "" if self.entries else separator_of(self.text)

    @cached_property
    def rows(self) -> list[list[str]]:
        """The cells of its first lines if it looks like a table."""
        return first_rows(self.text, self.separator)

    @cached_property
    def entries(self) -> Sequence[str]:
        """The paths in it if it is a zip archive."""
        return self._archive.names if self._archive else ()

    def head(self, entry: str, most: int = 4096) -> bytes:
        """Return the start of an archive's entry; b"" if it can't be read."""
        try:
            return self._archive.head(entry, most) if self._archive else b""
        except ZgcError:
            return b""

    @cached_property
    def _archive(self) -> Archive | None:
        try:
            return Archive(self._content, self.name) if is_zip(self.start) else None
        except ZgcError:
            return None


def _whole_characters(head: bytes) -> bytes:
    """Return bytes of UTF-8 without an incomplete last character."""
    for back in range(1, min(4, len(head)) + 1):
        if head[-back] >= 0xC0:
            return head[:-back]
        if head[-back] < 0x80:
            break
    return head

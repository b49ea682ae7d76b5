"""Find the images and sounds of an IMS package, by the addresses that its documents have for them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES
from zgcquiz.formats.untrusted.zip_reader import Archive

_BASE = "$IMS-CC-FILEBASE$"
"""What Canvas writes for the folder of a course's files."""
_FOLDERS = ("", "web_resources/")
"""Where that folder is in a package."""


def absolute(document: str, source: str) -> str:
    """Return the path in the package to which an address in a document refers, or an address that is no such path."""
    if source.startswith("data:"):
        return source
    path = unquote(source.partition("?")[0]).replace("\\", "/")
    if path.startswith(_BASE) or "://" in path:
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(document), path))


class PackageFiles:
    """The files of a package. found: the paths of those that were asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.found: set[str] = set()

    def find(self, path: str) -> bytes | None:
        """Return the content of a file by its path, as `absolute` returns it; None if it is missing or damaged."""
        for each in _places(path):
            if each in self._archive:
                self.found.add(each)
                try:
                    with self._archive.open(each, MAX_FILE_BYTES) as file:
                        return file.read()
                except ZgcError:
                    return None
        return None


def _places(path: str) -> Iterator[str]:
    if path.startswith(_BASE):
        rest = path.removeprefix(_BASE).lstrip("/")
        yield from (posixpath.normpath(folder + rest) for folder in _FOLDERS)
    else:
        yield path

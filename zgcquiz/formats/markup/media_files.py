"""The images and sounds of an imported file that texts show, as files of a pack."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Collection
from hashlib import blake2b
from urllib.parse import unquote, unquote_to_bytes

from zgcquiz.core.markup.media import FOLDER, content_suffix, is_as_named
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, MAX_PACK_BYTES
from zgcquiz.formats.shared.html_text import EMBEDDED

_EMBEDDED = re.compile(r"data:[\w.+/-]{0,200}(?:;[\w=.-]{0,100})*?(;base64)?,", re.ASCII)
_FILM = re.compile(r"\.(?:mp4|m4v|mov|webm|ogv|mkv|avi|mpe?g|wmv|3gp)(?:$|[?#])", re.IGNORECASE)
"""A film: its content may look like that of a sound."""
_ROOM = MAX_PACK_BYTES // 4
"""Bytes that are left for the questions."""

FindMedia = Callable[[str], bytes | None]
"""From the address in the source to a file's content; None if there is no such file."""


def find_nothing(source: str) -> bytes | None:
    """Find no file."""
    return None


class MediaFiles:
    """Takes the files to which texts refer. find: set by a format that has files for all of its texts."""

    def __init__(self) -> None:
        self.find: FindMedia = find_nothing
        self._contents: dict[str, bytes] = {}
        self._paths: dict[str, str | None] = {}
        self._size = 0

    def path_of(self, source: str, find: FindMedia | None = None) -> str | None:
        """Return the path in the pack of the file with an address in the source.

        None if there is no such file, or it is neither an image nor a sound, or too large. Its name is made of its
        content alone: that in the source may tell the answer, and files of several packs can be joined. find: finds the
        files of this text, if it has its own.
        """
        if source.startswith("data:"):
            return None if source.startswith("data:video/") else self._embedded(source)
        if _FILM.search(source):
            return None
        if find is not None:
            return self._take(find(source))
        if source not in self._paths:
            self._paths[source] = self._take(self.find(source))
        return self._paths[source]

    def briefly(self, html: str) -> str:
        """Return HTML with short addresses for the files embedded in it, which are taken."""
        return EMBEDDED.sub(lambda found: f",{self._embedded(f'data:{found.group()}') or ''}", html)

    def _embedded(self, source: str) -> str | None:
        path = source.removeprefix("data:,")
        if path in self._contents:  # as `briefly` returns it
            return path
        found = _EMBEDDED.match(source)
        return self._take(_decoded(source[found.end() :], is_base64=found[1] is not None)) if found else None

    def contents(self, paths: Collection[str]) -> dict[str, bytes]:
        """Return the content of files by their path: those taken, and those that a pack of ours has by their name."""
        for path in paths:
            data = self.find(path.removeprefix(f"{FOLDER}/")) if path not in self._contents else None
            if data and is_as_named(path, data):
                self._keep(path, data)
        return {path: self._contents[path] for path in paths if path in self._contents}

    def _take(self, data: bytes | None) -> str | None:
        if not data or len(data) > MAX_FILE_BYTES:
            return None
        suffix = content_suffix(data)
        path = f"{FOLDER}/{blake2b(data, digest_size=8).hexdigest()}{suffix}"
        if not suffix or path in self._contents:
            return path if suffix else None
        return path if self._keep(path, data) else None

    def _keep(self, path: str, data: bytes) -> bool:
        if len(data) > MAX_FILE_BYTES or self._size + len(data) > MAX_PACK_BYTES - _ROOM:
            return False
        self._contents[path] = data
        self._size += len(data)
        return True


def _decoded(text: str, *, is_base64: bool) -> bytes | None:
    if not is_base64:
        return unquote_to_bytes(text)
    try:
        return b64decode("".join(unquote(text).split()))
    except (Error, ValueError):
        return None

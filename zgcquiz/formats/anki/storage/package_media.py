"""Find the images and sounds in an Anki package: files with a number for a name, listed in the file `media`."""

from __future__ import annotations

import json
import unicodedata
from functools import cached_property
from urllib.parse import unquote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES
from zgcquiz.formats.anki.storage import zstd
from zgcquiz.formats.anki.storage.protobuf import fields, number_in, text_in
from zgcquiz.formats.untrusted.json_bounds import check_json
from zgcquiz.formats.untrusted.zip_reader import Archive

_LIST = "media"
_LIST_BYTES = 32 * 1024 * 1024
_ENTRY, _NAME, _OWN_NUMBER = 1, 1, 255
"""Fields of the newer list: each file, and in it its name and, if that isn't its place in the list, its number."""


class PackageMedia:
    """The images and sounds of a package. is_latest: of the newer kind, whose list and files are compressed."""

    def __init__(self, archive: Archive, name: str, *, is_latest: bool) -> None:
        self._archive = archive
        self._name = name
        self._is_latest = is_latest

    def find(self, source: str) -> bytes | None:
        """Return the content of a file by the name that a text has for it; None if it is missing or damaged."""
        name = unicodedata.normalize("NFC", source)
        entry = self._entries.get(name) or self._entries.get(unicodedata.normalize("NFC", unquote(source)))
        if entry is None or entry not in self._archive:
            return None
        try:
            return self._content(entry, MAX_FILE_BYTES)
        except ZgcError:
            return None

    def _content(self, entry: str, most: int) -> bytes:
        with self._archive.open(entry, most) as file:
            if not self._is_latest:
                return file.read()
            return b"".join(zstd.decompressed(iter(lambda: file.read(1 << 20), b""), f"{self._name}/{entry}", most))

    @cached_property
    def _entries(self) -> dict[str, str]:
        """The entry of each file, by its name; none if the list is damaged."""
        if _LIST not in self._archive:
            return {}
        try:
            data = self._content(_LIST, _LIST_BYTES)
            listed = _newer(data) if self._is_latest else _older(data, self._name)
        except (ZgcError, ValueError, RecursionError):
            return {}
        return {unicodedata.normalize("NFC", name): entry for name, entry in listed.items()}


def _older(data: bytes, name: str) -> dict[str, str]:
    text = data.decode("utf-8", "replace")
    check_json(text, name)
    listed = json.loads(text)
    return {name: entry for entry, name in listed.items() if isinstance(name, str)} if isinstance(listed, dict) else {}


def _newer(data: bytes) -> dict[str, str]:
    listed = [value for number, value in fields(data) if number == _ENTRY and isinstance(value, bytes)]
    return {text_in(each, _NAME): str(number_in(each, _OWN_NUMBER) or at) for at, each in enumerate(listed)}

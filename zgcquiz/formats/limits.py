"""The limits of files. Readers refuse what exceeds them, and writers what could not be read again.

They bound the memory that a file takes, whatever is in it: docs/formats/README.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from zgcquiz.core.errors import ZgcError

MAX_QUESTIONS = 120_000
"""Questions of one file, skipped ones included: above any real file."""
MAX_TEXT = 40_000_000
"""Characters of all questions of one file."""

MAX_INPUT_BYTES = 128 * 1024 * 1024
"""Larger files are refused before they are read, except packages."""
MAX_TEXT_BYTES = 32 * 1024 * 1024
"""Longer texts are refused: parsing takes many times their memory."""
MAX_TEXT_LINES = 2_000_000
MAX_CELLS = 2_000_000
"""Cells of a table that are not empty; four empty ones count as one."""
MAX_JSON_BYTES = 64 * 1024 * 1024
"""The size of a JSON file. Its values are bounded beside, so it is more than that of other texts."""
MAX_JSON_MEMORY = 192 * 1024 * 1024
"""The memory that a JSON document's values may take, as estimated."""
MAX_XML_BYTES = MAX_INPUT_BYTES

MAX_PACKAGE_BYTES = 512 * 1024 * 1024
"""Larger zip archives are refused. They are read from the disk, and their media are not unpacked."""
MAX_ZIP_ENTRIES = 125_000
"""Files in a zip archive: one for each question, and some more."""
MAX_DIRECTORY_BYTES = 32 * 1024 * 1024
"""The size of the list of entries, with their names."""
MAX_ENTRY_BYTES = 192 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
"""Unpacked, without our own reviews in an Anki package."""

MAX_COLLECTION_BYTES = 512 * 1024 * 1024
"""The largest Anki collection that is read. Media don't count: they are never unpacked."""
MAX_VALUE_BYTES = 16 * 1024 * 1024
"""A row of a collection."""
MAX_HISTORY_BYTES = 1024 * 1024 * 1024
"""The largest file of our own reviews in a package, which is read line by line."""
MAX_REVIEWS = 2_000_000
"""Entries of Anki's review log, and our own reviews. A long life of study has half as many."""

WIDE = re.compile(rb"[\xf0-\xf4]")
"""The first byte of a character for which Python keeps all of a text with four bytes a character."""
JSON_BYTES = {"{": 184, "[": 64, ",": 60}
"""About what an object, an array and each further value take without the characters of texts."""


_ENTRY_BYTES = 100
"""At most of a file in the list of entries, without its name."""


class ContentKind(Enum):
    """What the files of a format are made of, for their limits. OTHER: they have limits of their own, or none."""

    TEXT = auto()
    JSON = auto()
    XML = auto()
    PACKAGE = auto()
    OTHER = auto()


def beyond(what: str) -> ZgcError:
    """Return the error for an export that could not be imported again. what: the limit that it exceeds."""
    return ZgcError(
        "too-large",
        f"The export would have more than {what}, so it could not be imported again.",
        "Use --to yaml, which has no such limit, or make several packs of it.",
    )


def bounded(pieces: Iterable[bytes], content: ContentKind) -> Iterator[bytes]:
    """Yield a file in pieces. Raises ZgcError as soon as it exceeds the limits of its content, which is not OTHER."""
    most = {
        ContentKind.TEXT: min(MAX_TEXT_BYTES, MAX_INPUT_BYTES),
        ContentKind.JSON: min(MAX_JSON_BYTES, MAX_INPUT_BYTES),
        ContentKind.XML: min(MAX_XML_BYTES, MAX_INPUT_BYTES),
        ContentKind.PACKAGE: MAX_PACKAGE_BYTES,
    }[content]
    is_text, is_json = content in (ContentKind.TEXT, ContentKind.JSON), content is ContentKind.JSON
    size = lines = memory = 0
    wide = False
    for piece in pieces:
        size += len(piece)
        if is_text:
            wide = wide or not (piece.isascii() or WIDE.search(piece) is None)
            lines += piece.count(b"\n")
        if is_json:
            memory += sum(piece.count(sign.encode()) * bytes for sign, bytes in JSON_BYTES.items())
        if size > most:
            raise beyond(f"{most >> 20} MiB")
        if wide and size > most // 2:
            raise beyond(f"{most >> 21} MiB with emoji or rare characters")
        if lines > MAX_TEXT_LINES:
            raise beyond(f"{MAX_TEXT_LINES:,} lines")
        if is_json and memory + size > MAX_JSON_MEMORY:
            raise beyond("the values that can be read at once")
        yield piece


def bounded_entries(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the files of a package, each to be taken before the next. Raises ZgcError for too many, or too large ones.

    files: (name, pieces of its content) of each.
    """
    total = directory = 0

    def counted(pieces: Iterable[bytes], most: int, counts: bool) -> Iterator[bytes]:
        nonlocal total
        size = 0
        for piece in pieces:
            size += len(piece)
            total += len(piece) * counts
            if size > most:
                raise beyond(f"{most >> 20} MiB in one of its files")
            if total > MAX_TOTAL_BYTES:
                raise beyond(f"{MAX_TOTAL_BYTES >> 20} MiB, unpacked")
            yield piece

    for number, (name, pieces) in enumerate(files, 1):
        directory += _ENTRY_BYTES + len(name.encode())
        if number > MAX_ZIP_ENTRIES or directory > MAX_DIRECTORY_BYTES:
            raise beyond(f"{MAX_ZIP_ENTRIES:,} files, or too long names of them")
        most = {"xml": MAX_XML_BYTES, "jsonl": MAX_HISTORY_BYTES}.get(name.rpartition(".")[2], MAX_COLLECTION_BYTES)
        yield name, counted(pieces, most, not name.endswith(".jsonl"))

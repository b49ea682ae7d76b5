"""Find the collection in an Anki package, a zip archive that may hold two of them, one a stub; or take a bare one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from zgcquiz.core.value import Value
from zgcquiz.formats.anki.storage import zstd
from zgcquiz.formats.anki.storage.package_media import PackageMedia
from zgcquiz.formats.anki.storage.protobuf import number_in
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.contract import Confidence
from zgcquiz.formats.limits import MAX_COLLECTION_BYTES, MAX_HISTORY_BYTES
from zgcquiz.formats.markup.media_files import find_nothing
from zgcquiz.formats.untrusted.zip_reader import Archive

META = "meta"
LEGACY, LEGACY_2, LATEST = "collection.anki2", "collection.anki21", "collection.anki21b"
_COLLECTIONS = {1: LEGACY, 2: LEGACY_2, 3: LATEST}
"""Package version in `meta` to the collection to read; any other is a stub that tells older Ankis to update."""
HISTORY = "zgcquiz.jsonl"
"""Our own reviews, complete, one per line; Anki ignores the file."""
_META_BYTES = 4096
_PIECE = 1 << 20
_ZSTD = b"\x28\xb5\x2f\xfd"
_SQLITE = b"SQLite format 3\0"


def is_package(entries: Sequence[str]) -> bool:
    """Tell whether a zip archive with these entries is an Anki package."""
    return not set(entries).isdisjoint(_COLLECTIONS.values())


class Package(Value, frozen=True):
    """The content of a package.

    collection: pieces of the database, to be read once; path: where it is, for messages; history: our own reviews, to
    be read once while the archive is open, if there are any; find_media: returns the content of an image or sound by
    its name, also while the archive is open, None if there is none.
    """

    collection: Iterable[bytes]
    path: str
    history: BinaryIO | None
    find_media: Callable[[str], bytes | None]


def unpack(archive: Archive, name: str) -> Package:
    """Return the content of a package. Raises ZgcError if it has no collection that can be read."""
    entry = _entry(archive, name)
    path = f"{name}/{entry}"
    content = archive.pieces(entry, MAX_COLLECTION_BYTES)
    database = zstd.decompressed(content, path, MAX_COLLECTION_BYTES) if entry == LATEST else content
    history = archive.open(HISTORY, MAX_HISTORY_BYTES) if HISTORY in archive else None
    return Package(database, path, history, PackageMedia(archive, name, is_latest=entry == LATEST).find)


def bare(data: bytes, name: str) -> Package:
    """Return a bare database, compressed or not, as a package."""
    pieces = zstd.decompressed((data,), name, MAX_COLLECTION_BYTES) if data.startswith(_ZSTD) else _pieces(data)
    return Package(pieces, name, None, find_nothing)


def _pieces(data: bytes) -> Iterator[bytes]:
    view = memoryview(data)
    return (bytes(view[at : at + _PIECE]) for at in range(0, len(data), _PIECE))


def looks_bare(data: bytes) -> Confidence:
    """Return how sure it is that the data is a bare collection."""
    if data.startswith(_ZSTD):
        return Confidence.LIKELY
    tables = (b"TABLE notes", b"TABLE cards", b"TABLE col")
    if data.startswith(_SQLITE) and all(table in data for table in tables):
        return Confidence.CERTAIN
    return Confidence.NO


def _entry(archive: Archive, name: str) -> str:
    present = [entry for entry in (LATEST, LEGACY_2, LEGACY) if entry in archive]
    if META not in archive:
        if not present:
            raise bad_file(name, "it has no collection, so it is not an Anki package")
        return present[0]
    try:
        version = number_in(archive.read(META, _META_BYTES), 1)
    except ValueError as error:
        raise bad_file(f"{name}/{META}", f"it is damaged ({error})", hint="Export it again.") from error
    if version not in _COLLECTIONS:
        raise bad_file(
            f"{name}/{META}",
            f"the package is of version {version}, which can't be read yet",
            hint="Update zgcquiz, or export from Anki with 'Support older Anki versions' ticked.",
        )
    entry = _COLLECTIONS[version]
    if entry not in archive:
        raise bad_file(name, f"it is of version {version}, but has no {entry}", hint="Export or download it again.")
    return entry

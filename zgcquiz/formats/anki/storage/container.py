"""Anki's packages: zip archives with a collection, of which there may be two, one a stub; or a collection by itself."""

from __future__ import annotations

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.formats.anki.storage import zstd
from zgcquiz.formats.anki.storage.protobuf import number_in
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.contract import Confidence
from zgcquiz.formats.untrusted.zip_reader import Archive

META = "meta"
LEGACY, LEGACY_2, LATEST = "collection.anki2", "collection.anki21", "collection.anki21b"
_COLLECTIONS = {1: LEGACY, 2: LEGACY_2, 3: LATEST}
"""Version in `meta` to the collection that counts; what else stands there tells older programs to update."""
HISTORY = "zgcquiz.jsonl"
"""Our own reviews, whole, one a line; Anki takes no notice of it."""
MAX_BYTES = 1024 * 1024 * 1024
"""A collection's size at most. Media aren't counted: they are never unpacked."""
_META_BYTES = 4096
_ZSTD = b"\x28\xb5\x2f\xfd"
_SQLITE = b"SQLite format 3\0"


def is_package(entries: object) -> bool:
    """A zip archive with these entries is one."""
    names = set(entries) if isinstance(entries, list | tuple) else set()
    return not names.isdisjoint(_COLLECTIONS.values())


class Package(Value, frozen=True):
    """What counts in a package. collection: the database; place: what to call it; history: our own reviews, or none."""

    collection: bytes
    place: str
    history: bytes


def unpack(data: bytes, name: str) -> Package:
    """Raises ZgcError where there is no collection that can be read."""
    archive = Archive(data, name)
    entry = _entry(archive, name)
    place = f"{name}/{entry}"
    content = archive.read(entry)
    database = zstd.unpack(content, place, MAX_BYTES) if entry == LATEST else content
    return Package(database, place, archive.read(HISTORY) if HISTORY in archive else b"")


def bare(data: bytes, name: str) -> Package:
    """Read a collection's database by itself, compressed or not."""
    return Package(zstd.unpack(data, name, MAX_BYTES) if data.startswith(_ZSTD) else data, name, b"")


def looks_bare(data: bytes) -> Confidence:
    """Return how sure it is that some bytes are a collection's database."""
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
            raise bad_file(name, "it has no collection, so it is no Anki package")
        return present[0]
    try:
        version = number_in(archive.read(META, _META_BYTES), 1)
    except ValueError as error:
        raise bad_file(f"{name}/{META}", f"it is damaged ({error})", hint="Export it again.") from error
    if version not in _COLLECTIONS:
        raise _too_new(f"{name}/{META}", f"the package is of version {version}")
    entry = _COLLECTIONS[version]
    if entry not in archive:
        raise bad_file(name, f"it is of version {version}, but has no {entry}", hint="Export or download it again.")
    return entry


def _too_new(place: str, what: str) -> ZgcError:
    return bad_file(
        place,
        f"{what}, which is not known here",
        hint="Update zgcquiz, or export from Anki with 'Support older Anki versions' ticked.",
    )

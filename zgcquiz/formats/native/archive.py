"""Finds packs in zip archives, and builds reproducible archives of packs."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.markup.media import media_of
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, MAX_FILES, MAX_PACK_BYTES, Item
from zgcquiz.core.packs.portable_names import clash
from zgcquiz.core.value import Value
from zgcquiz.formats.article.reading import SUFFIXES as ARTICLES
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.contract import PackContent
from zgcquiz.formats.native import reader as native
from zgcquiz.formats.untrusted.json_bounds import check_json
from zgcquiz.formats.untrusted.zip_reader import Archive, Content, some_of

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
_YAML = (".yaml", ".yml")
_MAIN = tuple("pack" + suffix for suffix in _YAML)
_PAPERS = re.compile(r"(?i)(licen[cs]e|copying|notice|readme|authors)(\.\w+)?")
"""Documents that accompany a pack: licence, readme, authors."""
_OURS = re.compile(rb"(?m)^(\xef\xbb\xbf)?zgcquiz[ \t]*:")
_HEAD = 1 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time in a zip archive."""


class FoundPack(Value, frozen=True):
    """A pack's files in an archive.

    files: YAML files as (name for messages, content), the main file first; names: their names in a pack's folder;
    extras: accompanying files as (path, content); reading: of the YAML files.
    """

    files: tuple[tuple[str, bytes], ...]
    names: tuple[str, ...]
    extras: tuple[tuple[str, bytes], ...]
    reading: native.PackReading
    is_single: bool


def is_paper(name: str) -> bool:
    """Return whether a file accompanies a pack, judged by its name, such as LICENSE or README."""
    return _PAPERS.fullmatch(name) is not None


def is_text_of_source(name: str) -> bool:
    """Return whether a file may be the text of a pack's source."""
    return PurePosixPath(name).suffix.lower() in ARTICLES


def find_pack(
    content: Content, label: str, folder: str = "", *, strict: bool = True, keep: Callable[[Item], object] | None = None
) -> FoundPack:
    """Return the pack in a zip archive; if there are several, the one in `folder`. Raise ZgcError.

    label: the archive's name in messages. strict: refuse an archive with any entry that can't be unpacked safely;
    otherwise refuse only a pack that needs such an entry. keep: as for `reader.read`.
    """
    archive = Archive(content, label)
    refused = archive.refused if strict else []
    if refused:
        name, reason = refused[0]
        raise bad_file(f"{label}: {name}", f"{reason}, so this archive is not used")
    names = [name for name in archive.names if not _is_hidden(name)]
    _check_names(label, names)
    top = _top(names)
    packs = _packs(archive, names)
    home = _chosen(label, {path[len(top) :] or ".": path for path in packs}, folder)
    reader = _Bounded(archive, label, keep)
    if PurePosixPath(home).suffix in _YAML:
        return _single(reader, names, home)
    return _folder(reader, names, home, archive.refused)


class _Bounded:
    """Reads files of an archive up to the total size of a pack, and the pack itself. keep: as for `reader.read`."""

    def __init__(self, archive: Archive, label: str, keep: Callable[[Item], object] | None) -> None:
        self._archive = archive
        self._keep = keep
        self._read: dict[str, bytes] = {}
        self._left = MAX_PACK_BYTES
        self.label = label

    def __call__(self, name: str) -> bytes:
        if name not in self._read:
            self._read[name] = self._archive.read(name, min(MAX_FILE_BYTES + 1, self._left))
            self._left -= len(self._read[name])
        return self._read[name]

    def pack(self, files: Sequence[tuple[str, bytes]]) -> tuple[native.PackReading, tuple[str, ...]]:
        """Return a pack's files as they read, and the paths of the source texts and media that it refers to."""
        keep, media = self._keep, set[str]()
        if keep is None:
            reading = native.read(files)
            return reading, files_beside(reading.pack) if reading.pack else ()

        def handed_on(item: Item) -> None:
            media.update(media_of((item,)))
            keep(item)

        reading = native.read(files, handed_on)
        return reading, tuple(sorted({*files_beside(reading.pack), *media})) if reading.pack else ()


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _check_names(label: str, names: Sequence[str]) -> None:
    if reason := clash(names):
        raise bad_file(label, reason)


def _top(names: Sequence[str]) -> str:
    """Return the only top-level folder with a slash, or ""."""
    tops = {name.partition("/")[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""


def _packs(archive: Archive, names: Sequence[str]) -> list[str]:
    """Return the paths of packs: folders with a pack.yaml, and single-file packs."""
    homes = {_parent(name) for name in names if PurePosixPath(name).name in _MAIN}
    single = [
        name
        for name in names
        if PurePosixPath(name).suffix in _YAML
        and _parent(name) not in homes
        and _OURS.search(archive.head(name, _HEAD))
    ]
    return sorted([*homes, *single])


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _chosen(label: str, packs: dict[str, str], folder: str) -> str:
    """Return the path of the requested pack. packs: paths by name."""
    if folder:
        name = folder.strip("/")
        found = [path for known, path in packs.items() if name in (known, path, re.sub(r"\.ya?ml$", "", known))]
    else:
        found = list(packs.values())
    if len(found) == 1:
        return found[0]
    listed = some_of(sorted(packs), 20)
    if not packs:
        raise ZgcError(
            "no-pack",
            f"{label} contains no pack: no pack.yaml, and no YAML file that begins with 'zgcquiz: 1'.",
            "For packs in other formats: zgcquiz pack import FILE",
        )
    if folder:
        raise ZgcError("no-pack", f"{label} has no pack in '{folder}'.", f"It has: {listed}.")
    raise ZgcError(
        "several-packs",
        f"{label} holds {len(packs)} packs: {listed}.",
        f"Name one after a #, as in {label}#{sorted(packs)[0]}",
    )


def _single(read: _Bounded, names: Sequence[str], home: str) -> FoundPack:
    data = read(home)
    label = f"{read.label}/{home}"
    files = ((label, data),)
    reading, beside = read.pack(files)
    extras = _beside(read, names, _parent(home), beside)
    return FoundPack(files, (_MAIN[0],), extras, reading, is_single=True)


def _folder(read: _Bounded, names: Sequence[str], home: str, refused: Iterable[tuple[str, str]]) -> FoundPack:
    inside = f"{home}/" if home else ""
    for name, reason in refused:
        if _parent(name) == home and PurePosixPath(name).suffix in _YAML:
            raise bad_file(f"{read.label}: {name}", f"{reason}, so this pack is not used")
    here = {name[len(inside) :]: name for name in names if _parent(name) == home}
    banks = sorted(name for name in here if PurePosixPath(name).suffix in _YAML)
    mains = [name for name in banks if name in _MAIN]
    if len(mains) > 1:
        raise ZgcError("no-pack", f"{read.label}/{home} has both pack.yaml and pack.yml.", "Remove one of them.")
    if len(banks) > MAX_FILES:
        raise ZgcError("too-large", f"{read.label}/{home} has more than {MAX_FILES} YAML files.")
    order = [mains[0], *(name for name in banks if name not in mains)]
    files = tuple((f"{read.label}/{inside}{name}", read(here[name])) for name in order)
    if MANIFEST in here:
        _verify(read, here[MANIFEST], {name[len(inside) :]: name for name in names if name.startswith(inside)})
    papers = tuple((name, read(here[name])) for name in sorted(here) if is_paper(name))
    reading, listed = read.pack(files)
    beside = _beside(read, names, home, listed)
    called = tuple(_MAIN[0] if name in _MAIN else name for name in order)
    return FoundPack(files, called, tuple(dict((*papers, *beside)).items()), reading, is_single=False)


def _beside(read: _Bounded, names: Sequence[str], home: str, listed: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """Return those of the listed files beside a pack that are in the archive."""
    inside = f"{home}/" if home else ""
    return tuple((name, read(inside + name)) for name in listed if inside + name in names)


def files_beside(pack: PackContent) -> tuple[str, ...]:
    """Return the distinct paths, inside its folder, of the source texts of a pack and the media that its items show."""
    paths = (PurePosixPath(source.file).as_posix() for source in pack.info.sources if source.file)
    return tuple(sorted({*filter(is_text_of_source, paths), *media_of(pack.items)}))


# The manifest


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _verify(read: _Bounded, at: str, present: dict[str, str]) -> None:
    """Raise ZgcError if an archive's files differ from its manifest. present: paths of the pack's files by name."""
    place = f"{read.label}/{at}"
    hint = "Download or copy the archive again; or ask its author to build it again: zgcquiz pack build"
    try:
        text = read(at).decode("utf-8")
        check_json(text, place)
        manifest = json.loads(text)
        version, files = manifest["manifest"], {name: entry["sha256"] for name, entry in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ZgcError("bad-manifest", f"{place} is not a manifest written by `pack build`.", hint) from error
    if version != MANIFEST_VERSION:
        raise ZgcError("bad-manifest", f"{place} was written by a newer zgcquiz.", "Update zgcquiz.")
    for name in sorted({*files, *present} - {MANIFEST}):
        if name not in present:
            raise ZgcError("bad-manifest", f"{place} lists the file {name}, which is missing.", hint)
        if name not in files:
            raise ZgcError("bad-manifest", f"{place} doesn't list the file {name}, which is in the archive.", hint)
        if _digest(read(present[name])) != files[name]:
            raise ZgcError("bad-manifest", f"{read.label}: {name} does not match the manifest.", hint)


def manifest(pack: PackContent, files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the manifest of a pack's files, with their hashes."""
    content: dict[str, Any] = {
        "manifest": MANIFEST_VERSION,
        "zgcquiz": native.VERSION,
        "id": pack.info.id,
        "title": pack.info.title,
        "questions": len(pack.items),
        "files": {name: {"bytes": len(data), "sha256": _digest(data)} for name, data in sorted(files)},
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def build(pack: PackContent, files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a zip archive of a pack's files, given as (path, content), with a manifest, in a folder named by its id.

    It is reproducible: files are stored, as deflate depends on zlib's version; order, times and permissions are fixed.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted([*files, (MANIFEST, manifest(pack, files))]):
            entry = zipfile.ZipInfo(f"{pack.info.id}/{name}", _EPOCH)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_STORED)
    return target.getvalue()

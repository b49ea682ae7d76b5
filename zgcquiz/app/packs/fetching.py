"""Get packs from a file, a folder, an archive, a git repository or a web server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext, check_native, read_pack, sound_pack
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.origin import Address, Origin, OriginKind, is_remote, parse_remote
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, MAX_PACK_BYTES, Item, Pack
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.store.files import temporaries
from zgcquiz.store.files.pack_files import MAIN, PackFiles, find_files, hash_files, is_there, read_beside, readable

if TYPE_CHECKING:
    from zgcquiz.formats.exchange.contract import PackContent
    from zgcquiz.formats.untrusted.zip_reader import Content
    from zgcquiz.store.packs.compiled_pack import CachedPack
    from zgcquiz.store.packs.stored_items import StoredPack

_ABANDONED_SECONDS = 900.0
"""The age of temporary folders that are left by a process that was killed; no fetch takes as long."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WEB_PAGE = re.compile(rb"(?i)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html|head)\b", re.DOTALL)


class Edition(Value, frozen=True):
    """A pack with its files.

    names: its YAML files, relative to its folder, the main one first; files: the same files as (name for messages,
    content); extras: further files as (path, content); is_single: whether it is one file, not a folder; origin: where
    it was fetched from, None if it was only read; warnings: of reading it.
    """

    pack: Pack
    names: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]
    extras: tuple[tuple[str, bytes], ...]
    is_single: bool
    origin: Origin | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def contents(self) -> tuple[tuple[str, bytes], ...]:
        """All files as (path in the pack's folder, content)."""
        own = tuple((name, content) for name, (_, content) in zip(self.names, self.files, strict=True))
        return (*own, *self.extras)

    @property
    def digest(self) -> str:
        """The SHA-256 of its contents, in hexadecimal."""
        return digest_of(self.contents)


class StoredEdition(Value, frozen=True):
    """An installed pack with its files, whose items are in storage. contents: as of an `Edition`."""

    pack: StoredPack
    contents: tuple[tuple[str, bytes], ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of its contents, in hexadecimal."""
        return digest_of(self.contents)


def digest_of(contents: Sequence[tuple[str, bytes]]) -> str:
    """Return the SHA-256 of files, given as (path, content), in hexadecimal."""
    import hashlib

    digest = hashlib.sha256()
    for name, content in sorted(contents):
        digest.update(name.encode("utf-8", "surrogateescape") + f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def fetch_edition(context: AppContext, text: str) -> Edition:
    """Fetch the pack at an address: a path, or one that `parse_remote` accepts. Nothing is installed.

    Raises ZgcError if there is no pack, PackError if it has errors.
    """
    address = _address(text)
    if address.kind in (OriginKind.GIT, OriginKind.HTTP):
        context.notify(f"Fetching {address.text}")
    edition, version, validators = _GET[address.kind](address)
    digest = edition.digest
    version = version or digest[:12]
    at = context.clock().iso
    etag, modified = validators
    origin = Origin(address.kind, address.text, version, digest, digest, at, etag, modified)
    return replace(edition, origin=origin)


def read_edition(root: Path) -> Edition:
    """Read the pack at a local path, a file or a folder. Raises ZgcError or PackError."""
    found = find_files(root)
    files = tuple(found.read())
    return _edition_on_disk(found, files, *read_pack(files))


def compiled_edition(context: AppContext, root: Path) -> Edition:
    """Return the pack at a local path like `read_edition`, but parse its files only if it is not compiled yet."""
    found, files, compiled = _open_compiled(context, root)
    if compiled is None:  # it was changed meanwhile
        return read_edition(root)
    return _edition_on_disk(found, files, Pack(compiled.info, compiled.items()), compiled.warnings)


def stored_edition(context: AppContext, root: Path) -> StoredEdition:
    """Return the pack at a local path like `compiled_edition`, without its items in memory.

    Raises ZgcError if it can't be read, or is being changed; PackError if it has errors.
    """
    from zgcquiz.store.packs.stored_items import StoredPack

    found, files, compiled = _open_compiled(context, root)
    if compiled is None:
        raise ZgcError("changed", f"{root} was changed while it was read.", "Run the command again.")
    names = (MAIN[0],) if found.is_single else found.names
    contents = tuple((name, data) for name, (_, data) in zip(names, files, strict=True))
    pack = StoredPack(compiled)
    return StoredEdition(pack, (*contents, *_extras_on_disk(found, pack)))


def _open_compiled(
    context: AppContext, root: Path
) -> tuple[PackFiles, tuple[tuple[str, bytes], ...], CachedPack | None]:
    """Return the files of a pack, what is in them, and the compiled pack if it was made of just that."""
    found = find_files(root)
    files = tuple(found.read())
    compiled = context.pack_cache.open(root)
    own = [(path.name, data) for path, (_, data) in zip(found.files, files, strict=True)]
    return found, files, compiled if compiled.content_hash == hash_files(own) else None


def _edition_on_disk(
    found: PackFiles, files: tuple[tuple[str, bytes], ...], pack: Pack, warnings: tuple[Problem, ...]
) -> Edition:
    names = (MAIN[0],) if found.is_single else found.names
    return Edition(pack, names, files, _extras_on_disk(found, pack), found.is_single, warnings=warnings)


def _address(text: str) -> Address:
    """Parse an address. Paths become absolute, so that they are valid in any working directory."""
    if is_remote(text):
        address = parse_remote(text)
        return _on_this_machine(address) or address
    path, folder = Path(text), ""
    if not is_there(path) and "#" in text:
        before, _, folder = text.partition("#")
        path = Path(before)
    found = re.fullmatch(r"(.*\.git)@([\w][\w./+-]*)", str(path)) if not is_there(path) else None
    ref = ""
    if found:
        path, ref = Path(found[1]), found[2]
    whole = str(path.absolute()) + (f"@{ref}" if ref else "") + (f"#{folder}" if folder else "")
    try:
        if _is_bare_repository(path):
            return Address(whole, OriginKind.GIT, str(path.absolute()), ref, folder)
        if path.is_dir():
            return Address(whole, OriginKind.FOLDER, str(path / folder))
        kind = OriginKind.ZIP if _begins_as_zip(path) else OriginKind.FILE
    except OSError:  # reading it will report the error
        kind = OriginKind.FILE
    return Address(whole, kind, str(path), "", folder)


def _on_this_machine(address: Address) -> Address | None:
    """Return the address of a file if a `file://` address names one, not a repository."""
    scheme, _, path = address.location.partition("://")
    if scheme.lower() != "file" or not Path(path).is_file():
        return None
    return _address(path + (f"#{address.folder}" if address.folder else ""))


def _is_bare_repository(path: Path) -> bool:
    is_one = (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
    return is_one and not any((path / name).exists() for name in MAIN)


def _begins_as_zip(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _ZIP


_Fetched = tuple[Edition, str, tuple[str, str]]
"""A pack, its version at the origin ("" if unknown), and the server's (ETag, Last-Modified)."""
_NO_VALIDATORS = ("", "")


def _from_disk(address: Address) -> _Fetched:
    return read_edition(Path(address.location)), "", _NO_VALIDATORS


def _from_zip(address: Address) -> _Fetched:
    path = Path(address.location)
    try:
        file = path.open("rb")
    except OSError as error:
        raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error
    with file:
        if file.seek(0, os.SEEK_END) > MAX_PACK_BYTES * 2:
            raise ZgcError("too-large", f"{path} is larger than {MAX_PACK_BYTES * 2 >> 20} MiB.")
        return unpacked(file, readable(path), address.folder), "", _NO_VALIDATORS


def _from_git(address: Address) -> _Fetched:
    from zgcquiz.fetch.git import fetch_commit

    temporaries.delete_abandoned(_ABANDONED_SECONDS)
    with temporaries.undone_on_signal(temporaries.delete_own):
        commit = fetch_commit(address.location, address.ref)
    with commit.archive:
        edition = unpacked(commit.archive, address.location, address.folder, strict=False)
    return edition, commit.name, _NO_VALIDATORS


def _from_http(address: Address) -> _Fetched:
    from zgcquiz.fetch.http import download

    got = download(address.location)
    version = got.etag.strip('"') or got.modified
    with got.file:
        if got.file.read(4) in _ZIP:
            return unpacked(got.file, address.location, address.folder), version, (got.etag, got.modified)
        got.file.seek(0)
        data = got.file.read(MAX_FILE_BYTES + 1)
    if got.media_type in ("text/html", "application/xhtml+xml") or _WEB_PAGE.match(data[:4096]):
        raise ZgcError(
            "not-a-pack",
            f"{address.location} is a web page, not a pack.",
            "Use the address of the file itself (a Raw or Download link), or git+ and that of a repository.",
        )
    if len(data) > MAX_FILE_BYTES:
        raise ZgcError("too-large", f"{address.location} is larger than {MAX_FILE_BYTES >> 20} MiB.")
    if b"\0" in data[:4096]:
        raise ZgcError("not-a-pack", f"{address.location} is neither YAML nor a .zip.", "Use the address of a pack.")
    files = ((address.location, data),)
    pack, warnings = read_pack(files)
    edition = Edition(pack, (MAIN[0],), files, (), is_single=True, warnings=warnings)
    return edition, version, (got.etag, got.modified)


_GET = {
    OriginKind.FILE: _from_disk,
    OriginKind.FOLDER: _from_disk,
    OriginKind.ZIP: _from_zip,
    OriginKind.GIT: _from_git,
    OriginKind.HTTP: _from_http,
}


def unpacked(
    content: Content, label: str, folder: str = "", *, strict: bool = True, keep: Callable[[Item], object] | None = None
) -> Edition:
    """Return the pack in a zip archive; of several the one in a folder. label: its name in messages.

    strict: as in `find_pack`; keep: as for `reader.read`, whatever is wrong. Raises ZgcError if there is none,
    PackError if it has errors.
    """
    from zgcquiz.formats.native.archive import find_pack

    found = find_pack(content, label, folder, strict=strict, keep=keep)
    check_native(found.files)
    pack, warnings = sound_pack(found.files, found.reading)
    return Edition(pack, found.names, found.files, found.extras, found.is_single, warnings=warnings)


def _extras_on_disk(pack_files: PackFiles, pack: PackContent) -> tuple[tuple[str, bytes], ...]:
    """Return the source texts and media of a pack, and the licence and README of one that is a folder."""
    from zgcquiz.formats.native.archive import files_beside, is_paper

    folder = pack_files.root.parent if pack_files.is_single else pack_files.root
    names: Sequence[str] = files_beside(pack)
    if not pack_files.is_single:
        try:
            names = sorted({*names, *(path.name for path in folder.iterdir() if is_paper(path.name))})
        except OSError as error:
            raise ZgcError("unreadable", f"Can't read {folder}: {error.strerror or error}.") from error
    found = []
    left = MAX_PACK_BYTES
    for name in names:
        content = read_beside(folder, name)
        if content is not None:
            left -= len(content)
            found.append((name, content))
        if left < 0:
            most = MAX_PACK_BYTES >> 20
            raise ZgcError("too-large", f"The files beside {folder} have more than {most} MiB.", "Make them smaller.")
    return tuple(found)

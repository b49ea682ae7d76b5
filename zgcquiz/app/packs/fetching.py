"""Getting a pack from wherever it is: a file, a folder, an archive, a repository, a server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext, read_pack
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.origin import Address, Origin, OriginKind, is_remote, parse_remote
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, Pack
from zgcquiz.core.value import Value, replace
from zgcquiz.store.pack_files import MAIN, find_files, is_there, readable

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WEB_PAGE = re.compile(rb"(?i)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html|head)\b", re.DOTALL)


class Edition(Value, frozen=True):
    """A pack as it came.

    names: of its YAML files, the pack's own first, as they are called in its folder; files: those as (name to
    report it by, content); extras: what goes with them, by path; is_single: it is one file and no folder.
    origin: where it came from; None for one that is only looked at.
    """

    pack: Pack
    names: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]
    extras: tuple[tuple[str, bytes], ...]
    is_single: bool
    origin: Origin | None = None

    @property
    def contents(self) -> tuple[tuple[str, bytes], ...]:
        """All that belongs to it, as (path in its folder, content)."""
        own = tuple((name, content) for name, (_, content) in zip(self.names, self.files, strict=True))
        return (*own, *self.extras)

    @property
    def digest(self) -> str:
        """SHA-256 over all of its contents, in hexadecimal digits."""
        import hashlib

        digest = hashlib.sha256()
        for name, content in sorted(self.contents):
            digest.update(name.encode("utf-8", "surrogateescape") + f"\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def obtain(context: AppContext, text: str) -> Edition:
    """The pack at an address, which is a path or what `parse_remote` takes.

    Nothing is installed. Raises ZgcError where there is no pack, PackError where it has errors.
    """
    address = _address(text)
    if address.kind in (OriginKind.GIT, OriginKind.HTTP):
        context.notify(f"Fetching {address.text}")
    edition, version, marks = _GET[address.kind](address)
    digest = edition.digest
    version = version or digest[:12]
    at = context.clock().iso
    etag, modified = marks
    origin = Origin(address.kind, address.text, version, digest, digest, at, etag, modified)
    return replace(edition, origin=origin)


def look(root: Path) -> Edition:
    """The pack at a path on this machine, a file or a folder, with what belongs to it. Raises ZgcError or PackError."""
    found = find_files(root)
    files = tuple(found.read())
    pack, _ = read_pack(files)
    folder = root.parent if found.is_single else root
    extras = _extras_on_disk(folder, pack, papers=not found.is_single)
    names = (MAIN[0],) if found.is_single else found.names
    return Edition(pack, names, files, extras, found.is_single)


def _address(text: str) -> Address:
    """What an address means. Paths become absolute, so that they can be found again from anywhere."""
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
    except OSError:  # whoever reads it says why it can't be
        kind = OriginKind.FILE
    return Address(whole, kind, str(path), "", folder)


def _on_this_machine(address: Address) -> Address | None:
    """`file://` of a file that is no repository is that file."""
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


_Got = tuple[Edition, str, tuple[str, str]]
"""A pack, what its version is called where it came from ("" if it has no name), and the server's ETag and date."""
_NO_MARKS = ("", "")


def _from_disk(address: Address) -> _Got:
    return look(Path(address.location)), "", _NO_MARKS


def _from_zip(address: Address) -> _Got:
    from zgcquiz.formats.native.archive import MAX_PACK_BYTES

    path = Path(address.location)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PACK_BYTES * 2 + 1)
    except OSError as error:
        raise ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.") from error
    if len(data) > MAX_PACK_BYTES * 2:
        raise ZgcError("too-large", f"{path} has more than {MAX_PACK_BYTES * 2 >> 20} MiB.")
    return _unpacked(data, readable(path), address.folder), "", _NO_MARKS


def _from_git(address: Address) -> _Got:
    from zgcquiz.fetch.git import fetch_commit

    commit = fetch_commit(address.location, address.ref)
    return _unpacked(commit.archive, address.location, address.folder, strict=False), commit.name, _NO_MARKS


def _from_http(address: Address) -> _Got:
    from zgcquiz.fetch.http import download

    got = download(address.location)
    version = got.etag.strip('"') or got.modified
    if got.data.startswith(_ZIP):
        return _unpacked(got.data, address.location, address.folder), version, (got.etag, got.modified)
    if got.media_type in ("text/html", "application/xhtml+xml") or _WEB_PAGE.match(got.data[:4096]):
        raise ZgcError(
            "not-a-pack",
            f"{address.location} is a web page, not a pack.",
            "Give the address of the file itself (a link named Raw or Download), or git+ and a repository's.",
        )
    if len(got.data) > MAX_FILE_BYTES:
        raise ZgcError("too-large", f"{address.location} has more than {MAX_FILE_BYTES >> 20} MiB.")
    if b"\0" in got.data[:4096]:
        raise ZgcError("not-a-pack", f"{address.location} is neither YAML nor a .zip.", "Give the address of a pack.")
    files = ((address.location, got.data),)
    pack, _ = read_pack(files)
    return Edition(pack, (MAIN[0],), files, (), is_single=True), version, (got.etag, got.modified)


_GET = {
    OriginKind.FILE: _from_disk,
    OriginKind.FOLDER: _from_disk,
    OriginKind.ZIP: _from_zip,
    OriginKind.GIT: _from_git,
    OriginKind.HTTP: _from_http,
}


def _unpacked(data: bytes, label: str, folder: str, *, strict: bool = True) -> Edition:
    from zgcquiz.formats.native.archive import find_pack

    found = find_pack(data, label, folder, strict=strict)
    pack, _ = read_pack(found.files)
    return Edition(pack, found.names, found.files, found.extras, found.is_single)


def _extras_on_disk(folder: Path, pack: Pack, *, papers: bool) -> tuple[tuple[str, bytes], ...]:
    """What goes with a pack in a folder: the texts of its sources, and its licence and the like."""
    from zgcquiz.formats.native.archive import is_paper, source_files

    names: Sequence[str] = source_files(pack)
    if papers:
        names = sorted({*names, *(path.name for path in folder.iterdir() if is_paper(path.name))})
    found = []
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ZgcError(
                "outside", f"{path} is a link that leaves the pack's folder.", "Copy the file into the folder."
            )
        try:
            with path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.") from error
        if len(content) > MAX_FILE_BYTES:
            raise ZgcError("too-large", f"{path} has more than {MAX_FILE_BYTES >> 20} MiB.")
        found.append((name, content))
    return tuple(found)

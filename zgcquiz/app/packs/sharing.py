"""Share packs: compare two editions, and build an archive."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.packs.checking import check_packs
from zgcquiz.app.packs.fetching import Edition, compiled_edition, fetch_edition
from zgcquiz.app.selection import installed_pack, locate
from zgcquiz.core.errors import PackError, ZgcError
from zgcquiz.core.markup.items import said, shown
from zgcquiz.core.markup.media import FOLDER
from zgcquiz.core.packs.exchange_reports import BuiltPack
from zgcquiz.core.packs.pack import count_drafts
from zgcquiz.core.packs.pack_diff import EditedField, PackDiff, TextViews, diff
from zgcquiz.core.value import replace
from zgcquiz.store.files.atomic_files import whole_file, write_checked


def diff_packs(context: AppContext, old: str, new: str) -> PackDiff:
    """Compare two packs, each an id or an address. Raises ZgcError if one can't be read."""
    return diff_editions(_edition(context, old), _edition(context, new))


def diff_editions(old: Edition, new: Edition) -> PackDiff:
    """Return the differences between two editions: of their questions and metadata, and of the media they show."""
    found = diff(old.pack, new.pack, TextViews(said, shown))
    media = [{path: data for path, data in edition.extras if path.startswith(f"{FOLDER}/")} for edition in (old, new)]
    changed = sorted(path for path in {*media[0], *media[1]} if media[0].get(path) != media[1].get(path))
    if not changed:
        return found
    before, after = (
        "; ".join(f"{path} ({_outline(files[path])})" for path in changed if path in files) for files in media
    )
    return replace(found, about=(*found.about, EditedField(FOLDER, before, after)))


def _outline(content: bytes) -> str:
    """Return the size of a file, and the start of its SHA-256."""
    import hashlib

    return f"{len(content):,} bytes, {hashlib.sha256(content).hexdigest()[:8]}"


def _edition(context: AppContext, name: str) -> Edition:
    """Return the installed pack of an id, or the one at an address."""
    installed = installed_pack(context, name)
    return fetch_edition(context, name) if installed is None else compiled_edition(context, installed.root)


def build_pack(context: AppContext, name: str, output: Path | None, *, force: bool = False) -> BuiltPack:
    """Write a pack, given as an id or a path, with all its files to an archive, by default `ID.zip`.

    Raises PackError if `pack check` finds errors, ZgcError if it can't be read or written.
    """
    import hashlib

    from zgcquiz.formats.native.archive import build, find_pack

    root = locate(context, name)
    (checked,) = check_packs(context, [str(root) if installed_pack(context, name) is None else name])
    if checked.errors:
        raise PackError(checked.id or name, checked.errors, str(root))
    edition = compiled_edition(context, root)
    odd = next((path for path, _ in edition.contents if not path.isprintable() or "\\" in path), None)
    if odd is not None:
        raise ZgcError("bad-name", f"The file name {odd!r} is not portable.", "Rename it.")
    data = build(edition.pack, edition.contents)
    id = edition.pack.info.id
    target = output or Path(f"{id}.zip")
    found = find_pack(data, str(target))
    again = replace(edition, names=found.names, files=found.files, extras=found.extras)
    if sorted(again.contents) != sorted(edition.contents):
        raise ZgcError(
            "not-read-back", f"The archive of {id} doesn't match the pack.", "Please report this, with the pack."
        )
    with whole_file(target, force) as file:
        write_checked(file, data)
    return BuiltPack(
        id,
        str(target),
        len(edition.pack.items),
        len(edition.contents) + 1,
        len(data),
        hashlib.sha256(data).hexdigest(),
        count_drafts(edition.pack.items),
    )

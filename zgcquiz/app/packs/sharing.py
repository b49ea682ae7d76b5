"""Giving packs to others: what changed between two editions, and one archive of a pack."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.packs.checking import check_packs
from zgcquiz.app.packs.fetching import Edition, look, obtain
from zgcquiz.app.selection import installed_pack, locate
from zgcquiz.core.errors import PackError, ZgcError
from zgcquiz.core.packs.exchange_reports import BuiltPack
from zgcquiz.core.packs.pack_diff import PackDiff, diff
from zgcquiz.core.value import replace
from zgcquiz.store.atomic_files import whole_file, write_checked


def diff_packs(context: AppContext, old: str, new: str) -> PackDiff:
    """What changed from one pack to another, each an id or an address. Raises ZgcError where one can't be read."""
    return diff(_edition(context, old).pack, _edition(context, new).pack)


def _edition(context: AppContext, name: str) -> Edition:
    """The installed pack of an id, or the one at an address."""
    installed = installed_pack(context, name)
    return obtain(context, name) if installed is None else look(installed.root)


def build_pack(context: AppContext, name: str, output: Path | None, *, force: bool = False) -> BuiltPack:
    """Write one archive of a pack, an id or a path, with all that belongs to it: `ID.zip` where no place is named.

    Raises PackError where `pack check` finds errors, ZgcError where it can't be read or written.
    """
    import hashlib

    from zgcquiz.formats.native.archive import build, find_pack

    root = locate(context, name)
    (checked,) = check_packs(context, [str(root) if installed_pack(context, name) is None else name])
    if checked.errors:
        raise PackError(checked.id or name, checked.errors, str(root))
    edition = look(root)
    odd = next((path for path, _ in edition.contents if not path.isprintable() or "\\" in path), None)
    if odd is not None:
        raise ZgcError("bad-name", f"The file {odd!r} has a name that not every machine can write.", "Rename it.")
    data = build(edition.pack, edition.contents)
    id = edition.pack.info.id
    target = output or Path(f"{id}.zip")
    found = find_pack(data, str(target))
    again = replace(edition, names=found.names, files=found.files, extras=found.extras)
    if sorted(again.contents) != sorted(edition.contents):
        raise ZgcError(
            "not-read-back", f"The archive of {id} doesn't hold what the pack does.", "Please report it, with the pack."
        )
    with whole_file(target, force) as file:
        write_checked(file, data)
    return BuiltPack(
        id, str(target), len(edition.pack.items), len(edition.contents) + 1, len(data), hashlib.sha256(data).hexdigest()
    )

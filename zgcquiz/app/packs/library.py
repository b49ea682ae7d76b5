"""The pack library: list, show, add, remove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, Translations, installed_pack, match_section, sections_of, select, survey
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Pack, count_drafts
from zgcquiz.core.packs.pack_views import FactRow, ListedPack, PackChange, StudySection
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.store.files.pack_files import is_bank, is_there
from zgcquiz.store.packs.compiled_pack import CachedPack
from zgcquiz.store.packs.library import Installed, unknown_pack

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin
    from zgcquiz.store.packs.stored_items import PackedPack


class Listing(Value, frozen=True):
    """The installed packs, and the errors of those that could not be read."""

    packs: tuple[ListedPack, ...]
    broken: tuple[ZgcError, ...]


def list_packs(context: AppContext) -> Listing:
    """Return the packs of the library."""
    selection = survey(context, None, translations=Translations.ALL)
    installed = {pack.root: pack for pack in context.library.installed()}
    origins = context.library.origins()
    return Listing(
        tuple(
            ListedPack(
                id=id,
                title=pack.info.title,
                questions=pack.asked,
                origin="shipped" if installed[pack.root].shipped else "added",
                path=str(pack.root),
                came=None if installed[pack.root].shipped else origins.get(installed[pack.root].id),
            )
            for id, pack in selection.packs.items()
        ),
        selection.broken,
    )


def open_pack(context: AppContext, name: str) -> tuple[CachedPack, Selection]:
    """Return a pack whose items are read as they are needed, and the selection of it."""
    selection = select(context, name)
    return next(iter(selection.packs.values())), selection


def show_pack(context: AppContext, name: str) -> tuple[Pack, Selection]:
    """Return a whole pack, and the selection of it."""
    pack, selection = open_pack(context, name)
    return Pack(pack.info, pack.items()), selection


def study(context: AppContext, name: str | None, section_name: str | None) -> tuple[StudySection, ...]:
    """Return the study texts of a pack, or of all packs; of one section, or of all.

    A name that is no pack's can be that of a section. Raises ZgcError if there is nothing to read.
    """
    try:
        selection = select(context, name, guess=True)
    except ZgcError as error:
        if name is None or section_name is not None or error.code != "unknown-pack":
            raise
        selection, section_name = select(context, None), name
        if not sections_of(selection, name):
            raise
    title = None if section_name is None else match_section(selection, section_name)
    found: list[StudySection] = []
    for id, pack in selection.packs.items():
        counts = Counter(entry.section for entry in pack.entries())
        for number, section in enumerate(pack.info.sections, 1):
            if section.text and title in (None, section.title):
                found.append(StudySection(id, number, section.title, section.text, counts[section.title]))
    if not found:
        raise ZgcError(
            "nothing-to-read",
            "There are no study texts here.",
            "A pack's author adds one as 'text' next to a 'section'.",
        )
    return tuple(found)


def facts(context: AppContext, name: str) -> tuple[FactRow, ...]:
    """Return the facts of a pack, each with its citations and items, in order."""
    pack, _ = show_pack(context, name)
    rows: dict[tuple[str, str], list[Item]] = {}
    for item in pack.items:
        rows.setdefault((item.section, item.fact or item.id), []).append(item)
    return tuple(
        FactRow(
            section,
            fact,
            tuple(dict.fromkeys(pack.info.cite(item.source) for item in items)),
            tuple(item.id for item in items),
        )
        for (section, fact), items in rows.items()
    )


def add_pack(context: AppContext, name: str, *, replace: bool = False) -> PackChange:
    """Copy a pack into the library from a path or an address, or restore a shipped one that was removed.

    Raises PackError if it has errors, ZgcError if it can't be fetched, or its id is taken without `replace`.
    """
    from zgcquiz.app.packs.fetching import fetch_edition

    if not is_there(Path(name)) and context.library.ships(name):
        installed = installed_pack(context, name)
        if installed is None or installed.shipped:
            was_hidden = context.library.show_shipped(name)
            return PackChange("added" if was_hidden else "unchanged", name, select(context, name).packs[name].asked)
    edition = fetch_edition(context, name)
    return install(
        context,
        edition.pack,
        edition.contents,
        edition.warnings,
        replace=replace,
        single=edition.is_single,
        origin=edition.origin,
    )


def install(
    context: AppContext,
    pack: Pack | PackedPack,
    files: Sequence[tuple[str, bytes]],
    warnings: tuple[Problem, ...],
    *,
    replace: bool,
    single: bool,
    origin: Origin | None = None,
) -> PackChange:
    """Install a pack in the library, compiled.

    pack: what its files read as; files: as (path, content), the main one first; warnings: of reading them; single:
    store a single file without a folder; origin: is recorded.
    Raises ZgcError if the id is taken, unless `replace`.
    """
    with context.library.locked():  # nobody replaces the installed pack while it is compared
        return _install(context, pack, files, warnings, replace, single, origin)


def _install(
    context: AppContext,
    pack: Pack | PackedPack,
    files: Sequence[tuple[str, bytes]],
    warnings: tuple[Problem, ...],
    replace: bool,
    single: bool,
    origin: Origin | None,
) -> PackChange:
    id = pack.info.id
    installed = installed_pack(context, id)
    if installed is not None:
        if _same(context, installed.root, files):
            if origin is not None and not installed.shipped:
                context.library.record(installed.id, origin)
            return PackChange("unchanged", id, len(pack.items), count_drafts(pack.items))
        if not replace:
            raise ZgcError(
                "exists",
                f"A pack '{id}' is already installed.",
                f"To replace it (its history stays), use --force.{_preview_hint(id, origin)}",
            )
    put(context, pack, files, warnings, single=single and len(files) == 1, origin=origin, instead=installed)
    return PackChange("replaced" if installed else "added", id, len(pack.items), count_drafts(pack.items))


def put(
    context: AppContext,
    pack: Pack | PackedPack,
    files: Sequence[tuple[str, bytes]],
    warnings: tuple[Problem, ...],
    *,
    single: bool,
    origin: Origin | None,
    instead: Installed | None,
) -> None:
    """Write a pack into the library like `Library.put`, and compile it, so that no start parses what is known here."""
    id = pack.info.id
    root = context.library.put(id, files, single=single, origin=origin, instead=instead)
    own = [(root.name, files[0][1])] if single else [each for each in files if is_bank(each[0])]
    context.pack_cache.keep(root, own, pack, warnings)
    context.ids_within[root] = id


def _preview_hint(id: str, origin: Origin | None) -> str:
    if origin is None:
        return ""
    return f" To see the changes: {command('pack', 'update', id, path_word(origin.address), '--dry-run')}"


def _same(context: AppContext, root: Path, files: Sequence[tuple[str, bytes]]) -> bool:
    """Whether the pack at a path has exactly these files. False if it can't be read."""
    from zgcquiz.app.packs.fetching import stored_edition

    try:
        (_, own), *others = stored_edition(context, root).contents
        return own == files[0][1] and sorted(others) == sorted(files[1:])
    except ZgcError:
        return False


def remove_pack(context: AppContext, id: str) -> PackChange:
    """Remove a pack from the library. Its history stays. Raises ZgcError if it is not installed."""
    installed = installed_pack(context, id)
    if installed is None:
        raise unknown_pack(id, [pack.id for pack in context.library.installed()])
    context.library.remove(installed)
    return PackChange("uncovered" if installed_pack(context, id) else "removed", id, 0)

"""The pack library: list, show, add, remove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, installed_pack, match_section, select, survey
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.core.packs.pack_views import FactRow, ListedPack, PackChange, StudySection
from zgcquiz.core.value import Value
from zgcquiz.store.library import unknown_pack
from zgcquiz.store.pack_files import is_there

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin


class Listing(Value, frozen=True):
    """The packs installed, and what could not be read."""

    packs: tuple[ListedPack, ...]
    broken: tuple[ZgcError, ...]


def list_packs(context: AppContext) -> Listing:
    """The packs of the library by id."""
    selection = survey(context, None)
    installed = {pack.root: pack for pack in context.library.installed()}
    return Listing(
        tuple(
            ListedPack(
                id=id,
                title=pack.info.title,
                questions=len(pack.entries()),
                origin="shipped" if installed[pack.root].shipped else "added",
                path=str(pack.root),
                came=context.library.origin(installed[pack.root]),
            )
            for id, pack in selection.packs.items()
        ),
        selection.broken,
    )


def show_pack(context: AppContext, name: str) -> tuple[Pack, Selection]:
    """One pack whole."""
    selection = select(context, name)
    pack = next(iter(selection.packs.values()))
    return Pack(pack.info, pack.items()), selection


def study(context: AppContext, name: str | None, wanted: str | None) -> tuple[StudySection, ...]:
    """The study texts of a pack, or of all packs: of all sections, or the one wanted.

    Raises ZgcError where there is nothing to read.
    """
    selection = select(context, name)
    title = None if wanted is None else match_section(selection, wanted)
    found: list[StudySection] = []
    for id, pack in selection.packs.items():
        counts = Counter(entry.section for entry in pack.entries())
        for number, section in enumerate(pack.info.sections, 1):
            if section.text and title in (None, section.title):
                found.append(StudySection(id, number, section.title, section.text, counts[section.title]))
    if not found:
        raise ZgcError(
            "nothing-to-read",
            "There is no study text here.",
            "A pack's author gives one as 'text' beside a bank's 'section'.",
        )
    return tuple(found)


def facts(context: AppContext, name: str) -> tuple[FactRow, ...]:
    """What a pack tests: each fact with its place in the source and its items, in order."""
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
    """Copy a pack into the library from a path or an address, or bring back a shipped one that was removed.

    Raises PackError where it has errors, ZgcError where it can't be had, or where the id is taken and
    `replace` not said.
    """
    from zgcquiz.app.packs.fetching import obtain

    if not is_there(Path(name)) and context.library.ships(name) and installed_pack(context, name) is None:
        context.library.show_shipped(name)
        return PackChange("added", name, len(select(context, name).packs[name].entries()))
    edition = obtain(context, name)
    return install(
        context, edition.pack, edition.contents, replace=replace, single=edition.is_single, origin=edition.origin
    )


def install(
    context: AppContext,
    pack: Pack,
    files: Sequence[tuple[str, bytes]],
    *,
    replace: bool,
    single: bool,
    origin: Origin | None = None,
) -> PackChange:
    """Put a pack into the library: its files as (path, content), its own first. single: not as a folder, if it is
    one file; origin: where it came from, to be kept.

    Raises ZgcError where the id is taken and `replace` not said.
    """
    id = pack.info.id
    installed = installed_pack(context, id)
    if installed is not None:
        if _same(installed.root, files):
            if origin is not None and not installed.shipped:
                context.library.record(installed.id, origin)
            return PackChange("unchanged", id, len(pack.items))
        if not replace:
            raise ZgcError(
                "exists",
                f"A pack '{id}' is installed already.",
                f"To put this one in its place (history stays), say --force.{_see_first(id, origin)}",
            )
    context.library.put(id, files, single=single and len(files) == 1, origin=origin, instead=installed)
    return PackChange("replaced" if installed else "added", id, len(pack.items))


def _see_first(id: str, origin: Origin | None) -> str:
    """How to see what an update from there would change."""
    if origin is None:
        return ""
    return f" To see what would change: {command('pack', 'update', id, path_word(origin.address), '--dry-run')}"


def _same(root: Path, files: Sequence[tuple[str, bytes]]) -> bool:
    """A pack lies there with just this content. One that can't be read is another."""
    from zgcquiz.app.packs.fetching import look

    try:
        (_, own), *others = look(root).contents
        return own == files[0][1] and sorted(others) == sorted(files[1:])
    except ZgcError:
        return False


def remove_pack(context: AppContext, id: str) -> PackChange:
    """Take a pack out of the library. Its history stays. Raises ZgcError where there is none."""
    installed = installed_pack(context, id)
    if installed is None:
        raise unknown_pack(id, [pack.id for pack in context.library.installed()])
    context.library.remove(installed)
    return PackChange("uncovered" if installed_pack(context, id) else "removed", id, 0)

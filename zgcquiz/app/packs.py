"""The pack library: list, show, add, remove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.app.deps import Deps, read_pack
from zgcquiz.app.selection import Selection, installed_pack, match_section, select, survey
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.pack import Item, Pack
from zgcquiz.core.value import Value
from zgcquiz.core.views import FactRow, ListedPack, PackChange, StudySection
from zgcquiz.store.library import unknown_pack
from zgcquiz.store.pack_files import find_files, is_there


class Listing(Value, frozen=True):
    """The packs installed, and what could not be read."""

    packs: tuple[ListedPack, ...]
    broken: tuple[ZgcError, ...]


def list_packs(deps: Deps) -> Listing:
    """The packs of the library by id."""
    selection = survey(deps, None)
    shipped = {pack.root for pack in deps.library.installed() if pack.shipped}
    return Listing(
        tuple(
            ListedPack(
                id=id,
                title=pack.info.title,
                questions=len(pack.entries()),
                origin="shipped" if pack.root in shipped else "added",
                path=str(pack.root),
            )
            for id, pack in selection.packs.items()
        ),
        selection.broken,
    )


def show_pack(deps: Deps, name: str) -> tuple[Pack, Selection]:
    """One pack whole."""
    selection = select(deps, name)
    pack = next(iter(selection.packs.values()))
    return Pack(pack.info, pack.items()), selection


def study(deps: Deps, name: str | None, wanted: str | None) -> tuple[StudySection, ...]:
    """The study texts of a pack, or of all packs: of all sections, or the one wanted.

    Raises ZgcError where there is nothing to read.
    """
    selection = select(deps, name)
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


def facts(deps: Deps, name: str) -> tuple[FactRow, ...]:
    """What a pack tests: each fact with its place in the source and its items, in order."""
    pack, _ = show_pack(deps, name)
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


def add_pack(deps: Deps, name: str, *, replace: bool = False) -> PackChange:
    """Copy a pack into the library, or bring back a shipped one that was removed.

    Raises PackError where it has errors, ZgcError where the id is taken and `replace` not said.
    """
    path = Path(name)
    if not is_there(path) and deps.library.ships(name) and installed_pack(deps, name) is None:
        deps.library.show_shipped(name)
        return PackChange("added", name, len(select(deps, name).packs[name].entries()))
    files = find_files(path)
    data = files.read()
    pack, _ = read_pack(data)
    contents = [(name, content) for name, (_, content) in zip(files.names, data, strict=True)]
    return install(deps, pack, contents, replace=replace, single=files.is_single)


def install(deps: Deps, pack: Pack, files: Sequence[tuple[str, bytes]], *, replace: bool, single: bool) -> PackChange:
    """Put a pack into the library: its files as (name, content). single: not as a folder.

    Raises ZgcError where the id is taken and `replace` not said.
    """
    id = pack.info.id
    installed = installed_pack(deps, id)
    if installed is not None:
        if _same(installed.root, files):
            return PackChange("unchanged", id, len(pack.items))
        if not replace:
            raise ZgcError(
                "exists",
                f"A pack '{id}' is installed already.",
                "To put this one in its place (history stays), say --replace.",
            )
    deps.library.put(id, files, single=single)
    return PackChange("replaced" if installed else "added", id, len(pack.items))


def _same(root: Path, data: Sequence[tuple[str, bytes]]) -> bool:
    """A pack lies there with just this content. One that can't be read is another."""
    try:
        return [content for _, content in find_files(root).read()] == [content for _, content in data]
    except ZgcError:
        return False


def remove_pack(deps: Deps, id: str) -> PackChange:
    """Take a pack out of the library. Its history stays. Raises ZgcError where there is none."""
    installed = installed_pack(deps, id)
    if installed is None:
        raise unknown_pack(id, [pack.id for pack in deps.library.installed()])
    deps.library.remove(installed)
    return PackChange("uncovered" if installed_pack(deps, id) else "removed", id, 0)

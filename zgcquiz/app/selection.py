"""Which packs a command is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.store.library import Installed, unknown_pack
from zgcquiz.store.log.cards import ItemKey
from zgcquiz.store.pack_cache import CachedPack
from zgcquiz.store.pack_files import SUFFIXES, is_there


class Selection(Value, frozen=True):
    """The packs that a command works on, by id.

    named: the user named one; broken: packs of the library that had to be left out, and why.
    """

    packs: dict[str, CachedPack]
    named: bool
    broken: tuple[ZgcError, ...] = ()

    @property
    def ids(self) -> list[str]:
        return list(self.packs)

    @property
    def heading(self) -> str:
        """What to call the selection on a screen."""
        if len(self.packs) == 1:
            return next(iter(self.packs.values())).info.title
        return f"{len(self.packs)} packs"

    @property
    def only(self) -> str | None:
        """The id, where it is one pack."""
        return self.ids[0] if len(self.packs) == 1 else None

    @property
    def warnings(self) -> Iterator[Problem]:
        """What learners should know: that questions are left out. Other warnings are for a pack's author."""
        for pack in self.packs.values():
            yield from (warning for warning in pack.warnings if warning.code == "unknown-kind")

    def item(self, ref: Ref) -> Item | None:
        pack = self.packs.get(ref.pack)
        return pack.item(ref.item) if pack else None


def select(context: AppContext, name: str | None) -> Selection:
    """The pack of a name (an installed id, or a path used in place), or all that are installed.

    Raises ZgcError where a named pack can't be used, or where no pack can.
    """
    selection = survey(context, name)
    broken = selection.broken
    if selection.packs:
        return selection
    if len(broken) == 1:
        raise broken[0]
    raise ZgcError(
        "no-packs",
        "There is no pack to ask from."
        if not broken
        else "No pack can be used: " + " ".join(error.message for error in broken),
        "Add one: zgcquiz pack add PATH",
    )


def survey(context: AppContext, name: str | None) -> Selection:
    """As `select`, but no installed pack is no error: there can be a log without packs."""
    if name is not None:
        pack = context.pack_cache.open(locate(context, name))
        return Selection({pack.info.id: pack}, named=True)
    packs: dict[str, CachedPack] = {}
    broken: list[ZgcError] = []
    for installed in context.library.installed():
        try:
            pack = context.pack_cache.open(installed.root)
        except ZgcError as error:
            broken.append(error)
            continue
        if pack.info.id in packs:
            broken.append(
                ZgcError(
                    "duplicate-pack",
                    f"{installed.root} is left out: it has the id '{pack.info.id}' of {packs[pack.info.id].root}.",
                    "Give it another id, or remove one of them.",
                )
            )
            continue
        packs[pack.info.id] = pack
    return Selection(packs, named=False, broken=tuple(broken))


def locate(context: AppContext, name: str) -> Path:
    """Where the pack of a name lies. Raises ZgcError where there is none."""
    installed = installed_pack(context, name)
    if installed is not None:
        return installed.root
    path = Path(name)
    if "/" in name or path.suffix in SUFFIXES or is_there(path):
        return path
    raise unknown_pack(name, [pack.id for pack in context.library.installed()])


def installed_pack(context: AppContext, id: str) -> Installed | None:
    """The installed pack of an id. A file put into the library by hand may have another name."""
    packs = context.library.installed()
    named = [pack for pack in packs if pack.id == id]
    added = (pack for pack in packs if not pack.shipped)
    return next(iter(named), None) or next((pack for pack in added if _id_within(context, pack) == id), None)


def _id_within(context: AppContext, installed: Installed) -> str | None:
    try:
        return context.pack_cache.open(installed.root).info.id
    except ZgcError:
        return None


def sync_cards(context: AppContext, selection: Selection) -> None:
    """Let the cards stand for what the packs hold now."""
    for id, pack in selection.packs.items():

        def items(pack: CachedPack = pack) -> Iterator[ItemKey]:
            for entry in pack.entries():
                topic = entry.section or next(iter(entry.tags), "")
                yield ItemKey(entry.id, entry.formerly, entry.fact, topic)

        context.log.sync_cards(id, pack.edition_key, items)


def no_question(pack: str, unknown: Sequence[str], known: Iterable[str]) -> ZgcError:
    """The error for ids that no question of a pack has."""
    from difflib import get_close_matches

    ids = list(known)
    meant = [match for id in unknown for match in get_close_matches(id, ids, n=1)]
    return ZgcError(
        "no-question",
        f"{pack} has no question {', '.join(unknown)}.",
        f"Did you mean {', '.join(meant)}?" if meant else f"To see what it has: zgcquiz pack show {pack}",
    )


def match_section(selection: Selection, wanted: str) -> str:
    """The title of the section that a learner names: by number, by title, or by a part of it.

    Raises ZgcError where no section is meant, or more than one.
    """
    titles = [section.title for pack in selection.packs.values() for section in pack.info.sections]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(titles):
        return titles[int(wanted) - 1]
    words = wanted.casefold()
    found = [title for title in titles if title.casefold() == words]
    found = found or [title for title in titles if words in title.casefold()]
    if len(set(found)) == 1:
        return found[0]
    listed = "; ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    problem = f"'{wanted}' fits more than one section." if found else f"There is no section '{wanted}'."
    raise ZgcError("no-section", problem, f"Sections: {listed}" if titles else "These packs have no sections.")

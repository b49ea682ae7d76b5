"""The packs that a command works on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.store.files.pack_files import SUFFIXES, is_there
from zgcquiz.store.log.deriving.cards import ItemKey
from zgcquiz.store.packs.compiled_pack import CachedPack
from zgcquiz.store.packs.library import Installed, unknown_pack

_SHORTEST = 3
"""Characters of an id that are enough to mean it."""
_WORD = r"[-._]"


class Translations(Enum):
    """Which of the shipped packs in another language a selection of all installed packs contains."""

    NONE = auto()
    USED = auto()
    """Those of which a question was ever answered."""
    ALL = auto()


class Selection(Value, frozen=True):
    """The packs that a command works on, by id.

    named: whether the user named a pack; broken: the errors of installed packs that were left out.
    """

    packs: dict[str, CachedPack]
    named: bool
    broken: tuple[ZgcError, ...] = ()

    @property
    def ids(self) -> list[str]:
        return list(self.packs)

    @property
    def heading(self) -> str:
        """The selection's title on a screen."""
        if len(self.packs) == 1:
            return next(iter(self.packs.values())).info.title
        return f"{len(self.packs)} packs"

    @property
    def only(self) -> str | None:
        """The id if this is a single pack, otherwise None."""
        return self.ids[0] if len(self.packs) == 1 else None

    @property
    def section_titles(self) -> list[str]:
        """The titles of all sections, in the order of packs and sections; one may stand there several times."""
        return [section.title for pack in self.packs.values() for section in pack.info.sections]

    @property
    def warnings(self) -> Iterator[Problem]:
        """The warnings for learners: that questions are left out. Others are for a pack's author."""
        for pack in self.packs.values():
            yield from (warning for warning in pack.warnings if warning.code == "unknown-kind")

    def item(self, ref: Ref) -> Item | None:
        pack = self.packs.get(ref.pack)
        return pack.item(ref.item) if pack else None


def select(
    context: AppContext, name: str | None, *, guess: bool = False, translations: Translations = Translations.USED
) -> Selection:
    """Return the pack of a name (an installed id, or a path used in place), or all installed packs.

    guess: take a part of an id too, where it can mean only one pack. translations: which of them are among all packs.
    Raises ZgcError if the named pack, or every installed one, can't be used.
    """
    selection = survey(context, name, guess=guess, translations=translations)
    broken = selection.broken
    if selection.packs:
        return selection
    if len(broken) == 1:
        raise broken[0]
    if broken:
        message, fix = "No pack can be used: " + " ".join(error.message for error in broken), _ADD
    elif waiting := _all_packs(context, Translations.ALL):
        message = "There are translations only, which are left out until they are used."
        fix = f"To begin one: zgcquiz play {waiting[0].id}"
    else:
        message, fix = "No packs are installed.", _ADD
    raise ZgcError("no-packs", message, fix)


_ADD = "Add one: zgcquiz pack add PATH"


def survey(
    context: AppContext, name: str | None, *, guess: bool = False, translations: Translations = Translations.USED
) -> Selection:
    """Like `select`, but allow an empty selection: there can be a log without packs."""
    if name is not None:
        pack = context.pack_cache.open(locate(context, name, guess=guess))
        return Selection({pack.info.id: pack}, named=True)
    packs: dict[str, CachedPack] = {}
    broken: list[ZgcError] = []
    for found in context.pack_cache.open_all(installed.root for installed in _all_packs(context, translations)):
        if isinstance(found, ZgcError):
            broken.append(found)
        elif (first := packs.setdefault(found.info.id, found)) is not found:
            broken.append(
                ZgcError(
                    "duplicate-pack",
                    f"{found.root} is ignored: it has the same id '{found.info.id}' as {first.root}.",
                    "Change its id, or remove one of the two.",
                )
            )
    return Selection(packs, named=False, broken=tuple(broken))


def _all_packs(context: AppContext, translations: Translations) -> list[Installed]:
    installed = context.library.installed()
    if translations is Translations.ALL:
        return installed
    translated = [pack.id for pack in installed if pack.translation_of]
    used: set[str] = set()
    if translated and translations is Translations.USED and context.has_log:
        used = context.log.answered(translated)
    return [pack for pack in installed if not pack.translation_of or pack.id in used]


def locate(context: AppContext, name: str, *, guess: bool = False) -> Path:
    """Return the path of the pack of a name. guess: as for `select`. Raises ZgcError if there is none."""
    installed = installed_pack(context, name)
    if installed is not None:
        return installed.root
    path = Path(name)
    if "/" in name or path.suffix in SUFFIXES or is_there(path):
        return path
    installed_packs = context.library.installed()
    packs = {pack.id: pack.root for pack in installed_packs}
    meant = abbreviated(name, packs) if guess else []
    meant = [pack.id for pack in installed_packs if pack.id in meant and pack.translation_of not in meant]
    if len(meant) == 1:
        return packs[meant[0]]
    if meant:
        raise ZgcError("unknown-pack", f"'{name}' can mean several packs.", f"One of them: {', '.join(meant)}.")
    raise unknown_pack(name, list(packs))


def abbreviated(name: str, ids: Iterable[str]) -> list[str]:
    """Return the ids that begin with a name, or if none does, those of which a word does. Capitals don't matter."""
    words = name.casefold()
    if len(words) < _SHORTEST:
        return []
    folded = {id: id.casefold() for id in ids}
    found = [id for id, text in folded.items() if text.startswith(words)]
    return found or [id for id, text in folded.items() if any(word.startswith(words) for word in re.split(_WORD, text))]


def installed_pack(context: AppContext, id: str) -> Installed | None:
    """Return the installed pack of an id, which may differ from its file's name if that was copied by hand."""
    named = context.library.find(id)
    if named is not None:
        return named
    added = (pack for pack in context.library.installed() if not pack.shipped)
    return next((pack for pack in added if _id_within(context, pack) == id), None)


def _id_within(context: AppContext, installed: Installed) -> str | None:
    known = context.ids_within
    if installed.root not in known:
        try:
            known[installed.root] = context.pack_cache.open(installed.root).info.id
        except ZgcError:
            return None
    return known[installed.root]


def names_by_pack(refs: Iterable[Ref]) -> dict[str, set[str]]:
    """Return the ids of items by their packs' ids."""
    found: dict[str, set[str]] = {}
    for ref in refs:
        found.setdefault(ref.pack, set()).add(ref.item)
    return found


def sync_cards(context: AppContext, selection: Selection) -> None:
    """Bring the cards in line with the packs' present items."""
    for id in context.log.unsynced({id: pack.edition_key for id, pack in selection.packs.items()}):
        pack = selection.packs[id]

        def items(pack: CachedPack = pack) -> Iterator[ItemKey]:
            for entry in pack.entries():
                topic = entry.section or next(iter(entry.tags), "")
                yield ItemKey(entry.id, entry.formerly, entry.fact, topic)

        context.log.sync_cards(id, pack.edition_key, items)


def no_question(pack: str, unknown: Sequence[str], known: Iterable[str]) -> ZgcError:
    """Return the error for unknown question ids."""
    from difflib import get_close_matches

    ids = list(known)
    similar = [match for id in unknown for match in get_close_matches(id, ids, n=1)]
    return ZgcError(
        "no-question",
        f"{pack} has no question {', '.join(unknown)}.",
        f"Did you mean {', '.join(similar)}?" if similar else f"To list its questions: zgcquiz pack show {pack}",
    )


def sections_of(selection: Selection, name: str) -> list[str]:
    """Return the titles of the sections that a number, a title or a part of a title can mean."""
    titles = selection.section_titles
    if name.isdecimal() and len(name) < 10 and 1 <= int(name) <= len(titles):
        return [titles[int(name) - 1]]
    words = name.casefold()
    found = [title for title in titles if title.casefold() == words]
    return list(dict.fromkeys(found or [title for title in titles if words in title.casefold()]))


def match_section(selection: Selection, name: str) -> str:
    """Return the title of the section with a number, a title or a part of a title.

    Raises ZgcError if no section matches, or several do.
    """
    found = sections_of(selection, name)
    if len(found) == 1:
        return found[0]
    titles = selection.section_titles
    listed = "; ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    problem = f"'{name}' matches several sections." if found else f"There is no section '{name}'."
    raise ZgcError("no-section", problem, f"Sections: {listed}" if titles else "These packs have no sections.")

"""Update an installed pack to a newer edition, keeping the history of its items."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext, read_pack
from zgcquiz.app.learner.restarting import restart_items
from zgcquiz.app.packs.fetching import Edition, compiled_edition, fetch_edition
from zgcquiz.app.packs.library import put
from zgcquiz.app.packs.sharing import diff_editions
from zgcquiz.app.selection import installed_pack, select, sync_cards
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.exchange_reports import Update
from zgcquiz.core.packs.origin import Origin
from zgcquiz.core.packs.pack import Pack
from zgcquiz.core.packs.pack_diff import ChangeKind, PackDiff
from zgcquiz.core.value import Value, replace
from zgcquiz.store.files.pack_files import is_there
from zgcquiz.store.packs.library import Installed, unknown_pack


class UpdatePlan(Value, frozen=True):
    """A planned update.

    edition: the newer one, including former ids added by earlier updates; unchanged: whether it equals the installed
    one; rekeyed: items with a history whose right answer has changed; renamed: (new id, old id) of likely renames of
    items with a history; edited: whether the installed copy was edited, which an update discards.
    """

    id: str
    diff: PackDiff
    edition: Edition
    unchanged: bool
    rekeyed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    edited: bool

    @property
    def asks(self) -> bool:
        """Whether the learner has to decide something."""
        return bool(self.rekeyed or self.renamed or self.edited)


def updatable(context: AppContext) -> list[str]:
    """Return the packs that can be fetched again: their origin is known and, if local, still exists."""
    found = []
    for pack in context.library.installed():
        origin = context.library.origin(pack)
        if origin is None:
            continue
        if not _is_gone(origin):
            found.append(pack.id)
    return found


def _is_gone(origin: Origin) -> bool:
    """Return whether a pack came from a path where there is nothing now. An archive's may name a folder within it."""
    paths = (origin.address, origin.address.partition("#")[0])
    return origin.is_local and not any(is_there(Path(path)) for path in paths)


def plan_update(context: AppContext, id: str, address: str | None = None) -> UpdatePlan:
    """Fetch a newer edition of an installed pack, from its origin or an address, and compare. Nothing is changed.

    Raises ZgcError if there is no such pack, its origin is unknown, or the edition can't be fetched.
    """
    installed = context.library.undisturbed(lambda: _installed(context, id))
    came = context.library.origin(installed)
    if address is None and (came is None or _is_gone(came)):
        if came is None:
            why = f"{id}: {'It is shipped and updated with zgcquiz' if installed.shipped else 'Its origin is unknown'}."
        else:
            why = f"{id} came from {came.address}, which is no longer there."
        raise ZgcError("no-origin", why, f"To update from another place: zgcquiz pack update {id} PATH")
    edition = fetch_edition(context, address or (came.address if came else ""))
    if edition.pack.info.id != id:
        raise ZgcError(
            "other-pack",
            f"{address or 'Its origin'} is now the pack '{edition.pack.info.id}', not '{id}'.",
            f"To install both: {command('pack', 'add', path_word(address or (came.address if came else '')))}",
        )
    old = context.library.undisturbed(lambda: compiled_edition(context, _installed(context, id).root))
    edition = with_former_ids(edition, _carried_over(old.pack, edition.pack))
    found = diff_editions(old, edition)
    context.library.undisturbed(lambda: sync_cards(context, select(context, id)))

    def known(item: str) -> bool:
        return bool(context.log.attempts(Ref(id, item)))

    return UpdatePlan(
        id=id,
        diff=found,
        edition=edition,
        unchanged=sorted(old.contents) == sorted(edition.contents),
        rekeyed=tuple(change.id for change in found.of(ChangeKind.REKEYED) if _known_before(found, change.id, known)),
        renamed=tuple(
            (change.id, change.old_id) for change in found.of(ChangeKind.LIKELY_RENAME) if known(change.old_id)
        ),
        edited=came is not None and came.installed != old.digest,
    )


def _installed(context: AppContext, id: str) -> Installed:
    """Return an installed pack. Raises ZgcError if there is none of this id."""
    installed = installed_pack(context, id)
    if installed is None:
        raise unknown_pack(id, [pack.id for pack in context.library.installed()])
    return installed


def carry_out(context: AppContext, plan: UpdatePlan, *, renames: Mapping[str, str], forget: Collection[str]) -> Update:
    """Replace the installed pack with the newer edition.

    renames: new ids to the old ids whose history they take over; forget: ids of the new edition whose history is
    discarded. Raises ZgcError, before anything changes, if an id is unknown or the library can't be written.
    """
    ids = {item.id for item in plan.edition.pack.items}
    unknown = [id for id in (*renames, *forget) if id not in ids]
    if unknown:
        raise ZgcError(
            "no-question", f"{plan.id} has no question {', '.join(unknown)} in its newer edition. Nothing was changed."
        )
    edition = with_former_ids(plan.edition, {new: [old] for new, old in renames.items()})
    origin = replace(edition.origin, installed=edition.digest) if edition.origin else None
    if plan.unchanged:
        context.library.record(plan.id, origin)
    else:
        single = edition.is_single and not edition.extras
        instead = installed_pack(context, plan.id)
        put(
            context,
            edition.pack,
            edition.contents,
            edition.warnings,
            single=single,
            origin=origin,
            instead=instead,
        )
    context.library.undisturbed(lambda: sync_cards(context, select(context, plan.id)))
    if forget:
        restart_items(context, plan.id, forget)
    return Update(
        plan.id, "unchanged" if plan.unchanged else "updated", plan.diff, origin, tuple(renames.items()), tuple(forget)
    )


def with_former_ids(edition: Edition, former: Mapping[str, Sequence[str]]) -> Edition:
    """Return the edition with former ids added to its files."""
    if not former:
        return edition
    from zgcquiz.formats.native.edits.former_ids import add_former_ids

    files = add_former_ids(edition.files, former)
    pack, warnings = read_pack(files)
    for item, before in zip(pack.items, edition.pack.items, strict=True):
        rest = replace(item, formerly=before.formerly) == before
        if not rest or set(item.formerly) != {*before.formerly, *former.get(item.id, ())}:
            raise ZgcError(
                "cant-edit",
                f"Can't add former ids to the question {item.id} automatically.",
                f"Add 'formerly: [{', '.join(former.get(item.id, ()))}]' in a copy, and update from that.",
            )
    return replace(edition, pack=pack, files=files, warnings=warnings)


def _known_before(found: PackDiff, id: str, known: Callable[[str], bool]) -> bool:
    """Whether an item has a history, under its id in the older edition."""
    renamed = {change.id: change.old_id for change in found.of(ChangeKind.RENAMED)}
    return known(renamed.get(id, id))


def _carried_over(old: Pack, new: Pack) -> dict[str, list[str]]:
    """Return former ids that are only in the installed copy, because an earlier update added them."""
    used = {name for item in new.items for name in (item.id, *item.formerly)}
    before = {item.id: item.formerly for item in old.items}
    carried = {item.id: [name for name in before.get(item.id, ()) if name not in used] for item in new.items}
    return {id: names for id, names in carried.items() if names}

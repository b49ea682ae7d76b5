"""Bringing an installed pack up to its newest edition without losing what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext, read_pack
from zgcquiz.app.packs.fetching import Edition, look, obtain
from zgcquiz.app.selection import installed_pack, select, sync_cards
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.exchange_reports import Update
from zgcquiz.core.packs.origin import OriginKind
from zgcquiz.core.packs.pack import Pack
from zgcquiz.core.packs.pack_diff import ChangeKind, PackDiff, diff
from zgcquiz.core.value import Value, replace
from zgcquiz.store.library import unknown_pack


class UpdatePlan(Value, frozen=True):
    """What an update would do, before anything is done.

    edition: the newer one, with the former ids that earlier updates have added; unchanged: it is what is installed.
    rekeyed: items with a history whose right answer is another one now; renamed: new ids and the old ones, with a
    history, that they may stand for; edited: the installed copy was changed since it was put there, which is lost.
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
        """There is something that only the learner can say."""
        return bool(self.rekeyed or self.renamed or self.edited)


def updatable(context: AppContext) -> list[str]:
    """The packs that can be fetched anew: their origin is known and, if it is on this machine, still there."""
    found = []
    for pack in context.library.installed():
        came = context.library.origin(pack)
        if came is None:
            continue
        local = came.kind in (OriginKind.FILE, OriginKind.FOLDER, OriginKind.ZIP)
        if not local or Path(came.address).exists() or Path(came.address.partition("#")[0]).exists():
            found.append(pack.id)
    return found


def plan_update(context: AppContext, id: str, address: str | None = None) -> UpdatePlan:
    """Get the newest edition of an installed pack, from its origin or from an address, and compare. Nothing is changed.

    Raises ZgcError where there is no such pack, its origin isn't known, or the edition can't be had.
    """
    installed = installed_pack(context, id)
    if installed is None:
        raise unknown_pack(id, [pack.id for pack in context.library.installed()])
    came = context.library.origin(installed)
    if address is None and came is None:
        how = (
            "It came with zgcquiz, and is updated with it" if installed.shipped else "It isn't known where it came from"
        )
        raise ZgcError("no-origin", f"{id}: {how}.", f"Name a newer edition: zgcquiz pack update {id} PATH")
    edition = obtain(context, address or (came.address if came else ""))
    if edition.pack.info.id != id:
        raise ZgcError(
            "other-pack",
            f"{address or 'What is there now'} is the pack '{edition.pack.info.id}', not '{id}'.",
            f"To have both: {command('pack', 'add', path_word(address or (came.address if came else '')))}",
        )
    old = look(installed.root)
    edition = with_former_ids(edition, _carried(old.pack, edition.pack))
    found = diff(old.pack, edition.pack)
    sync_cards(context, select(context, id))

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


def carry_out(context: AppContext, plan: UpdatePlan, *, renames: Mapping[str, str], forget: Collection[str]) -> Update:
    """Put the newer edition in the place of the installed one.

    renames: new ids to the old ones whose history is to follow; forget: ids of the new edition that start anew.
    Raises ZgcError where an id is unknown, or the library can't be written; then nothing is changed.
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
        context.library.put(plan.id, edition.contents, single=single, origin=origin, instead=instead)
    sync_cards(context, select(context, plan.id))
    if forget:
        now = context.clock()
        device, next_id = context.log.device, context.identifiers.next
        context.log.restart(plan.id, [Restart(next_id(now.ms), device, now, Ref(plan.id, item)) for item in forget])
    return Update(
        plan.id, "unchanged" if plan.unchanged else "updated", plan.diff, origin, tuple(renames.items()), tuple(forget)
    )


def with_former_ids(edition: Edition, former: Mapping[str, Sequence[str]]) -> Edition:
    """The edition, its files naming former ids that they don't name yet."""
    if not former:
        return edition
    from zgcquiz.formats.native.edits.former_ids import add_former_ids

    files = add_former_ids(edition.files, former)
    pack, _ = read_pack(files)
    for item, before in zip(pack.items, edition.pack.items, strict=True):
        rest = replace(item, formerly=before.formerly) == before
        if not rest or set(item.formerly) != {*before.formerly, *former.get(item.id, ())}:
            raise ZgcError(
                "cant-edit",
                f"The question {item.id} can't be given its former ids where it stands.",
                f"Write 'formerly: [{', '.join(former.get(item.id, ()))}]' into a copy, and update from that.",
            )
    return replace(edition, pack=pack, files=files)


def _known_before(found: PackDiff, id: str, known: Callable[[str], bool]) -> bool:
    """An item has a history, under the id that it had in the older edition."""
    renamed = {change.id: change.old_id for change in found.of(ChangeKind.RENAMED)}
    return known(renamed.get(id, id))


def _carried(old: Pack, new: Pack) -> dict[str, list[str]]:
    """Former ids that the installed copy has and the newer edition lacks: those that an update has put there."""
    taken = {name for item in new.items for name in (item.id, *item.formerly)}
    before = {item.id: item.formerly for item in old.items}
    carried = {item.id: [name for name in before.get(item.id, ()) if name not in taken] for item in new.items}
    return {id: names for id, names in carried.items() if names}

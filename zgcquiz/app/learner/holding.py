"""Suspend, bury and resume items, and list held ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, no_question, select, sync_cards
from zgcquiz.core.log.hold import Held, HeldItem, Hold, HoldChange, held_until, is_change
from zgcquiz.core.log.review import Ref
from zgcquiz.core.markup.items import stem_line
from zgcquiz.store.packs.compiled_pack import CachedPack


def hold_items(context: AppContext, name: str, items: Sequence[str], held: Held) -> HoldChange:
    """Suspend, bury or resume items of a pack; without items, all that are held.

    Raises ZgcError, before anything changes, if an item is unknown.
    """
    selection = select(context, name)
    ((id, pack),) = selection.packs.items()
    named = [Ref(id, item) for item in _resolve(pack, items)]
    sync_cards(context, selection)
    before = context.log.held([id], context.clock())
    refs = named or list(before)
    changed = [ref for ref in refs if is_change(before.get(ref), held)]
    if changed:
        keep_holds(context, changed, held)
    return HoldChange(id, held, tuple(changed), tuple(ref for ref in refs if ref not in changed))


def keep_holds(context: AppContext, refs: Iterable[Ref], held: Held) -> None:
    """Write holds to the log, durably."""
    now = context.clock()
    device, day = context.log.device, held_until(held, now.day)
    context.log.hold(Hold(context.identifiers.next(now.ms), device, now, ref, held, day) for ref in refs)


def held_items(context: AppContext, selection: Selection) -> tuple[HeldItem, ...]:
    """Return the held items, in the order of the packs."""
    sync_cards(context, selection)
    found = []
    for ref, held in context.log.held(selection.ids, context.clock()).items():
        item = selection.item(ref)
        if item is not None:
            found.append(HeldItem(ref, held, stem_line(item)))
    return tuple(found)


def _resolve(pack: CachedPack, ids: Sequence[str]) -> list[str]:
    """Return the present ids of items named by present or former ids, without duplicates."""
    entries = pack.entries()
    known = {former: entry.id for entry in entries for former in entry.formerly}
    known |= {entry.id: entry.id for entry in entries}
    unknown = [item for item in dict.fromkeys(ids) if item not in known]
    if unknown:
        raise no_question(pack.info.id, unknown, known)
    return list(dict.fromkeys(known[item] for item in ids))

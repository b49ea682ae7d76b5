"""Find leeches: items that are forgotten repeatedly."""

from __future__ import annotations

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, sync_cards
from zgcquiz.core.learning.leech import Leech, is_leech, is_named
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.markup.items import stem_line
from zgcquiz.core.packs.pack import Item
from zgcquiz.store.packs.compiled_pack import CachedPack


def leeches(context: AppContext, selection: Selection) -> tuple[Leech, ...]:
    """Return the leeches of the selected packs, the worst first."""
    sync_cards(context, selection)
    held = context.log.held(selection.ids, context.clock())
    thresholds = {id: context.settings(id).leech_lapses for id in selection.packs}
    found = []
    for card in context.log.cards(selection.ids):
        ref, state = card.ref, card.state
        if not isinstance(state, Reviewed) or not is_leech(state.lapses, thresholds[ref.pack]):
            continue
        item = selection.item(ref)
        if item is not None:
            suspended = held.get(ref) is Held.SUSPENDED
            found.append(_leech(context, selection.packs[ref.pack], ref, item, state, suspended))
    return tuple(sorted(found, key=lambda leech: (-leech.lapses, leech.ref)))


def new_leech(
    context: AppContext, pack: CachedPack, ref: Ref, item: Item, before: Card, after: Reviewed
) -> Leech | None:
    """Return the item as a leech if the answer between two states is one to announce it after, otherwise None."""
    lapses = before.lapses if isinstance(before, Reviewed) else 0
    if after.lapses <= lapses or not is_named(after.lapses, context.settings(ref.pack).leech_lapses):
        return None
    return _leech(context, pack, ref, item, after)


def _leech(
    context: AppContext, pack: CachedPack, ref: Ref, item: Item, card: Reviewed, suspended: bool = False
) -> Leech:
    shipped = any(pack.root == installed.root for installed in context.library.installed() if installed.shipped)
    path = None if shipped else str(pack.root)
    return Leech(ref, stem_line(item), card.lapses, card.repetitions, path, suspended)

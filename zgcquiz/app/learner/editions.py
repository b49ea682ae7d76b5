"""Which answers are to another wording of a question than its pack has now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import installed_pack
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item
from zgcquiz.store.packs.compiled_pack import FEW, CachedPack


class AnsweredEditions:
    """Counts answers by question and wording."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))

    def add(self, review: Review) -> None:
        if review.fingerprint and not review.void:
            self._counts[review.ref.pack][review.ref.item][review.fingerprint] += 1

    def others(self, context: AppContext) -> dict[str, dict[str, int]]:
        """Return how many of the answers are to another wording, by pack and question, as far as the packs are
        installed and can be used."""
        found: dict[str, dict[str, int]] = {}
        for id, questions in self._counts.items():
            installed = installed_pack(context, id)
            try:
                items = _items(context.pack_cache.open(installed.root), questions) if installed else ()
            except ZgcError:  # what is wrong with a pack is told by the commands that need it
                continue
            for item in items:
                answered = [questions[name] for name in (item.id, *item.formerly) if name in questions]
                if count := sum(each.total() - each[item.fingerprint] for each in answered):
                    found.setdefault(id, {})[item.id] = count
        return found


def _items(pack: CachedPack, ids: Collection[str]) -> Iterable[Item]:
    """Return the items with some ids, and perhaps others: an id may be a former one."""
    found = [*pack.find(ids)] if len(ids) <= FEW else []
    return found if len(found) == len(ids) else pack.each_item()

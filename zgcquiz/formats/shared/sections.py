"""Group the items of a pack by section."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from zgcquiz.core.packs.pack import Item, PackInfo, Section


def by_section(info: PackInfo, items: Callable[[], Iterable[Item]]) -> Iterator[tuple[Section, Iterator[Item]]]:
    """Yield each section with its items, in the pack's order; the first, without a title, has the items without one.

    items: returns the items, twice; they stay in memory only if those of a section don't stand together. Those of a
    section must be taken before the next one.
    """
    sections = {"": Section("")} | {section.title: section for section in info.sections}
    ranks = {title: rank for rank, title in enumerate(sections)}
    found = array("l", (ranks.setdefault(item.section, len(ranks)) for item in items()))
    counts = Counter(found)
    if all(map(int.__le__, found, islice(found, 1, None))):
        ordered = iter(items())
    else:
        ordered = iter(sorted(items(), key=lambda item: ranks[item.section]))
    for title, rank in ranks.items():
        yield sections.get(title, Section(title)), islice(ordered, counts[rank])

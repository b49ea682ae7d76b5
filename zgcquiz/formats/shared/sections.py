"""Group the items of a pack by section."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.packs.pack import Item, Pack, Section


def by_section(pack: Pack) -> Iterator[tuple[Section, list[Item]]]:
    """Yield each section with its items, in the pack's order; the first, without a title, has the items without one."""
    sections = {"": Section("")} | {section.title: section for section in pack.info.sections}
    found: dict[str, list[Item]] = {title: [] for title in sections}
    for item in pack.items:
        found.setdefault(item.section, []).append(item)
    for title, items in found.items():
        yield sections.get(title, Section(title)), items

"""Write a large pack a part at a time: each is read back before the next is made, so few questions are in memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from zgcquiz.core.packs.pack import Item, Pack, Section
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import PackContent
from zgcquiz.formats.native import read_back, writer
from zgcquiz.formats.shared.sections import by_section

_Part = tuple[tuple[Section, ...], list[Item]]
"""Sections, the first of which may have no title, and all their questions; or some of those of a larger section."""


def write(pack: PackContent) -> tuple[tuple[str, bytes], ...]:
    """Return the same files as `read_back.write`. Raises ZgcError if they differ from the pack, or are too large."""
    files = _files(pack) if _can_be_divided(pack) else None
    if files is None:
        return read_back.write(Pack(pack.info, tuple(pack.items))).files
    read_back.check_limits(files)
    return files


def _can_be_divided(pack: PackContent) -> bool:
    """Return whether no question refers to another one or to its section, and each section has a question."""
    sections = {section.title for section in pack.info.sections}
    if len(pack.items) <= writer.MAX_ITEMS or len(sections) < len(pack.info.sections):
        return False
    ids: set[str] = set()
    for item in pack.items:
        if item.superseded_by or item.formerly or (item.source and item.source.section):
            return False
        sections.discard(item.section)
        ids.add(item.id)
    return not sections and len(ids) == len(pack.items)


def _files(pack: PackContent) -> tuple[tuple[str, bytes], ...] | None:
    """Return the files; None if only some can be written quickly, as all have to be written the same way."""
    head = writer.header(pack.info).encode()
    banks: list[tuple[str, bytes]] = []
    for sections, items in _parts(pack):
        if not banks:
            quickly = not sections[0].title  # otherwise the main file has no question to begin with
        info = replace(pack.info, sections=tuple(section for section in sections if section.title))
        written = read_back.write(Pack(info, tuple(items)), quickly=quickly)
        if banks and quickly and not written.quickly:
            return None
        quickly = written.quickly
        (_, first), *rest = written.files
        if first != head:
            banks.append((writer.label(sections[0]), first.removeprefix(head)))
        banks += [(name.partition("-")[2].removesuffix(".yaml"), content) for name, content in rest]
    return writer.named(head, banks)


def _parts(pack: PackContent) -> Iterator[_Part]:
    """Yield the pack in parts of at most `writer.MAX_ITEMS` questions, or of one section."""
    sections: tuple[Section, ...] = ()
    held: list[Item] = []
    for section, left in by_section(pack.info, lambda: pack.items):
        here = section
        while some := list(islice(left, writer.MAX_ITEMS)):
            if held and len(held) + len(some) > writer.MAX_ITEMS:
                yield sections, held
                sections, held = (), []
            sections, held = (*sections, here), [*held, *some]
            if len(some) == writer.MAX_ITEMS:
                yield sections, held
                sections, held = (), []
            here = Section(section.title)  # its text precedes its first questions only
    if held:
        yield sections, held

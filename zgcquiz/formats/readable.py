"""Hold what comes from elsewhere to what the reader of packs takes.

A reader of another format can find anything in a file: an answer that is accepted beside an option of the same
text, a unit of a question that has no number, a title of blanks. A pack that holds it can't be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zgcquiz.core.flaws.codes import CODES, NOT_CITED
from zgcquiz.core.pack import IN_WORDS, Allowance, Item, Kind, PackInfo, Section, Source
from zgcquiz.core.value import replace
from zgcquiz.core.wording import plain

Lose = Callable[[str, str, int], None]
"""(field, why, how many)"""
MAX_PARAGRAPH = 10**8 - 1


def readable_item(item: Item, clean: Callable[[str], str], lose: Lose) -> Item:
    """Return an item without what its kind has no place for. clean: trims a text."""
    if item.accept:
        item = replace(item, accept=tuple(_accepted(item, lose)))
    if item.kind is not Kind.NUMERIC:
        for key in ("tolerance", "unit"):
            if getattr(item, key):
                lose(key, "it is for numbers", 1)
                item = replace(item, **{key: 0.0 if key == "tolerance" else ""})
    elif item.unit:
        item = replace(item, unit=clean(item.unit))
    if item.strict and item.kind not in IN_WORDS:
        lose("strict", "it is for answers that are typed in words", 1)
        item = replace(item, strict=())
    if not item.recall and not item.kind.is_choice:
        item = replace(item, recall=True)
    if item.allow:
        item = replace(item, allow=tuple(_allowed(item, clean, lose)))
    if item.source:
        source = item.source
        paragraph = source.paragraph if 0 <= source.paragraph <= MAX_PARAGRAPH else 0
        section, quote = clean(source.section), clean(source.quote)
        item = replace(item, source=replace(source, section=section, quote=quote, paragraph=paragraph))
    return item


def _accepted(item: Item, lose: Lose) -> Iterator[str]:
    if item.kind in (Kind.MULTIPLE, Kind.TRUE_FALSE):
        lose("accept", "it is for questions with one answer that can be typed", len(item.accept))
        return
    wrong = {plain(option.text) for option in item.options if not option.key}
    for text in item.accept:
        if plain(text) in wrong:
            lose("accept", "it is among the wrong options", 1)
        else:
            yield text


def _allowed(item: Item, clean: Callable[[str], str], lose: Lose) -> Iterator[Allowance]:
    known = {*CODES, NOT_CITED}
    for each in item.allow:
        reason = clean(each.reason)
        if each.code in known and reason:
            known.remove(each.code)
            yield Allowance(each.code, reason)
        else:
            lose("allow", "no known flaw, or no reason", 1)


def readable_info(info: PackInfo, clean: Callable[[str], str], lose: Lose) -> PackInfo:
    """Return what a file says of a pack with its texts trimmed, and each section and switch once."""
    sections: dict[str, str] = {}
    for section in info.sections:
        title, text = " ".join(clean(section.title).split()), clean(section.text)
        if title:
            sections[title] = sections.get(title) or text
    switches = {switch.code: switch for switch in info.check if switch.code in CODES}
    if len(switches) < len(info.check):
        lose("check", "no known flaw", len(info.check) - len(switches))
    return replace(
        info,
        description=clean(info.description),
        language=clean(info.language),
        license=clean(info.license),
        sources=tuple(_source(source, clean) for source in info.sources),
        sections=tuple(Section(title, text) for title, text in sections.items()),
        check=tuple(switches.values()),
    )


def _source(source: Source, clean: Callable[[str], str]) -> Source:
    return replace(source, **{key: clean(getattr(source, key)) for key in Source.__struct_fields__ if key != "id"})

"""Cleans up imported values that the pack reader would refuse.

A file in another format can hold anything: an accepted answer that equals a wrong option, a unit without a number, a
blank title.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from zgcquiz.core.authoring.flaws.codes import ALLOWABLE, CODES
from zgcquiz.core.authoring.unnamed_language import FOLLOW, other_readings, unnamed_language
from zgcquiz.core.languages import english_name
from zgcquiz.core.packs.pack import (
    IN_WORDS,
    MAX_CHARACTERS,
    MAX_ENTRIES,
    MAX_LINE,
    Allowance,
    Item,
    Kind,
    PackInfo,
    Section,
    Source,
)
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.shared.identifiers import LONGEST, is_slug, slug


class Lose(Protocol):
    """Counts losses."""

    def __call__(self, field: str, why: str = "", count: int = 1) -> None: ...


MAX_PARAGRAPH = 10**8 - 1
_SHORT = min(MAX_LINE, *MAX_CHARACTERS.values())


def size_of(item: Item) -> int:
    """Return how many characters an item has. Raise UnusableError if a text or a list is longer than a pack holds."""
    texts = [item.stem, item.explanation, item.id, item.section, item.unit, item.fact, item.as_of, item.valid_until]
    texts += (*item.accept, *item.tags, *item.formerly)
    for option in item.options:
        texts += (option.text, option.feedback)
    if len(texts) > MAX_ENTRIES or item.source or item.allow:
        return _checked_size(item)
    sizes = [*map(len, texts)]
    return sum(sizes) if max(sizes) <= _SHORT else _checked_size(item)


def _checked_size(item: Item) -> int:
    """Return the same as `size_of`, which leaves only long items to this."""
    size = _bounded("the question", item.stem, "question")
    size += _bounded("the explanation", item.explanation, "explanation")
    for option in item.options:
        size += _bounded("an option", option.text, "options") + _bounded("a feedback", option.feedback, "feedback")
    for text in item.accept:
        size += _bounded("an accepted answer", text, "accept")
    if item.source:
        size += _bounded("the quote", item.source.quote, "quote")
    for text in (item.id, item.section, item.unit, item.fact, item.as_of, item.valid_until, *item.tags):
        size += _bounded("a section, tag or other short text", text, "")
    for text in (*item.formerly, item.source.section if item.source else "", *(each.reason for each in item.allow)):
        size += _bounded("a section, tag or other short text", text, "")
    for entries in (item.options, item.accept, item.tags, item.formerly):
        if len(entries) > MAX_ENTRIES:
            raise UnusableError(f"it has {len(entries):,} options, tags or other entries of one kind, too many")
    return size


def _bounded(what: str, text: str, key: str) -> int:
    most = MAX_CHARACTERS.get(key, MAX_LINE)
    if len(text) > most:
        raise UnusableError(f"{what} has {len(text):,} characters, more than the {most:,} that a pack holds")
    return len(text)


def readable_item(item: Item, lose: Lose) -> Item:
    """Return an item without the fields that do not apply to its kind."""
    if item.accept:
        item = replace(item, accept=tuple(_accepted(item, lose)))
    if item.kind is not Kind.NUMERIC:
        for key in ("tolerance", "unit"):
            if getattr(item, key):
                lose(key, "it is for numbers")
                item = replace(item, **{key: 0.0 if key == "tolerance" else ""})
    elif item.unit:
        item = replace(item, unit=trim(item.unit))
    if item.strict and item.kind not in IN_WORDS:
        lose("strict", "it is for answers that are typed in words")
        item = replace(item, strict=())
    if not item.recall and not item.kind.is_choice:
        item = replace(item, recall=True)
    if item.allow:
        item = replace(item, allow=tuple(_allowed(item, lose)))
    if item.source:
        source = item.source
        paragraph = source.paragraph if 0 <= source.paragraph <= MAX_PARAGRAPH else 0
        section, quote = trim(source.section), trim(source.quote)
        item = replace(item, source=replace(source, section=section, quote=quote, paragraph=paragraph))
    return item


def _accepted(item: Item, lose: Lose) -> Iterator[str]:
    from zgcquiz.core.text.wording import option_form

    if item.kind in (Kind.MULTIPLE, Kind.TRUE_FALSE):
        lose("accept", "it is for questions with one answer that can be typed", len(item.accept))
        return
    wrong = {option_form(option.text, item.strict) for option in item.options if not option.key}
    for text in item.accept:
        if option_form(text, item.strict) in wrong:
            lose("accept", "it is among the wrong options")
        else:
            yield text


def _allowed(item: Item, lose: Lose) -> Iterator[Allowance]:
    known = {*ALLOWABLE}
    for each in item.allow:
        reason = trim(each.reason)
        if each.code in known and reason:
            known.remove(each.code)
            yield Allowance(each.code, reason)
        else:
            lose("allow", "no known flaw, or no reason")


def readable_info(info: PackInfo, lose: Lose) -> PackInfo:
    """Return a pack's metadata with trimmed texts, and without duplicate sections, unknown rules and too long texts."""

    def text_of(field: str, text: str) -> str:
        text = trim(text)
        if len(text) > MAX_CHARACTERS.get(field, MAX_LINE):
            lose(field, "it is too long for a pack")
            return ""
        return text

    sections: dict[str, str] = {}
    for section in info.sections:
        title, text = text_of("section", one_line(section.title)), text_of("text", section.text)
        if title:
            sections[title] = sections.get(title) or text
    switches = {switch.code: switch for switch in info.check if switch.code in CODES}
    if len(switches) < len(info.check):
        lose("check", "no known flaw", len(info.check) - len(switches))
    return replace(
        info,
        title=text_of("title", info.title),
        description=text_of("description", info.description),
        language=text_of("language", info.language),
        license=text_of("license", info.license),
        sources=tuple(_source(source, text_of) for source in info.sources),
        sections=tuple(Section(title, text) for title, text in sections.items()),
        check=tuple(switches.values()),
    )


def _source(source: Source, text_of: Callable[[str, str], str]) -> Source:
    names = [name for name in Source.__struct_fields__ if name != "id"]
    return replace(source, **{name: text_of(name, getattr(source, name)) for name in names})


def trimmed(item: Item) -> Item:
    """Return an item with trimmed texts, its fact as a slug, and no duplicate tags and accepted answers."""
    lists = item.tags + item.accept
    texts = [item.id, item.stem, item.explanation, item.section, *lists]
    for option in item.options:
        texts += (option.text, option.feedback)
    if is_plain(texts) and not item.fact and "" not in lists and len({*lists}) == len(lists):
        return item  # as most are
    return _trimmed(item)


def _trimmed(item: Item) -> Item:
    """Return the same as `trimmed`, which leaves only items to this that may change."""
    return replace(
        item,
        id=one_line(item.id),
        stem=trim(item.stem),
        options=tuple(
            replace(option, text=trim(option.text), feedback=trim(option.feedback)) for option in item.options
        ),
        explanation=trim(item.explanation),
        section=one_line(item.section),
        fact=item.fact if not item.fact or is_slug(item.fact) else slug(item.fact)[:LONGEST],
        tags=_lines(item.tags),
        accept=_lines(item.accept),
    )


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in map(one_line, texts) if line))


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(trim(text).split())


def trim(text: str) -> str:
    """Return a text without outer blanks, carriage returns and lone surrogates, which UTF-8 cannot encode."""
    text = text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() or not any(unicodedata.category(character) == "Cs" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_plain(texts: Sequence[str]) -> bool:
    """Return whether each text is one line of ASCII, without outer blanks or runs of blanks."""
    whole = "|".join(texts)
    return has_plain_characters(whole) and " |" not in whole and "| " not in whole and whole == whole.strip()


def has_plain_characters(text: str) -> bool:
    """Return whether a text is one line of ASCII without runs of blanks."""
    return text.isascii() and text.isprintable() and "  " not in text


def with_language(
    info: PackInfo | None, items: Sequence[Item], note: Callable[[str], None], *, keeps_numbers: bool
) -> PackInfo | None:
    """Return metadata with the language that the items are plainly in, if the file names none, and note it, and numbers
    that the language writes in another way.

    keeps_numbers: they are as their author typed them, and would be read otherwise: the language is only noted.
    """
    language = unnamed_language(info, items)
    if not language:
        return info
    for key, value, other in other_readings(items, language):
        if value is not None and other is not None:
            may = f"in {english_name(language)} it may mean {write_number(other)}"
            note(f"'{key}' was read as {write_number(value)}; {may}")
    if keeps_numbers:
        note(f"its texts are in {english_name(language)}: add 'language: {language}' to the pack; {FOLLOW}")
        return info
    note(f"its texts are in {english_name(language)}, so the pack has 'language: {language}'; {FOLLOW}")
    return replace(info or PackInfo("", ""), language=language)


def numbers_in_language(item: Item, before: str, language: str) -> Item:
    """Return an item of a pack in one language for a pack in another: the numbers of its answers keep their values."""
    if item.kind is not Kind.NUMERIC or before == language:
        return item
    from zgcquiz.core.text.number_writing import in_language, plain_number

    def written(text: str) -> str:
        number = plain_number(text, before)
        return in_language(number, language) if number else text

    options = tuple(replace(option, text=written(option.text)) for option in item.options)
    return replace(item, options=options, accept=tuple(map(written, item.accept)))

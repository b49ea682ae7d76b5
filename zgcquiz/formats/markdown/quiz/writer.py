"""Write a pack as a Markdown quiz."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Citation, Item, Kind, PackInfo, Source
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import Capacity, Fitted, fit
from zgcquiz.formats.exchange.contract import PLAIN, ExchangeOptions, PackContent, Written, encoded, lines_of
from zgcquiz.formats.markdown.marked_text import FLATTENED, keeps_formatting, marked_lines
from zgcquiz.formats.markdown.numbering import is_numbered
from zgcquiz.formats.markdown.paragraphs import fence_of
from zgcquiz.formats.markdown.quiz.answered_lists import LETTERED
from zgcquiz.formats.markdown.quiz.item import number_in
from zgcquiz.formats.markdown.text import block as plain_block
from zgcquiz.formats.markdown.text import comments, escape
from zgcquiz.formats.shared.sections import by_section

_CAPACITY = Capacity(
    kinds=frozenset(Kind),
    fields=frozenset(
        {
            "title", "description", "language", "license", "sources", "section", "study text", "explanation",
            "feedback", "order", "pinned", "pinned order", "lines", "spaces", "accept", "choice accept",
            "number accept", "recall", "strict", "tolerance", "unit", "tags", "fact", "as_of", "valid_until",
            "source", "formerly", "draft", "superseded_by", "allow", "markup",
        }
    ),
)  # fmt: skip


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return the pack with a heading for each section and question, and metadata in comments."""
    fitted = fit(pack, _CAPACITY, "Markdown")
    lines = lines_of(_lines(fitted, lambda number: options.progress(number, len(pack.items))))
    return Written(encoded(lines), fitted.lost)


def _lines(fitted: Fitted, progress: Callable[[int], None]) -> Iterator[str]:
    info = fitted.info
    about = [("pack", info.id), ("language", info.language), ("license", info.license)]
    about += [] if info.markup else [("markup", PLAIN)]
    yield f"# {_literal(escape(info.title))}"
    yield comments(about)
    yield from (comments([("source", _json(source))]) for source in info.sources)
    yield ""
    if info.description:
        yield from (*block(info.description), "")
    number = 0
    for section, inside in by_section(info, fitted.items):
        if section.title:
            yield from (f"## {_literal(escape(section.title))}", "")
        if section.text:
            yield from (*block(section.text), "")
        for item in inside:
            number += 1
            if number % 500 == 0:
                progress(number)
            if item.markup and not all(map(keeps_formatting, _marked_texts(item))):
                fitted.losses.of(item.id)
                fitted.losses.add("formatting", FLATTENED)
            yield from _item(item, number, info)


def _marked_texts(item: Item) -> Iterator[str]:
    """Yield the texts of an item that are written with their markup."""
    yield from (item.stem, item.explanation)
    for option in item.options if item.kind.is_choice else ():
        yield from (option.text, option.feedback)


def _literal(line: str) -> str:
    """Escape a line that would be read as a question's number or an option's letter."""
    return f"&#{ord(line[0])};{line[1:]}" if is_numbered(line) or LETTERED.fullmatch(line) else line


def block(text: str) -> list[str]:
    """Return a text as lines of Markdown of which none outside code is read as the start of a question."""
    return _as_text(plain_block(text))


def _item_block(text: str, item: Item) -> list[str]:
    """Return the same of a text of an item, with its markup."""
    return _as_text(marked_lines(text)) if item.markup else block(text)


def _as_text(lines: list[str]) -> list[str]:
    fence = ""
    for at, line in enumerate(lines):
        if fence:
            fence = "" if line == fence else fence
        elif not (fence := fence_of(line)):
            lines[at] = _literal(line)
    return lines


def _item(item: Item, number: int, info: PackInfo) -> Iterator[str]:
    stem = _item_block(item.stem, item)
    yield f"#### Q{number}. {stem[0]}"
    yield comments(_meta(item))
    yield from stem[1:]
    if stem[1:]:
        yield ""
    yield from _options(item) if item.kind.is_choice else _answers(item)
    if item.explanation:
        first, *more = _item_block(item.explanation, item)
        yield from ("", f"**Explanation:** {first}", *more)
    if item.source:
        yield from ("", f"**Source:** {escape(info.cite(item.source))}")
    yield ""


def _meta(item: Item) -> Iterator[tuple[str, str]]:
    yield "id", item.id
    if item.kind is Kind.MULTIPLE and len(item.keys) == 1:
        yield "kind", item.kind.value
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE) and not item.drawn:
        yield "order", "fixed"
    yield from ((name, getattr(item, name)) for name in ("fact", "as_of", "valid_until", "superseded_by"))
    yield from (("pinned", str(at)) for at, option in enumerate(item.options, 1) if option.pinned)
    yield from (("tag", tag) for tag in item.tags)
    yield from (("accept", text) for text in item.accept if item.kind.is_choice)
    yield from (("strict", word) for word in item.strict)
    yield from (("formerly", id) for id in item.formerly)
    yield from (("allow", f"{each.code} {each.reason}") for each in item.allow)
    yield "recall", "" if item.recall else "no"
    yield "draft", "yes" if item.draft else ""
    if item.source:
        here = item.source.section == item.section
        yield "cite", _json(replace(item.source, section="") if here else item.source)


def _options(item: Item) -> Iterator[str]:
    for option in item.options:
        text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
        first, *more = _item_block(text, item) if item.kind is not Kind.TRUE_FALSE else block(text)
        yield f"- [{'x' if option.key else ' '}] {first}"
        yield from _prefixed("  ", more)
        if option.feedback:
            yield from _prefixed("  > ", _item_block(option.feedback, item))


def _answers(item: Item) -> Iterator[str]:
    if item.kind is Kind.TYPED:
        yield f"**Answer:** {escape(item.keys[0].text)}"
    else:
        key, unit = item.keys[0].text, f" {item.unit}" if item.unit else ""
        has_margin = item.tolerance or number_in(key + unit) != (key, "", item.unit)
        off = f" ± {write_number(item.tolerance)}" if has_margin else ""
        yield f"**Number:** {key}{off}{escape(unit)}"
    for text in item.accept:
        yield from ("", f"**Accept:** {escape(text)}")


def _prefixed(prefix: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield f"{prefix}{line}" if line else prefix.rstrip(" ")


def _json(value: Source | Citation) -> str:
    fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
    return json.dumps({name: field for name, field in fields if field}, ensure_ascii=False)

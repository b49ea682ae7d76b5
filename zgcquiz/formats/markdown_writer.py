"""Markdown quizzes: writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zgcquiz.core.pack import Item, Kind, Pack
from zgcquiz.core.review import Review
from zgcquiz.formats.capacity import Capacity, fit
from zgcquiz.formats.exchange import ExchangeOptions, Written
from zgcquiz.formats.markdown_lines import ASKING
from zgcquiz.formats.markdown_text import block, escape

_CAPACITY = Capacity(
    kinds=frozenset(Kind),
    fields=frozenset(
        {
            "title", "description", "language", "license", "section",
            "study text", "explanation", "feedback", "order", "lines", "spaces",
            "accept", "tolerance", "unit", "tags", "fact", "as_of", "valid_until",
        }
    ),
)  # fmt: skip


def write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    """A pack as Markdown: a heading for each section and question, what readers needn't see in comments."""
    fitted = fit(pack, _CAPACITY, "Markdown")
    info, items = fitted.pack.info, fitted.pack.items
    about = {"pack": info.id, "language": info.language, "license": info.license}
    lines = [f"# {_heading(info.title)}", _comments(about.items()), ""]
    if info.description:
        lines += [*block(info.description), ""]
    texts = {"": ""} | {section.title: section.text for section in info.sections}
    grouped: dict[str, list[Item]] = {title: [] for title in texts}
    for item in items:
        grouped.setdefault(item.section, []).append(item)
    number = 0
    for title, inside in grouped.items():
        if title:
            lines += [f"## {_heading(title)}", ""]
        if texts.get(title):
            lines += [*block(texts[title]), ""]
        for item in inside:
            number += 1
            if number % 500 == 0:
                options.progress(number, len(items))
            lines += _item(item, number)
    return Written("\n".join(lines).encode("utf-8", "replace"), fitted.lost)


def _heading(text: str) -> str:
    """A title as a heading that can't be taken for a question's."""
    line = escape(text)
    return f"&#{ord(line[0])};{line[1:]}" if ASKING.match(line) else line


def _item(item: Item, number: int) -> Iterator[str]:
    stem = block(item.stem)
    yield f"#### Q{number}. {stem[0]}"
    yield _comments(_meta(item))
    yield from stem[1:]
    if stem[1:]:
        yield ""
    if item.kind.is_choice:
        yield from _options(item)
    else:
        yield from _answers(item)
    if item.explanation:
        first, *more = block(item.explanation)
        yield ""
        yield f"**Explanation:** {first}"
        yield from more
    yield ""


def _meta(item: Item) -> Iterator[tuple[str, str]]:
    yield "id", item.id
    if item.kind is Kind.MULTIPLE and len(item.keys) == 1:
        yield "kind", item.kind.value
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE) and not item.drawn:
        yield "order", "fixed"
    for name in ("fact", "as_of", "valid_until"):
        if value := getattr(item, name):
            yield name, value
    for tag in item.tags:
        yield "tag", tag


def _options(item: Item) -> Iterator[str]:
    for option in item.options:
        text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
        first, *more = block(text)
        yield f"- [{'x' if option.key else ' '}] {first}"
        yield from _set_in("  ", more)
        if option.feedback:
            yield from _set_in("  > ", block(option.feedback))


def _answers(item: Item) -> Iterator[str]:
    if item.kind is Kind.TYPED:
        yield f"**Answer:** {escape(item.keys[0].text)}"
    else:
        off = f" ± {item.tolerance!r}" if item.tolerance or item.unit.startswith("±") else ""
        unit = f" {item.unit}" if item.unit else ""
        yield f"**Number:** {escape(item.keys[0].text + off + unit)}"
    for text in item.accept:
        yield ""
        yield f"**Accept:** {escape(text)}"


def _set_in(indent: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield f"{indent}{line}" if line else indent.rstrip(" ")


def _comments(pairs: Iterable[tuple[str, str]]) -> str:
    said = ((name, value.replace("&", "&amp;").replace(">", "&gt;")) for name, value in pairs if value)
    return " ".join(f"<!-- {name}: {value} -->" for name, value in said)

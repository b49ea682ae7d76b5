"""Write text2qti's plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Kind, Pack
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import span
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses, Written
from zgcquiz.formats.markdown.text import block
from zgcquiz.formats.native.values import canonical_option
from zgcquiz.formats.shared.sections import by_section

_FIELDS = frozenset(
    {
        "title", "description", "language", "license", "section",
        "study text", "explanation", "feedback", "lines", "spaces", "accept",
        "tolerance", "tags", "fact",
    }
)  # fmt: skip
_INTEGER = re.compile(r"[+-]?[1-9][0-9]*")
_MIN_NUMBER = 1e-4
"""text2qti rejects a number whose range comes nearer to zero than this."""


def write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    """Return a pack as text2qti's text: a text region for each section, ids and tags in comments."""
    losses = Losses()
    pack = Pack(pack.info, tuple(_accepted(pack.items, losses)))
    shuffled = any(item.drawn for item in pack.items)
    fields = _FIELDS if shuffled else _FIELDS | {"order"}
    fitted = fit(pack, Capacity(frozenset(Kind), fields, tabs=False), "text2qti")
    info = fitted.pack.info
    about = {"pack": info.id, "language": info.language, "license": info.license}
    lines = [f"% {name}: {_one_line(value)}" for name, value in about.items() if value]
    lines += [f"Quiz title: {_one_line(info.title)}"]
    if info.description:
        lines += _part("Quiz description: ", info.description, 4)
    if shuffled:
        lines.append("Shuffle answers: true")
    lines.append("")
    number = 0
    for section, inside in by_section(fitted.pack):
        if section.title:
            lines.append(f"Text title: {_one_line(section.title)}")
            lines += _part("Text: ", section.text, 4) if section.text else []
            lines.append("")
        for item in inside:
            number += 1
            if number % 500 == 0:
                options.progress(number, len(fitted.pack.items))
            lines += [*_item(item, number), ""]
    return Written("\n".join(lines).encode("utf-8", "replace"), (*losses.all(), *fitted.lost))


def _accepted(items: tuple[Item, ...], losses: Losses) -> Iterator[Item]:
    """Yield the items that text2qti accepts: it fails on repeated question texts and on numbers near zero."""
    seen: set[str] = set()
    for item in items:
        stem = canonical_option(item.stem)
        if item.kind is Kind.NUMERIC and min(map(abs, span(item.keys[0].text, item.tolerance))) < _MIN_NUMBER:
            losses.add(QUESTION, "text2qti rejects a number whose range comes nearer to zero than 0.0001")
        elif stem in seen:
            losses.add(QUESTION, "text2qti rejects two questions with the same text")
        else:
            seen.add(stem)
            yield item


def _item(item: Item, number: int) -> Iterator[str]:
    yield f"% id: {item.id}"
    if item.fact:
        yield f"% fact: {item.fact}"
    for tag in item.tags:
        yield f"% tag: {tag}"
    yield from _part(f"{number}. ".ljust(4), item.stem)
    if item.explanation:
        yield from _part("... ", item.explanation)
    if item.kind is Kind.TYPED:
        for text in (item.keys[0].text, *item.accept):
            yield f"*   {text}"
    elif item.kind is Kind.NUMERIC:
        text = item.keys[0].text
        exact = not item.tolerance and _INTEGER.fullmatch(text)
        yield f"=   {text}" if exact else f"=   {text} +- {write_number(item.tolerance)}"
    else:
        yield from _options(item)


def _options(item: Item) -> Iterator[str]:
    for at, option in enumerate(item.options):
        if item.kind is Kind.MULTIPLE:
            mark = "[*] " if option.key else "[ ] "
        else:
            letter = chr(ord("a") + at % 26)
            mark = f"*{letter}) " if option.key else f"{letter})  "
        yield from _part(mark, option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text)
        if option.feedback:
            yield from _part("... ", option.feedback)


def _part(mark: str, text: str, indent: int = 0) -> Iterator[str]:
    """Yield a mark and its text, with further lines indented by the width of the mark, or by `indent`."""
    first, *more = block(text)
    yield mark + first
    blanks = " " * (indent or len(mark))
    for line in more:
        yield blanks + line if line else ""


def _one_line(text: str) -> str:
    """Return a text on one line, for titles, which are not Markdown."""
    return " ".join(text.split("\n"))

"""Write text2qti's plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import compress

from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.items import said
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import span
from zgcquiz.formats.exchange.capacity import Capacity, Fitted, fit
from zgcquiz.formats.exchange.contract import PLAIN, ExchangeOptions, Losses, PackContent, Written, encoded, lines_of
from zgcquiz.formats.markdown.marked_text import FLATTENED, keeps_formatting, marked_lines
from zgcquiz.formats.markdown.text import block
from zgcquiz.formats.native.values import canonical_option
from zgcquiz.formats.shared.sections import by_section

_FIELDS = frozenset(
    {
        "title", "description", "language", "license", "section",
        "study text", "explanation", "feedback", "lines", "spaces", "accept",
        "tolerance", "tags", "fact", "markup",
    }
)  # fmt: skip
_INTEGER = re.compile(r"[+-]?[1-9][0-9]*")
_MIN_NUMBER = 1e-4
"""text2qti rejects a number whose range comes nearer to zero than this."""


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return a pack as text2qti's text: a text region for each section, ids and tags in comments."""
    accepted = _Accepted(pack.items)
    shuffled = any(item.drawn for item in _Accepted(pack.items))
    fields = _FIELDS if shuffled else _FIELDS | {"order"}
    fitted = fit(pack, Capacity(frozenset(Kind), fields, tabs=False), "text2qti", accepted)
    lines = lines_of(_lines(fitted, shuffled, lambda number: options.progress(number, len(pack.items))))
    return Written(encoded(lines), lambda: (*accepted.losses.all(), *fitted.lost()))


def _lines(fitted: Fitted, shuffled: bool, progress: Callable[[int], None]) -> Iterator[str]:
    info = fitted.info
    about = {"pack": info.id, "language": info.language, "license": info.license}
    about |= {} if info.markup else {"markup": PLAIN}
    yield from (f"% {name}: {_one_line(value)}" for name, value in about.items() if value)
    yield f"Quiz title: {_one_line(info.title)}"
    if info.description:
        yield from _part("Quiz description: ", block(info.description), 4)
    if shuffled:
        yield "Shuffle answers: true"
    yield ""
    number = 0
    for section, inside in by_section(info, fitted.items):
        if section.title:
            yield f"Text title: {_one_line(section.title)}"
            yield from _part("Text: ", block(section.text), 4) if section.text else ()
            yield ""
        for item in inside:
            number += 1
            if number % 500 == 0:
                progress(number)
            if item.markup:
                _count_flattened(item, fitted.losses)
            yield from _item(item, number)
            yield ""


def _count_flattened(item: Item, losses: Losses) -> None:
    """Count what `_block` doesn't keep of an item's markup."""
    options = item.options if item.kind.is_choice else ()
    texts = [item.stem, item.explanation, *(text for each in options for text in (each.text, each.feedback))]
    if not all(map(keeps_formatting, texts)):
        losses.add("formatting", FLATTENED)
    if any(text and not marked_lines(text)[0] for text in texts):
        losses.add("formatting", "a text that begins with code is plain there")
    losses.add("tabs", "lines begin with spaces there", sum("\t" in text for text in texts))


class _Accepted:
    """The items that text2qti accepts: it fails on repeated question texts and on numbers near zero.

    losses: what is left out, counted the first time that they are iterated.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = items
        self._kept: bytearray | None = None
        self.losses = Losses()

    def __iter__(self) -> Iterator[Item]:
        if self._kept is not None:
            yield from compress(self._items, self._kept)
            return
        seen: set[bytes] = set()
        kept = bytearray()
        for item in self._items:
            self.losses.of(item.id)
            stem = _digest(canonical_option(item.stem))
            near_zero = item.kind is Kind.NUMERIC and (
                min(map(abs, span(item.keys[0].text, item.tolerance))) < _MIN_NUMBER
            )
            kept.append(not near_zero and stem not in seen)
            if near_zero:
                self.losses.add(QUESTION, "text2qti rejects a number whose range comes nearer to zero than 0.0001")
            elif stem in seen:
                self.losses.add(QUESTION, "text2qti rejects two questions with the same text")
            else:
                seen.add(stem)
                yield item
        self._kept = kept


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _item(item: Item, number: int) -> Iterator[str]:
    yield f"% id: {item.id}"
    if item.fact:
        yield f"% fact: {item.fact}"
    for tag in item.tags:
        yield f"% tag: {tag}"
    yield from _part(f"{number}. ".ljust(4), _block(item.stem, item))
    if item.explanation:
        yield from _part("... ", _block(item.explanation, item))
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
        is_truth = item.kind is Kind.TRUE_FALSE
        yield from _part(mark, block(option.text.capitalize()) if is_truth else _block(option.text, item))
        if option.feedback:
            yield from _part("... ", _block(option.feedback, item))


def _block(text: str, item: Item) -> list[str]:
    """Return a text of an item as lines of Markdown, of which the first is not empty: text2qti needs a text there."""
    if item.markup and (lines := marked_lines(text))[0]:
        return [line.expandtabs(4) for line in lines]
    return block(said(text, item))


def _part(mark: str, lines: Sequence[str], indent: int = 0) -> Iterator[str]:
    """Yield a mark and its text, with further lines indented by the width of the mark, or by `indent`."""
    first, *more = lines
    yield mark + first
    blanks = " " * (indent or len(mark))
    for line in more:
        yield blanks + line if line else ""


def _one_line(text: str) -> str:
    """Return a text on one line, for titles, which are not Markdown."""
    return " ".join(text.split("\n"))

"""Write a pack as a CSV file that any spreadsheet program opens, with one question per row."""

from __future__ import annotations

import json
import marshal
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import islice
from operator import attrgetter, itemgetter
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.formats import limits
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, PackContent, Written
from zgcquiz.formats.tables.rows import weight_of

_CAPACITY = Capacity(
    frozenset(Kind),
    frozenset(
        {
            "explanation", "section", "tags", "fact", "formerly", "as_of", "valid_until", "draft", "superseded_by",
            "accept", "choice accept", "number accept", "strict", "recall", "tolerance", "unit", "order", "lines",
            "spaces",
        }
    ),
)  # fmt: skip
_FORMULA = re.compile(r"\s*[=+@\uff1d\uff0b\uff20\uff0d-]|['\t\r\n]")
"""Starts of texts that a spreadsheet may evaluate; some skip spaces, and some accept full-width signs."""
GUARDED = re.compile(r"'(?=\s*[=+@\uff1d\uff0b\uff20\uff0d-]|['\t\r\n])")
"""An apostrophe that keeps spreadsheets from evaluating a text as a formula."""
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?%?")
"""Numbers are harmless and need no apostrophe."""
_TEXTS = ("explanation", "section", "fact", "as of", "valid until", "unit", "superseded by")
_LISTS = ("accept", "strict", "tags", "formerly")
_texts_of, _lists_of = (attrgetter(*(name.replace(" ", "_") for name in names)) for names in (_TEXTS, _LISTS))
_IN_MEMORY = 1 << 20
_BATCH = 500
"""Rows that are held and written together."""

_Row = tuple[tuple[str, ...], list[str]]
"""The headings of a row's non-empty cells, and these cells as the table has them."""


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return the table as UTF-8 with a byte order mark, by which Excel recognises the encoding."""
    fitted = fit(pack, _CAPACITY, "a table")
    return Written(_table(map(_row, fitted.items())), fitted.lost)


def _table(rows: Iterable[_Row]) -> Iterator[bytes]:
    """Yield the table. The headings come first, and any row may need another one: so the rows are held until the last.

    Raises OSError if there is no room for them.
    """
    shapes: dict[tuple[str, ...], int] = {}
    sizes: list[int] = []
    rows_made = filled = 0
    with cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY)) as held:
        left = iter(rows)
        while some := [(shapes.setdefault(names, len(shapes)), cells) for names, cells in islice(left, _BATCH)]:
            sizes.append(held.write(marshal.dumps(some)))
            rows_made += len(some)
            filled += sum([len(cells) for _, cells in some])
        held.seek(0)
        names = _order({name for shape in shapes for name in shape})
        width = len(names)
        weight = rows_made * weight_of(width, width) + filled * (weight_of(1, 0) - weight_of(1, 1))
        if weight + weight_of(width, 0) > limits.MAX_CELLS * weight_of(1, 0):
            raise limits.beyond(f"{limits.MAX_CELLS:,} cells")
        spread = [itemgetter(*(shape.index(name) if name in shape else -1 for name in names)) for shape in shapes]
        yield f"\ufeff{','.join(names)}\r\n".encode()
        for size in sizes:
            lines = [",".join(spread[shape]((*cells, ""))) for shape, cells in marshal.loads(held.read(size))]
            yield ("\r\n".join(lines) + "\r\n").encode("utf-8", "replace")


def _row(item: Item) -> _Row:
    names = ["id", "kind", "question"]
    cells = [item.id, item.kind.value, item.stem]

    def add(name: str, text: str) -> None:
        names.append(name)
        cells.append(text)

    if item.kind.is_choice and not item.drawn and item.kind is not Kind.TRUE_FALSE:
        names += _numbered("option", 1, len(item.options))
        cells += [option.text for option in item.options]
        add("correct", ",".join(str(number) for number, option in enumerate(item.options, 1) if option.key))
        add("order", "fixed")
    else:
        keys = [option.text for option in item.options if option.key]
        names += ("answer", *_numbered("answer", 2, len(keys)))[: len(keys)]
        cells += keys
        if item.drawn:
            wrong = [option.text for option in item.options if not option.key]
            names += _numbered("distractor", 1, len(wrong))
            cells += wrong
    for heading, text in zip(_TEXTS, _texts_of(item), strict=True):
        if text:
            add(heading, text)
    for name, texts in zip(_LISTS, _lists_of(item), strict=True):
        if texts:
            add(name, _joined(texts))
    if item.tolerance:
        add("tolerance", write_number(item.tolerance))
    if not item.recall:
        add("recall", "no")
    if item.draft:
        add("draft", "yes")
    return tuple(names), [
        cell_of(text)
        if not text[:1].isalnum() or '"' in text or "\n" in text or "\r" in text
        else f'"{text}"'
        if "," in text
        else text
        for text in cells
    ]  # what `cell_of` returns, without a call for most


def cell_of(text: str) -> str:
    """Return a text as a cell, quoted if it needs it: as `csv` writes it, in a fraction of the time."""
    if not text[:1].isalnum():
        text = _safe(text)
    if '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return f'"{text}"' if "," in text or "\n" in text or "\r" in text else text


@cache
def _numbered(name: str, first: int, last: int) -> tuple[str, ...]:
    return tuple(f"{name} {number}" for number in range(first, last + 1))


def _order(used: set[str]) -> list[str]:
    """Return the headings that are used, in the table's order."""

    def numbered(name: str) -> list[str]:
        return sorted((each for each in used if each.startswith(name)), key=lambda each: (len(each), each))

    names = [
        "id", "kind", "question", "answer", *numbered("answer "), *numbered("distractor "), *numbered("option "),
        "correct", "order", "accept", "strict", "tolerance", "unit", "recall", "explanation", "section", "fact", "tags",
        "formerly", "as of", "valid until", "draft", "superseded by",
    ]  # fmt: skip
    return [name for name in names if name in used]


def _joined(texts: tuple[str, ...]) -> str:
    """Join several texts for one cell with commas, or as a JSON list if a text contains a separator."""
    if any(set(',;\n["') & set(text) for text in texts):
        return json.dumps(texts, ensure_ascii=False)
    return ", ".join(texts)


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that `cell_of` put before it."""
    return cell[1:] if GUARDED.match(cell) else cell


def _safe(text: str) -> str:
    """Return a text that spreadsheets don't evaluate as a formula, with an apostrophe before it, which they hide."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text

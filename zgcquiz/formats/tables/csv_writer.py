"""Write a pack as a CSV file that any spreadsheet program opens, with one question per row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind, Pack
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, Written

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
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?%?")
"""Numbers are harmless and need no apostrophe."""


def write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    """Return the table as UTF-8 with a byte order mark, by which Excel recognises the encoding."""
    fitted = fit(pack, _CAPACITY, "a table")
    rows = [dict(_fields(item)) for item in fitted.pack.items]
    used = {name for row in rows for name in row}
    names = [name for name in _order(used) if name in used]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(row.get(name, "")) for name in names])
    return Written(("\ufeff" + buffer.getvalue()).encode("utf-8", "replace"), fitted.lost)


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    """Yield a row's non-empty cells with their headings."""
    yield "id", item.id
    yield "kind", item.kind.value
    yield "question", item.stem
    if item.kind.is_choice and not item.drawn and item.kind is not Kind.TRUE_FALSE:
        for number, option in enumerate(item.options, 1):
            yield f"option {number}", option.text
        yield "correct", ",".join(str(number) for number, option in enumerate(item.options, 1) if option.key)
        yield "order", "fixed"
    else:
        for number, key in enumerate(item.keys, 1):
            yield "answer" if number == 1 else f"answer {number}", key.text
        for number, option in enumerate(item.distractors if item.drawn else (), 1):
            yield f"distractor {number}", option.text
    for name in ("explanation", "section", "fact", "as_of", "valid_until", "unit", "superseded_by"):
        if getattr(item, name):
            yield name.replace("_", " "), getattr(item, name)
    for name in ("accept", "strict", "tags", "formerly"):
        if getattr(item, name):
            yield name, _joined(getattr(item, name))
    if item.tolerance:
        yield "tolerance", write_number(item.tolerance)
    if not item.recall:
        yield "recall", "no"
    if item.draft:
        yield "draft", "yes"


def _order(used: set[str]) -> list[str]:
    def numbered(name: str) -> list[str]:
        return sorted((each for each in used if each.startswith(name)), key=lambda each: (len(each), each))

    return [
        "id", "kind", "question", "answer", *numbered("answer "), *numbered("distractor "), *numbered("option "),
        "correct", "order", "accept", "strict", "tolerance", "unit", "recall", "explanation", "section", "fact", "tags",
        "formerly", "as of", "valid until", "draft", "superseded by",
    ]  # fmt: skip


def _joined(texts: tuple[str, ...]) -> str:
    """Join several texts for one cell with commas, or as a JSON list if a text contains a separator."""
    if any(set(',;\n["') & set(text) for text in texts):
        return json.dumps(texts, ensure_ascii=False)
    return ", ".join(texts)


def _safe(text: str) -> str:
    """Return a text that spreadsheets don't evaluate as a formula, with an apostrophe before it, which they hide."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text

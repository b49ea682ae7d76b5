"""Load JSON and JSON Lines files, and read the questions in them one by one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from zgcquiz.formats.errors import UnusableError, bad_file
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.limits import MAX_JSON_BYTES
from zgcquiz.formats.untrusted.json_bounds import check_json

Question = TypeVar("Question")

_MAX_DIGITS = 300
"""Maximum digits of a whole number that still fits a double."""


def load(data: bytes, name: str, collector: Collector) -> Any:
    """Return the content of a JSON file, or a list of the objects in JSON Lines.

    Numbers too large for a double are returned as texts. The collector is told of an unusual encoding, and of lines
    that are not valid. Raises ZgcError if the whole file is not valid.
    """
    text = collector.decode(data, MAX_JSON_BYTES)
    check_json(text, name)
    try:
        return json.loads(text, parse_int=_whole, parse_float=_real)
    except json.JSONDecodeError as error:
        entries = _by_line(text, collector) if error.msg == "Extra data" else None
        if entries:
            return entries
        raise bad_file(name, f"not JSON at column {error.colno}: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise bad_file(name, "its values are nested too deeply") from error


def read_entries(
    entries: list[Any],
    read: Callable[[Any], Question],
    collector: Collector,
    options: ExchangeOptions,
    stem_of: Callable[[dict[str, Any]], Any] = lambda entry: entry.get("question"),
) -> Iterator[tuple[Any, Question]]:
    """Yield each entry of a list with the question that `read` returns for it; skip it if that raises UnusableError.

    stem_of: returns the stem that the report on a skipped entry quotes.
    """
    collector.check_count(len(entries))
    for number, entry in enumerate(entries, 1):
        if number % 1000 == 0:
            options.progress(number, len(entries))
        try:
            question = read(entry)
        except UnusableError as error:
            stem = stem_of(entry) if isinstance(entry, dict) else ""
            collector.skip(0, f"question {number}: {error}", stem if isinstance(stem, str) else "")
        else:
            yield entry, question


def _by_line(text: str, collector: Collector) -> list[Any] | None:
    """Return the objects of JSON Lines; None if the file is something else."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not all(line.lstrip().startswith("{") for _, line in lines):
        return None
    found: list[Any] = []
    faults = []
    for number, line in lines:
        try:
            found.append(json.loads(line, parse_int=_whole, parse_float=_real))
        except (ValueError, RecursionError) as error:
            faults.append((number, f"not JSON: {error}", line))
    if not found:
        return None
    for number, reason, line in faults:
        collector.skip(number, reason, line)
    return found


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits

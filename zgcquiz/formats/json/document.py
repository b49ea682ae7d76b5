"""A JSON file to what it holds, or to a message that says where it goes wrong."""

from __future__ import annotations

import json
import math
from typing import Any

from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.collector import Collector

_MOST_DIGITS = 300
"""Of a whole number: doubles go a little further."""


def load(data: bytes, name: str, collector: Collector) -> Any:
    """Return what a file holds, a list where each line is an object of its own (JSON Lines).

    Numbers that are too large for a double come as texts. The collector is told of the file's encoding, and of lines
    that are no JSON. Raises ZgcError where all of it is none.
    """
    text = collector.decode(data)
    try:
        return json.loads(text, parse_int=_whole, parse_float=_real)
    except json.JSONDecodeError as error:
        entries = _by_line(text, collector) if error.msg == "Extra data" else None
        if entries:
            return entries
        raise bad_file(name, f"not JSON at column {error.colno}: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise bad_file(name, "its values are nested too deeply") from error


def _by_line(text: str, collector: Collector) -> list[Any] | None:
    """Return the objects of JSON Lines; None where the file is something else."""
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
    """Return a number, or its digits where no double is as large."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits

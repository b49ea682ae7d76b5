"""A JSON file to what it holds, or to a message that says where it goes wrong."""

from __future__ import annotations

import json
import math
from typing import Any

from zgcquiz.formats.collector import Collector
from zgcquiz.formats.decoding import read_text
from zgcquiz.formats.exchange import bad_file

_MOST_DIGITS = 300
"""Of a whole number: doubles go a little further."""


def load(data: bytes, name: str, collector: Collector) -> Any:
    """Return what a file holds, numbers that are too large for a double as texts; tell the collector of its encoding.

    Raises ZgcError where it is no JSON.
    """
    decoded = read_text(data, name)
    collector.note(decoded.note)
    try:
        return json.loads(decoded.text, parse_int=_whole, parse_float=_real)
    except json.JSONDecodeError as error:
        raise bad_file(name, f"not JSON at column {error.colno}: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise bad_file(name, "its values are nested too deep") from error


def _whole(digits: str) -> int | str:
    """Return a number, or its digits where no double is as large."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits

"""A JSON file to what it holds, or to a message that says where it goes wrong."""

from __future__ import annotations

import json
from typing import Any

from zgcquiz.formats.collector import Collector
from zgcquiz.formats.decoding import read_text
from zgcquiz.formats.exchange import bad_file


def load(data: bytes, name: str, collector: Collector) -> Any:
    """What a file holds; the collector is told of its encoding. Raises ZgcError where it is no JSON."""
    decoded = read_text(data, name)
    collector.note(decoded.note)
    try:
        return json.loads(decoded.text)
    except json.JSONDecodeError as error:
        raise bad_file(name, f"not JSON at column {error.colno}: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise bad_file(name, "its values are nested too deep") from error
    except ValueError as error:
        raise bad_file(name, f"a number in it can't be read: {error}") from error

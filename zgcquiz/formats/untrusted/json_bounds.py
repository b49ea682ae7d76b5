"""Bounds on untrusted JSON, whose values can take twenty times the memory of its text."""

from __future__ import annotations

from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.limits import JSON_BYTES, MAX_JSON_MEMORY


def check_json(text: str, name: str) -> None:
    """Raise ZgcError if the values of a JSON text could take too much memory. Takes no memory itself."""
    values = sum(text.count(sign) * size for sign, size in JSON_BYTES.items())
    if values + len(text) > MAX_JSON_MEMORY:
        raise bad_file(name, "it has too many values to be read at once", hint="Split it into parts.")

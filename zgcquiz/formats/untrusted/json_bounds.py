"""Bounds on untrusted JSON, whose values can take twenty times the memory of its text."""

from __future__ import annotations

from zgcquiz.formats.errors import bad_file

MAX_TEXT_BYTES = 64 * 1024 * 1024
"""The size of a file. Its values are bounded beside, so it is more than that of other texts."""
MAX_BYTES = 192 * 1024 * 1024
"""The memory that a document's values may take, as estimated."""
_OBJECT_BYTES, _ARRAY_BYTES, _VALUE_BYTES = 184, 64, 60
"""About what an object, an array and each further value take without the characters of texts."""


def check_json(text: str, name: str) -> None:
    """Raise ZgcError if the values of a JSON text could take too much memory. Takes no memory itself."""
    values = text.count("{") * _OBJECT_BYTES + text.count("[") * _ARRAY_BYTES + text.count(",") * _VALUE_BYTES
    if values + len(text) > MAX_BYTES:
        raise bad_file(name, "it has too many values to be read at once", hint="Split it into parts.")

"""Take the marks of citations and of editing out of a text that was copied from a page."""

from __future__ import annotations

import re

_EDIT = re.compile(
    r"[ \t]?\[(?:edit|edit source|bearbeiten|Quelltext bearbeiten|Bearbeiten \| Quelltext bearbeiten|编辑|編輯|"
    "modifier|editar|modifica)"
    r"(?: \| \w{1,20}(?: \w{1,20})?)?\][ \t]*(?=\n|\Z)"
)
"""After a heading."""
_TABBED = re.compile(r"^[^\n\t]*\t[^\n]*$", re.MULTILINE)
"""A row of a table, as browsers copy it."""
_NOTE = re.compile(r"^(?:\^|↑)[^\n]*$", re.MULTILINE)
"""A note at the end, as browsers copy it."""


def without_marks(text: str) -> str:
    """Return a text without links for editing, rows of tables and notes. Citation marks go with the sentences."""
    text = _EDIT.sub("", text)
    text = _TABBED.sub("\n", text) if "\t" in text else text
    return _NOTE.sub("\n", text)

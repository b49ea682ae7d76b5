"""What the writers of all QTI versions share."""

from __future__ import annotations

import re

from zgcquiz.core.packs.pack import Kind
from zgcquiz.formats.exchange.capacity import Capacity
from zgcquiz.formats.shared.identifiers import digest

FIELDS = frozenset({"explanation", "section", "feedback", "pinned", "lines", "order", "title", "accept", "tolerance"})
CAPACITY = Capacity(frozenset(Kind), FIELDS, xml=True)

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def identifier(id: str) -> str:
    """Return an id as an XML identifier; different ids yield different identifiers."""
    if id.isascii() and _IDENTIFIER.fullmatch(id):
        return id
    return f"id-{re.sub('[^A-Za-z0-9_.-]', '', id)[:40]}-{digest(id)}"

"""Writing QTI: what its versions share."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from zgcquiz.core.packs.pack import Kind
from zgcquiz.formats.exchange.capacity import Capacity
from zgcquiz.formats.shared.identifiers import digest

FIELDS = frozenset({"explanation", "section", "feedback", "pinned", "lines", "order", "title", "accept", "tolerance"})
CAPACITY = Capacity(frozenset(Kind), FIELDS, xml=True)

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def identifier(id: str) -> str:
    """An id with the characters that an XML identifier may have, another for each."""
    if id.isascii() and _IDENTIFIER.fullmatch(id):
        return id
    return f"id-{re.sub('[^A-Za-z0-9_.-]', '', id)[:40]}-{digest(id)}"


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip archive, the same whenever its files are the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()

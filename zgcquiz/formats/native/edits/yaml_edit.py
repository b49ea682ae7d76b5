"""Inserts and replaces text in a YAML file, leaving all other bytes unchanged."""

from __future__ import annotations

import codecs
import re

from zgcquiz.formats.native.yaml.nodes import Place
from zgcquiz.formats.native.yaml.traps import LINE_ENDS

_LINE_END = re.compile("\r\n|[\r\n]")


class Splicer:
    """A file's text, which must be UTF-8, and the pieces to insert or to put in place of others."""

    def __init__(self, data: bytes) -> None:
        self._bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self.text = data.removeprefix(self._bom).decode("utf-8")
        self._starts = [0, *(match.end() for match in LINE_ENDS.finditer(self.text))]
        found = _LINE_END.search(self.text)
        self._line_end = found.group() if found else "\n"
        self._pieces: list[tuple[int, int, str]] = []

    def offset(self, place: Place) -> int:
        """Return the offset of a line and column in the text."""
        line, column = place
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """Return a line without its end."""
        start = self._starts[number - 1]
        end = LINE_ENDS.search(self.text, start)
        return self.text[start : end.start() if end else None]

    def put(self, offset: int, piece: str, until: int | None = None) -> None:
        """Insert a piece, or with `until` put it in place of the text from one offset to the other."""
        self._pieces.append((offset, offset if until is None else until, piece))

    def put_key(self, mapping: Place, key: str, value: str) -> None:
        """Insert a key as the first of a mapping that starts at a place."""
        start = self.offset(mapping)
        if self.text[start] == "{":
            self.put(start + 1, f"{key}: {value}, ")
        else:
            self.put(start, f"{key}: {value}{self.new_line(mapping[1])}")

    def new_line(self, column: int) -> str:
        """Return the file's line end, and the indentation to a column."""
        return self._line_end + " " * (column - 1)

    def result(self) -> bytes:
        """Return the file with all pieces in it."""
        parts: list[str] = []
        done = 0
        for offset, until, piece in sorted(self._pieces, key=lambda put: put[0]):
            parts += [self.text[done:offset], piece]
            done = until
        return self._bom + "".join([*parts, self.text[done:]]).encode()

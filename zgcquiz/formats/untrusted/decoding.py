"""Decodes text of unknown encoding."""

from __future__ import annotations

import codecs

from zgcquiz.core.value import Value
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.limits import MAX_TEXT_BYTES, MAX_TEXT_LINES, WIDE
from zgcquiz.formats.untrusted.legacy_encodings import doubt, is_western, not_western

DATABASES = (b"SQLite format 3\0", b"\x28\xb5\x2f\xfd")
"""Signatures of files that only a format for databases can read: SQLite, and zstd."""

_MAGIC = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"SQLite format 3\0": "an SQLite database",
    b"%PDF-": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\xfd7zXZ\0": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document",
    b"\x89PNG": "an image",
    b"GIF8": "an image",
    b"\xff\xd8\xff": "an image",
}
"""Signatures of binary files."""
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r\x1b"))
_CP1252 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_MOST_CONTROLS = 0.05
"""The greatest share of control characters in a text."""


class Decoded(Value, frozen=True):
    """A file's text with line feeds as line ends.

    note: on its encoding, for the user, or ""; foreign: the lines that are neither in UTF-8 nor in Windows-1252, which
    are garbage in the text.
    """

    text: str
    note: str = ""
    foreign: bytes = b""


def kind_of_binary(data: bytes) -> str:
    """Return what kind of binary file it is by its signature, such as "a zip archive", or ""."""
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")


def is_binary(data: bytes) -> bool:
    """Return whether a file is binary, by its signature or its share of control characters."""
    if kind_of_binary(data):
        return True
    head = data[:4096]
    if _without_mark(head) or head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _MOST_CONTROLS


def read_text(data: bytes, name: str, most: int | None = None, *, can_name: bool = True) -> Decoded:
    """Return a file's text like `decode_known`. Raise ZgcError if it is binary or has more than `most` bytes."""
    most = MAX_TEXT_BYTES if most is None else most
    if kind := kind_of_binary(data):
        raise bad_file(name, f"it is {kind}, not text", hint="Leave out --from to detect its format by its content.")
    if len(data) > most:
        raise bad_file(name, f"it has more than {most // 2**20} MiB of text", hint="Split it into parts.")
    if len(data) > most // 2 and WIDE.search(data):
        reason = f"it has more than {most // 2**21} MiB of text with emoji or rare characters"
        raise bad_file(name, reason, hint="Split it into parts.")
    if data.count(b"\n") > MAX_TEXT_LINES or data.count(b"\r") > MAX_TEXT_LINES:
        raise bad_file(name, f"it has more than {MAX_TEXT_LINES:,} lines", hint="Split it into parts.")
    return decode_known(data, name, can_name=can_name)


def decode_known(data: bytes, name: str, *, can_name: bool = True) -> Decoded:
    """Return a text like `decode`. Raise ZgcError if it is in none of these encodings.

    can_name: whether the command has an option to name the encoding.
    """
    decoded = decode(data)
    if decoded.foreign:
        raise not_western(name, decoded.foreign, can_name=can_name)
    return decoded


def decode(data: bytes) -> Decoded:
    """Decode UTF-8, UTF-16 with or without its mark, or Windows-1252, line by line if mixed."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            if encoding == "utf-8":
                data = data[len(mark) :]
                break
            text = data.decode(encoding, "replace")
            note = "some of it was not valid text; it reads \ufffd now" if "\ufffd" in text else ""
            return Decoded(_line_feeds(text), note)
    else:
        if encoding := _without_mark(data):
            return Decoded(_line_feeds(data.decode(encoding, "replace")))
    try:
        return Decoded(_line_feeds(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _mixed(data)


def _without_mark(data: bytes) -> str:
    """Return the encoding of UTF-16 without a mark, or "". In Western text every other byte of it is zero."""
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return ""
    evens, odds = head[::2].count(0), head[1::2].count(0)
    if odds > len(head) // 4 and not evens:
        return "utf-16-le"
    return "utf-16-be" if evens > len(head) // 4 and not odds else ""


def _mixed(data: bytes) -> Decoded:
    lines, others = [], []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            others.append(line)
            lines.append(_windows(line))
    noun = "line was" if len(others) == 1 else "lines were"
    rest = b"\n".join(others)
    read = _windows(rest)
    note = "; ".join(filter(None, (f"{len(others)} {noun} not in UTF-8 and read as Windows-1252", doubt(rest))))
    return Decoded(_line_feeds("\n".join(lines)), note, b"" if is_western(read) else rest)


def _windows(line: bytes) -> str:
    """Decode a text in Windows-1252, with its five undefined bytes as in Latin-1."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(_CP1252)


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

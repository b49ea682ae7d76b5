"""Extract the text of an article from a plain text, Markdown, HTML or wiki file."""

from __future__ import annotations

import re

from zgcquiz.formats.article.marks import without_marks
from zgcquiz.formats.untrusted.decoding import decode_known
from zgcquiz.formats.untrusted.legacy_encodings import MARKS, decoded_as

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".wiki", ".mediawiki")
"""The suffixes of files that are read. A .txt may hold the source of a wiki page."""
_CHARSET = re.compile(rb"""<meta\b[^<>]{0,200}?\bcharset[ ]{0,9}=[ ]{0,9}["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
"""Bytes at the start of a page in which its encoding is declared. Browsers look at 1,024."""


def text_of(data: bytes, suffix: str, name: str = "the article") -> str:
    """Return an article as plain text, with empty lines between paragraphs, and headings after "#".

    Left out is what is not prose: tables, boxes, code, captions, navigation, notes and the marks of citations.
    suffix: of the file's name, in lower case; name: what to call the file. Raises ZgcError if its encoding is unknown.
    """
    declared = _in_declared_encoding(data) if suffix in (".html", ".htm") else None
    text = decode_known(data, name, can_name=False).text if declared is None else declared
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if suffix in (".html", ".htm"):
        from zgcquiz.formats.article.html import html_prose

        text = html_prose(text)
    elif suffix in (".md", ".markdown"):
        from zgcquiz.formats.article.markdown import markdown_prose

        text = markdown_prose(text)
    else:
        from zgcquiz.formats.article.wikitext import looks_like_wikitext, wikitext_prose

        if suffix != ".txt" or looks_like_wikitext(text):
            text = wikitext_prose(text)
    return without_marks(text)


def _in_declared_encoding(data: bytes) -> str | None:
    """Return a page in the encoding that it declares; None if it has a mark, is in UTF-8 or declares none that fits."""
    found = _CHARSET.search(data[:_DECLARED_WITHIN])
    if found is None or data.startswith(MARKS):
        return None
    if not data.isascii():  # ISO-2022-JP is
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return None
    return decoded_as(data, found[1].decode("ascii"))

"""Extract the text of an article from a plain text, Markdown, HTML or wiki file."""

from __future__ import annotations

import re

from zgcquiz.core.value import Value
from zgcquiz.formats.article.marks import without_marks
from zgcquiz.formats.untrusted.decoding import decode_known
from zgcquiz.formats.untrusted.legacy_encodings import MARKS, decoded_as, in_utf8

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".wiki", ".mediawiki")
"""The suffixes of files that are read. A .txt may hold the source of a wiki page."""
_CHARSET = re.compile(rb"""<meta\b[^<>]{0,200}?\bcharset[ ]{0,9}=[ ]{0,9}["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_FIRST_HEADING = re.compile(r"\s*#[ \t]+([^\n]*[^\s#])")
_DECLARED_WITHIN = 4096
"""Bytes at the start of a page in which its encoding is declared. Browsers look at 1,024."""


class Article(Value, frozen=True):
    """The text of an article, and its title, "" if it names none."""

    text: str
    title: str


def article_of(data: bytes, suffix: str, name: str = "the article", encoding: str | None = None) -> Article:
    """Return an article as plain text, with empty lines between paragraphs, and headings after "#".

    Left out is what is not prose: tables, boxes, code, captions, navigation, notes and the marks of citations. Its
    title is that of its front matter, or the heading that it begins with.
    suffix: of the file's name, in lower case; name: what to call the file; encoding: "" to detect it, None if the user
    can't name it. Raises ZgcError if it is unknown.
    """
    is_page, title = suffix in (".html", ".htm"), ""
    declared = _in_declared_encoding(data) if is_page and not encoding else None
    if declared is None:
        declared = decode_known(in_utf8(data, name, encoding or ""), name, can_name=encoding is not None).text
    text = declared.replace("\r\n", "\n").replace("\r", "\n")
    if is_page:
        from zgcquiz.formats.article.html import html_prose

        text = html_prose(text)
    elif suffix in (".md", ".markdown"):
        from zgcquiz.formats.article.markdown import markdown_prose, title_in_front

        title = title_in_front(text)
        text = markdown_prose(text)
    else:
        from zgcquiz.formats.article.wikitext import looks_like_wikitext, wikitext_prose

        if suffix != ".txt" or looks_like_wikitext(text):
            text = wikitext_prose(text)
    text = without_marks(text)
    heading = _FIRST_HEADING.match(text)
    return Article(text, title or (heading[1] if heading else ""))


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

"""Extract the text of an article from a plain text, Markdown or HTML file."""

from __future__ import annotations

import re

from zgcquiz.formats.untrusted.decoding import decode

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")

_ADDRESS = re.compile(r" \(https?://[^)\s]*\)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


def text_of(data: bytes, suffix: str) -> str:
    """Return an article as plain text, with empty lines between paragraphs. suffix: of the file's name."""
    text = decode(data).text
    if suffix in (".html", ".htm"):
        from zgcquiz.formats.shared.html_text import from_html

        for tag in ("article", "main", "body"):
            found = re.search(rf"<{tag}\b[^>]*>(.*)</{tag}\s*>", text, re.DOTALL | re.IGNORECASE)
            if found:
                text = found[1]
                break
        return _ADDRESS.sub("", from_html(text))
    if suffix in (".md", ".markdown"):
        return _LINK.sub(lambda match: match[1] or "", text)
    return text

"""Extract the prose of a web page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zgcquiz.formats.shared.html_elements import HEADINGS, NEVER_CLOSED, Markup
from zgcquiz.formats.shared.html_text import TextWriter, lose_nothing, shortened
from zgcquiz.formats.untrusted.html_tokens import Tag, tokens

_LEFT_OUT = frozenset(
    """
    table nav aside footer figure figcaption form button select textarea script style noscript template svg audio video
    object iframe canvas pre dialog menu head
    """.split()  # noqa: SIM905
)
_MAIN = ("article", "main", "body")
"""The elements that hold a page's article, from the surest."""
_CLASSES = frozenset(
    """
    infobox navbox sidebar reference references reflist toc mw-editsection hatnote thumb metadata noprint catlinks
    printfooter ambox mbox-small citation footnote footnotes footnote-ref headerlink breadcrumb breadcrumbs navigation
    share social related comments advert ad cookie newsletter gallery thumbcaption sistersitebox shortdescription
    mw-jump-link nomobile authority-control portalbox
    """.split()  # noqa: SIM905
)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "doc-endnotes", "doc-noteref", "complementary"))
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
"""A superscript that refers to a note. A number without brackets may be a power."""
_LONGEST_MARK = 12
"""Tags and texts within such a superscript."""


def html_prose(text: str) -> str:
    """Return the headings, paragraphs and lists of a page's article, without tables, boxes, notes and navigation."""
    text = shortened(text, lose_nothing)
    found: list[Tag | str] = list(tokens(text, Markup(text).accepts))
    writer = TextWriter()
    leaving, depth = "", 0
    article = _article(found)
    for at, token in enumerate(article):
        if leaving:
            if isinstance(token, Tag) and token.name == leaving:
                depth += -1 if token.ends else 1
            leaving = leaving if depth else ""
        elif isinstance(token, str):
            writer.data(token)
        elif token.ends:
            writer.end("p" if token.name in HEADINGS else token.name)
        elif _is_left_out(token) or _is_note_mark(article, at):
            leaving, depth = token.name, 1
        elif token.name in HEADINGS:
            writer.start("p", {})
            writer.data("# ")
        elif token.name not in ("img", "image"):
            writer.start(token.name, {} if token.name == "a" else token.attributes)
    return writer.text()


def _article(found: list[Tag | str]) -> list[Tag | str]:
    """Return the part of a page that holds its article: the first element of the surest kind, up to its last end."""
    for name in _MAIN:
        starts = [at for at, token in enumerate(found) if isinstance(token, Tag) and token.name == name]
        opening = next((at for at in starts if not _ends(found[at])), None)
        closing = next((at for at in reversed(starts) if _ends(found[at])), None)
        if opening is not None and closing is not None and opening < closing:
            return found[opening + 1 : closing]
    return found


def _ends(token: Tag | str) -> bool:
    return isinstance(token, Tag) and token.ends


def _is_left_out(tag: Tag) -> bool:
    if tag.name in NEVER_CLOSED:
        return False
    attributes: Mapping[str, str | None] = tag.attributes
    classes = (attributes.get("class") or "").lower().split()
    return (
        tag.name in _LEFT_OUT
        or not _CLASSES.isdisjoint(classes)
        or (attributes.get("role") or "") in _ROLES
        or "hidden" in attributes
        or _HIDING.search(attributes.get("style") or "") is not None
    )


def _is_note_mark(article: list[Tag | str], at: int) -> bool:
    """Return whether a tag starts a superscript that refers to a note: in brackets, or a link within the page."""
    start = article[at]
    if not isinstance(start, Tag) or start.name != "sup":
        return False
    inner: list[str] = []
    for token in article[at + 1 : at + _LONGEST_MARK]:
        if isinstance(token, str):
            inner.append(token)
        elif token.name == "sup":
            break
        elif token.name == "a" and (token.attributes.get("href") or "").startswith("#"):
            return True
    return _NOTE_MARK.fullmatch("".join(inner)) is not None

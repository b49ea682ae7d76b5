"""Extract the prose of a wiki page's source, as MediaWiki writes it."""

from __future__ import annotations

import re

_SIGNS = (
    re.compile(r"^={2,6}[^=\n]+={2,6}[ \t]*$", re.MULTILINE),
    re.compile(r"\[\[[^\[\]\n]+\]\]"),
    re.compile(r"\{\{[^{}\n]"),
    re.compile(r"^\{\|", re.MULTILINE),
    re.compile(r"'''[^'\n]+'''"),
    re.compile(r"<ref[ >/]"),
)
_MIN_SIGNS = 2
"""Kinds of signs from which a text is the source of a wiki page. One of them may be in any text."""
_NOTE = re.compile(r"<ref\b[^<>]*>", re.IGNORECASE)
_NO_PROSE = "gallery math code pre syntaxhighlight timeline score imagemap nowiki".split()  # noqa: SIM905
_DEEPEST = 40
"""Levels of templates and links in each other. What is deeper is text."""
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_BRACES = re.compile(r"\{\{|\}\}|\{\||\|\}(?!\})|\[\[|\]\]")
_KEPT = re.compile(
    r"(?:(?:lang|nowrap|small|abbr|transl|lang-\w+)\|(?:[\w-]{2,8}\|)?(?P<text>[^|{}]+)|"
    r"(?:convert|cvt|höhe|unit)\|(?P<value>[\d.,]+)\|(?P<unit>[^|{}]{1,12}))(?:\|[^{}]*)?",
    re.IGNORECASE,
)
"""Templates that stand for words of a sentence."""
_NAMED_ONLY = re.compile(
    r"(?::?\w{0,3}:)?(?:File|Image|Datei|Bild|Category|Kategorie|文件|檔案|图像|分类|分類)\s?:", re.IGNORECASE
)
_EXTERNAL = re.compile(r"\[https?://[^\s\[\]]+(?: ([^\[\]\n]*))?\]")
_HEADING = re.compile(r"^(={2,6})[ \t]*([^=\n]+?)[ \t]*=+[ \t]*$", re.MULTILINE)
_QUOTES = re.compile(r"'{2,5}")
_SWITCH = re.compile(r"__[A-Z]+__")
_BULLET = re.compile(r"^[*#;:]+[ \t]*", re.MULTILINE)
_ENTITY = {"&nbsp;": " ", "&thinsp;": " ", "&ndash;": "–", "&mdash;": "—", "&amp;": "&", "&lt;": "<", "&gt;": ">"}


def looks_like_wikitext(text: str) -> bool:
    """Return whether a text is the source of a wiki page, by its marks."""
    return sum(pattern.search(text) is not None for pattern in _SIGNS) >= _MIN_SIGNS


def wikitext_prose(text: str) -> str:
    """Return the headings, paragraphs and lists of a wiki page, without templates, tables, files and notes."""
    for entity, sign in _ENTITY.items():
        text = text.replace(entity, sign)
    text = _without(text, re.compile("<!--"), "-->")
    text = _without(text, _NOTE, "</ref>")
    for name in _NO_PROSE:
        text = _without(text, re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE), f"</{name}>")
    text = _without_braces(text)
    text = _EXTERNAL.sub(lambda match: match[1] or "", text)
    text = _BULLET.sub("- ", _SWITCH.sub("", _TAG.sub("", text)))
    return _QUOTES.sub("", _HEADING.sub(lambda match: f"\n# {match[2]}\n", text))


def _without(text: str, opening: re.Pattern[str], closing: str) -> str:
    """Return a text without what is between an opening and the next closing mark; one ending in "/>" stands alone."""
    folded, parts, at = text.lower(), [], 0
    if len(folded) != len(text):  # a letter without a lower case of one character
        folded = text
    for match in opening.finditer(text):
        if match.start() < at:
            continue
        end = match.end() if match[0].endswith("/>") else folded.find(closing, match.end())
        if end < 0:
            break
        parts.append(text[at : match.start()])
        at = end if match[0].endswith("/>") else end + len(closing)
    return "".join((*parts, text[at:]))


def _without_braces(text: str) -> str:
    """Return a text without its templates, tables and embedded files, and with the words of its links.

    What is never closed is text.
    """
    open_parts: list[tuple[str, list[str]]] = [("", [])]
    at = 0
    for match in _BRACES.finditer(text):
        mark, (opened, parts) = match[0], open_parts[-1]
        parts.append(text[at : match.start()])
        at = match.end()
        if mark in ("{{", "{|", "[[") and len(open_parts) <= _DEEPEST:
            open_parts.append((mark, []))
        elif opened and mark == {"{{": "}}", "{|": "|}", "[[": "]]"}[opened]:
            open_parts.pop()
            open_parts[-1][1].append(_replacement(opened, "".join(parts)))
        else:
            parts.append(mark)
    return "".join(part for opened, parts in open_parts for part in (opened, *parts)) + text[at:]


def _replacement(opened: str, inner: str) -> str:
    if opened == "{|":
        return "\n"
    if opened == "{{":
        kept = _KEPT.fullmatch(inner.strip())
        if kept is None:
            return ""
        return kept["text"] or f"{kept['value']} {kept['unit']}"
    if _NAMED_ONLY.match(inner):
        return ""
    return inner.rpartition("|")[2]

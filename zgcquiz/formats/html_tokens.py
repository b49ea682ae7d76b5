"""Tags and texts of HTML, however broken, in time that grows in step with its length.

The standard library's parser goes over the rest of a text again for each tag that is not closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from zgcquiz.core.value import Value

_TAG = re.compile(
    r"""(?x) <(/?) ([a-zA-Z][^\s/>]*+)
    ((?: [^>=]++ | = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s>"'][^\s>]*+ )?+ )*+) >"""
)
_SHORT_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)([^<>]*+)>")
"""The same where a quotation mark may be left open: it ends before the next one starts."""
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_DECLARATION = re.compile(r"<[!?][^>]*+>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'][^\s]*+))?+""")
_RAW = ("script", "style")
"""Elements whose content is no HTML."""


class Tag(Value, frozen=True):
    """A tag. name: in lower case; ends: it is an end tag."""

    name: str
    ends: bool
    attributes: Mapping[str, str | None]


def tokens(text: str) -> Iterator[Tag | str]:
    """Tags and texts in order; entities are replaced, comments left out, stray signs kept as text."""
    plain: list[str] = []
    patterns = {"comment": _COMMENT, "declaration": _DECLARATION, "tag": _TAG}
    position = 0
    while position < len(text):
        at = text.find("<", position)
        at = at if at >= 0 else len(text)
        plain.append(text[position:at])
        position = at
        kind = _kind_at(text, at)
        if not kind:
            plain.append(text[at : at + 1])
            position = at + 1
            continue
        found = patterns[kind].match(text, at)
        if found is None:
            # The search went to the end: no other of its kind may be looked for in that way.
            patterns[kind] = _SHORT_TAG if kind == "tag" else _NOTHING
            found = patterns[kind].match(text, at)
        if found is None:
            plain.append("<")
            position = at + 1
            continue
        position = found.end()
        if kind != "tag":
            continue
        if plain:
            yield unescape("".join(plain))
            plain = []
        tag = Tag(found.group(2).lower(), bool(found.group(1)), _attributes(found.group(3)))
        yield tag
        if tag.name in _RAW and not tag.ends:
            end = re.compile(f"</{tag.name}", re.IGNORECASE).search(text, position)
            yield text[position : end.start() if end else len(text)]
            position = end.start() if end else len(text)
    if plain:
        yield unescape("".join(plain))


_NOTHING = re.compile("(?!)")


def _kind_at(text: str, at: int) -> str:
    """What may start at a place: a comment, a declaration, a tag, or "" for none."""
    if text.startswith("<!--", at):
        return "comment"
    following = text[at + 1 : at + 2]
    if following in ("!", "?") and following:
        return "declaration"
    following = text[at + 2 : at + 3] if following == "/" else following
    return "tag" if following.isascii() and following.isalpha() else ""


def _attributes(text: str) -> dict[str, str | None]:
    """Attributes by their names; of two of one name, the first."""
    found: dict[str, str | None] = {}
    for name, value in _ATTRIBUTE.findall(text) if text.strip() else ():
        found.setdefault(name.lower(), unescape(_unquoted(value)) if value else None)
    return found


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" and value[-1] == value[0] and len(value) > 1 else value

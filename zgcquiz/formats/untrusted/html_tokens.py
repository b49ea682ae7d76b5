"""Splits HTML, however broken, into tags and texts in linear time.

The standard library's parser rescans the rest of a text for each unclosed tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from zgcquiz.core.value import Value
from zgcquiz.formats.untrusted.entities import unescape

_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)")
_TAG = re.compile(r"""(?x) ((?: [^<>=]++ | = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s<>"'][^\s<>]*+ )?+ )*+) >""")
"""What follows a tag's name."""
_SHORT_TAG = re.compile(r"([^<>]*+)>")
"""The same with an unclosed quotation mark: the tag ends before the next one starts."""
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_DECLARATION = re.compile(r"<(?:!(?:doctype\b|\[|>)|\?(?:xml\b|import\b|mso-))[^>]*+>", re.IGNORECASE)
"""Document types, marked sections, and leftovers of word processors. `<?php` is text."""
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)(?:\s*+=\s*+("[^"]*+"?+|'[^']*+'?+|[^\s"'][^\s]*))?+""")
_RAW = ("script", "style")
"""Elements whose content is not HTML."""


class Tag(Value, frozen=True):
    """A tag. name: in lower case; ends: whether it is an end tag; written: the name as written."""

    name: str
    ends: bool
    attributes: Mapping[str, str | None]
    written: str


def tokens(text: str, is_markup: Callable[[Tag, str, str], bool] | None = None) -> Iterator[Tag | str]:
    """Yield tags and texts in order; entities are replaced, comments left out, stray signs kept as text.

    is_markup: whether something is a tag, not text that looks like one, judged by it and the characters beside it.
    """
    plain: list[str] = []
    position = 0
    last = text.rfind(">")
    comments_end = True
    while position <= last:
        at = text.find("<", position, last)
        if at < 0:
            break
        plain.append(text[position:at])
        position = at
        if comments_end and text.startswith("<!--", at):
            found = _COMMENT.match(text, at)
            comments_end = found is not None
        elif text.startswith(("<!", "<?"), at):
            found = _DECLARATION.match(text, at)
        else:
            tag, end = _tag_at(text, at)
            if tag and (is_markup is None or is_markup(tag, text[max(0, at - 1) : at], text[end : end + 1])):
                if any(plain):
                    yield unescape("".join(plain))
                plain.clear()
                yield tag
                position = end
                if tag.name in _RAW and not tag.ends:
                    raw = re.compile(f"</{tag.name}", re.IGNORECASE).search(text, position)
                    yield text[position : raw.start() if raw else len(text)]
                    position = raw.start() if raw else len(text)
                continue
            found = None
        if found is None:
            plain.append("<")
        position = found.end() if found else at + 1
    plain.append(text[position:])
    if any(plain):
        yield unescape("".join(plain))


def _tag_at(text: str, at: int) -> tuple[Tag | None, int]:
    """Return the tag that starts at an index, or None, and where it ends."""
    name = _NAME.match(text, at)
    if name is None:
        return None, at
    rest = _TAG.match(text, name.end()) or _SHORT_TAG.match(text, name.end())
    if rest is None:
        return None, at
    written, inner = name[2], rest[1]
    return Tag(written.lower(), bool(name[1]), _attributes(inner) if inner else {}, written), rest.end()


def _attributes(text: str) -> dict[str, str | None]:
    """Return attributes by name; the first wins."""
    found: dict[str, str | None] = {}
    for name, value in _ATTRIBUTE.findall(text) if text.strip() else ():
        found.setdefault(name.lower(), unescape(_unquoted(value)) if value else None)
    return found


def _unquoted(value: str) -> str:
    if value[0] not in "\"'":
        return value
    return value[1:-1] if value[-1] == value[0] and len(value) > 1 else value[1:]

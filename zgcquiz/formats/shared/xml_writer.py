"""XML as text, a line an element."""

from __future__ import annotations

from collections.abc import Iterable

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Lines = list[str]


def leaf(name: str, text: str, **attributes: str) -> Lines:
    """An element with a text, or an empty one where there is none."""
    if not text:
        return [f"<{name}{_written(attributes)}/>"]
    return [f"<{name}{_written(attributes)}>{escaped(text)}</{name}>"]


def lined(name: str, text: str, **attributes: str) -> Lines:
    """As `leaf`, with the text's line ends as XHTML has them."""
    return [f"<{name}{_written(attributes)}>{escaped(text).replace(chr(10), '<br/>')}</{name}>"]


def element(name: str, content: Iterable[Lines], **attributes: str) -> Lines:
    """An element with elements in it; `document` indents them."""
    lines = [f"<{name}{_written(attributes)}>"]
    for each in content:
        lines += each
    lines.append(f"</{name}>")
    return lines


def document(root: Lines) -> bytes:
    """A file's bytes."""
    lines = []
    indent = ""
    for line in root:
        if line.startswith("</"):
            indent = indent[2:]
        lines.append(indent + line)
        # No other line ends with its first >: texts and attributes hold none.
        if line.find(">") == len(line) - 1 and not line.startswith("</") and not line.endswith("/>"):
            indent += "  "
    return (DECLARATION + "\n".join(lines) + "\n").encode("utf-8", "replace")


def _written(attributes: dict[str, str]) -> str:
    """Attributes; a name that Python has for itself ends with _, and __ stands for a colon."""
    if not attributes:
        return ""
    return "".join(
        f" {name.rstrip('_').replace('__', ':') if '_' in name else name}={quoted(value)}"
        for name, value in attributes.items()
    )


def quoted(value: str) -> str:
    """Return a text as an attribute's value, in quotation marks."""
    return f'"{value.translate(_IN_ATTRIBUTE)}"'


def escaped(text: str) -> str:
    """Return a text as an element's content."""
    for sign, entity in _ENTITIES.items():
        if sign in text:
            text = text.replace(sign, entity)
    return text


_ENTITIES = {"&": "&amp;", ">": "&gt;", "<": "&lt;", "\r": "&#13;"}
_IN_ATTRIBUTE = str.maketrans(_ENTITIES | {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
"""A parser would make spaces of line ends and tabs in an attribute."""

"""Write XML, one element per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from zgcquiz.formats.exchange.contract import encoded

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Lines = list[str]


def leaf(name: str, text: str, **attributes: str) -> Lines:
    """Return an element with a text, or an empty element if the text is empty."""
    if not text:
        return [f"<{name}{_written(attributes)}/>"]
    return [f"<{name}{_written(attributes)}>{escaped(text)}</{name}>"]


def lined(name: str, text: str, **attributes: str) -> Lines:
    """Return an element with a text whose line ends become `<br/>`."""
    return [f"<{name}{_written(attributes)}>{escaped(text).replace(chr(10), '<br/>')}</{name}>"]


def element(name: str, content: Iterable[Lines], **attributes: str) -> Lines:
    """Return an element that contains elements; `document` indents them."""
    return [f"<{name}{_written(attributes)}>", *chain.from_iterable(content), f"</{name}>"]


def nested(name: str, content: Iterable[Iterable[str]], **attributes: str) -> Iterator[str]:
    """Yield the lines of an element that contains elements, which are made as they are needed."""
    yield f"<{name}{_written(attributes)}>"
    yield from chain.from_iterable(content)
    yield f"</{name}>"


def document(root: Iterable[str]) -> bytes:
    """Return an XML file with a root element."""
    return b"".join(document_chunks(root))


def document_chunks(root: Iterable[str]) -> Iterator[bytes]:
    """Yield an XML file in pieces. root: the lines of its root element."""
    return encoded(chain((DECLARATION,), _indented(root)))


def _indented(root: Iterable[str]) -> Iterator[str]:
    indent = ""
    for line in root:
        if line.startswith("</"):
            indent = indent[2:]
        yield f"{indent}{line}\n"
        # Only start tags end with their first >, since it is escaped in texts and attributes.
        if line.find(">") == len(line) - 1 and not line.startswith("</") and not line.endswith("/>"):
            indent += "  "


def _written(attributes: dict[str, str]) -> str:
    """Return attributes as written. A _ at the end of a name is dropped (a Python keyword), and __ becomes a colon."""
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
"""Parsers turn unescaped line ends and tabs in attributes into spaces."""

"""Reads untrusted XML into a small tree.

This uses expat directly: document types and entities are refused, nothing is fetched, and depth and size are bounded.
Names lose their namespaces, which real files use loosely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.untrusted.decoding import decode

MAX_BYTES = 128 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 4_000_000

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PROLOG = re.compile(r"(?s)\ufeff?(?:\s++|<!--.*?-->|<\?.*?\?>)*+")
_DOCTYPE = re.compile(
    r"""(?xs) <!DOCTYPE \s++ (?:[\w.-]++:)? ([\w.-]++) (?:[^"'<>\[]++ | "[^"]*+" | '[^']*+')*+
    (?: \[ (?:[^"'\]<]++ | "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | <!--.*?(?:-->|\Z) | <\?.*?(?:\?>|\Z) | <)*+
    \] \s*+ )? (?P<end>>)?"""
)
_ROOT = re.compile(r"<(?:[\w.-]++:)?([\w.-]++)")


class Element:
    """An element. line: where it starts, from 1; content: its texts and elements in order."""

    __slots__ = ("attributes", "content", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.content: list[str | Element] = []

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def elements(self) -> list[Element]:
        return [each for each in self.content if isinstance(each, Element)]

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the descendants with these names, in document order."""
        stack = self.content[::-1]
        while stack:
            each = stack.pop()
            if isinstance(each, Element):
                if each.name in names:
                    yield each
                if each.content:
                    stack += each.content[::-1]

    def first(self, *names: str) -> Element | None:
        return next(self.all(*names), None)

    def children(self, *names: str) -> list[Element]:
        return [each for each in self.content if isinstance(each, Element) and each.name in names]

    def child(self, name: str) -> Element | None:
        return next((each for each in self.content if isinstance(each, Element) and each.name == name), None)

    @property
    def text(self) -> str:
        """All text in it and its descendants."""
        if len(self.content) == 1 and isinstance(self.content[0], str):
            return self.content[0]
        parts: list[str] = []
        stack: list[str | Element] = [self]
        while stack:
            each = stack.pop()
            if isinstance(each, str):
                parts.append(each)
            else:
                stack.extend(each.content[::-1])
        return "".join(parts)


class Document:
    """A file's root element. note: on its encoding, for the user, or ""."""

    def __init__(self, root: Element, note: str) -> None:
        self.root = root
        self.note = note


def parse(data: bytes, name: str) -> Document:
    """Parse a file. Raise ZgcError with the line of an error."""
    if len(data) > MAX_BYTES:
        raise bad_file(name, f"it has more than {MAX_BYTES // 2**20} MiB")
    text, note = _text(data)
    if not text.strip():
        raise bad_file(name, "it is empty")
    try:
        return Document(_built(text, name), note)
    except expat.ExpatError as error:
        repaired = _with_entities_escaped(text) if error.code in _ENTITY_ERRORS else text
        if repaired == text:
            raise _refused(error, name) from error
    try:
        return Document(_built(repaired, name), note)
    except expat.ExpatError as error:
        raise _refused(error, name) from error


def _built(text: str, name: str) -> Element:
    parser = expat.ParserCreate("utf-8")
    builder = _Builder(parser, name)
    parser.Parse(text.encode("utf-8", "replace"), True)
    return builder.root


def _with_entities_escaped(text: str) -> str:
    """Return XML with HTML's named entities, such as `&nbsp;`, and bare ampersands escaped as XML requires.

    Neither is valid in XML, but they occur in files that are written by hand or contain pasted HTML.
    """
    from html.entities import html5

    def repaired(match: re.Match[str]) -> str:
        name = match.group("name")
        if name is None:  # a CDATA section or a comment, kept as it is, or a bare ampersand
            return match.group() if match.group() != "&" else "&amp;"
        if name in _XML_NAMES:
            return match.group()
        signs = html5.get(f"{name};")
        return "".join(f"&#{ord(sign)};" for sign in signs) if signs else f"&amp;{name};"

    return _ENTITIES.sub(repaired, text)


def _refused(error: expat.ExpatError, name: str) -> ZgcError:
    reason = f"not well-formed XML at column {error.offset + 1}: {expat.ErrorString(error.code)}"
    hint = "The file may be cut off." if error.code == _NO_ELEMENTS else ""
    return bad_file(name, reason, error.lineno, hint)


def root_name(text: str) -> str:
    """Return the root element's name in the start of a file, or "". Never raise.

    If the text ends inside the document type, return the name that it declares.
    """
    at = _end(_PROLOG.match(text))
    if doctype := _DOCTYPE.match(text, at):
        at = _end(_PROLOG.match(text, doctype.end()))
    root = _ROOT.match(text, at) or (doctype if doctype and not doctype["end"] else None)
    return root.group(1) if root else ""


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


_XML_NAMES = frozenset(("lt", "gt", "amp", "quot", "apos"))
_ENTITIES = re.compile(
    r"""(?xs) <!\[CDATA\[ .*? (?:\]\]>|\Z) | <!-- .*? (?:-->|\Z)
    | & (?P<name>[A-Za-z][A-Za-z0-9]{0,31}) ; | & (?! \#[0-9]{1,7}; | \#x[0-9A-Fa-f]{1,6}; )"""
)
_ENTITY_ERRORS = (
    expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY],
    expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN],
)
"""expat's errors for undefined entities and bare ampersands."""
_NO_ELEMENTS = expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]


def _text(data: bytes) -> tuple[str, str]:
    """Return a file's text by its declared encoding, or else a detected one, and a note."""
    declared = _DECLARED.match(data)
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"utf-16"):
        try:
            return data.decode(declared.group(1).decode("ascii")), ""
        except (LookupError, UnicodeError):
            pass
    found = decode(data)
    return found.text, found.note


_NONE: dict[str, str] = {}
"""Shared by all elements without attributes."""


class _Builder:
    def __init__(self, parser: Any, name: str) -> None:
        self._parser = parser
        self._name = name
        self._stack: list[Element] = []
        self._count = 0
        self.root = Element("", {}, 1)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.SkippedEntityHandler = self._refuse_entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self._refusal(f"it has more than {MAX_ELEMENTS:,} elements")
        if len(self._stack) >= MAX_DEPTH:
            raise self._refusal(f"its elements are nested more than {MAX_DEPTH} deep")
        if ":" in name:
            name = name.rpartition(":")[2]
        if ":" in "".join(attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = Element(name, attributes or _NONE, self._parser.CurrentLineNumber)
        if self._stack:
            self._stack[-1].content.append(element)
        else:
            self.root = element
        self._stack.append(element)

    def _end(self, name: str) -> None:
        self._stack.pop()

    def _characters(self, text: str) -> None:
        self._stack[-1].content.append(text)

    def _refuse_doctype(self, *declared: object) -> None:
        raise self._refusal(
            "it declares a document type (<!DOCTYPE ...>), which is refused, as it can be unsafe",
            "If you trust the file, remove that declaration and import it again.",
        )

    def _refuse_entity(self, name: str, is_parameter: bool) -> None:
        raise self._refusal(f"the entity &{name}; is not defined in XML")

    def _refusal(self, reason: str, hint: str = "") -> ZgcError:
        return bad_file(self._name, reason, self._parser.CurrentLineNumber, hint)

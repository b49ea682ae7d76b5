"""Reads untrusted XML into a small tree.

This uses expat directly: document types and entities are refused, nothing is fetched, and depth and size are bounded.
Names lose their namespaces, which real files use loosely. Elements that repeat, such as questions, are kept as a part
of the file and parsed when they are used, because a tree takes ten to fifty times the memory of its text.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Collection, Iterator
from typing import Any
from xml.parsers import expat

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.limits import MAX_XML_BYTES
from zgcquiz.formats.untrusted.decoding import decode_known
from zgcquiz.formats.untrusted.legacy_encodings import decoded_as

MAX_REPAIRED_BYTES = 32 * 1024 * 1024
"""The longest text that is converted to UTF-8 or repaired, which takes several copies of it."""
MAX_DEPTH = 200
MAX_TREE_BYTES = 96 * 1024 * 1024
"""The memory that a document may take, without the parts that are parsed on use."""
MAX_PART_BYTES = 32 * 1024 * 1024
"""The memory that one of these parts may take while it is used."""
MAX_ATTRIBUTES = 10_000
"""Attributes of an element."""

_CHUNK = 1 << 20
_ELEMENT_BYTES, _ATTRIBUTES_BYTES, _ATTRIBUTE_BYTES = 256, 240, 100
"""About what an element takes without its text, what having attributes adds, and each of them without its value."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PROLOG = re.compile(r"(?s)\ufeff?(?:\s++|<!--.*?-->|<\?.*?\?>)*+")
_DOCTYPE = re.compile(
    r"""(?xs) <!DOCTYPE \s++ (?:[\w.-]++:)? ([\w.-]++) (?:[^"'<>\[]++ | "[^"]*+" | '[^']*+')*+
    (?: \[ (?:[^"'\]<]++ | "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | <!--.*?(?:-->|\Z) | <\?.*?(?:\?>|\Z) | <)*+
    \] \s*+ )? (?P<end>>)?"""
)
_TAG = re.compile(rb"""<(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
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

    def loaded(self) -> Element:
        """Return the element with its content; call it once for an element that is used several times."""
        return self

    @property
    def elements(self) -> list[Element]:
        return [each for each in self.content if isinstance(each, Element)]

    @property
    def is_part(self) -> bool:
        """Whether it is parsed each time its content is used, and searches from outside don't look into it."""
        return False

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the descendants with these names, in document order."""
        stack = self.content[::-1]
        while stack:
            each = stack.pop()
            if isinstance(each, Element):
                if each.name in names:
                    yield each
                if not each.is_part and each.content:
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


class _Source:
    """A document in UTF-8, with what `parse` takes."""

    __slots__ = ("data", "inner", "name", "parts")

    def __init__(self, data: bytes, name: str, parts: frozenset[str], inner: frozenset[str]) -> None:
        self.data = data
        self.name = name
        self.parts = parts
        self.inner = inner


class _Part(Element):
    """An element that is parsed each time its content is used; `loaded` keeps it. start: its first byte."""

    __slots__ = ("_end", "_source", "_start")

    def __init__(self, name: str, attributes: dict[str, str], line: int, source: _Source, start: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self._source = source
        self._start = self._end = start

    @property
    def is_part(self) -> bool:
        return True

    def finish(self, end_tag: int) -> None:
        """Set its end. end_tag: where its end tag starts, if it has one."""
        data = self._source.data
        start_tag = _TAG.match(data, self._start)
        after = start_tag.end() if start_tag else end_tag
        self._end = after if data[after - 2 : after] == b"/>" else data.find(b">", end_tag) + 1

    def loaded(self) -> Element:
        source = self._source
        inner = source.inner if self.name not in source.inner else frozenset()
        part = _Source(source.data[self._start : self._end], source.name, inner, inner)
        return _Builder(part, self.line, MAX_PART_BYTES).run()

    @property
    def content(self) -> list[str | Element]:  # type: ignore[override]
        return self.loaded().content


class Document:
    """A file's root element. note: on its encoding, for the user, or ""."""

    def __init__(self, root: Element, note: str) -> None:
        self.root = root
        self.note = note


def parse(data: bytes, name: str, parts: Collection[str] = (), inner: Collection[str] = ()) -> Document:
    """Parse a file. Raise ZgcError with the line of an error.

    parts: names of elements that repeat and are used one after another; they are parsed when they are used. inner:
    names of elements in these that are used rarely, such as embedded files, and are parsed each time that they are.
    """
    if len(data) > MAX_XML_BYTES:
        raise bad_file(name, f"it has more than {MAX_XML_BYTES // 2**20} MiB")
    content, note = _in_utf8(data, name)
    if not re.search(rb"[^\s\0]", content):
        raise bad_file(name, "it is empty")
    all_parts = frozenset((*parts, *inner))
    try:
        return Document(_Builder(_Source(content, name, all_parts, frozenset(inner))).run(), note)
    except expat.ExpatError as error:
        if error.code not in _ENTITY_ERRORS:
            raise _refused(error, name) from error
        repaired = _repaired(content, name)
        if repaired == content:
            raise _refused(error, name) from error
    try:
        return Document(_Builder(_Source(repaired, name, all_parts, frozenset(inner))).run(), note)
    except expat.ExpatError as error:
        raise _refused(error, name) from error


def _repaired(data: bytes, name: str) -> bytes:
    if len(data) > MAX_REPAIRED_BYTES:
        raise _too_large_to_convert(name)
    return _with_entities_escaped(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _too_large_to_convert(name: str) -> ZgcError:
    most = MAX_REPAIRED_BYTES // 2**20
    reason = f"it has more than {most} MiB and is not well-formed XML in UTF-8"
    return bad_file(name, reason, hint="Split it into parts, or export it again.")


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


def _in_utf8(data: bytes, name: str) -> tuple[bytes, str]:
    """Return a file in UTF-8, converted from its declared encoding, or else a detected one, and a note."""
    declared = _DECLARED.match(data)
    encoding = declared.group(1).decode("ascii").lower() if declared else ""
    if encoding in ("", "utf-8", "utf8") and _is_utf8(data):
        return data, ""
    if len(data) > MAX_REPAIRED_BYTES:
        raise _too_large_to_convert(name)
    if encoding not in ("", "utf-8", "utf8", "utf-16"):
        text = decoded_as(data, encoding)
        if text is not None:
            return text.encode("utf-8", "replace"), ""
    found = decode_known(data, name)
    return found.text.encode("utf-8", "replace"), found.note


def _is_utf8(data: bytes) -> bool:
    """Return whether a file is in UTF-8, without a decoded copy of it. UTF-16 is not: it has null bytes."""
    if b"\0" in data[:4096]:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _CHUNK):
            decoder.decode(data[at : at + _CHUNK])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


_NONE: dict[str, str] = {}
"""Shared by all elements without attributes."""


class _Builder:
    """Builds the tree of a document. line: where it begins, from 1; most: the memory it may take."""

    def __init__(self, source: _Source, line: int = 1, most: int = MAX_TREE_BYTES) -> None:
        self._source = source
        self._before = line - 1
        self._left = most
        self._stack: list[Element] = []
        self._inside = 0  # levels open in a part, which are not built
        self.root = Element("", {}, 1)
        self._parser: Any = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype
        self._parser.SkippedEntityHandler = self._refuse_entity

    def run(self) -> Element:
        """Return the root. Raise ZgcError or ExpatError."""
        try:
            self._parse()
        finally:
            self._parser = None  # the two refer to each other, and imports run without the garbage collector
        return self.root

    def _parse(self) -> None:
        data = self._source.data
        for at in range(0, len(data), _CHUNK):
            end = min(at + _CHUNK, len(data))
            self._parser.Parse(data[at:end], False)
            since = self._parser.CurrentByteIndex
            if end - since > _CHUNK and data.count(b"=", since, end) > MAX_ATTRIBUTES:
                raise self._too_many_attributes()
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) + self._inside >= MAX_DEPTH:
            raise self._refusal(f"its elements are nested more than {MAX_DEPTH} deep")
        if self._inside:
            self._inside += 1
            return
        if ":" in name:
            name = name.rpartition(":")[2]
        size = _ELEMENT_BYTES
        if attributes:
            if len(attributes) > MAX_ATTRIBUTES:
                raise self._too_many_attributes()
            if ":" in "".join(attributes):
                attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            size += _ATTRIBUTES_BYTES + len(attributes) * _ATTRIBUTE_BYTES + sum(map(len, attributes.values()))
        self._take(size)
        line = self._parser.CurrentLineNumber + self._before
        element = Element(name, attributes or _NONE, line)
        if name in self._source.parts:
            element = _Part(name, attributes or _NONE, line, self._source, self._parser.CurrentByteIndex)
            self._inside = 1
            self._parser.CharacterDataHandler = None
        if self._stack:
            self._stack[-1].content.append(element)
        else:
            self.root = element
        self._stack.append(element)

    def _end(self, name: str) -> None:
        if self._inside > 1:
            self._inside -= 1
            return
        element = self._stack.pop()
        if self._inside and isinstance(element, _Part):
            self._inside = 0
            self._parser.CharacterDataHandler = self._characters
            element.finish(self._parser.CurrentByteIndex)

    def _characters(self, text: str) -> None:
        element = self._stack[-1]
        self._take(sys.getsizeof(text))
        element.content.append(text)

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise self._refusal("its content takes too much memory", "Split it into parts.")

    def _too_many_attributes(self) -> ZgcError:
        return self._refusal(f"an element has more than {MAX_ATTRIBUTES:,} attributes")

    def _refuse_doctype(self, *declared: object) -> None:
        raise self._refusal(
            "it declares a document type (<!DOCTYPE ...>), which is refused, as it can be unsafe",
            "If you trust the file, remove that declaration and import it again.",
        )

    def _refuse_entity(self, name: str, is_parameter: bool) -> None:
        raise self._refusal(f"the entity &{name}; is not defined in XML")

    def _refusal(self, reason: str, hint: str = "") -> ZgcError:
        return bad_file(self._source.name, reason, self._parser.CurrentLineNumber + self._before, hint)

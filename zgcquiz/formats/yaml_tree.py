"""YAML as a tree of text, built from libyaml's events under strict bounds.

Why not a stock loader: they turn `No`, `1.10` and `2018-07-26` into other things, let the last of
two equal keys win in silence, follow aliases into explosions, and fall over on deep nesting.
Here every scalar is the text that its author typed, and what a pack has no use for (anchors,
aliases, tags, several documents) is refused with its place.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave it out
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from zgcquiz.core.pack import MAX_FILE_BYTES
from zgcquiz.core.value import Value

MAX_DEPTH = 32
MAX_NODES = 1_000_000
MAX_FAULTS = 1000
MAX_CUT = 200
"""Characters after a # that are looked at."""
LONGEST_NAMED = 60
"""Characters of a pack's text that a message quotes at most."""


class Unreadable:
    """Stands where the file has something that is refused; its problem is already reported."""


UNREADABLE: Final = Unreadable()

Node = str | list[Any] | dict[str, Any] | Unreadable
Path = tuple[str | int, ...]
"""The way from the root to a node: keys and list positions."""
Place = tuple[int, int]
"""Line and column, from 1."""


class Fault(Value, frozen=True):
    """Something wrong with the YAML itself."""

    place: Place
    code: str
    message: str
    path: Path = ()
    """The collection that it stands in; known only where places were asked for."""


class Tree:
    """A file's content. `values`, `keys` and `end` say where things stand, if that was asked for."""

    def __init__(self) -> None:
        self.root: Node = UNREADABLE
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.end: Place = (1, 1)

    @property
    def questions(self) -> list[tuple[int, dict[str, Any]]]:
        """The mappings in a pack's or a bank's list of questions, with their numbers in it."""
        found = self.root.get("questions") if isinstance(self.root, dict) else None
        if not isinstance(found, list):
            return []
        return [(at, each) for at, each in enumerate(found) if isinstance(each, dict)]


def build(data: bytes, *, places: bool = False) -> Tree:
    """The tree in a file's bytes, with every fault that was found on the way.

    places: also say where each key and value stands. That takes twice the time, so it is asked
    for only when there is a problem to report.
    """
    tree = Tree()
    if len(data) > MAX_FILE_BYTES:
        size, most = len(data) / 2**20, MAX_FILE_BYTES // 2**20
        tree.faults.append(
            Fault(
                (1, 1), "too-large", f"the file has {size:.1f} MiB, more than {most} MiB; split it into several banks"
            )
        )
        return tree
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        tree.faults.append(_not_utf8(_place_after(before)))
        return tree
    if "\0" in text[:4]:  # UTF-16 and UTF-32 that no mark says so of
        tree.faults.append(_not_utf8((1, 1)))
        return tree
    if places:
        tree.end = _place_after(text.rstrip())
    builder = _Builder(text, tree, places)
    try:
        builder.run()
    except yaml.reader.ReaderError as error:
        tree.faults.append(_reader_fault(text, error))
        tree.root = UNREADABLE
    except yaml.MarkedYAMLError as error:
        tree.faults.append(_syntax_fault(text, error))
        tree.root = UNREADABLE
    except _RefusedError as refusal:
        tree.faults.append(refusal.fault)
        tree.root = UNREADABLE
    return tree


def _not_utf8(place: Place) -> Fault:
    return Fault(place, "encoding", "this is not UTF-8 text; save the file in UTF-8")


class _RefusedError(Exception):
    """The file goes over a bound: reading on would cost too much."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Frame:
    """A collection that is still open."""

    __slots__ = ("flow", "key", "key_event", "last_key", "node", "path")

    def __init__(self, node: Any, path: Path, flow: bool) -> None:
        self.node = node
        self.path = path
        self.flow = flow
        self.key: str | None = None
        self.key_event: Any = None
        self.last_key: str | None = None


class _Builder:
    def __init__(self, text: str, tree: Tree, places: bool) -> None:
        self.text = text
        self.tree = tree
        self.places = places
        self.stack: list[_Frame] = []
        # Of the numbers that bare commas part in a flow collection: put together again, where
        # they start, and if they are reported already.
        self.run_text = ""
        self.run_place: Place = (1, 1)
        self.run_reported = False
        self.cuts = dict(_cuts(text))

    def run(self) -> None:
        get_event = CParser(self.text).get_event
        stack, cuts = self.stack, self.cuts
        documents = nodes = 0
        last: Any = None  # the scalar just before, where both stand in one flow collection
        event: Any
        for event in iter(get_event, None):
            kind = type(event)
            if kind is ScalarEvent:
                nodes += 1
                if event.tag is not None or event.anchor is not None:
                    self._refuse_decoration(event)
                if cuts and not event.style and event.end_mark.index in cuts:
                    self._warn_of_cut(event)
                flow = stack[-1].flow if stack else False
                split = flow and last is not None and self._is_split(last, event)
                if split:
                    self._rejoin(event)
                else:
                    self._add(event.value, event)
                if not flow:
                    last = None
                elif event.value:  # an absent value, as after the 343 of {text: 1,343}, parts nothing
                    last = event
                    if not split:
                        self.run_text, self.run_place, self.run_reported = event.value, _last_line(event), False
                continue
            last = None
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                nodes += 1
                if event.tag is not None or event.anchor is not None:
                    self._refuse_decoration(event)
                if len(stack) >= MAX_DEPTH:
                    raise _RefusedError(_too_deep(_place(event)))
                node: Node = {} if kind is MappingStartEvent else []
                path = self._add(node, event)
                stack.append(_Frame(node, path, event.flow_style))
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop()
            elif kind is AliasEvent:
                nodes += 1
                self._fault(
                    event, "alias", f"the alias *{brief(event.anchor)} is not allowed in a pack; write the value out"
                )
                self._add(UNREADABLE, event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _RefusedError(
                        Fault(
                            _place(event),
                            "several-documents",
                            "a second document starts here; a pack's file holds one, so remove the ---",
                        )
                    )
            elif kind is StreamEndEvent:
                break
            if nodes > MAX_NODES:
                raise _RefusedError(
                    Fault(
                        _place(event),
                        "too-many-nodes",
                        f"more than {MAX_NODES} values; split the file into several banks",
                    )
                )

    def _fault(self, event: Any, code: str, message: str) -> None:
        self.tree.faults.append(Fault(_place(event), code, message, self.stack[-1].path if self.stack else ()))
        if len(self.tree.faults) > MAX_FAULTS:
            raise _RefusedError(Fault(_place(event), "more", "and there may be more; mend these first"))

    def _refuse_decoration(self, event: Any) -> None:
        if event.tag is not None:
            name = brief(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self._fault(event, "tag", f"the tag {name} is not allowed in a pack; all values are text, so remove it")
        if event.anchor is not None:
            self._fault(
                event,
                "anchor",
                f"the anchor &{brief(event.anchor)} is not allowed in a pack; remove it and write values out",
            )

    def _warn_of_cut(self, event: Any) -> None:
        start = self.cuts[event.end_mark.index]
        cut = brief(LINE_ENDS.split(self.text[start : start + MAX_CUT], maxsplit=1)[0])
        if len(self.tree.warnings) >= MAX_FAULTS:
            return
        self.tree.warnings.append(
            Fault(
                (event.end_mark.line + 1, event.end_mark.column + 1),
                "comment-in-text",
                f"YAML takes '{cut}' for a comment and leaves it out; put the text in quotes (or, if it is a comment, "
                "a space after the #)",
                self.stack[-1].path if self.stack else (),
            )
        )

    def _is_split(self, before: Any, event: Any) -> bool:
        """`[1,343, 12,000]` is four values to YAML; its author meant two."""
        if before.style or event.style or not before.value or not event.value:
            return False
        if not (before.value[-1].isdigit() and event.value[0].isdigit()):
            return False
        return self.text[before.end_mark.index : event.start_mark.index] == ","

    def _rejoin(self, event: Any) -> None:
        """Report a number that YAML split, and go on with what its author meant."""
        frame, run = self.stack[-1], self.run_text
        whole = brief(f"{run},{event.value}")
        faults = self.tree.faults
        if self.run_reported:
            faults.pop()
        self.run_reported = True
        faults.append(
            Fault(
                self.run_place,
                "bare-comma",
                f"YAML splits {whole} at its bare comma; quote it: '{whole}' "
                "(or, if these are several values, put a space after each comma)",
                frame.path,
            )
        )
        key = len(frame.node) - 1 if type(frame.node) is list else frame.last_key
        if key is not None and frame.node and frame.node[key] == run:
            frame.node[key] = whole
        self.run_text = whole
        if type(frame.node) is dict:
            self._add_nothing(event)

    def _add_nothing(self, event: Any) -> None:
        """Take an event as a key whose value is dropped."""
        self.stack[-1].key_event = event

    def _add(self, value: Node, event: Any) -> Path:
        """Put a value in its place, and give its path."""
        tree = self.tree
        if not self.stack:
            tree.root = value
            if self.places:
                tree.values[()] = _place(event)
            return ()
        frame = self.stack[-1]
        node = frame.node
        if type(node) is list:
            node.append(value)
            if not self.places:
                return ()
            path: Path = (*frame.path, len(node) - 1)
            tree.values[path] = _place(event)
            return path
        if frame.key is None and frame.key_event is None:
            frame.key_event = event
            if isinstance(value, str):
                frame.key = value
            else:
                self._fault(event, "complex-key", "a key must be one word, not a list or a mapping")
            return (*frame.path, "?") if self.places else ()
        key, key_event = frame.key, frame.key_event
        frame.key = frame.key_event = frame.last_key = None
        if key is None:
            return (*frame.path, "?") if self.places else ()
        if key in node:
            self._fault(key_event, "duplicate-key", f"the key '{brief(key)}' stands twice in this mapping; keep one")
            return (*frame.path, "?") if self.places else ()
        node[key] = value
        frame.last_key = key
        if not self.places:
            return ()
        path = (*frame.path, key)
        tree.keys[path] = _place(key_event)
        tree.values[path] = _place(event)
        return path


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where a plain text would end before a `#1` or `#tag`, and where that starts. Comments say `# `, as a rule."""
    for match in _HASH.finditer(text):
        end = match.start()
        while end and text[end - 1] == " ":
            end -= 1
        yield end, match.start() + 1


_HASH = re.compile(r" #(?=[^\s#!])")


def _too_deep(place: Place) -> Fault:
    return Fault(place, "too-deep", f"nested more than {MAX_DEPTH} deep; a pack needs no more than 6")


def _last_line(event: Any) -> Place:
    """Where a scalar starts; one that goes over lines, at the start of its last."""
    end = event.end_mark
    return _place(event) if end.line == event.start_mark.line else (end.line + 1, 1)


def brief(text: str) -> str:
    """A text as a message names it: a long one is cut."""
    return text if len(text) <= LONGEST_NAMED else text[: LONGEST_NAMED - 3] + "..."


def _place(event: Any) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _place_after(text: str) -> Place:
    """The line and column of what follows a text."""
    lines = LINE_ENDS.split(text)
    return len(lines), len(lines[-1]) + 1


LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What libyaml takes for the end of a line."""


def _reader_fault(text: str, error: yaml.reader.ReaderError) -> Fault:
    position = next(_refused_characters(text), None)
    place = (1, 1) if position is None else _place_after(text[:position])
    name = f"U+{ord(text[position]):04X}" if position is not None else str(error.reason)
    return Fault(
        place,
        "control-character",
        f"the character {name} can't stand in YAML; remove it, or write it as an escape in double quotes",
    )


def _refused_characters(text: str) -> Iterator[int]:
    """Where the text has characters outside YAML's printable set (YAML 1.1, section 5.1)."""
    for position, character in enumerate(text):
        code = ord(character)
        if (
            (code < 0x20 and character not in "\t\n\r")
            or (0x7F <= code < 0xA0 and code != 0x85)
            or code in (0xFFFE, 0xFFFF)
        ):
            yield position


def _syntax_fault(text: str, error: yaml.MarkedYAMLError) -> Fault:
    from zgcquiz.formats.yaml_slips import explain

    end = _place_after(text.rstrip())  # libyaml may name the line after the last
    if "exceeded maximum" in (error.problem or error.context or ""):
        # libyaml reads ahead of its events, and from 0.2.6 on has a bound of its own.
        mark = error.problem_mark or error.context_mark
        return _too_deep(min((mark.line + 1, mark.column + 1) if mark is not None else (1, 1), end))
    line, column, message = explain(LINE_ENDS.split(text), error)
    return Fault(min((line, column), end), "syntax", f"not valid YAML: {message}")

"""The state of a tree builder, and its warnings about single scalars."""

from __future__ import annotations

from typing import Any

from zgcquiz.formats.native.yaml import traps
from zgcquiz.formats.native.yaml.nodes import Fault, Path, Place, Tree, brief
from zgcquiz.formats.native.yaml.traps import LINE_ENDS

MAX_DEPTH = 32
MAX_NODES = 500_000
MAX_FAULTS = 1000
MAX_CUT = 200
"""Characters after a # that are examined."""


class RefusedError(Exception):
    """The file exceeds a limit and is not read further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Frame:
    """A collection that is still open."""

    key: str | None = None
    key_event: Any = None
    last_key: str | None = None
    last_event: Any = None
    """The event of the last value, in a flow mapping."""
    repeats = False
    """Its first key occurs again, so the following keys belong to another entry."""
    spoilt = False
    """Its meaning is unclear; nothing more is reported about it."""
    bare = False
    """Its first key has no value."""
    cut_reported = False
    """The last fault is about a comma that ends the last key's text."""

    def __init__(self, node: Any, path: Path, event: Any, name: str) -> None:
        """name: the key whose value it is."""
        self.node = node
        self.path = path
        self.flow = event.flow_style
        self.start = event.start_mark
        self.name = name


class ScalarChecks:
    """The state of a builder, with its faults and its warnings about misleading scalars."""

    def __init__(self, text: str, tree: Tree, places: bool, holes: bool) -> None:
        self.text = text
        self.tree = tree
        self.places = places
        self.holes = holes
        self.documents = 0
        self.open_quote: Any = None
        """The last quoted scalar whose quote was probably meant to close earlier."""
        self.stack: list[Frame] = []
        # A number that bare commas split in a flow collection: its whole text, its place, and whether it is reported.
        self.run_text = ""
        self.run_place: Place = (1, 1)
        self.run_reported = False
        self.cuts = dict(traps.cuts(text))
        self.marks = frozenset(traps.question_marks(text))

    def _fault(self, event: Any, code: str, message: str) -> None:
        self._fault_at(place_of(event), code, message, self.stack[-1].path if self.stack else ())

    def _fault_at(self, place: Place, code: str, message: str, path: Path) -> None:
        self.tree.faults.append(Fault(place, code, message, path))
        if len(self.tree.faults) > MAX_FAULTS:
            raise RefusedError(Fault(place, "more", "and there may be more; fix these first"))

    def _warn(self, place: Place, code: str, message: str, within: Path = ()) -> None:
        if len(self.tree.warnings) < MAX_FAULTS:
            path = self.stack[-1].path if self.stack else ()
            self.tree.warnings.append(Fault(place, code, message, (*path, *within)))

    def _raw(self, event: Any) -> str:
        """Return a scalar's source text."""
        return self.text[event.start_mark.index : event.end_mark.index]

    def _key(self) -> str:
        """Return the key whose value comes next; "" in a list, or if a key comes next."""
        return (self.stack[-1].key or "") if self.stack else ""

    def _list_key(self) -> str:
        """Return the key of the list that the next entry is in; "" in a mapping."""
        frame = self.stack[-1] if self.stack else None
        return frame.name if frame is not None and type(frame.node) is list else ""

    def _warn_of_escape(self, event: Any) -> None:
        if slip := traps.escaped(self._raw(event)):
            self._warn(self._place_in(event, slip[0]), "control-character", slip[1])

    def _warn_of_signs(self, event: Any, flow: bool) -> None:
        if event.end_mark.index in self.cuts:
            self._warn_of_cut(event)
        warning = "" if flow else traps.wide_colon(self._raw(event))
        if warning:
            self._warn(place_of(event), "full-width", warning)

    def _warn_of_cut(self, event: Any) -> None:
        start, blanks = self.cuts[event.end_mark.index]
        comment = LINE_ENDS.split(self.text[start : start + MAX_CUT], maxsplit=1)[0]
        warning = traps.cut(event.value, comment, blanks, self._key() or self._list_key())
        if warning:
            self._warn((event.end_mark.line + 1, event.end_mark.column + 1), "comment-in-text", warning)

    def _warn_of_fold(self, event: Any, flow: bool) -> None:
        frame = self.stack[-1] if self.stack else None
        if flow:
            place = None if event.style else traps.folded_in_list(self._raw(event))
            if place is not None and frame is not None and type(frame.node) is list:
                warning = f"YAML joins this line to the one above, as '{brief(event.value)}'; put a comma between them"
                self._warn((event.start_mark.line + 1 + place[0], place[1] + 1), "folded-entry", warning)
            return
        if found := traps.folded(self._raw(event), event.start_mark.column, self._key(), self._list_key()):
            line, column, warning = found
            self.open_quote = event if event.style else self.open_quote
            within = (self._key(),) if self._key() else ()
            self._warn((event.start_mark.line + 1 + line, column + 1), "folded-entry", warning, within)

    def _place_in(self, event: Any, at: int) -> Place:
        """Return the place of a character of a scalar."""
        lines = LINE_ENDS.split(self._raw(event)[:at])
        column = event.start_mark.column if len(lines) == 1 else 0
        return event.start_mark.line + len(lines), column + len(lines[-1]) + 1


def too_deep(place: Place) -> Fault:
    return Fault(place, "too-deep", f"nested more than {MAX_DEPTH} deep; a pack needs at most 6 levels")


def place_of(event: Any) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1

"""What a builder of trees knows while it reads, and its warnings about single scalars."""

from __future__ import annotations

from typing import Any

from zgcquiz.formats.native.yaml import traps
from zgcquiz.formats.native.yaml.nodes import Fault, Path, Place, Tree, brief
from zgcquiz.formats.native.yaml.traps import LINE_ENDS

MAX_DEPTH = 32
MAX_NODES = 1_000_000
MAX_FAULTS = 1000
MAX_CUT = 200
"""Characters after a # that are looked at."""


class RefusedError(Exception):
    """The file goes over a bound: reading on would cost too much."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Frame:
    """A collection that is still open."""

    key: str | None = None
    key_event: Any = None
    last_key: str | None = None
    last_event: Any = None
    """The value of the last key, in a mapping on one line."""
    repeats = False
    """Its first key comes again, so that the keys below it are those of another entry."""
    spoilt = False
    """What was meant can't be told, so nothing more is said of it."""
    bare = False
    """It begins with a key without a value."""
    cut_reported = False
    """The last fault says that a comma ends the last key's text."""

    def __init__(self, node: Any, path: Path, event: Any, name: str) -> None:
        """name: the key whose value it is."""
        self.node = node
        self.path = path
        self.flow = event.flow_style
        self.start = event.start_mark
        self.name = name


class ScalarChecks:
    """The state of a builder, its list of faults, and warnings about scalars that read differently from their looks."""

    def __init__(self, text: str, tree: Tree, places: bool, holes: bool) -> None:
        self.text = text
        self.tree = tree
        self.places = places
        self.holes = holes
        self.documents = 0
        self.open_quote: Any = None
        """The last quoted scalar that looks as if its quote was meant to close earlier."""
        self.stack: list[Frame] = []
        # Of the numbers that bare commas part in a flow collection: put together again, where
        # they start, and if they are reported already.
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
        """A scalar as it stands in the file."""
        return self.text[event.start_mark.index : event.end_mark.index]

    def _key(self) -> str:
        """The key whose value comes next; "" in a list, and where a key comes next."""
        return (self.stack[-1].key or "") if self.stack else ""

    def _list_key(self) -> str:
        """The key whose list the next entry is in; "" in a mapping."""
        frame = self.stack[-1] if self.stack else None
        return frame.name if frame is not None and type(frame.node) is list else ""

    def _warn_of_escape(self, event: Any) -> None:
        slip = traps.escaped(self._raw(event))
        if slip:
            self._warn(self._place_in(event, slip[0]), "control-character", slip[1])

    def _warn_of_signs(self, event: Any, flow: bool) -> None:
        if event.end_mark.index in self.cuts:
            self._warn_of_cut(event)
        said = "" if flow else traps.wide_colon(self._raw(event))
        if said:
            self._warn(place_of(event), "full-width", said)

    def _warn_of_cut(self, event: Any) -> None:
        start, blanks = self.cuts[event.end_mark.index]
        comment = LINE_ENDS.split(self.text[start : start + MAX_CUT], maxsplit=1)[0]
        said = traps.cut(event.value, comment, blanks, self._key() or self._list_key())
        if said:
            self._warn((event.end_mark.line + 1, event.end_mark.column + 1), "comment-in-text", said)

    def _warn_of_fold(self, event: Any, flow: bool) -> None:
        frame = self.stack[-1] if self.stack else None
        if flow:
            place = None if event.style else traps.folded_in_list(self._raw(event))
            if place is not None and frame is not None and type(frame.node) is list:
                said = f"YAML joins this line to the one above, as '{brief(event.value)}'; put a comma between them"
                self._warn((event.start_mark.line + 1 + place[0], place[1] + 1), "folded-entry", said)
            return
        found = traps.folded(self._raw(event), event.start_mark.column, self._key(), self._list_key())
        if found:
            line, column, said = found
            self.open_quote = event if event.style else self.open_quote
            within = (self._key(),) if self._key() else ()
            self._warn((event.start_mark.line + 1 + line, column + 1), "folded-entry", said, within)

    def _place_in(self, event: Any, at: int) -> Place:
        """The place of a character of a scalar."""
        lines = LINE_ENDS.split(self._raw(event)[:at])
        column = event.start_mark.column if len(lines) == 1 else 0
        return event.start_mark.line + len(lines), column + len(lines[-1]) + 1


def too_deep(place: Place) -> Fault:
    return Fault(place, "too-deep", f"nested more than {MAX_DEPTH} deep; a pack needs at most 6 levels")


def place_of(event: Any) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1

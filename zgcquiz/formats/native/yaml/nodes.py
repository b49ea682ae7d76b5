"""The nodes of a YAML file's tree, and its faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from zgcquiz.core.value import Value

LONGEST_NAMED = 60
"""Characters of a pack's text that a message quotes."""


class Unreadable:
    """A placeholder for a refused value, whose problem is already reported."""


UNREADABLE: Final = Unreadable()
HOLE = "left-out"

Node = str | list[Any] | dict[str, Any] | Unreadable
Path = tuple[str | int, ...]
"""Keys and list indexes from the root to a node."""
Place = tuple[int, int]
"""Line and column, from 1."""


class Fault(Value, frozen=True):
    """A problem of the YAML itself."""

    place: Place
    code: str
    message: str
    path: Path = ()
    """The collection that it is in; known only with `places`."""


class Tree:
    """A file's content. `values`, `keys` and `end` hold places, if they were requested.

    wanted: the paths whose places are kept; None for all.
    """

    def __init__(self, wanted: frozenset[Path] | None = None) -> None:
        self.wanted = wanted
        self.root: Node = UNREADABLE
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.end: Place = (1, 1)
        self.starts: Sequence[int] | None = None
        """The lines, from 0, at which the questions start, if the quick reader has read them."""

    def keep(self, path: Path, value: Place, key: Place | None = None) -> None:
        """Keep the places of a value and its key, if they are wanted."""
        if self.wanted is None or path in self.wanted:
            self.values[path] = value
            if key is not None:
                self.keys[path] = key

    @property
    def questions(self) -> list[tuple[int, dict[str, Any]]]:
        """The mappings in the list of questions, with their indexes."""
        entries = self.root.get("questions") if isinstance(self.root, dict) else None
        if not isinstance(entries, list):
            return []
        return [(at, each) for at, each in enumerate(entries) if isinstance(each, dict)]


def brief(text: str) -> str:
    """Return a text for a message, shortened if it is long."""
    return text if len(text) <= LONGEST_NAMED else text[: LONGEST_NAMED - 3] + "..."

"""What a YAML file's tree is made of, and what can be wrong with it."""

from __future__ import annotations

from typing import Any, Final

from zgcquiz.core.value import Value

LONGEST_NAMED = 60
"""Characters of a pack's text that a message quotes at most."""


class Unreadable:
    """Stands where the file has something that is refused; its problem is already reported."""


UNREADABLE: Final = Unreadable()
HOLE = "left-out"

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


def brief(text: str) -> str:
    """A text as a message names it: a long one is cut."""
    return text if len(text) <= LONGEST_NAMED else text[: LONGEST_NAMED - 3] + "..."

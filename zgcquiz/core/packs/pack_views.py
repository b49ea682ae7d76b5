"""What the pack commands report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin


class ListedPack(Value, frozen=True):
    """A pack in `pack list`. origin: shipped, or added by the user; came: where it came from, if known."""

    id: str
    title: str
    questions: int
    origin: str
    path: str
    came: Origin | None = None


class CheckedPack(Value, frozen=True):
    """The result of `pack check`.

    drafts: how many of the questions are drafts; fixed: the problems fixed beforehand; flaw: the code of the first
    item-writing flaw found, or "".
    """

    id: str
    questions: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    fixed: tuple[Problem, ...] = ()
    flaw: str = ""
    drafts: int = 0


class PackChange(Value, frozen=True):
    """A change to an installed pack. change: added, replaced, unchanged or removed; drafts: of its questions."""

    change: str
    id: str
    questions: int
    drafts: int = 0


class StudySection(Value, frozen=True):
    """A section of a pack with its text to study. number: within its pack, from 1."""

    pack: str
    number: int
    title: str
    text: str
    questions: int


class FactRow(Value, frozen=True):
    """A fact of a pack with the citations and ids of its items."""

    section: str
    fact: str
    cited: tuple[str, ...]
    items: tuple[str, ...]


class NewPack(Value, frozen=True):
    """The text of a new pack. drafts: how many of its questions have yet to be edited."""

    text: str
    drafts: int

"""What the pack commands report."""

from __future__ import annotations

from zgcquiz.core.packs.origin import Origin
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value


class ListedPack(Value, frozen=True):
    """A pack as `pack list` names it. origin: shipped, or added by the user; came: from where, if that is known."""

    id: str
    title: str
    questions: int
    origin: str
    path: str
    came: Origin | None = None


class CheckedPack(Value, frozen=True):
    """What `pack check` found. flaws: how many of the findings are about the writing; fixed: what was mended before;
    flaw: the code of the first flaw found, "" where there is none."""

    id: str
    questions: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    flaws: int = 0
    fixed: tuple[Problem, ...] = ()
    flaw: str = ""


class PackChange(Value, frozen=True):
    """What happened to a pack: added, replaced, unchanged or removed."""

    change: str
    id: str
    questions: int


class StudySection(Value, frozen=True):
    """A section of a pack with its study text. number: within its pack, from 1."""

    pack: str
    number: int
    title: str
    text: str
    questions: int


class FactRow(Value, frozen=True):
    """A fact of a pack, where its items cite it, and the items."""

    section: str
    fact: str
    cited: tuple[str, ...]
    items: tuple[str, ...]


class NewPack(Value, frozen=True):
    """A pack's text, for a file; drafts: how many of its questions wait to be edited."""

    text: str
    drafts: int

"""A rule on item-writing flaws, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.value import Value


class Flaw(Value, frozen=True):
    """One finding. option: its place in the item's options; None: it is about the stem.

    says: what is wrong, with the words that caused it, and what to do.
    """

    says: str
    option: int | None = None


class PackFlaw(Value, frozen=True):
    """A finding that takes more than one item to see.

    item: the place of the item that it is reported at; None: it is about the pack as a whole.
    other: the place of a second item that the message is to name with its place in the file.
    key: the key whose text it is about ("feedback", "explanation"); "" for the option or the stem.
    """

    says: str
    item: int | None = None
    other: int | None = None
    option: int | None = None
    key: str = ""


ItemFinder = Callable[[Anatomy, float], Iterator[Flaw]]
PackFinder = Callable[[Sequence[Anatomy], float], Iterator[PackFlaw]]


class Rule(Value, frozen=True):
    """What is looked for in each item (`find`) or over all of a pack (`find_in_pack`).

    title: the flaw in a few words; why: what is wrong with it, for `pack explain` and the reference;
    bad, mend: questions in YAML, one that has the flaw and one that no longer has it.
    english: it looks at English words, so packs in other languages are spared it.
    threshold, measures: the figure that a pack's `check` can change, and what it measures.
    off: only for packs that ask for it. error: the question comes out wrong on the screen.
    """

    code: str
    title: str
    why: str
    bad: str
    fix: str
    find: ItemFinder | None = None
    find_in_pack: PackFinder | None = None
    english: bool = True
    threshold: float = 0.0
    measures: str = ""
    off: bool = False
    error: bool = False

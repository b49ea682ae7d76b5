"""What a rule on item-writing flaws is, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.value import Value


class Flaw(Value, frozen=True):
    """A flaw of one item.

    message: what is wrong, quoting the words that caused it, and what to do; option: its position in the item's
    options, None for a flaw of the stem.
    """

    message: str
    option: int | None = None


class PackFlaw(Value, frozen=True):
    """A flaw that only a comparison of items reveals.

    item: position of the item that it is reported at, None for the pack as a whole; other: position of a second
    item, to be named at the end of the message with its line; key: the YAML key of the flawed text ("feedback",
    "explanation"), "" for the option or the stem.
    """

    message: str
    item: int | None = None
    other: int | None = None
    option: int | None = None
    key: str = ""


ItemFinder = Callable[[LintItem, float], Iterator[Flaw]]
PackFinder = Callable[[Sequence[Any], Sequence[LintItem], float], Iterator[PackFlaw]]


class Rule(Value, frozen=True):
    """A rule that looks for a flaw in each item (`find`) or in a whole pack (`find_in_pack`).

    title: the flaw in a few words; why: what is wrong with it, for `pack explain` and the reference;
    bad, fix: example questions in YAML, with the flaw and without it; english: it depends on English words, so it
    applies to English packs only; threshold, measures: the number that a pack's `check` can change, and its
    meaning; unless: the code of an earlier rule, where this one says nothing of an item in which that found a flaw;
    sees: what `find_in_pack` gets of each item, which is kept of all of them and so to be small; the items themselves
    are prepared again when it asks for one; off: it applies only to packs that turn it on; error: the question is wrong
    as shown on the screen.
    """

    code: str
    title: str
    why: str
    bad: str = ""
    fix: str = ""
    find: ItemFinder | None = None
    find_in_pack: PackFinder | None = None
    sees: Callable[[LintItem], object] | None = None
    english: bool = True
    threshold: float = 0.0
    measures: str = ""
    unless: str = ""
    off: bool = False
    error: bool = False

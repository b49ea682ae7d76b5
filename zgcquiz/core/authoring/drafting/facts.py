"""What a fact of a sentence is."""

from __future__ import annotations

from enum import StrEnum

from zgcquiz.core.value import Value


class FactKind(StrEnum):
    """What a fact is. The distractors of a draft are of the same kind."""

    DATE = "date"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    WORK = "work"
    TERM = "term"
    FIRST = "first"
    LISTED = "listed"


IN_TIME = frozenset((FactKind.DATE, FactKind.YEAR, FactKind.DECADE, FactKind.CENTURY))
NAMES = frozenset((FactKind.PERSON, FactKind.PLACE, FactKind.ORGANISATION, FactKind.WORK))
NOT_DRAFTED = frozenset((FactKind.FIRST, FactKind.LISTED))
"""Kinds that an item can ask for, but not with a blank: other answers would be right, or the blank says too little."""


class Fact(Value, frozen=True):
    """A piece of a sentence, sentence[start:end], that an item could ask for.

    defines: the rest of the sentence is the definition of this term; subject: it is the subject of the whole text.
    """

    kind: FactKind
    start: int
    end: int
    text: str
    defines: bool = False
    subject: bool = False

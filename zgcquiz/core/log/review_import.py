"""The results of merging the events of another log, and of importing them from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value


class Merged(NamedTuple):
    """What a merge did.

    added: reviews new to this log; voided: reviews known before, and undone elsewhere and now here too; reviews,
    holds, restarts: events given; held, restarted: holds and restarts new to this log; variants: reviews with the id of
    a known one, but other content: both are kept, and one counts.
    """

    added: int = 0
    voided: int = 0
    held: int = 0
    restarted: int = 0
    reviews: int = 0
    holds: int = 0
    restarts: int = 0
    variants: int = 0

    def plus(self, other: Merged) -> Merged:
        """Return the counts of two merges together."""
        return Merged(*(mine + its for mine, its in zip(self, other, strict=True)))

    @property
    def changes(self) -> int:
        """How many events were new or undone here."""
        return self.added + self.voided + self.held + self.restarted + self.variants


class ImportedReviews(Value, frozen=True):
    """The result of importing reviews.

    read: lines; skipped: lines that could not be used; other_editions: how many answers are to another wording of a
    question, by pack and question; is_database: whether the file was a log's database.
    """

    read: int
    merged: Merged
    skipped: tuple[Problem, ...]
    other_editions: Mapping[str, Mapping[str, int]]
    is_database: bool = False

"""The result of importing reviews."""

from __future__ import annotations

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value


class ImportedReviews(Value, frozen=True):
    """What came of importing reviews: lines read, reviews that were new here, reviews taken back
    elsewhere and now here, and the lines that could not be used.

    holds: of the lines read, those that say that a question is suspended, buried or resumed;
    held: those of them that were new here; restarted: questions that are learnt anew, and were not so here;
    is_database: it was the database of a log.
    """

    read: int
    added: int
    voided: int
    skipped: tuple[Problem, ...]
    holds: int = 0
    held: int = 0
    restarted: int = 0
    is_database: bool = False

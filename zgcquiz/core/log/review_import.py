"""The result of importing reviews."""

from __future__ import annotations

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value


class ImportedReviews(Value, frozen=True):
    """The result of importing reviews.

    read: lines; added: reviews new to this log; voided: reviews undone elsewhere and now here too; skipped: lines
    that could not be used; holds: lines read that suspend, bury or resume a question; held: those of them new to this
    log; restarted: restarts new to this log; is_database: whether the file was a log's database; variants: reviews
    with the id of a known one but other content, of which one counts.
    """

    read: int
    added: int
    voided: int
    skipped: tuple[Problem, ...]
    holds: int = 0
    held: int = 0
    restarted: int = 0
    is_database: bool = False
    variants: int = 0

"""The review log: list, export, import, undo, rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import survey, sync_cards
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.limits import beyond_limits
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review
from zgcquiz.core.log.review_import import ImportedReviews
from zgcquiz.core.moment import HOUR
from zgcquiz.core.packs.problem import Problem
from zgcquiz.store.review_stats import ReviewStats


def history(context: AppContext, limit: int | None) -> list[Review]:
    """Return the reviews, newest first, including void ones."""
    return list(context.log.reviews(limit))


def export_history(context: AppContext, target: BinaryIO) -> int:
    """Write the whole log as JSON lines and return the number of reviews.

    Reviews come first, oldest first, then holds and restarts.
    """
    from zgcquiz.formats.history import review_lines

    reviews = history(context, None)
    for lines in (
        review_lines.write(reversed(reviews)),
        review_lines.write_holds(context.log.holds()),
        review_lines.write_restarts(context.log.restarts()),
    ):
        for line in lines:
            target.write(line.encode("utf-8", "surrogatepass"))
    return len(reviews)


def import_history(context: AppContext, path: Path) -> ImportedReviews:
    """Merge the reviews, holds and restarts of a file into the log, by id.

    The file is one written by `history export`, or the database of another log, which is only read. Reviews of packs
    that are not installed are kept. An invalid line is skipped and reported. Raises ZgcError if the file can't be
    read.
    """
    from zgcquiz.store.log.foreign import copied_log, is_database

    try:
        if not path.is_file():
            raise ZgcError("unreadable", f"{path} is not a file.", "Pass a file written by `history export`.")
        is_log = is_database(path)
        if is_log:
            with copied_log(path, context.rng, context.clock) as log:
                events: list[Review | Hold | Restart] = [*log.reviews(), *log.holds(), *log.restarts()]
                found: Sequence[object] = [_checked(event, path) for event in events]
        else:
            found = _lines_of(path)
    except OSError as error:
        raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error
    reviews = [each for each in found if isinstance(each, Review)]
    holds = [each for each in found if isinstance(each, Hold)]
    restarts = [each for each in found if isinstance(each, Restart)]
    skipped = [each for each in found if isinstance(each, Problem)]
    sync_cards(context, survey(context, None))
    merged = context.log.merge([*reviews, *holds, *restarts], context.clock())
    _update_stats(context)
    return ImportedReviews(
        read=len(found),
        added=merged.added,
        voided=merged.voided,
        skipped=tuple(skipped),
        holds=merged.holds,
        held=merged.held,
        restarted=merged.restarted,
        is_database=is_log,
        variants=merged.variants,
    )


def _checked(event: Review | Hold | Restart, path: Path) -> Review | Hold | Restart | Problem:
    """Return an event of another log, or why this one can't take it."""
    reason = beyond_limits(event)
    return Problem("bad-review", f"{event.id}: {reason}", str(path)) if reason else event


def _lines_of(path: Path) -> list[Review | Hold | Restart | Problem]:
    from zgcquiz.formats.history import review_lines

    with path.open("rb") as file:
        return list(review_lines.read(file, str(path)))


def undo(context: AppContext) -> Review:
    """Void the newest valid review and return it. Raises ZgcError if there is none."""
    review = context.log.last()
    if review is None:
        raise ZgcError("nothing-to-undo", "There is no answer to undo.", "To answer some: zgcquiz play")
    context.log.void(review, context.clock())
    return review


def rebuild(context: AppContext) -> int:
    """Derive every card again from the log, and return their number."""
    count = context.log.rebuild()
    sync_cards(context, survey(context, None))
    _update_stats(context)
    return count


def _update_stats(context: AppContext) -> None:
    """Update the aggregates now, so that the next `stats` is not slow after many changes."""
    ReviewStats(context.log.path, context.clock().starts * HOUR).close()

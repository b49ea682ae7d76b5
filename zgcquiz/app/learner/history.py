"""Looking back: statistics; the log, in and out; taking back the last answer; making the cards again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import Selection, survey, sync_cards
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.limits import beyond_limits
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review
from zgcquiz.core.log.review_import import ImportedReviews
from zgcquiz.core.moment import HOUR
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.stats.summary import Stats, summarize
from zgcquiz.store.review_stats import ReviewStats


def stats(context: AppContext, selection: Selection) -> Stats:
    """Statistics over the selected packs; over the whole log where no pack was named."""
    sync_cards(context, selection)
    tags = {id: pack.tags() for id, pack in selection.packs.items()}
    now = context.clock()
    with ReviewStats(context.log.path, now.starts * HOUR) as log:
        activities = log.activities(selection.ids if selection.named else None)
        return summarize(activities, log.standings(selection.ids), tags, now)


def history(context: AppContext, limit: int | None) -> list[Review]:
    """The log, newest first, the reviews taken back among it."""
    return list(context.log.reviews(limit))


def export_history(context: AppContext, target: BinaryIO) -> int:
    """Write the whole log as JSON lines, oldest first, then what was suspended, buried and
    resumed, and what is learnt anew; gives the number of reviews."""
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
    """Add the reviews, holds and restarts of a file that are not here yet: the union of two logs, by id.

    The file is one that `history export` wrote, or the database of a log, which is only read.
    Reviews of packs that are not installed are kept. Raises ZgcError where the file can't be
    read; a line that can't be used is skipped and reported.
    """
    from zgcquiz.store.log.foreign import copied_log, is_database

    try:
        if not path.is_file():
            raise ZgcError("unreadable", f"{path} is not a file.", "Name a file that `history export` wrote.")
        is_log = is_database(path)
        if is_log:
            with copied_log(path, context.rng, context.clock) as log:
                events: list[Review | Hold | Restart] = [*log.reviews(), *log.holds(), *log.restarts()]
                found: Sequence[object] = [_checked(event, path) for event in events]
        else:
            found = _lines_of(path)
    except OSError as error:
        raise ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.") from error
    reviews = [each for each in found if isinstance(each, Review)]
    holds = [each for each in found if isinstance(each, Hold)]
    restarts = [each for each in found if isinstance(each, Restart)]
    skipped = [each for each in found if isinstance(each, Problem)]
    sync_cards(context, survey(context, None))
    added, voided = context.log.merge(reviews, context.clock())
    held = context.log.merge_holds(holds)
    restarted = context.log.merge_restarts(restarts)
    _add_up(context)
    return ImportedReviews(len(found), added, voided, tuple(skipped), len(holds), held, restarted, is_log)


def _checked(event: Review | Hold | Restart, path: Path) -> Review | Hold | Restart | Problem:
    """Return an event of another log, or why this one can't take it."""
    reason = beyond_limits(event)
    return Problem("bad-review", f"{event.id}: {reason}", str(path)) if reason else event


def _lines_of(path: Path) -> list[Review | Hold | Restart | Problem]:
    """What the lines of an exported history say."""
    from zgcquiz.formats.history import review_lines

    with path.open("rb") as file:
        return list(review_lines.read(file, str(path)))


def undo(context: AppContext) -> Review:
    """Void the newest review that still counts, and give it. Raises ZgcError where there is none."""
    review = context.log.last()
    if review is None:
        raise ZgcError("nothing-to-undo", "There is no answer to take back.", "Answer some: zgcquiz play")
    context.log.void(review, context.clock())
    return review


def rebuild(context: AppContext) -> int:
    """Derive every card again from the log; gives how many there are."""
    count = context.log.rebuild()
    sync_cards(context, survey(context, None))
    _add_up(context)
    return count


def _add_up(context: AppContext) -> None:
    """Bring the sums for statistics up to date: where many have changed, nobody waits for it at the next look."""
    ReviewStats(context.log.path, context.clock().starts * HOUR).close()

"""The review log: list, export, import, undo, rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.editions import AnsweredEditions
from zgcquiz.app.selection import installed_pack, names_by_pack, survey, sync_cards
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.log.review_import import ImportedReviews
from zgcquiz.core.markup.items import stem_line
from zgcquiz.core.moment import HOUR
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import replace
from zgcquiz.store.review_stats import ReviewStats

if TYPE_CHECKING:
    from zgcquiz.store.log.review_log import ReviewLog

MANY = 50_000
"""The reviews added by a merge above which the aggregates are left to the next `stats`: they need more memory."""
_REPORTED = 500
"""How many events are read between two reports of progress."""
Progress: TypeAlias = Callable[[int, int], object]
_Found: TypeAlias = Review | Hold | Restart | Problem


def history(context: AppContext, limit: int | None) -> Iterator[Review]:
    """Yield the reviews as they are read, newest first, including void ones."""
    context.log.check_undamaged()
    yield from context.log.reviews(limit)


def stems(context: AppContext, refs: Iterable[Ref]) -> dict[Ref, str]:
    """Return the stems of questions, as far as packs that are installed and can be used have them now."""
    found: dict[Ref, str] = {}
    for id, names in names_by_pack(refs).items():
        installed = installed_pack(context, id)
        if installed is None:
            continue
        try:
            items = context.pack_cache.open(installed.root).find(names)
            found |= {Ref(id, item.id): stem_line(item) for item in items}
        except ZgcError:  # what is wrong with a pack is told by the commands that need it
            continue
    return found


def export_history(context: AppContext, target: IO[bytes]) -> int:
    """Write the whole log as JSON lines and return the number of reviews.

    Reviews come first, oldest first, then holds and restarts.
    """
    from zgcquiz.formats.history import review_lines

    context.log.check_undamaged(always=True)
    count = 0

    def counted() -> Iterator[Review]:
        nonlocal count
        for count, review in enumerate(context.log.reviews(oldest_first=True), 1):  # noqa: B007
            yield review

    for line in review_lines.write(chain(counted(), context.log.holds(), context.log.restarts())):
        target.write(line)
    return count


def import_history(context: AppContext, path: Path, progress: Progress | None = None) -> ImportedReviews:
    """Merge the reviews, holds and restarts of a file into the log, by id.

    The file is one written by `history export`, or the database of another log, which is only read. Reviews of packs
    that are not installed are kept. An invalid line is skipped and reported. The file is read and merged a part at a
    time; if that is interrupted, importing it again adds the rest.

    progress: called now and then with how much was read, and of how much. Raises ZgcError if the file can't be read.
    """
    from zgcquiz.store.log.foreign import copied_log, is_database

    with _explained(path):
        if not path.is_file():
            raise ZgcError("unreadable", f"{path} is not a file.", "Pass a file written by `history export`.")
        is_log = is_database(path)
    if not is_log:
        return _import(context, _events_of_lines(path, progress))
    with _explained(path), copied_log(path, context.rng, context.clock) as log:
        return replace(_import(context, _events_of_log(log, path, progress)), is_database=True)


def _import(context: AppContext, found: Iterable[_Found]) -> ImportedReviews:
    skipped: list[Problem] = []
    editions = AnsweredEditions()
    count = 0

    def events() -> Iterator[Review | Hold | Restart]:
        nonlocal count
        for each in found:
            count += 1
            if isinstance(each, Problem):
                skipped.append(each)
                continue
            if isinstance(each, Review):
                editions.add(each)
            yield each

    sync_cards(context, survey(context, None))
    merged = context.log.merge(events(), context.clock())
    update_stats(context, merged.added)
    return ImportedReviews(count, merged, tuple(skipped), editions.others(context))


def _events_of_lines(path: Path, progress: Progress | None) -> Iterator[_Found]:
    from zgcquiz.formats.history import review_lines

    with _explained(path), path.open("rb") as file:
        review_lines.check_kind(file, str(path), "Pass a file written by `history export`.")
        size = path.stat().st_size
        for number, each in enumerate(review_lines.read(review_lines.bounded_lines(file), str(path)), 1):
            yield each
            if progress is not None and number % _REPORTED == 0:
                progress(file.tell(), size)


def _events_of_log(log: ReviewLog, path: Path, progress: Progress | None) -> Iterator[_Found]:
    from zgcquiz.store.log.foreign import events_of

    ((total,),) = log.read("SELECT count(*) FROM reviews")
    for number, each in enumerate(events_of(log, str(path)), 1):
        yield each
        if progress is not None and number % _REPORTED == 0:
            progress(number, total)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error


def undo(context: AppContext) -> Review:
    """Void the newest valid review and return it. Raises ZgcError if there is none."""
    review = context.log.last()
    if review is None:
        raise ZgcError("nothing-to-undo", "There is no answer to undo.", "To answer some: zgcquiz play")
    context.log.void(review, context.clock())
    return review


def rebuild(context: AppContext) -> int:
    """Derive every card again from the log, and return their number."""
    context.log.check_undamaged()
    count = context.log.rebuild()
    sync_cards(context, survey(context, None))
    update_stats(context)
    return count


def update_stats(context: AppContext, added: int = 0) -> None:
    """Update the aggregates now, so that the next `stats` is not slow after many changes.

    added: how many reviews a merge added; after more than MANY of them nothing is done.
    """
    if added <= MANY:
        ReviewStats(context.log.path, context.clock().starts * HOUR).close()

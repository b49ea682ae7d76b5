"""Running a command despite a damaged log: without the damaged rows, or on a copy of all that can be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from zgcquiz.app.context import AppContext
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review_ids import new_device
from zgcquiz.store.database import connect, transaction
from zgcquiz.store.log.damage import detection
from zgcquiz.store.log.damage.detection import DamagedRow, may_be_damage
from zgcquiz.store.log.damage.salvage import salvage
from zgcquiz.store.log.files.integrity import is_damage

_READING = ("stats", "leeches", "held", "forecast")
"""Commands that only read the log; see `_only_reads` for others."""
_NOT_REPEATED = ("play", "review", "read", "undo")
"""Commands that may have done something already when they meet a damaged row."""
_HINT = "To see what can be recovered: zgcquiz doctor"

ContextMaker = Callable[[], AppContext]


def workarounds(
    arguments: Sequence[str], make_context: ContextMaker, error: Exception
) -> Generator[ContextMaker, None, None]:
    """Yield makers of contexts with which a command that failed may be run again, until it doesn't fail.

    arguments: the command line; error: what it raised, which a damaged log may be the reason of. There are none if the
    log is sound. Raises ZgcError if the log is damaged and the command can't be run again.
    """
    path = make_context().paths.log
    if not path.exists():
        return
    if _leave_out_damaged(make_context):
        if arguments and arguments[0] in _NOT_REPEATED:
            raise ZgcError(
                "damaged-rows",
                "Some answers in the review log are damaged. They are left out from now on.",
                "What was saved before is kept. Start again; for details: zgcquiz doctor",
            ) from error
        yield make_context
    if not _is_damaged(path):
        return
    if _only_reads(arguments):
        with TemporaryDirectory(prefix="zgcquiz-") as folder:
            copy = Path(folder) / path.name
            if _salvage(path, copy, make_context):
                yield lambda: _on_copy(copy, make_context())
    if not isinstance(error, ZgcError):
        raise detection.broken(path) from error
    if error.__cause__ is not None:
        raise ZgcError("corrupt", error.message, _HINT) from error


def _only_reads(arguments: Sequence[str]) -> bool:
    command, *rest = arguments or [""]
    if command == "history":
        return rest[:1] != ["import"]
    if command == "tune":
        return "--dry-run" in rest
    return command in _READING or command == "" or command.startswith("-")


def _leave_out_damaged(make_context: ContextMaker) -> bool:
    """Record the damaged rows; return whether any was not known. False if the log can't be read or written."""
    try:
        with make_context() as context:
            context.log.check_pages()
            return context.log.leave_out_damaged()
    except Exception as error:
        if not may_be_damage(error) and not isinstance(error, ZgcError):
            raise
        return False


def _is_damaged(path: Path) -> bool:
    try:
        return not detection.scan(path).is_sound
    except sqlite3.DatabaseError as error:
        return is_damage(error)


def _salvage(path: Path, copy: Path, make_context: ContextMaker) -> bool:
    """Make a sound copy of a log; return whether there is anything in it. What is missing is recorded in it."""
    context = make_context()
    try:
        found = salvage(path, copy, new_device(context.rng))
    except OSError:
        return False
    missing = [DamagedRow("reviews", each.id, "it can't be read") for each in found.lost]
    with closing(connect(copy)) as db, transaction(db):
        detection.record(db, [*found.damaged, *missing])
    with _on_copy(copy, context):
        context.log.rebuild()
    return any(found.rows.values())


def _on_copy(copy: Path, context: AppContext) -> AppContext:
    context.use_log(copy)
    return context

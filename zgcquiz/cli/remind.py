"""The reminder of today's work, without what reads command lines."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext
    from zgcquiz.core.learning.workload import Overview
    from zgcquiz.core.moment import Moment
    from zgcquiz.store.paths import Paths
    from zgcquiz.ui.round.workload_phrases import DaysWork

NOTHING_TO_DO = 1
"""The exit code if nothing is left for today."""


def run_quickly(arguments: Sequence[str]) -> int | None:
    """Run `remind` without options and return its exit code; None for any other command line, and if it fails.

    A shell that runs it with every prompt waits for it, so all that reads command lines, packs and the log is loaded
    only where the last reminder doesn't hold any more.
    """
    if list(arguments) != ["remind"]:
        return None
    from zgcquiz.core.errors import ZgcError
    from zgcquiz.store.paths import find_paths

    try:
        return print_work(todays_work(find_paths(os.environ), time.time_ns))
    except (ZgcError, OSError):
        return None  # the usual way fails too, and reports it


def todays_work(paths: Paths, time_ns: Callable[[], int], clock: Callable[[], Moment] | None = None) -> DaysWork:
    """Return today's work: what was kept, if it still holds, otherwise what the log says, which is then kept.

    time_ns: returns the system's time; clock: the learner's, if that is another. Raises ZgcError or OSError.
    """
    from zgcquiz import __version__
    from zgcquiz.store.kept_reminder import KeptWork, basis_of, keep_work, kept_work

    if clock is None:
        ms = time_ns() // 1_000_000
        offset = time.localtime(ms // 1000).tm_gmtoff // 60
    else:
        ms, offset = clock().ms, clock().offset
    basis = basis_of(paths, offset, __version__)
    kept = kept_work(paths, basis, ms)
    if kept is not None:
        return kept
    from zgcquiz.app.context import AppContext, system_clock

    with AppContext(paths, clock or system_clock) as context:
        now = context.clock()
        today = reminder(context).today
        until = context.log.stays_due_until(now)
    # Only what the next one finds unchanged, too: opening the log may have changed it
    if basis.has_settled(time_ns()) and basis == basis_of(paths, offset, __version__):
        with suppress(OSError):  # of a folder that can't be written
            keep_work(paths, basis, KeptWork(today.due, today.new, today.seconds), now.ms, until)
    return today


def reminder(context: AppContext) -> Overview:
    from zgcquiz.app.round.overview import overview

    return overview(context)[0]


def print_work(work: DaysWork) -> int:
    """Print a day's work if there is some, and return the exit code."""
    from zgcquiz.ui.round import workload_phrases

    if line := workload_phrases.todays_work(work):
        print(f"zgcquiz: {line}")
    return exit_code(work)


def exit_code(work: DaysWork) -> int:
    return 0 if work.due or work.new else NOTHING_TO_DO

"""Conflicted copies of the database, which programs that sync folders leave beside it."""

from __future__ import annotations

import os
import stat

from zgcquiz.app.context import AppContext
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.sync.names import is_copy


def merge_copies(context: AppContext) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Merge the conflicted copies of the database that are new beside it; they are only read.

    Return their names, and what could not be merged, which is said once. Raises OSError or ZgcError.
    """
    found: dict[str, str] = {}
    with os.scandir(context.paths.data) as entries:
        for entry in entries:
            if is_copy(entry.name, context.paths.log.name):
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(state.st_mode):
                    found[entry.name] = f"{state.st_size} {state.st_mtime_ns}"
    if not found:
        return (), ()
    known = context.log.merged_copies()
    merged: list[str] = []
    problems: list[Problem] = []
    for name in sorted(name for name, state in found.items() if known.get(name) != state):
        from zgcquiz.app.learner.history import import_history

        path = context.paths.data / name
        try:
            problems += import_history(context, path).skipped
            merged.append(name)
        except ZgcError as error:
            problems.append(Problem(error.code, error.message, str(path)))
    if merged or problems:
        context.log.keep_merged_copies(found)
    return tuple(merged), tuple(problems)

"""What runs by itself before and after a round; it costs next to nothing where no folder is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.sync.copies import merge_copies
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import replace
from zgcquiz.store.files.pack_files import is_there

if TYPE_CHECKING:
    from zgcquiz.core.sync.report import SyncReport


def sync_if_set(context: AppContext) -> tuple[SyncReport | None, ZgcError | None]:
    """Merge conflicted copies of the database and, if a shared folder is set and there, sync with it.

    Return what was done, None if nothing, and what went wrong, which is no reason to stop a round. Raises ZgcError if
    the log can't be opened.
    """
    if not is_there(context.paths.log):
        return None, None
    log, report = context.log, None
    try:
        copies, problems = merge_copies(context)
        if copies or problems:
            from zgcquiz.core.sync.report import SyncReport

            report = SyncReport("", copies=copies, problems=problems)
        folder = log.kept_value("sync_folder")
        if folder is None:
            return report, None
        from zgcquiz.app.sync.run import sync_automatically

        found, error = sync_automatically(context, folder)
        if found is not None:
            report = replace(found, copies=copies, problems=(*problems, *found.problems))
        return report, error
    except ZgcError as error:
        return report, error
    except OSError as error:
        return report, ZgcError("sync", f"Can't sync: {error.strerror or error}.", "")

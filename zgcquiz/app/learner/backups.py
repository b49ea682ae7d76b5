"""Backups of the review log: make one, list them, restore one."""

from __future__ import annotations

import os
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.log.rotation import time_of_backup, utc_of
from zgcquiz.core.value import Value
from zgcquiz.store.backups import making, restoring
from zgcquiz.store.backups.holdings import Holdings, check_file
from zgcquiz.store.backups.restoring import LogDifference
from zgcquiz.store.backups.rules import BackupRules
from zgcquiz.store.database import explained
from zgcquiz.store.files.regular_files import check_regular
from zgcquiz.store.log.files.copies import check_header, path_to_read
from zgcquiz.store.log.files.replacing import KEPT, finish_replacing, real_path
from zgcquiz.store.log.files.wal import has_content


class MadeBackup(Value, frozen=True):
    """A backup that was made, or with is_new False the newest one, since the log has not changed since."""

    path: Path
    holdings: Holdings
    is_new: bool


class ListedBackup(Value, frozen=True):
    """A backup, and what it holds; None if it doesn't pass its check, and problem says why.

    at: when it was made, in milliseconds since 1970; is_replaced: it is a log that was replaced by a backup.
    """

    path: Path
    at: int
    is_replaced: bool
    holdings: Holdings | None
    problem: str = ""


class Restoration(Value, frozen=True):
    """A backup to be restored, or one that was.

    path: the backup; present: what the present log holds, None if it can't be read; kept: where it is now, None
    before it is replaced, or if there was none.
    """

    path: Path
    holdings: Holdings
    present: Holdings | None
    difference: LogDifference
    kept: Path | None = None


def back_up(context: AppContext, output: Path | None = None, *, force: bool = False) -> MadeBackup:
    """Make a backup of the log now, in the folder of backups or in a file.

    force: replace that file. Raises ZgcError if there is no log, it is damaged, or the backup can't be written.
    """
    log, folder = context.paths.log, context.paths.backups
    now = utc_of(context.clock())
    last = context.settings().backups
    with explained(log, "back up the review log"):
        finish_replacing(real_path(log))
        if not log.exists() and not has_content(log):
            hint = "To list the backups: zgcquiz restore"
            if not making.list_backups(folder):
                hint = "To begin one: zgcquiz play"
            raise ZgcError("missing-log", f"There is no review log at {log}.", hint)
    source = path_to_read(context.log.path)  # opening the log examines it, and migrates an older one
    with explained(log, "back up the review log"):
        if output is not None:
            _check_output(output, force)
            with explained(output, "write the backup"):
                return MadeBackup(output, making.write_backup(source, output), True)
        newest = making.newest_backup(folder, now)
        if newest is not None and not making.has_news(source, folder, now):
            return MadeBackup(newest[1], check_file(newest[1]), False)
        path, holdings = making.make_backup(source, BackupRules(folder, last), now)
    return MadeBackup(path, holdings, True)


def _check_output(output: Path, force: bool) -> None:
    """Raise ZgcError unless a backup can be written to a file with this name."""
    if not output.parent.is_dir():
        raise ZgcError("unwritable", f"There is no folder {output.parent}.", "Create it first, or name another one.")
    if check_regular(output) and not force:
        raise ZgcError("exists", f"{output} already exists.", "To replace it, add --force.")


def list_backups(context: AppContext) -> list[ListedBackup]:
    """Return all backups, the newest first, each checked; among them the logs that were replaced."""
    folder = context.paths.backups
    found = []
    with explained(folder, "read the backups"):
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        for name in names:
            stamp = time_of_backup(name.replace(KEPT, "zgcquiz-", 1))
            if stamp is not None:
                found.append(_listed(folder / name, round(stamp.timestamp() * 1000), name.startswith(KEPT)))
    return sorted(found, key=lambda each: each.at, reverse=True)


def _listed(path: Path, at: int, is_replaced: bool) -> ListedBackup:
    try:
        with explained(path, "read the backup"):
            return ListedBackup(path, at, is_replaced, check_file(path))
    except ZgcError as error:
        return ListedBackup(path, at, is_replaced, None, error.message)


def find_backup(context: AppContext, name: str) -> Path:
    """Return the path of a backup, given by its name in the folder of backups or by a path. Raises ZgcError."""
    for path in (Path(name), context.paths.backups / name, context.paths.backups / f"{name}.db"):
        if os.path.lexists(path):
            return path
    if Path(f"{name}-wal").exists():  # a log that is missing, of which the write-ahead log is left
        return Path(name)
    known = [each.path.name for each in list_backups(context)]
    raise ZgcError(
        "unreadable", f"There is no backup '{name}'.", suggest(name, known[::-1], "There are no backups yet.")
    )


def plan_restoring(context: AppContext, backup: Path) -> Restoration:
    """Return what restoring a backup would change. Raises ZgcError if it can't be used."""
    log = context.paths.log
    try:
        with explained(backup, "read the backup"):
            finish_replacing(real_path(log))
            difference, holdings, present = restoring.compare(backup, log)
    except ZgcError as error:
        if (
            error.code not in ("corrupt", "not-a-log")
            or real_path(backup) != real_path(log)
            or (log.exists() and check_header(log))
        ):
            raise
        hint = f"To begin a new log, move {log} and the files beside it whose names begin with {log.name} away."
        raise ZgcError(error.code, error.message, hint) from None  # doctor, which others lead to, has no more
    return Restoration(backup, holdings, present, difference)


def restore(context: AppContext, plan: Restoration) -> Restoration:
    """Put a backup in the place of the present log, which is kept. Raises ZgcError; then nothing was changed."""
    with explained(context.paths.log, "restore the backup"):
        holdings, kept = restoring.restore(plan.path, context.paths.log)
    return Restoration(plan.path, holdings, plan.present, plan.difference, kept)

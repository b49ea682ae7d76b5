"""Putting a backup in the place of the present log, which is kept; and what that would change."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.store.backups.holdings import Holdings, check_log
from zgcquiz.store.backups.making import ROOM
from zgcquiz.store.database import connect
from zgcquiz.store.files import temporaries
from zgcquiz.store.files.lock import held
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.files.regular_files import check_regular
from zgcquiz.store.log.files.copies import (
    check_header,
    copy_alone,
    copy_database,
    loses_answers,
    open_to_read,
    uri_to_read,
)
from zgcquiz.store.log.files.replacing import lock_of, real_path, replace_log, unwritten
from zgcquiz.store.log.files.wal import has_content
from zgcquiz.store.log.tables.reviews import missing

_MISSING = f"""
    SELECT (SELECT count(*) FROM {missing("main", "other")}), (SELECT count(*) FROM {missing("other", "main")})"""


class LogDifference(Value, frozen=True):
    """What restoring a backup would change.

    gained: answers of the backup that the present log lacks; lost: answers of the present log that the backup lacks,
    None if the present log can't be read.
    """

    gained: int
    lost: int | None


def copy_of_log(source: Path, target: Path) -> Holdings:
    """Write a checked copy of a log, with all that can be read of its write-ahead log; return what it holds.

    Where the write-ahead log doesn't fit, the database alone is taken. Raises ZgcError for a file that is no log or is
    damaged; OSError or sqlite3.Error.
    """
    if not check_regular(source) and not has_content(source):
        raise ZgcError("unreadable", f"There is no file {source}.", "To list the backups: zgcquiz restore")
    if source.exists() and source.stat().st_size and not has_content(source) and not check_header(source):
        raise ZgcError(
            "not-a-log",
            f"{source} is not a backup: it doesn't begin as a database does.",
            "To list the backups: zgcquiz restore",
        )
    copy_database(source, target)
    merged = source.exists() and has_content(source) and check_header(source)
    try:
        with closing(open_to_read(target)) as db:
            holdings = check_log(db, source)
        if not (merged and loses_answers(source, uri_to_read(target))):
            return holdings
    except ZgcError as error:
        if error.code != "corrupt" or not merged:
            raise
    target.unlink()
    copy_alone(source, target)
    with closing(open_to_read(target)) as db:
        return check_log(db, source)


def compare(backup: Path, log: Path) -> tuple[LogDifference, Holdings, Holdings | None]:
    """Return what restoring a backup would change, what it holds, and what the present log holds, None if unreadable.

    Raises ZgcError for a backup that can't be used; OSError or sqlite3.Error.
    """
    with TemporaryDirectory(prefix="zgcquiz-", ignore_cleanup_errors=True) as folder:
        copy, present = Path(folder) / "backup.db", Path(folder) / "present.db"
        holdings = copy_of_log(backup, copy)
        try:
            now = copy_of_log(log, present)
        except (ZgcError, OSError, sqlite3.Error):
            return LogDifference(holdings.answers, None), holdings, None
        with closing(connect(copy)) as db:
            db.execute("ATTACH ? AS other", (str(present),))
            gained, lost = db.execute(_MISSING).fetchone()
    return LogDifference(gained, lost), holdings, now


def restore(backup: Path, log: Path) -> tuple[Holdings, Path | None]:
    """Put the log in a file in the place of the present one, which is kept in the folder `backups` beside it.

    Return what it holds, and where the log that was there is now; None if there was none. Raises ZgcError if the
    backup can't be used, or the present log is being written; OSError or sqlite3.Error. Then nothing was changed.
    """
    log = real_path(log)
    make_folder(log.parent)
    temporary = temporaries.temporary_beside(log)
    temporaries.delete_stale(log)
    with ExitStack() as stack:
        stack.callback(temporaries.delete, temporary)
        stack.enter_context(temporaries.undone_on_signal(lambda: temporaries.delete(temporary)))
        _check_room(backup, log.parent)
        holdings = copy_of_log(backup, temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        with held(lock_of(log)), unwritten(log):
            kept = replace_log(log, temporary)
    return holdings, kept if kept is not None and os.path.lexists(kept) else None


def _check_room(backup: Path, folder: Path) -> None:
    size = backup.stat().st_size if backup.exists() else 0
    if shutil.disk_usage(folder).free < 2 * size + ROOM:
        raise ZgcError("disk-full", f"Can't restore {backup}: the disk is full.", "Make room on the disk first.")

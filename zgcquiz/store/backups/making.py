"""Making backups of the log, and deleting those that are too many."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.rotation import backup_name, kept, time_of_backup, utc_of
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import replace
from zgcquiz.store.backups.holdings import Holdings, check_log, read_holdings
from zgcquiz.store.backups.rules import BackupRules
from zgcquiz.store.files import temporaries
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.log.files.copies import copy_to, open_to_read
from zgcquiz.store.log.files.wal import wal_of

ROOM = 1 << 20
"""Bytes that must stay free beside twice a backup's size."""


SLOW = 32 << 20
"""The size in bytes of a log above which a backup takes more than about half a second."""


def list_backups(folder: Path) -> dict[datetime, Path]:
    """Return the backups in a folder by time in UTC, the oldest first. Raises OSError if it can't be read."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return {stamp: folder / name for name in names if (stamp := time_of_backup(name)) is not None}


def newest_backup(folder: Path, now: datetime) -> tuple[datetime, Path] | None:
    """Return the time and the path of the newest backup that is not dated later than now; None without one."""
    past = [(stamp, path) for stamp, path in list_backups(folder).items() if stamp <= now]
    return past[-1] if past else None


def has_news(log: Path, folder: Path, now: datetime) -> bool:
    """Return whether a log holds anything that its newest backup lacks, or that one can't be read."""
    newest = newest_backup(folder, now)
    if newest is None:
        return True
    with closing(open_to_read(log)) as db:
        present = read_holdings(db, log)
    try:
        with closing(open_to_read(newest[1])) as db:
            return read_holdings(db, newest[1]).content != present.content
    except (ZgcError, sqlite3.DatabaseError):
        return True


def back_up_daily(log: Path, rules: BackupRules, now: Moment, notify: Callable[[str], object] = str) -> int:
    """Make a backup of a log, unless one was made on this learner's day or the log has nothing new.

    Return how many damaged rows were found.

    notify: called before one that takes a while. Raises as `make_backup` does; too little room is said once a day.
    """
    utc = utc_of(now)
    newest = newest_backup(rules.folder, utc)
    if (
        not rules.last
        or (newest is not None and _day(newest[0], now) == now.day)
        or not has_news(log, rules.folder, utc)
    ):
        return 0
    if log.stat().st_size > SLOW:
        notify("Backing up your log")
    said = rules.folder / ".no-room"
    try:
        _, holdings = make_backup(log, rules, utc)
    except ZgcError as error:
        if error.code == "no-room":
            if said.exists() and said.read_text("utf-8") == str(now.day):
                return 0
            said.write_text(str(now.day), "utf-8")
        raise
    said.unlink(missing_ok=True)
    return holdings.damaged


def _day(stamp: datetime, now: Moment) -> int:
    """Return the learner's day of a time."""
    return replace(now, ms=round(stamp.timestamp() * 1000)).day


def make_backup(log: Path, rules: BackupRules, now: datetime) -> tuple[Path, Holdings]:
    """Write a checked backup of a log into the folder of backups, and delete those that are too many.

    The log may be in use. Return the backup's path and what it holds. Raises ZgcError if there is too little room, or
    if the backup doesn't pass its check; OSError or sqlite3.Error. Then none is deleted, nor while the log has damaged
    rows.
    """
    folder = rules.folder
    make_folder(folder)
    check_room(log, folder)
    stamp = now.astimezone(UTC).replace(microsecond=0)
    while (path := folder / backup_name(stamp)).exists():
        stamp += timedelta(seconds=1)
    holdings = write_backup(log, path, rules.stem)
    if not holdings.damaged:
        _rotate(rules, max(now, stamp), holdings)
    return path, holdings


def check_room(log: Path, folder: Path) -> None:
    """Raise ZgcError unless a folder has room for a backup of a log, with as much again to spare."""
    size = sum(each.stat().st_size for each in (log, wal_of(log)) if each.exists())
    free = shutil.disk_usage(folder).free
    if free < 2 * size + ROOM:
        raise ZgcError(
            "no-room",
            f"There is too little room in {folder} for a backup: {free >> 20:,} MiB are free, and"
            f" {(2 * size + ROOM) >> 20:,} are needed.",
            "Make room on the disk. To do without backups: zgcquiz config set backups 0",
        )


def write_backup(log: Path, path: Path, stem: Path | None = None) -> Holdings:
    """Write a backup of a log to a path, where it appears once it is complete and checked; return what it holds.

    stem: names the temporary file, for backups whose own names differ each time. Raises as `make_backup` does.
    """
    temporary = temporaries.temporary_beside(stem or path)
    temporaries.delete_stale(stem or path)
    with temporaries.undone_on_signal(lambda: temporaries.delete(temporary)):
        try:
            temporary.unlink(missing_ok=True)
            with closing(open_to_read(log)) as db:
                db.execute("BEGIN")  # what is counted is what is copied
                present = read_holdings(db, log)
                copy_to(db, temporary)
            with closing(open_to_read(temporary)) as copy:
                holdings = check_log(copy, log)
            if holdings.content != present.content:
                raise ZgcError("corrupt", f"{log} is damaged: a copy of it holds less.", "Nothing was changed.")
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return holdings


def _rotate(rules: BackupRules, now: datetime, holdings: Holdings) -> None:
    """Delete the backups that are not kept, except those that hold more answers than the newest one does."""
    backups = list_backups(rules.folder)
    for stamp in set(backups) - kept(backups, now, max(rules.last, 1)):
        try:
            with closing(open_to_read(backups[stamp])) as db:
                if read_holdings(db, backups[stamp]).reviews > holdings.reviews:
                    continue
        except (ZgcError, sqlite3.DatabaseError):
            pass  # a damaged one is not worth keeping
        backups[stamp].unlink(missing_ok=True)

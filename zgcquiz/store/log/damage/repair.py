"""Replacing a damaged log by a new one that is made of what can still be read of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import explained
from zgcquiz.store.files import temporaries
from zgcquiz.store.files.lock import held
from zgcquiz.store.files.private import make_database
from zgcquiz.store.log.damage.detection import scan
from zgcquiz.store.log.damage.salvage import Salvaged, salvage
from zgcquiz.store.log.files.copies import state_of
from zgcquiz.store.log.files.examination import in_use
from zgcquiz.store.log.files.replacing import lock_of, real_path, replace_log, unwritten


def repair(path: Path, device: str, derive: Callable[[Path], None]) -> tuple[Salvaged, Path]:
    """Replace a log by one made of its sound rows; return what was found, and where the old one is kept.

    device: a name for this one if its own is lost; derive: derives the cards of the log at a path. Raises ZgcError,
    `busy` if another process uses the log; the log is then as it was.
    """
    path = real_path(path)
    fresh = temporaries.temporary_beside(path)
    with (
        explained(path, "repair the review log"),
        held(lock_of(path)),
        temporaries.undone_on_signal(lambda: _delete(fresh)),
    ):
        try:
            if in_use(path):
                raise _busy(path)
            before = state_of(path)
            make_database(fresh)
            found = salvage(path, fresh, device)
            derive(fresh)
            if not scan(fresh).is_sound:
                raise ZgcError("corrupt", f"The repaired log at {fresh} is damaged too.", "Check the disk.")
            shutil.copymode(path, fresh)
            with fresh.open("rb") as file:
                os.fsync(file.fileno())
            if in_use(path):
                raise _busy(path)
            with unwritten(path):
                if state_of(path) != before:
                    raise _busy(path)
                return found, replace_log(path, fresh)
        finally:
            _delete(fresh)


def _busy(path: Path) -> ZgcError:
    return ZgcError("busy", f"Another zgcquiz uses {path}.", "Repair the log when no other one runs.")


def _delete(fresh: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        temporaries.delete(fresh.with_name(fresh.name + suffix))

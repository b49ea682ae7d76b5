"""Where backups are kept, and how many; apart from what makes them, which a start of the program doesn't need."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.core.log.rotation import LAST
from zgcquiz.core.value import Value
from zgcquiz.store.files.temporaries import delete_stale


class BackupRules(Value, frozen=True):
    """Where backups are kept, and how many of the latest; 0: none are made without being asked for."""

    folder: Path
    last: int = LAST

    @property
    def stem(self) -> Path:
        """What temporary files are named by: the backups' own names differ each time."""
        return self.folder / "backup"

    def delete_unfinished(self) -> None:
        """Delete what a process that was killed left of a backup, which can be as large as the log."""
        delete_stale(self.stem)

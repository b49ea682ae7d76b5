"""Where backups are kept, and how many; apart from what makes them, which a start of the program doesn't need."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.core.log.rotation import LAST
from zgcquiz.core.value import Value


class BackupRules(Value, frozen=True):
    """Where backups are kept, and how many of the latest; 0: none are made without being asked for."""

    folder: Path
    last: int = LAST

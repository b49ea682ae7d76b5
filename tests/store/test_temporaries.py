"""What killed processes leave beside a file goes when the file is written the next time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from zgcquiz.store.files.temporaries import delete_stale


def test_what_ended_processes_left_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    ended, running = process.pid, os.getpid()
    stale = [f".a.db.{ended}{suffix}" for suffix in ("", ".old", "-journal", "-wal", "-shm")]
    kept = ["a.db", f".a.db.{running}", f".a.db.{running}-journal", f".b.db.{ended}", f".a.db.{ended}-other"]
    for name in stale + kept:
        (tmp_path / name).touch()
    delete_stale(tmp_path / "a.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)

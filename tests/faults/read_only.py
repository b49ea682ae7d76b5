"""A log at a place that can only be read shows everything, also what stands in its write-ahead log only."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.cli.making import as_a_user
from tests.faults.contents import read_rows
from tests.faults.damage import Damaged
from tests.faults.outcome import Outcome

READERS: tuple[tuple[str, ...], ...] = (("history", "--json"), ("history", "export"))


def read_only_places(folder: Path, runs: int, outcome: Outcome, mounts: bool = False) -> None:
    """Read a log with a left-behind WAL from a folder without the right to write.

    mounts: every other time from a read-only mount, if that is allowed.
    """
    damaged = Damaged(folder, outcome)
    damaged.leave_a_wal(damaged.template)
    place = damaged.place
    for number in range(runs):
        place.become(damaged.template)
        if number % 3 == 1:
            place.shm.unlink()
        expected = read_rows(place.db)
        before = {path.name: path.read_bytes() for path in place.home.glob("zgcquiz.db*")}
        mounted = mounts and number % 2 == 1 and _remount(place.home)
        if not mounted:
            for path in (*place.home.glob("zgcquiz.db*"), place.home):
                path.chmod(0o555 if path.is_dir() else 0o444)
        what = "read-only mount" if mounted else "read-only folder"
        for arguments in READERS:
            done = place.run(*arguments, before=None if mounted else as_a_user)
            outcome.runs += 1
            if done.returncode or "Traceback" in done.stderr:
                outcome.damage(f"{what}: `{' '.join(arguments)}` says {done.stderr[-300:]}")
                continue
            outcome.shown += len(expected)
            listed = _listed(arguments, done.stdout)
            if listed < len(expected):
                outcome.lost([f"{what}: `{' '.join(arguments)}` shows {listed} of {len(expected)} answers"])
        if mounted:
            subprocess.run(["umount", str(place.home)], check=True)
        place.home.chmod(0o755)
        for path in place.home.glob("zgcquiz.db*"):
            path.chmod(0o644)
        for name, data in before.items():
            if not name.endswith("-shm") and (place.home / name).read_bytes() != data:
                outcome.damage(f"{what}: {name} was changed")


def _listed(arguments: tuple[str, ...], out: str) -> int:
    """Return how many answers an output shows."""
    if arguments == ("history", "export"):
        return sum('"rating"' in line for line in out.splitlines())
    return len(json.loads(out))


def _remount(folder: Path) -> bool:
    """Mount a folder read-only over itself, if that is allowed."""
    if subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False).returncode:
        return False
    done = subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], capture_output=True, check=False)
    if done.returncode:
        subprocess.run(["umount", str(folder)], check=True)
    return done.returncode == 0

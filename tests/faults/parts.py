"""The parts of the harness, and how much of each a run of so many kills does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.clocks import jumping_clocks
from tests.faults.commands import COMMANDS, killed_command
from tests.faults.crowd import crowd
from tests.faults.damage import damaged_databases, left_wals, wals_of_others
from tests.faults.disks import failing_calls, full_disks, limited_files, read_only_folders
from tests.faults.kills import WAYS, killed_sessions
from tests.faults.outcome import Outcome
from tests.faults.place import Place
from tests.faults.power import power_cuts
from tests.faults.read_only import read_only_places
from tests.faults.shim import compiled

Part = Callable[[Path, int, int], Iterator[Outcome]]
"""Given a folder, a seed and a number of kills, runs a part and yields the rows of the table."""


def kills(folder: Path, seed: int, kills: int) -> Iterator[Outcome]:
    for number, way in enumerate(WAYS):
        outcome = Outcome(f"a session ends by {way}")
        with outcome.timed():
            killed_sessions(Place(folder / str(number)), seed, kills // len(WAYS), way, outcome)
        yield outcome


def commands(folder: Path, seed: int, kills: int) -> Iterator[Outcome]:
    for number, command in enumerate(COMMANDS):
        outcome = Outcome(f"`{command.name}` is killed")
        with outcome.timed():
            killed_command(folder / str(number), command, seed, kills // 50, outcome)
        yield outcome


def _simple(title: str, run: Callable[[Path, int, int, Outcome], None], share: float) -> Part:
    def part(folder: Path, seed: int, kills: int) -> Iterator[Outcome]:
        outcome = Outcome(title)
        with outcome.timed():
            run(folder, seed, max(1, round(kills * share)), outcome)
        yield outcome

    return part


def _read_only(folder: Path, seed: int, runs: int, outcome: Outcome) -> None:
    read_only_places(folder, runs, outcome, mounts=True)


def _crowd(folder: Path, seed: int, answers: int, outcome: Outcome) -> None:
    crowd(folder, seed, answers, outcome)


PARTS: dict[str, Part] = {
    "kills": kills,
    "commands": commands,
    "limited": _simple("no file may grow (RLIMIT_FSIZE)", limited_files, 0.05),
    "full": _simple("a file system is full", full_disks, 0.03),
    "read-only-folder": _simple("the folder turns read-only in a round", read_only_folders, 0.03),
    "damage": _simple("the database is truncated, torn, flipped", damaged_databases, 0.08),
    "wal": _simple("the WAL or -shm is left, torn, missing, garbage", left_wals, 0.1),
    "other-wal": _simple("the WAL of another log stands beside it", wals_of_others, 0.02),
    "clocks": _simple("the clock jumps, zones change", jumping_clocks, 0.05),
    "crowd": _simple("8 processes at once, rebuilds and imports beside", _crowd, 0.04),
    "read-only-place": _simple("a log with a WAL at a read-only place", _read_only, 0.01),
}
if compiled() is not None:
    PARTS["failing"] = _simple("calls fail: ENOSPC, EIO, EROFS, EDQUOT, half writes", failing_calls, 0.1)
    PARTS["power"] = _simple("the power is cut", power_cuts, 0.2)

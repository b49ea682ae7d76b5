"""The harness finds each fault that is put into the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults.clocks import jumping_clocks
from tests.faults.commands import COMMANDS, KilledCommand
from tests.faults.crowd import crowd
from tests.faults.damage import damaged_databases
from tests.faults.disks import Starved
from tests.faults.kills import KilledSessions, killed_sessions
from tests.faults.mutants import MUTANTS
from tests.faults.outcome import Outcome
from tests.faults.place import Place
from tests.faults.power import power_cuts
from tests.faults.shim import compiled

Run = Callable[[Path, str, Outcome], None]


def killed(folder: Path, mutant: str, outcome: Outcome) -> None:
    killed_sessions(Place(folder, mutant), 3, 8, "SIGKILL", outcome)


def killed_at_the_feedback(folder: Path, mutant: str, outcome: Outcome) -> None:
    place = Place(folder, mutant)
    place.furnish()
    KilledSessions(place, Random(1), outcome).at_the_feedback()


def starved(folder: Path, mutant: str, outcome: Outcome) -> None:
    from tests.cli.making import with_files_of

    disk = Starved(folder, outcome, mutant)
    disk.begin()
    size = max(path.stat().st_size for path in disk.place.home.rglob("*") if path.is_file())
    disk.round("a disk that is full", 60, before=with_files_of(size + 60_000))


def cut(folder: Path, mutant: str, outcome: Outcome) -> None:
    if compiled() is None:
        pytest.skip("a power cut needs a C compiler")
    power_cuts(folder, 1, 6, outcome, mutant)


def written_in_place(folder: Path, mutant: str, outcome: Outcome) -> None:
    (command,) = (command for command in COMMANDS if command.name == "history export -o")
    killing = KilledCommand(folder, command, outcome, mutant)
    if compiled() is None:
        pytest.skip("a kill at a certain call needs a C compiler")
    for number in range(1, killing.calls() + 1):
        killing.killed_at_call(number)


def begun_anew(folder: Path, mutant: str, outcome: Outcome) -> None:
    damaged_databases(folder, 1, 4, outcome, mutant)


def crowded(folder: Path, mutant: str, outcome: Outcome) -> None:
    crowd(folder, 1, 6, outcome, mutant, count=2)


def jumping(folder: Path, mutant: str, outcome: Outcome) -> None:
    jumping_clocks(folder, 1, 4, outcome, mutant)


FINDERS: dict[str, tuple[Run, ...]] = {
    "drops-one-in-five": (killed, crowded, jumping),
    "saves-after-the-feedback": (killed, killed_at_the_feedback),
    "saves-twice": (killed, crowded, jumping),
    "changes-an-earlier-answer": (killed,),
    "leaves-a-file": (killed,),
    "rewrites-the-settings": (killed,),
    "forgets-the-schedule": (killed, crowded),
    "swallows-a-full-disk": (starved,),
    "does-not-wait-for-the-disk": (cut,),
    "writes-in-place": (written_in_place,),
    "begins-anew": (begun_anew,),
    "merges-by-halves": (crowded,),
}


def test_every_mutant_is_hunted() -> None:
    assert set(FINDERS) == set(MUTANTS)


def found(folder: Path, mutant: str, run: Run) -> list[str]:
    outcome = Outcome(mutant)
    run(folder, mutant, outcome)
    return outcome.failures


def test_an_answer_that_is_dropped_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, "drops-one-in-five", jumping)


def test_an_answer_that_is_saved_late_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, "saves-after-the-feedback", killed_at_the_feedback)


@pytest.mark.soak
@pytest.mark.parametrize(("mutant", "run"), [(name, run) for name, runs in FINDERS.items() for run in runs])
def test_a_mutant_is_found(tmp_path: Path, mutant: str, run: Run) -> None:
    assert found(tmp_path, mutant, run)

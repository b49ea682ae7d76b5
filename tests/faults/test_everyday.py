"""A little of each part: the long runs are `python -m tests.faults`."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import parts
from tests.faults.clocks import jumping_clocks
from tests.faults.commands import COMMANDS, killed_command
from tests.faults.crowd import crowd
from tests.faults.damage import damaged_databases, left_wals
from tests.faults.disks import failing_calls, limited_files, read_only_folders
from tests.faults.kills import WAYS, KilledSessions, killed_sessions
from tests.faults.outcome import Outcome
from tests.faults.place import Place
from tests.faults.power import power_cuts
from tests.faults.read_only import read_only_places
from tests.faults.shim import compiled
from zgcquiz.store.log.tables.schema import VERSION


@pytest.fixture
def outcome() -> Outcome:
    return Outcome("a test")


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_is_ended_loses_nothing(tmp_path: Path, way: str, outcome: Outcome) -> None:
    killed_sessions(Place(tmp_path), 1, 2 if "pipe" in way else 1, way, outcome)
    assert outcome.failures == []
    assert outcome.runs


def test_a_kill_at_the_feedback_loses_nothing(tmp_path: Path, outcome: Outcome) -> None:
    place = Place(tmp_path)
    place.furnish()
    KilledSessions(place, Random(1), outcome).at_the_feedback()
    assert outcome.failures == []
    assert outcome.shown


@pytest.mark.parametrize("name", ["history import", "pack remove", "migration from version 1"])
def test_a_command_that_is_killed_leaves_a_whole_state(tmp_path: Path, name: str, outcome: Outcome) -> None:
    (command,) = (command for command in COMMANDS if command.name == name)
    killed_command(tmp_path, command, 1, 2, outcome)
    assert outcome.failures == []
    assert outcome.runs == 2


def test_a_disk_that_fails_in_a_round_loses_nothing(tmp_path: Path, outcome: Outcome) -> None:
    """Where calls can't be made to fail, a limit on the size of files does it."""
    (failing_calls if compiled() is not None else limited_files)(tmp_path, 1, 3, outcome)
    assert outcome.failures == []
    assert outcome.shown


def test_a_folder_that_turns_read_only_in_a_round_loses_nothing(tmp_path: Path, outcome: Outcome) -> None:
    read_only_folders(tmp_path, 1, 1, outcome)
    assert outcome.failures == []


def test_a_power_cut_loses_nothing_that_was_marked(tmp_path: Path, outcome: Outcome) -> None:
    """Where calls can't be recorded, sessions that are killed stand for it."""
    if compiled() is not None:
        power_cuts(tmp_path, 1, 4, outcome)
    else:
        killed_sessions(Place(tmp_path), 2, 4, "SIGKILL over a pipe", outcome)
    assert outcome.failures == []
    assert outcome.runs == 4


def test_a_damaged_database_ends_in_words(tmp_path: Path, outcome: Outcome) -> None:
    damaged_databases(tmp_path, 1, 1, outcome)
    assert outcome.failures == []


def test_what_stands_beside_the_database_is_read_or_made_again(tmp_path: Path, outcome: Outcome) -> None:
    left_wals(tmp_path, 1, 10, outcome)
    assert outcome.failures == []


def test_clocks_that_jump_lose_nothing(tmp_path: Path, outcome: Outcome) -> None:
    jumping_clocks(tmp_path, 1, 2, outcome)
    assert outcome.failures == []
    assert outcome.shown


def test_processes_at_once_lose_nothing(tmp_path: Path, outcome: Outcome) -> None:
    crowd(tmp_path, 1, 4, outcome, count=3)
    assert outcome.failures == []
    assert outcome.shown == 12


@pytest.mark.xfail(VERSION < 4, strict=True, reason="a read-only log is opened without its WAL")
def test_a_log_at_a_read_only_place_shows_its_wal(tmp_path: Path, outcome: Outcome) -> None:
    read_only_places(tmp_path, 2, outcome)
    assert outcome.failures == []


@pytest.mark.soak
@pytest.mark.parametrize("name", parts.PARTS)
def test_for_long(tmp_path: Path, name: str) -> None:
    for outcome in parts.PARTS[name](tmp_path, 2, 200):
        assert outcome.failures == []

"""A disk that can't be written to, or is full, is said before a round; one that fills up loses no answer."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.making import as_a_user, environment, one, run, unwrapped, with_files_of, write
from tests.cli.several import run_here
from tests.conftest import Ran
from tests.store.making import query

Run = Callable[..., Ran]

DB = "zgcquiz.db"


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """A home that may be read and not written to."""
    home.mkdir()
    home.chmod(0o555)
    yield home
    home.chmod(0o755)


def test_a_read_only_home_is_said_before_the_round(read_only: Path, greek: Path) -> None:
    for command in (["play"], ["play", greek], ["review"]):
        done = run(*command, stdin="0\n" * 9, before=as_a_user)
        assert done.returncode == 1
        assert done.stdout == ""
        assert unwrapped("it is read-only.") in unwrapped(done.stderr)
        assert "ZGCQUIZ_HOME" in done.stderr
    assert list(read_only.iterdir()) == []


def test_a_read_only_home_is_said_in_json(read_only: Path, greek: Path) -> None:
    done = run("play", greek, "--json", stdin="0\n", before=as_a_user)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["error"]["code"] == "read-only"


def test_a_home_with_a_log_that_became_read_only_is_said_before_the_round(home: Path, greek: Path) -> None:
    assert run_here("play", greek, stdin="0\n").code == 0
    before = (home / DB).read_bytes()
    (home / DB).chmod(0o444)
    home.chmod(0o555)
    done = run("play", greek, stdin="0\n", before=as_a_user)
    home.chmod(0o755)
    assert (done.returncode, done.stdout) == (1, "")
    assert unwrapped("it is read-only.") in unwrapped(done.stderr)
    assert (home / DB).read_bytes() == before


def test_a_log_that_became_read_only_in_a_home_that_is_not_is_said_before_the_round(home: Path, greek: Path) -> None:
    assert run_here("play", greek, stdin="0\n").code == 0
    (home / DB).chmod(0o444)
    done = run("play", greek, stdin="0\n", before=as_a_user)
    assert (done.returncode, done.stdout) == (1, "")
    assert unwrapped("it is read-only.") in unwrapped(done.stderr)


def test_a_guest_plays_on_a_read_only_home(read_only: Path, greek: Path) -> None:
    for name in (greek, "zhongguancun"):
        done = run("play", name, "--no-record", "--json", stdin="0\n" * 3, before=as_a_user)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["asked"] == 3
    assert list(read_only.iterdir()) == []


def test_packs_can_be_looked_at_on_a_read_only_home(read_only: Path, greek: Path) -> None:
    for arguments in (["pack", "list"], ["pack", "show", greek], ["pack", "check", greek]):
        done = run(*arguments, before=as_a_user)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_history_can_be_read_from_a_read_only_home(home: Path, greek: Path) -> None:
    """A backup on a disk that can't be written to is for reading."""
    assert run_here("play", greek, stdin="0\n" * 4).code == 0
    home.chmod(0o555)
    done = run("history", "--json", before=as_a_user)
    home.chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)) == 4


def test_a_pack_that_cannot_be_added_is_said(read_only: Path, greek: Path) -> None:
    for arguments in (["pack", "add", greek], ["pack", "remove", "zhongguancun"]):
        done = run(*arguments, before=as_a_user)
        assert (done.returncode, done.stdout) == (1, "")
        assert unwrapped("Permission denied") in unwrapped(done.stderr)


def test_a_cache_that_cannot_be_written_stops_nothing(home: Path, greek: Path) -> None:
    (home / "cache").mkdir(parents=True)
    (home / "cache").chmod(0o555)
    done = run("play", greek, "--json", stdin="0\n" * 4, before=as_a_user)
    (home / "cache").chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["asked"] == 4


def test_a_cache_that_may_only_be_read_loses_no_question(home: Path, greek: Path, tmp_path: Path) -> None:
    """One pack lies in it, another is new: both are asked."""
    assert run_here("pack", "add", greek).code == 0
    assert run_here("pack", "remove", "zhongguancun").code == 0
    assert run_here("play", "--no-record", stdin="0\n").code == 0
    assert run_here("pack", "add", write(tmp_path / "zulu.yaml", one("zulu", "Yes?"))).code == 0
    for path in (home / "cache").iterdir():
        path.chmod(0o444)
    (home / "cache").chmod(0o555)
    done = run("play", "--json", stdin="0\n" * 9, before=as_a_user)
    (home / "cache").chmod(0o755)
    assert json.loads(done.stdout)["asked"] == 5


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize("command", ["play", "review"])
def test_a_full_disk_is_said_before_the_round(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100, 100, 0))
    ran = zgcquiz(command, greek, stdin="0\n" * 4)
    assert (ran.code, ran.out) == (1, "")
    assert "the disk is full" in ran.err
    assert zgcquiz(command, greek, "--json", stdin="0\n").json["error"]["code"] == "disk-full"
    assert zgcquiz("history", "--json").json == []
    assert zgcquiz("play", greek, "--no-record", "--json", stdin="0\n").json["asked"] == 1


def test_advice_for_a_full_disk_can_be_followed(zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100, 100, 0))
    for command in ("play", "review"):
        hint = zgcquiz(command, greek, "--json").json["error"]["hint"]
        for word in hint.split():
            if word.startswith("--"):
                assert word in zgcquiz(command, "--help").out


@pytest.mark.parametrize("size", [0, 512, 4096, 20_000])
def test_a_disk_without_room_for_a_log_is_said_before_the_round(
    zgcquiz: Run, home: Path, greek: Path, size: int
) -> None:
    done = run("play", greek, stdin="0\n" * 4, before=with_files_of(size))
    assert (done.returncode, done.stdout) == (1, "")
    assert unwrapped("the disk is full") in unwrapped(done.stderr)
    assert zgcquiz("play", greek, "--json", stdin="0\n" * 4).code == 0  # once there is room again
    assert query(home / DB, "SELECT count(*) FROM reviews") == [(4,)]


def many(path: Path) -> Path:
    entries = "".join(f"  - {{id: q{number}, question: 'Number {number}?', answer: true}}\n" for number in range(300))
    return write(path, f"zgcquiz: 1\nid: many\ntitle: Many\nquestions:\n{entries}")


@pytest.mark.parametrize("room", [1, 30_000, 100_000, 200_000])
def test_a_disk_that_fills_up_in_a_round_loses_no_answer_that_was_marked(
    zgcquiz: Run, home: Path, tmp_path: Path, room: int
) -> None:
    """No file can grow beyond what the log takes already and a little more."""
    pack = many(tmp_path / "many.yaml")
    assert run_here("play", pack, "-n", "1", stdin="0\n").code == 0
    size = max(path.stat().st_size for path in [*home.iterdir(), *(home / "cache").iterdir()] if path.is_file())
    done = run("play", pack, "-n", "300", stdin="true\n" * 300, before=with_files_of(size + room))
    assert done.returncode == 1
    assert unwrapped("the disk is full") in unwrapped(done.stderr)
    told = done.stdout.count("\nRight.") + done.stdout.count("\nWrong.")
    assert told < 300
    assert query(home / DB, "SELECT count(*) FROM reviews") == [(1 + told,)]
    if told:
        assert "Round ended." in done.stdout
        assert f"{told} of {told} right" in done.stdout
    assert query(home / DB, "PRAGMA integrity_check") == [("ok",)]
    assert zgcquiz("play", pack, "-n", "5", stdin="true\n" * 5).code == 0


def playing(pack: Path) -> subprocess.Popen[str]:
    """A round that waits for its answers."""
    return subprocess.Popen(
        [sys.executable, "-m", "zgcquiz", "play", str(pack)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def test_a_log_that_refuses_an_answer_ends_the_round_with_what_was_kept(home: Path, greek: Path) -> None:
    """The refused answer is neither told nor counted."""
    process = playing(greek)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("0\n")
    process.stdin.flush()
    out = ""
    while "Question 2" not in out:
        out += process.stdout.readline()
    db = sqlite3.connect(home / DB)
    db.execute("CREATE TRIGGER no BEFORE INSERT ON reviews BEGIN SELECT RAISE(ABORT, 'refused'); END")
    db.commit()
    db.close()
    rest, err = process.communicate("0\n0\n", timeout=60)
    assert process.returncode == 1
    assert "Round ended. 0 of 1 right" in rest
    assert "The answer is saved." in rest
    assert "Question 3" not in rest
    assert "refused" in err
    assert "Traceback" not in err
    assert query(home / DB, "SELECT count(*) FROM reviews") == [(1,)]


def test_a_log_that_is_deleted_in_a_round_is_said_before_an_answer_is_marked(home: Path, greek: Path) -> None:
    """An answer that goes into a file which nobody can find again is lost."""
    process = playing(greek)
    assert process.stdin is not None
    assert process.stdout is not None
    out = ""
    while "Question 1" not in out:
        out += process.stdout.readline()
    for path in home.glob(f"{DB}*"):
        path.unlink()
    rest, _ = process.communicate("0\n0\n", timeout=60)
    told = rest.count("\nWrong")
    kept: list[Any] = [(0,)]
    if (home / DB).exists():
        kept = query(home / DB, "SELECT count(*) FROM reviews")
    assert kept == [(told,)]


def test_a_failed_command_leaves_no_lock_behind(zgcquiz: Run, greek: Path) -> None:
    assert run_here("play", greek, stdin="0\n").code == 0
    assert run("play", greek, stdin="0\n", before=with_files_of(4096)).returncode == 1
    started = os.times().elapsed
    assert zgcquiz("play", greek, "--json", stdin="0\n" * 4).code == 0
    assert os.times().elapsed - started < 8

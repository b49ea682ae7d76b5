"""Restoring a backup: whatever state the present log is in it is kept, and a crash leaves one of both whole."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cli.making import environment
from tests.conftest import NOON
from tests.store.crashed import ANSWERS, NAME, outcome, write_sources
from tests.store.making import make_review, opened
from tests.store.test_never_anew import CASES, Case
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.store.backups.restoring import compare, restore
from zgcquiz.store.files import temporaries
from zgcquiz.store.log.files import replacing

BACKED_UP = 7


def write_log(path: Path, count: int, seed: int = 5) -> list[str]:
    rng = Random(seed)
    with opened(path) as log:
        for number in range(count):
            log.append(make_review(rng, Ref("p", f"q{number}"), Moment(NOON.ms - DAY + number)))
    return sorted(outcome(path)["ids"])


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    write_sources(folder)
    write_log(folder / "backup.db", BACKED_UP)
    return folder


@pytest.fixture
def backup(sources: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(sources / "backup.db", tmp_path / "backup.db"))


def content(folder: Path) -> set[bytes]:
    """The content of all files in a folder but the indexes of write-ahead logs."""
    return {
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", ".lock"))
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_log_in_any_state_is_replaced_and_kept(case: Case, sources: Path, backup: Path, tmp_path: Path) -> None:
    path = case.make(sources, tmp_path / "home")
    before = content(path.parent)
    holdings, kept = restore(backup, path)
    assert holdings.answers == BACKED_UP
    assert len(outcome(path)["ids"]) == BACKED_UP
    assert before - {b""} <= content(path.parent), "nothing of what was there is lost"
    assert (kept is None) == (case.database == "missing")
    if case.database == "present" and case.wal == "whole":
        assert kept is not None
        assert len(outcome(kept)["ids"]) == ANSWERS


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_file_is_moved_away(backup: Path, tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "home" / NAME
    path.parent.mkdir()
    make(path)
    _, kept = restore(backup, path)
    assert len(outcome(path)["ids"]) == BACKED_UP
    assert kept is not None
    assert os.path.lexists(kept)


@pytest.mark.parametrize("checkpointed", [0, 9])
def test_going_on_with_what_can_be_read_of_a_damaged_log(sources: Path, tmp_path: Path, checkpointed: int) -> None:
    """The command that the error names: to restore the present log itself."""
    path = Case("present", "broken", True, checkpointed).make(sources, tmp_path / "home")
    assert f"zgcquiz restore {path}" in outcome(path)["hint"]
    holdings, kept = restore(path, path)
    assert kept is not None
    assert checkpointed <= holdings.answers < ANSWERS
    assert len(outcome(path)["ids"]) == holdings.answers


def test_a_write_ahead_log_of_another_is_left_out(sources: Path, tmp_path: Path) -> None:
    path = Case("present", "foreign", True, 9).make(sources, tmp_path / "home")
    own = Case("present", "absent", True, 9).make(sources, tmp_path / "own")
    expected = outcome(own)["ids"]
    restore(path, path)
    assert set(expected) <= set(outcome(path)["ids"])


def test_a_link_to_the_log_stays_one(backup: Path, tmp_path: Path) -> None:
    write_log(tmp_path / "elsewhere" / NAME, 3)
    link = tmp_path / "home" / NAME
    link.parent.mkdir()
    link.symlink_to(tmp_path / "elsewhere" / NAME)
    restore(backup, link)
    assert link.is_symlink()
    assert len(outcome(link)["ids"]) == BACKED_UP


class CrashError(BaseException):
    """The process ends here."""


@contextmanager
def crashing_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """End the process at a step that changes the disk; nothing is tidied up after that. Yields the steps done."""
    done: list[str] = []
    crashed = False

    def wrap(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def step_or_crash(*arguments: Any, **options: Any) -> Any:
            nonlocal crashed
            if crashed or len(done) == step:
                crashed = True
                raise CrashError
            done.append(f"{name} {arguments[0]}")
            return real(*arguments, **options)

        patch.setattr(owner, name, step_or_crash)

    with monkeypatch.context() as patch:
        for owner, name in ((Path, "rename"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (os, "utime")):
            wrap(owner, name)
        patch.setattr(temporaries, "delete", lambda _: None)
        yield done


@pytest.mark.parametrize("case", [Case("present", "whole", True, 9), Case("missing", "whole", True, 9)], ids=str)
def test_a_crash_at_any_step_leaves_one_of_both_whole(
    case: Case, sources: Path, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_seen = new_seen = 0
    step = 0
    while True:
        path = case.make(sources, tmp_path / f"home-{step}")
        before = content(path.parent)
        found_before = outcome(case.make(sources, tmp_path / f"same-{step}"))
        with crashing_at(step, monkeypatch) as done:
            try:
                restore(backup, path)
                crashed = False
            except CrashError:
                crashed = True
        after = content(path.parent)
        found = outcome(path)
        if found.get("ids") and len(found["ids"]) == BACKED_UP:
            new_seen += 1
            if case.database == "present":  # closing it may have moved its write-ahead log into it
                (kept,) = path.parent.glob(f"backups/{replacing.KEPT}*.db")
                assert len(outcome(kept)["ids"]) == ANSWERS
            else:
                assert before - {b""} <= after
        else:
            assert {**found, "message": "", "hint": ""} == {**found_before, "message": "", "hint": ""}
            old_seen += 1
        if not crashed:
            break
        step += 1
    assert len(done) == step
    assert old_seen >= 3, done
    assert new_seen >= 3, done


def test_a_finished_restoration_can_be_interrupted_again_and_again(
    sources: Path, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start goes on where the last one was interrupted."""
    path = Case("present", "whole", True, 9).make(sources, tmp_path / "home")
    complete = tmp_path / "home" / "complete"
    shutil.copyfile(backup, complete)
    steps = 0
    for _ in range(20):
        with crashing_at(1, monkeypatch):
            try:
                if complete.exists():
                    complete.rename(path.with_name(f"{NAME}.restored"))
                replacing.finish_replacing(path)
                if not path.with_name(f"{NAME}.restored").exists():
                    break
            except CrashError:
                steps += 1
    assert steps >= 2
    assert len(outcome(path)["ids"]) == BACKED_UP


def failing_rename(number: int) -> Callable[[Path, Path], None]:
    """Return a `Path.rename` that fails where a log is moved to the backups."""
    rename = Path.rename

    def fail(old: Path, new: Path) -> None:
        if new.parent.name == "backups":
            raise OSError(number, os.strerror(number))
        rename(old, new)

    return fail


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_log_that_can_not_be_moved_stays(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As on Windows while another process has it open."""
    path = tmp_path / "home" / NAME
    ids = write_log(path, 3)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing_rename(number))
        with pytest.raises(OSError, match=os.strerror(number)):
            restore(backup, path)
    assert sorted(outcome(path)["ids"]) == ids
    assert not path.with_name(f"{NAME}.restored").exists()


def test_backups_on_another_disk_take_the_log_that_is_replaced(
    sources: Path, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Case("present", "broken", True, 9).make(sources, tmp_path / "home")
    before = content(path.parent)
    monkeypatch.setattr(Path, "rename", failing_rename(errno.EXDEV))
    _, kept = restore(backup, path)
    assert kept is not None
    assert before <= content(kept.parent)
    assert len(outcome(path)["ids"]) == BACKED_UP


WRITER = """
import sys
from pathlib import Path
from random import Random
from tests.store.making import make_review
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.review_log import ReviewLog
log = ReviewLog(Path(sys.argv[1]), Random(3))
log.append(make_review(Random(3), Ref("w", "first")))
print("ready", flush=True)
sys.stdin.readline()
try:
    log.append(make_review(Random(4), Ref("w", "second")))
    print("saved")
except ZgcError as error:
    print(error.message)
log.close()
"""


def test_a_process_that_holds_the_old_log_saves_nothing_in_it(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "home" / NAME
    write_log(path, 3, seed=8)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    _, kept = restore(backup, path)
    said, _ = writer.communicate("\n", timeout=60)
    assert "the file was replaced" in said
    assert len(outcome(path)["ids"]) == BACKED_UP
    assert kept is not None
    assert len(outcome(kept)["ids"]) == 4


def test_a_log_that_is_being_written_is_left_alone(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "home" / NAME
    ids = write_log(path, 3, seed=8)
    monkeypatch.setattr("zgcquiz.store.database.BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        restore(backup, path)
    other.execute("ROLLBACK")
    other.close()
    assert sorted(outcome(path)["ids"]) == ids
    assert not list(path.parent.glob(".zgcquiz.db.*"))


@pytest.mark.parametrize(
    "bad", [b"", b"my diary", b"SQLite format 3\0" + bytes(4000)], ids=["empty", "text", "header only"]
)
def test_a_file_that_is_no_log_replaces_nothing(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "home" / NAME
    ids = write_log(path, 3)
    (tmp_path / "bad.db").write_bytes(bad)
    with pytest.raises((ZgcError, sqlite3.DatabaseError)):
        restore(tmp_path / "bad.db", path)
    assert sorted(outcome(path)["ids"]) == ids
    assert sorted(each.name for each in path.parent.iterdir() if each.name.startswith(".")) == []


def test_what_would_be_gained_and_lost_is_counted(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "home" / NAME
    write_log(path, 3)
    shutil.copyfile(path, backup)
    with opened(backup) as log:
        log.append(make_review(Random(20), Ref("p", "only there")))
    with opened(path) as log:
        for seed in (30, 31):
            log.append(make_review(Random(seed), Ref("p", "only here")))
    difference, holdings, present = compare(backup, path)
    assert (difference.gained, difference.lost) == (1, 2)
    assert present is not None
    assert (holdings.answers, present.answers) == (4, 5)
